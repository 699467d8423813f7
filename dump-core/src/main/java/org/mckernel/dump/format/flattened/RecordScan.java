package org.mckernel.dump.format.flattened;

import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * One pass over the record headers of a flattened stream. All its integers are big endian: a header (signature, type 1,
 * version 1) in the first 4096 bytes, then records of offset, size and that many bytes, then offset −1.
 */
final class RecordScan {
    /** Bytes of the header before the first record. */
    static final long HEADER = 4096;

    /**
     * Limit for the number of records (48 MiB of map). Existing tools write records of 30 to 60 KiB, so this is a
     * stream of about 100 GiB.
     */
    static final int MAX_RECORDS = 1 << 21;

    private static final long RECORD = 16;
    private static final String ADVICE = "rearrange it to a plain file first (makedumpfile -R)";

    private RecordScan() {}

    static RecordMap scan(ByteSource stream) throws MalformedFileException {
        require(stream, 16, "type");
        require(stream, 24, "version");
        PieceList records = new PieceList(64);
        long at = HEADER;
        String damage = null;
        for (int count = 0; damage == null; count++) {
            if (!stream.contains(at, RECORD)) {
                damage = cut(stream, "no end mark");
                break;
            }
            long offset = Long.reverseBytes(stream.i64(at));
            long size = Long.reverseBytes(stream.i64(at + 8));
            if (offset == -1) {
                break;
            }
            if (offset < 0 || size < 0 || offset > Long.MAX_VALUE - size) {
                damage = "%s: flattened stream: record at %d has offset 0x%x and size 0x%x; nothing after it is read"
                        .formatted(stream.name(), at, offset, size);
                break;
            }
            if (count >= MAX_RECORDS) {
                throw MalformedFileException.unsupported(
                        stream, "flattened stream of more than %d records".formatted(MAX_RECORDS), ADVICE);
            }
            long data = at + RECORD;
            long held = Math.min(size, stream.size() - data);
            if (held < size) {
                damage = cut(stream, "the record at %d is truncated".formatted(at));
            }
            if (held > 0) {
                records.add(offset, offset + held, data);
            }
            at = data + held;
        }
        if (records.count() == 0) {
            throw new MalformedFileException(
                    damage == null ? MalformedFileException.Kind.CORRUPT : MalformedFileException.Kind.TRUNCATED,
                    stream.name(),
                    "flattened stream without a record");
        }
        return new RecordMap(records, damage);
    }

    private static String cut(ByteSource stream, String how) {
        return "%s: flattened stream truncated at %d: %s; the missing part reads as truncated"
                .formatted(stream.name(), stream.size(), how);
    }

    private static void require(ByteSource stream, long at, String what) throws MalformedFileException {
        long value = Long.reverseBytes(stream.i64(at));
        if (value != 1) {
            throw MalformedFileException.unsupported(
                    stream, "flattened stream with %s %d at offset %d, expected 1".formatted(what, value, at), ADVICE);
        }
    }
}
