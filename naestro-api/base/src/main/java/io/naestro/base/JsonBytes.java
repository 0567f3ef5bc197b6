package io.naestro.base;

import io.naestro.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes JSON text in UTF-8 as it comes, without a tree of values in between. It writes what is plain: whole numbers of
 * at most 15 digits, texts of a bounded length without surrogates, little nesting; nearly all values are. Of anything
 * else it only says that it is not plain, and whoever writes takes the long way by {@link JsonText} or
 * {@link Canonical}, which says what is wrong, or writes the same bytes.
 */
public final class JsonBytes {
    private static final int LONGEST = 1 << 16;
    private static final int DEEPEST = 64;
    private static final int DIGITS = 15;
    private static final int FEW = 16;
    private static final long LARGEST = 999_999_999_999_999L;

    /** A character becomes so many bytes at most: {@code \}{@code u001f}. */
    private static final int WIDEST = 6;

    private final boolean sorted;
    private final int longest;
    private final int deepest;
    private byte[] bytes = new byte[256];
    private int size;
    private int depth;
    private boolean plain = true;
    private boolean comma;

    private JsonBytes(boolean sorted, int longest, int deepest) {
        this.sorted = sorted;
        this.longest = longest;
        this.deepest = deepest;
    }

    /** Writes members in their order, as {@link JsonText#write} does. */
    public static JsonBytes inOrder() {
        return new JsonBytes(false, LONGEST, DEEPEST);
    }

    /**
     * Writes members in their order, and takes less for plain.
     *
     * @param longest the longest text or name, in characters
     * @param deepest the deepest nesting
     */
    public static JsonBytes inOrder(int longest, int deepest) {
        return new JsonBytes(false, longest, deepest);
    }

    /** Writes the canonical form, as {@link Canonical#bytes} does; whoever writes members must sort them. */
    static JsonBytes sorted() {
        return new JsonBytes(true, LONGEST, DEEPEST);
    }

    boolean isSorted() {
        return sorted;
    }

    /** Whether all was plain so far. */
    public boolean isPlain() {
        return plain;
    }

    /** Begins anew, in the same room. */
    public JsonBytes clear() {
        size = 0;
        depth = 0;
        plain = true;
        comma = false;
        return this;
    }

    /** How many bytes were written. */
    public int size() {
        return size;
    }

    /** What was written, or empty when not all of it was plain. */
    public Optional<byte[]> bytes() {
        return plain ? Optional.of(Arrays.copyOf(bytes, size)) : Optional.empty();
    }

    /** Says that what should be written is not plain. */
    void giveUp() {
        plain = false;
    }

    /** Begins an object. */
    public JsonBytes beginObject() {
        return begin('{');
    }

    /** Ends an object. */
    public JsonBytes endObject() {
        return end('}');
    }

    /** Begins an array. */
    JsonBytes beginArray() {
        return begin('[');
    }

    /** Ends an array. */
    JsonBytes endArray() {
        return end(']');
    }

    /**
     * Begins a member.
     *
     * @param name its name
     */
    public JsonBytes name(String name) {
        string(name);
        put(':');
        comma = false;
        return this;
    }

    /** A name that is written often: with its quotes and its colon. */
    static final class Name {
        private final byte[] written;

        Name(String name) {
            written = (JsonText.write(Json.of(name)) + ":").getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Begins a member. */
    JsonBytes name(Name name) {
        separate();
        room(name.written.length);
        System.arraycopy(name.written, 0, bytes, size, name.written.length);
        size += name.written.length;
        comma = false;
        return this;
    }

    /**
     * Writes a text.
     *
     * @param text the text
     */
    public JsonBytes string(String text) {
        separate();
        if (text.length() > longest) {
            plain = false;
        } else {
            quote(text);
        }
        return this;
    }

    /** Writes a whole number. */
    void number(long value) {
        separate();
        if (value < -LARGEST || value > LARGEST) {
            plain = false;
        } else {
            ascii(Long.toString(value));
        }
    }

    /**
     * Writes a value.
     *
     * @param value the value
     */
    public JsonBytes value(Json value) {
        switch (value) {
            case Json.Obj object -> object(object);
            case Json.Arr array -> array(array);
            case Json.Str text -> string(text.value());
            case Json.Num number -> number(number);
            case Json.Bool bool -> word(bool.value() ? "true" : "false");
            case Json.Null nothing -> word("null");
        }
        return this;
    }

    private void object(Json.Obj object) {
        beginObject();
        if (plain && sorted) {
            sorted(object.members());
        } else if (plain) {
            object.members().forEach((name, value) -> name(name).value(value));
        }
        endObject();
    }

    /** By UTF-16 code units, as RFC 8785 section 3.2.3 wants it, which is the order of {@link String#compareTo}. */
    private void sorted(Map<String, Json> members) {
        if (members.size() > FEW) {
            new TreeMap<>(members).forEach((name, value) -> name(name).value(value));
            return;
        }
        var names = new String[members.size()];
        var values = new Json[members.size()];
        var count = 0;
        for (var member : members.entrySet()) { // few, so each is put in its place among those before
            var at = count++;
            for (; at > 0 && names[at - 1].compareTo(member.getKey()) > 0; at--) {
                names[at] = names[at - 1];
                values[at] = values[at - 1];
            }
            names[at] = member.getKey();
            values[at] = member.getValue();
        }
        for (int i = 0; i < count; i++) {
            name(names[i]).value(values[i]);
        }
    }

    private void array(Json.Arr array) {
        beginArray();
        if (plain) {
            array.items().forEach(this::value);
        }
        endArray();
    }

    private void number(Json.Num number) {
        var value = number.value();
        if (number.isInteger() && value.precision() - (long) value.scale() <= DIGITS) {
            number(value.longValue());
        } else {
            plain = false;
        }
    }

    private void word(String word) {
        separate();
        ascii(word);
    }

    private JsonBytes begin(char bracket) {
        separate();
        put(bracket);
        comma = false;
        if (++depth > deepest) {
            plain = false;
        }
        return this;
    }

    private JsonBytes end(char bracket) {
        put(bracket);
        comma = true;
        depth--;
        return this;
    }

    private void separate() {
        if (comma) {
            put(',');
        }
        comma = true;
    }

    private void put(char c) {
        room(1);
        bytes[size++] = (byte) c;
    }

    private void ascii(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    private void quote(String text) {
        room(text.length() + 2);
        bytes[size++] = '"';
        var simple = simple(text);
        if (simple < text.length()) {
            rest(text, simple);
        }
        bytes[size++] = '"';
    }

    private void rest(String text, int from) {
        room((text.length() - from) * WIDEST + 1);
        for (int i = from; i < text.length(); i++) {
            character(text.charAt(i));
        }
    }

    /** Writes the characters at the beginning that become one byte each, nearly always all; how many they are. */
    private int simple(String text) {
        var to = bytes;
        var at = size;
        var i = 0;
        for (; i < text.length(); i++) {
            var c = text.charAt(i);
            if (!isSimple(c)) {
                break;
            }
            to[at + i] = (byte) c;
        }
        size += i;
        return i;
    }

    private static boolean isSimple(char c) {
        return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
    }

    private void character(char c) {
        if (isSimple(c)) {
            bytes[size++] = (byte) c;
        } else if (c < 0x80) {
            ascii(JsonWriter.escaped(c));
        } else {
            wide(c);
        }
    }

    private void wide(char c) {
        if (c < 0x800) {
            bytes[size++] = (byte) (0xc0 | (c >> 6));
        } else {
            plain &= !Character.isSurrogate(c);
            bytes[size++] = (byte) (0xe0 | (c >> 12));
            bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        }
        bytes[size++] = (byte) (0x80 | (c & 0x3f));
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
