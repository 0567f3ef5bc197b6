package io.naestro.base;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of one record: its length, a CRC32C, how far the log was known to be durable when it was written, the
 * payload. The checksum covers the record's position too, so that bytes in a wrong place are never taken for a record.
 */
final class LogFrame {
    static final int HEADER = 4 + 4 + 8;

    private LogFrame() {}

    static void put(ByteBuffer out, long position, long durable, byte[] payload) {
        out.putInt(payload.length)
                .putInt(checksum(position, durable, payload, 0, payload.length))
                .putLong(durable)
                .put(payload);
    }

    static int checksum(long position, long durable, byte[] bytes, int offset, int length) {
        var crc = new CRC32C();
        var head = ByteBuffer.allocate(20).putLong(position).putInt(length).putLong(durable);
        crc.update(head.array(), 0, head.capacity());
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
