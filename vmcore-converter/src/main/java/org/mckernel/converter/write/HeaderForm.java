package org.mckernel.converter.write;

/** The form of the chunk table's header. */
public enum HeaderForm {
    /** 24 bytes, read by eclair since February 2020: with the start of aarch64's straight map. */
    ECLAIR,
    /** 16 bytes, read by eclair from August 2017 to February 2020. */
    LEGACY
}
