package org.mckernel.dump.locate;

import java.util.OptionalLong;

/**
 * Physical addresses that the user knows; each may be missing.
 *
 * @param pageSet of the dump-page set record
 * @param bootstrap start of the bootstrap memory chunk
 * @param bootParam of the boot_param page
 * @param kernelBase of the image's first byte
 */
public record KnownAddresses(
        OptionalLong pageSet, OptionalLong bootstrap, OptionalLong bootParam, OptionalLong kernelBase) {
    /** Nothing known. */
    public static KnownAddresses none() {
        return new KnownAddresses(
                OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /** True if the user gave none. */
    public boolean isEmpty() {
        return pageSet.isEmpty() && bootstrap.isEmpty() && bootParam.isEmpty() && kernelBase.isEmpty();
    }
}
