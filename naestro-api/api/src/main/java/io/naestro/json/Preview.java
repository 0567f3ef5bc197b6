package io.naestro.json;

import java.math.BigDecimal;

/** Renders a bounded, single-line view of a value for messages and debuggers. */
final class Preview {
    private static final int LIMIT = 200;
    private static final int MOST_ZEROS = 20;

    private final StringBuilder out = new StringBuilder();

    private Preview() {}

    static String of(Json json) {
        var preview = new Preview();
        preview.write(json);
        return preview.full() ? preview.out.substring(0, LIMIT) + "…" : preview.out.toString();
    }

    private boolean full() {
        return out.length() > LIMIT;
    }

    private void write(Json json) {
        if (full()) {
            return; // also ends the recursion on deep values
        }
        switch (json) {
            case Json.Obj object -> writeObject(object);
            case Json.Arr array -> writeArray(array);
            case Json.Str string -> writeString(string.value());
            case Json.Num number -> out.append(plain(number.value()));
            case Json.Bool bool -> out.append(bool.value());
            case Json.Null nothing -> out.append("null");
        }
    }

    /** 100 as "100", not "1E+2"; only numbers that would fill the line keep their exponent. */
    private static String plain(BigDecimal number) {
        return Math.abs(number.scale()) <= MOST_ZEROS ? number.toPlainString() : number.toString();
    }

    private void writeObject(Json.Obj object) {
        var separator = "{";
        for (var member : object.members().entrySet()) {
            if (full()) {
                return;
            }
            out.append(separator);
            writeString(member.getKey());
            out.append(':');
            write(member.getValue());
            separator = ",";
        }
        out.append(object.members().isEmpty() ? "{}" : "}");
    }

    private void writeArray(Json.Arr array) {
        var separator = "[";
        for (var item : array.items()) {
            if (full()) {
                return;
            }
            out.append(separator);
            write(item);
            separator = ",";
        }
        out.append(array.items().isEmpty() ? "[]" : "]");
    }

    private void writeString(String text) {
        var end = Math.min(text.length(), LIMIT + 1);
        out.append('"');
        for (int i = 0; i < end; i++) {
            writeChar(text.charAt(i));
        }
        out.append('"');
    }

    private void writeChar(char c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (Character.isISOControl(c)) {
            out.append(String.format("\\u%04x", (int) c));
        } else {
            out.append(c);
        }
    }
}
