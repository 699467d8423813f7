package org.mckernel.dump.arch;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** AMD64, Intel 64. */
public record X86_64() implements Architecture {
    @Override
    public String name() {
        return "x86_64";
    }

    @Override
    public int elfMachine() {
        return 62;
    }

    @Override
    public long imageAlignment(long pageSize) {
        return 2L << 20;
    }

    @Override
    public long headOffset() {
        return 0x1000;
    }

    @Override
    public List<String> ihkModuleNames() {
        return List.of("ihk_smp_x86_64", "ihk_smp_x86");
    }

    @Override
    public String kernelBaseSymbol() {
        return "x86_kernel_phys_base";
    }

    @Override
    public Optional<String> physStartSymbol() {
        return Optional.empty();
    }

    @Override
    public int absoluteRelocationWidth(int type) {
        // R_X86_64_64; R_X86_64_32, R_X86_64_32S
        return type == 1 ? 8 : type == 10 || type == 11 ? 4 : 0;
    }

    @Override
    public OptionalLong straightMapStart() {
        return OptionalLong.of(0xffff_8000_0000_0000L);
    }

    @Override
    public Optional<PagingForm> paging() {
        return Optional.of(PagingForm.x86(4));
    }
}
