package org.mckernel.converter.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.mckernel.dump.output.DumpOutput;

/** An empty file created by the caller, who will rename or remove it: only its content is written here. */
final class GivenFile implements DumpOutput {
    private final Path path;
    private final FileChannel channel;

    private GivenFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @SuppressWarnings("MustBeClosedChecker") // this object's, closed by close()
    static GivenFile open(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            if (channel.size() != 0) {
                throw new FileSystemException(path.toString(), null, "is not empty");
            }
            return new GivenFile(path, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    @Override
    public void flushEarly() {
        // the kernel writes back by itself
    }

    @Override
    public void publish(Check check) throws IOException {
        check.run();
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
