package org.mckernel.dump.arch;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** 64-bit ARM with 4 KiB or 64 KiB pages. */
public record AArch64() implements Architecture {
    @Override
    public String name() {
        return "aarch64";
    }

    @Override
    public int elfMachine() {
        return 183;
    }

    @Override
    public long imageAlignment(long pageSize) {
        return pageSize == 0x10000 ? 0x10000 : 2L << 20;
    }

    @Override
    public long headOffset() {
        return 0;
    }

    @Override
    public List<String> ihkModuleNames() {
        return List.of("ihk_smp_arm64");
    }

    @Override
    public String kernelBaseSymbol() {
        return "arm64_kernel_phys_base";
    }

    @Override
    public Optional<String> physStartSymbol() {
        return Optional.of("arm64_st_phys_base");
    }

    @Override
    public int absoluteRelocationWidth(int type) {
        // R_AARCH64_ABS64, R_AARCH64_ABS32
        return type == 257 ? 8 : type == 258 ? 4 : 0;
    }

    @Override
    public OptionalLong straightMapStart() {
        return OptionalLong.empty();
    }

    @Override
    public Optional<PagingForm> paging() {
        return Optional.empty();
    }
}
