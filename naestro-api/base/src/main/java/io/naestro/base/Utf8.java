package io.naestro.base;

import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Pointer;
import io.naestro.json.Position;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Turns bytes into text, refusing what is not UTF-8 or longer than allowed. */
final class Utf8 {
    private Utf8() {}

    static String decode(String source, byte[] bytes, Limits limits) {
        checkLength(source, bytes.length, limits);
        var chars = CharBuffer.allocate(bytes.length);
        var in = ByteBuffer.wrap(bytes);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(in, chars, true);
        if (result.isError()) {
            var bad = String.format("0x%02x", bytes[in.position()]);
            throw refuse(source, position(chars.flip()), bad, "at byte " + in.position() + " is not UTF-8");
        }
        var text = chars.flip().toString();
        checkMark(source, text);
        return text;
    }

    static String decode(String source, InputStream in, Limits limits) {
        try {
            return decode(source, in.readNBytes(limits.maxBytes() + 1), limits);
        } catch (IOException e) {
            throw new UncheckedIOException(source + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Holds text that needs no decoding to the same rules. */
    static String check(String source, String text, Limits limits) {
        checkLength(source, text.length(), limits);
        checkMark(source, text);
        return text;
    }

    private static void checkLength(String source, long length, Limits limits) {
        if (length > limits.maxBytes()) {
            throw refuse(source, Position.UNKNOWN, "", "is longer than " + limits.maxBytes() + " bytes");
        }
    }

    private static void checkMark(String source, String text) {
        if (text.startsWith("\uFEFF")) {
            throw refuse(source, new Position(1, 1), "", "starts with a byte order mark; save it as UTF-8 without one");
        }
    }

    private static Position position(CharSequence before) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < before.length(); i++) {
            column++;
            if (before.charAt(i) == '\n') {
                line++;
                column = 1;
            }
        }
        return new Position(line, column);
    }

    private static InputException refuse(String source, Position at, String value, String message) {
        return new InputException(new InputProblem(source, at, Pointer.ROOT, value, message, List.of()));
    }
}
