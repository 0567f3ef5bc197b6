package io.naestro.core.access;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/** A file that is written beside the place where it belongs; closing removes it unless it was put there. */
final class Draft implements Closeable {
    private final Folder folder;
    private final String name;
    private final SeekableByteChannel channel;
    private boolean placed;

    private Draft(Folder folder, String name, SeekableByteChannel channel) {
        this.folder = folder;
        this.name = name;
        this.channel = channel;
    }

    static Draft in(Folder folder) throws IOException {
        return TemporaryName.claim(name -> new Draft(folder, name, folder.create(name)));
    }

    /** Writes the content down to the disk. */
    void fill(byte[] content) throws IOException {
        try (channel) {
            var rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            if (channel instanceof FileChannel file) {
                file.force(true);
            }
        }
    }

    /** Takes over the permissions of the file that will be replaced. */
    void lookLike(String file) throws IOException {
        folder.copyPermissions(file, name);
    }

    /** Puts the file where it belongs, in one step. */
    void place(String file) throws IOException {
        folder.replace(name, file);
        placed = true;
        folder.sync();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!placed) {
            folder.remove(name);
        }
    }
}
