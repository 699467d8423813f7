package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.device.Device;
import org.mckernel.dump.device.IhkRecord;
import org.mckernel.dump.device.IhkRequest;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.MemoryList;

/** Texts as the tools take and print them: drivers up to December 2018. */
final class TextResources implements Resources {
    /** What a driver of that time may write into the buffer of a query. */
    static final int ROOM = 65536;

    @Override
    public void cpus(Device device, IhkRequest request, List<Integer> cpus) throws IOException {
        text(device, request, CpuList.text(cpus));
    }

    @Override
    public List<Integer> cpus(Device device, IhkRequest query, IhkRequest count) throws IOException {
        return ToolOutput.cpus(device.name() + ": " + query, answer(device, query));
    }

    @Override
    public void memory(Device device, IhkRequest request, List<MemoryList.Item> items) throws IOException {
        StringBuilder text = new StringBuilder();
        for (MemoryList.Item item : items) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(item.all() ? "all" : Long.toString(item.size()))
                    .append('@')
                    .append(item.node());
        }
        text(device, request, text.toString());
    }

    @Override
    public List<MemoryChunk> memory(Device device, IhkRequest query) throws IOException {
        return ToolOutput.memory(device.name() + ": " + query, answer(device, query));
    }

    @Override
    public void routes(Device device, IkcMap map) throws IOException {
        text(device, IhkRequest.OS_SET_IKC_MAP, map.text());
    }

    @Override
    public Optional<IkcMap> routes(Device device) throws IOException {
        return ToolOutput.routes(
                device.name() + ": " + IhkRequest.OS_GET_IKC_MAP, answer(device, IhkRequest.OS_GET_IKC_MAP));
    }

    private static void text(Device device, IhkRequest request, String text) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment record = IhkRecord.TEXT.allocate(arena);
            IhkRecord.TEXT.set(
                    record,
                    "text",
                    arena.allocateFrom(text, StandardCharsets.US_ASCII).address());
            IhkRecord.TEXT.set(record, "length", text.length());
            device.call(request, record);
        }
    }

    private static String answer(Device device, IhkRequest query) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(ROOM);
            device.call(query, buffer);
            return string(buffer);
        }
    }

    /** Up to the first NUL. */
    static String string(MemorySegment buffer) {
        byte[] bytes = buffer.toArray(ValueLayout.JAVA_BYTE);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
