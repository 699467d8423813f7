package org.mckernel.dump.linux.module;

import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.linux.memory.StructOffsets;

/**
 * How to get from {@code struct module} to the addresses of its sections.
 *
 * @param attributes offset in {@code struct module} of the pointer to {@code struct module_sect_attrs}
 * @param counted true if an array with a count follows (until Linux 6.13), false if it points to a NULL-terminated
 *        array of pointers
 * @param number offset in {@code module_sect_attrs} of the count; unused when not {@code counted}
 * @param array offset there of the array, or of the pointer to it
 * @param name offset in an entry of the pointer to the section's name
 * @param address offset in an entry of the section's address; in an array, it is the last member of an entry
 */
record SectionLocation(long attributes, boolean counted, long number, long array, long name, long address) {
    static Optional<SectionLocation> of(StructOffsets offsets) {
        OptionalLong attributes = offsets.offset("module", "sect_attrs");
        OptionalLong number = offsets.offset("module_sect_attrs", "nsections");
        boolean counted = number.isPresent();
        OptionalLong array = offsets.offset("module_sect_attrs", counted ? "attrs" : "grp.bin_attrs");
        OptionalLong address =
                counted ? offsets.offset("module_sect_attr", "address") : offsets.offset("bin_attribute", "private");
        OptionalLong name;
        if (counted) {
            name = offsets.offset("module_sect_attr", "name");
            if (name.isEmpty()) {
                name = offsets.offset("module_sect_attr", "battr.attr.name");
            }
        } else {
            name = offsets.offset("bin_attribute", "attr.name");
        }
        if (attributes.isEmpty() || array.isEmpty() || address.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SectionLocation(
                attributes.getAsLong(),
                counted,
                number.orElse(0),
                array.getAsLong(),
                name.getAsLong(),
                address.getAsLong()));
    }
}
