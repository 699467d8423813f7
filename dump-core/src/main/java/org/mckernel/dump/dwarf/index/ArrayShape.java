package org.mckernel.dump.dwarf.index;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.Sizes;
import org.mckernel.dump.dwarf.unit.Tag;

/**
 * An array type.
 *
 * @param element type of its elements; null when unknown
 * @param stride bytes from one element to the next when the entry has a stride, else −1: the element's size
 * @param counts number of elements of each dimension, outermost first; −1 for one without a bound
 */
record ArrayShape(Die element, long stride, List<Long> counts) {
    private static final int MOST_DIMENSIONS = 16;

    static ArrayShape of(Die array, TypeSearch types) throws MalformedFileException {
        List<Long> counts = new ArrayList<>();
        for (Die child = array.firstChild(); child != null; child = child.next()) {
            if (child.tag() != Tag.SUBRANGE_TYPE) {
                continue;
            }
            if (counts.size() >= MOST_DIMENSIONS) {
                throw array.unit()
                        .sections()
                        .info()
                        .malformed(array.offset(), "array", "at most %d dimensions".formatted(MOST_DIMENSIONS), "more");
            }
            counts.add(count(child));
        }
        AttributeValue stride = array.attribute(Attribute.BYTE_STRIDE);
        return new ArrayShape(
                types.typeOf(array),
                stride != null && stride.isConstant() ? Sizes.checked(array, stride.unsigned()) : -1,
                counts);
    }

    private static long count(Die subrange) throws MalformedFileException {
        AttributeValue count = subrange.attribute(Attribute.COUNT);
        if (count != null && count.isConstant()) {
            return Sizes.checked(subrange, count.unsigned());
        }
        AttributeValue last = subrange.attribute(Attribute.UPPER_BOUND);
        if (last == null || !last.isConstant()) {
            return -1;
        }
        // arrays of no elements are written as ending at -1, with a compiler-dependent number of bits
        long value = last.unsigned();
        return value == -1 || value == 0xffffffffL ? 0 : Sizes.checked(subrange, value) + 1;
    }
}
