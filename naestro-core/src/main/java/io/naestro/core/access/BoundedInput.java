package io.naestro.core.access;

import io.naestro.tool.TooLarge;
import java.io.IOException;
import java.io.InputStream;

/** What a program says, up to a limit. */
final class BoundedInput extends InputStream {
    private final InputStream stream;
    private final long most;
    private final String name;
    private long read;

    BoundedInput(InputStream stream, long most, String name) {
        this.stream = stream;
        this.most = most;
        this.name = name;
    }

    @Override
    public int read() throws IOException {
        var one = stream.read();
        return one < 0 ? one : count(1, one);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        var some = stream.read(into, offset, length);
        return some < 0 ? some : count(some, some);
    }

    private int count(int bytes, int result) throws IOException {
        read += bytes;
        if (read > most) {
            throw new TooLarge(name + ": wrote more than the " + most + " bytes that were allowed");
        }
        return result;
    }
}
