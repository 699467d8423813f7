package org.mckernel.testdumps.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mckernel.testdumps.linux.KallsymsWriter.Form;

class KallsymsWriterTest {
    private static final long BASE = LinuxLayout.x86().kernelVirtual();

    @Test
    void namesAreCompressedAndComeBack() {
        KallsymsWriter writer = new KallsymsWriter(Form.ABSOLUTE, false)
                .symbol('T', "module_get", 1)
                .symbol('T', "module_put", 2)
                .symbol('d', "modules", 3);

        byte[] names = writer.names();
        assertThat(names.length).isLessThan(3 + 11 + 11 + 8);
        assertThat(decode(writer, names, false)).containsExactly("Tmodule_get", "Tmodule_put", "dmodules");
    }

    @Test
    void longNamesHaveTwoByteLengths() {
        StringBuilder name = new StringBuilder();
        for (char first = 'a'; first < 'u'; first++) {
            for (char second = 'A'; second < 'O'; second++) {
                name.append(first).append(second);
            }
        }
        KallsymsWriter writer = new KallsymsWriter(Form.ABSOLUTE, true).symbol('T', name.toString(), 1);

        byte[] names = writer.names();
        assertThat(names.length).isGreaterThan(2 + 255);
        assertThat(names[0] & 0x80).isEqualTo(0x80);
        assertThat(decode(writer, names, true)).containsExactly("T" + name);
        KallsymsWriter old = new KallsymsWriter(Form.ABSOLUTE, false).symbol('T', name.toString(), 1);
        assertThatThrownBy(old::names).hasMessageContaining("no length byte");
    }

    @Test
    void literalLengthsUpTo255BeforeTwoByteForm() {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < 180; i++) {
            name.append((char) ('!' + i % 90));
        }
        KallsymsWriter writer = new KallsymsWriter(Form.ABSOLUTE, false).symbol('T', name.substring(0, 89), 1);
        assertThat(writer.names()[0] & 0xff).isEqualTo(90);
        assertThat(decode(writer, writer.names(), false)).containsExactly("T" + name.substring(0, 89));
    }

    @Test
    void absoluteAddresses() {
        LinuxMachine machine = write(Form.ABSOLUTE);
        assertThat(number(machine, "kallsyms_addresses", 8)).isEqualTo(BASE);
        assertThat(number(machine, "kallsyms_addresses", 16)).isEqualTo(BASE + 0x5000);
        assertThat(machine.has("kallsyms_relative_base")).isFalse();
    }

    @Test
    void baseRelativeOffsets() {
        LinuxMachine machine = LinuxMachine.boot(LinuxLayout.x86(), "6.16.0");
        new KallsymsWriter(Form.BASE_RELATIVE, true)
                .symbol('T', "b", BASE + 0x5000)
                .symbol('T', "a", BASE)
                .writeTo(machine, true);
        assertThat(number(machine, "kallsyms_relative_base", 0)).isEqualTo(BASE);
        assertThat(number(machine, "kallsyms_offsets", 0)).isEqualTo(0x5000L << 32);
        assertThat(machine.vmcoreinfo())
                .contains(
                        "SYMBOL(kallsyms_offsets)=" + Long.toHexString(machine.address("kallsyms_offsets")) + "\n",
                        "SYMBOL(kallsyms_names)=",
                        "SYMBOL(kallsyms_num_syms)=",
                        "SYMBOL(kallsyms_token_table)=",
                        "SYMBOL(kallsyms_token_index)=",
                        "SYMBOL(kallsyms_relative_base)=");
    }

    @Test
    void percpuSymbolsStayAbsolute() {
        LinuxMachine machine = write(Form.ABSOLUTE_PERCPU);
        // 0x6000 is absolute; base - 1 - base = -1; base - 1 - (base + 0x5000) = -0x5001.
        assertThat((int) number(machine, "kallsyms_offsets", 0)).isEqualTo(0x6000);
        assertThat((int) number(machine, "kallsyms_offsets", 4)).isEqualTo(-1);
        assertThat((int) number(machine, "kallsyms_offsets", 8)).isEqualTo(-0x5001);
    }

    @Test
    void placeRelativeOffsets() {
        LinuxMachine machine = LinuxMachine.boot(LinuxLayout.x86Kaslr(), "7.0.0");
        KallsymsWriter.of(machine).writeTo(machine, true);
        long table = machine.address("kallsyms_offsets");
        assertThat(table + (int) number(machine, "kallsyms_offsets", 0)).isEqualTo(machine.address("_text"));
        assertThat(machine.vmcoreinfo()).doesNotContain("kallsyms_relative_base");
    }

    @Test
    void oldKernelsTablesAreLargeAndMarked() {
        LinuxMachine machine = LinuxMachine.boot(LinuxLayout.x86(), "5.14.0");
        KallsymsWriter.of(machine).writeTo(machine, false);
        long count = number(machine, "kallsyms_num_syms", 0);
        assertThat(count).isGreaterThan(4500);
        assertThat((int) number(machine, "kallsyms_markers", 0)).isZero();
        // The second marker is after 256 names.
        long at = machine.tables().physical(machine.address("kallsyms_names"));
        int offset = 0;
        for (int i = 0; i < 256; i++) {
            offset += 1 + (machine.memory().read(at + offset, 1)[0] & 0xff);
        }
        assertThat((int) number(machine, "kallsyms_markers", 4)).isEqualTo(offset);
        assertThat(machine.vmcoreinfo()).doesNotContain("kallsyms");
    }

    private static LinuxMachine write(Form form) {
        LinuxMachine machine = LinuxMachine.boot(LinuxLayout.x86(), "6.1.0");
        return new KallsymsWriter(form, true)
                .symbol('A', "percpu", 0x6000)
                .symbol('T', "a", BASE)
                .symbol('T', "b", BASE + 0x5000)
                .writeTo(machine, true);
    }

    private static long number(LinuxMachine machine, String symbol, int offset) {
        long at = machine.tables().physical(machine.address(symbol) + offset);
        return ByteBuffer.wrap(machine.memory().read(at, 8))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    private static List<String> decode(KallsymsWriter writer, byte[] names, boolean twoByte) {
        String table = new String(writer.tokenTable(), US_ASCII);
        ByteBuffer index = ByteBuffer.wrap(writer.tokenIndex()).order(ByteOrder.LITTLE_ENDIAN);
        List<String> result = new ArrayList<>();
        for (int at = 0; at < names.length; ) {
            int length = names[at++] & 0xff;
            if (twoByte && length > 127) {
                length = (length & 0x7f) + ((names[at++] & 0xff) << 7);
            }
            StringBuilder name = new StringBuilder();
            for (int i = 0; i < length; i++) {
                int start = index.getShort(2 * (names[at++] & 0xff)) & 0xffff;
                name.append(table, start, table.indexOf('\0', start));
            }
            result.add(name.toString());
        }
        return result;
    }
}
