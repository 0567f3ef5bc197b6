package io.naestro.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * One file of a log. It is named by the position of its first byte and starts with a header: magic, format version,
 * that position, CRC32C.
 *
 * @param file the file
 * @param base the position of its first byte
 */
record LogSegment(Path file, long base) {
    static final int HEADER = 8 + 4 + 8 + 4;
    static final int VERSION = 2;

    private static final byte[] MAGIC = "NAESTLOG".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern NAME = Pattern.compile("([0-9]{19})\\.log");

    static LogSegment at(Path directory, long base) {
        return new LogSegment(directory.resolve(String.format("%019d.log", base)), base);
    }

    /** The segments of a folder in their order. */
    static List<LogSegment> in(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> isName(file.getFileName().toString()))
                    .sorted()
                    .map(file -> new LogSegment(
                            file, Long.parseLong(file.getFileName().toString().substring(0, 19))))
                    .toList();
        }
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    String name() {
        return file.getFileName().toString();
    }

    byte[] header() {
        return header(VERSION);
    }

    byte[] header(int version) {
        var header = ByteBuffer.allocate(HEADER).put(MAGIC).putInt(version).putLong(base);
        return header.putInt(checksum(header.array())).array();
    }

    /** Whether these bytes are a header of this segment, of any version. */
    boolean isHeader(byte[] bytes) {
        var header = ByteBuffer.wrap(bytes);
        return Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && header.getLong(MAGIC.length + 4) == base
                && header.getInt(HEADER - 4) == checksum(bytes);
    }

    static int version(byte[] header) {
        return ByteBuffer.wrap(header).getInt(MAGIC.length);
    }

    private static int checksum(byte[] header) {
        var crc = new CRC32C();
        crc.update(header, 0, HEADER - 4);
        return (int) crc.getValue();
    }
}
