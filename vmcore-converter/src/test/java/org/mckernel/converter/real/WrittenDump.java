package org.mckernel.converter.real;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** An mckdump read without the code under test: section table, physchunks, chunk contents. */
final class WrittenDump implements AutoCloseable {
    record Section(long address, long offset, long size) {}

    private final RandomAccessFile file;
    private final Map<String, Section> sections = new HashMap<>();
    private final ByteBuffer physchunks;

    WrittenDump(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "r");
        ByteBuffer header = read(0, 64);
        long table = header.getLong(40);
        ByteBuffer first = read(table, 64);
        long count = Short.toUnsignedLong(header.getShort(60));
        long names = Short.toUnsignedLong(header.getShort(62));
        count = count == 0 ? first.getLong(32) : count;
        names = names == 0xffff ? first.getInt(40) : names;
        ByteBuffer headers = read(table, Math.toIntExact(count * 64));
        int stringsAt = Math.toIntExact(names * 64);
        ByteBuffer strings = read(headers.getLong(stringsAt + 24), Math.toIntExact(headers.getLong(stringsAt + 32)));
        for (int at = 64; at < headers.capacity(); at += 64) {
            sections.put(
                    string(strings, headers.getInt(at)),
                    new Section(headers.getLong(at + 16), headers.getLong(at + 24), headers.getLong(at + 32)));
        }
        physchunks = content("physchunks");
    }

    int chunkCount() {
        return physchunks.getInt(0);
    }

    long kernelBase() {
        return physchunks.getLong(8);
    }

    long chunkAddress(int index) {
        return physchunks.getLong(24 + 16 * index);
    }

    long chunkSize(int index) {
        return physchunks.getLong(32 + 16 * index);
    }

    Section physmem(int index) {
        return sections.get("physmem" + index);
    }

    JsonObject mckinfo() throws IOException {
        byte[] text = content("mckinfo").array();
        return JsonParser.parseString(new String(text, StandardCharsets.UTF_8)).getAsJsonObject();
    }

    String sha256(int chunk) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Section section = physmem(chunk);
        for (long done = 0; done < section.size(); done += 1 << 20) {
            digest.update(read(section.offset() + done, (int) Math.min(1 << 20, section.size() - done)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    ByteBuffer read(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(offset);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer content(String section) throws IOException {
        Section found = sections.get(section);
        return read(found.offset(), Math.toIntExact(found.size()));
    }

    private static String string(ByteBuffer strings, int at) {
        int end = at;
        while (strings.get(end) != 0) {
            end++;
        }
        return StandardCharsets.US_ASCII.decode(strings.slice(at, end - at)).toString();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
