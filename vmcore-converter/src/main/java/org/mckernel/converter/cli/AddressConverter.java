package org.mckernel.converter.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Physical addresses on a command line: hexadecimal with 0x, or decimal. */
final class AddressConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        try {
            long value = text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
            if (value < 0 || value >= 1L << 52) {
                throw new TypeConversionException("'%s' is not a physical address (0 to 2^52)".formatted(text));
            }
            return value;
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "'%s' is not an address: use 0x and hexadecimal digits, or decimal digits".formatted(text));
        }
    }
}
