package org.mckernel.dump.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Members that are there, unknown to the image, absent, or in a structure at no address. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class FieldReaderTest {
    @Parameter
    PracticeMachine machine;

    @Test
    void membersAreReadByTheirOffset() {
        FieldReader fields = new FieldReader(machine.data());
        long thread = machine.thread(402);

        assertThat(fields.offset("thread", "tid")).hasValue(20);
        assertThat(fields.i32(thread, "thread", "tid")).hasValue(402);
        assertThat(fields.i64(thread, "thread", "cpu_id")).hasValue((402L << 32) | 2);
    }

    @Test
    void whatIsNotKnownIsEmpty() {
        FieldReader fields = new FieldReader(machine.data());
        long thread = machine.thread(402);

        assertThat(fields.offset("thread", "nothing")).isEmpty();
        assertThat(fields.i32(thread, "thread", "nothing")).isEmpty();
        assertThat(fields.i64(thread, "thread", "nothing")).isEmpty();
        assertThat(fields.i32(0, "thread", "tid")).isEmpty();
        assertThat(fields.i64(0, "thread", "tid")).isEmpty();
    }

    @Test
    void whatIsNotMappedOrAbsentIsEmpty() {
        long thread = machine.thread(402);
        FieldReader fields = new FieldReader(machine.data(machine.changed().absent(machine.physical(thread) + 20, 4)));

        assertThat(fields.i32(thread, "thread", "tid")).isEmpty();
        assertThat(fields.i64(thread, "thread", "tid")).isEmpty();
        assertThat(fields.i32(thread, "thread", "cpu_id")).hasValue(2);
        assertThat(fields.i32(0x1000, "thread", "tid")).isEmpty();
        assertThat(fields.i64(0x1000, "thread", "tid")).isEmpty();
    }
}
