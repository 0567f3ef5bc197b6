package io.naestro.base;

import io.naestro.json.Json;
import java.util.Map;

/**
 * Writes JSON text. Strings are escaped as RFC 8785 section 3.2.2.2 says: the quote, the backslash and control
 * characters only, in their short forms where there is one.
 */
class JsonWriter {
    final StringBuilder out = new StringBuilder();
    int depth;

    final String write(Json json) {
        value(json);
        return out.toString();
    }

    final void value(Json json) {
        switch (json) {
            case Json.Obj object -> object(object);
            case Json.Arr array -> array(array);
            case Json.Str text -> string(text.value());
            case Json.Num number -> number(number);
            case Json.Bool bool -> out.append(bool.value());
            case Json.Null nothing -> out.append("null");
        }
    }

    private void object(Json.Obj object) {
        open('{');
        var first = true;
        for (var member : members(object)) {
            separate(first);
            first = false;
            member(member.getKey(), member.getValue());
        }
        close('}', first);
    }

    private void array(Json.Arr array) {
        open('[');
        for (int i = 0; i < array.items().size(); i++) {
            separate(i == 0);
            item(i, array.items().get(i));
        }
        close(']', array.items().isEmpty());
    }

    private void open(char bracket) {
        if (++depth > Limits.DEEPEST) {
            throw new IllegalArgumentException("value is nested deeper than " + Limits.DEEPEST + " levels");
        }
        out.append(bracket);
    }

    private void close(char bracket, boolean empty) {
        depth--;
        if (!empty) {
            lineBreak();
        }
        out.append(bracket);
    }

    private void separate(boolean first) {
        if (!first) {
            out.append(',');
        }
        lineBreak();
    }

    Iterable<Map.Entry<String, Json>> members(Json.Obj object) {
        return object.members().entrySet();
    }

    void member(String name, Json value) {
        string(name);
        colon();
        value(value);
    }

    void item(int index, Json value) {
        value(value);
    }

    void number(Json.Num number) {
        var value = number.value();
        var plain = value.scale() <= 0 && value.scale() > -21;
        out.append(plain ? value.toPlainString() : value.toString());
    }

    void string(String text) {
        out.append('"');
        var plain = 0; // what needs no escape is copied in one piece
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(text, plain, i);
                out.append(escaped(c));
                plain = i + 1;
            }
        }
        out.append(text, plain, text.length()).append('"');
    }

    void lineBreak() {}

    void colon() {
        out.append(':');
    }

    /** A quote, backslash or control character as it stands in a string. */
    static String escaped(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            default -> "\\u00" + Character.forDigit(c >> 4, 16) + Character.forDigit(c & 15, 16);
        };
    }

    /** Indents by two blanks and ends without a line break. */
    static final class Pretty extends JsonWriter {
        @Override
        void lineBreak() {
            out.append('\n').append("  ".repeat(depth));
        }

        @Override
        void colon() {
            out.append(": ");
        }
    }
}
