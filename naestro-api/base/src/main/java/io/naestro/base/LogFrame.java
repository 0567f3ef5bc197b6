package io.naestro.base;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of one frame: its length, a CRC32C, how far the log was known to be durable when it was written, the
 * payload of a record. The checksum covers the frame's position too, so that bytes in a wrong place are never taken for
 * a frame.
 *
 * <p>A negative length marks a frame without a payload: {@link #SEAL} ends a log that was closed in good order and
 * proves that all before it was durable; any other {@code -n} is a gap, {@code n} bytes long with its header, where
 * records were that are no longer wanted.
 */
final class LogFrame {
    static final int HEADER = 4 + 4 + 8;
    static final int SEAL = -1;

    private static final byte[] NOTHING = new byte[0];

    private LogFrame() {}

    static void put(ByteBuffer out, long position, long durable, byte[] payload) {
        out.putInt(payload.length)
                .putInt(checksum(position, payload.length, durable, payload))
                .putLong(durable)
                .put(payload);
    }

    static void putSeal(ByteBuffer out, long position) {
        out.putInt(SEAL).putInt(checksum(position, SEAL, position, NOTHING)).putLong(position);
    }

    static byte[] gap(long position, int length) {
        return ByteBuffer.allocate(HEADER)
                .putInt(-length)
                .putInt(checksum(position, -length, 0, NOTHING))
                .putLong(0)
                .array();
    }

    /** How many bytes a frame has after its header. */
    static int behindHeader(int length) {
        return length >= 0 ? length : length == SEAL ? 0 : -length - HEADER;
    }

    static int checksum(long position, int length, long durable, byte[] payload) {
        var crc = new CRC32C();
        var head = ByteBuffer.allocate(20).putLong(position).putInt(length).putLong(durable);
        crc.update(head.array(), 0, head.capacity());
        crc.update(payload, 0, payload.length);
        return (int) crc.getValue();
    }
}
