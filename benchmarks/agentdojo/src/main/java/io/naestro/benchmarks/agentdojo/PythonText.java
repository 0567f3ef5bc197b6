package io.naestro.benchmarks.agentdojo;

import io.naestro.base.Limits;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads what Python's {@code repr} writes for dicts, lists, texts, numbers, truth values and {@code None}. YAML reads
 * most of it too, but takes a quote behind a backslash for the end of a text, so that a letter with both kinds of
 * quotes could add members.
 */
final class PythonText {
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,30}(?:\\.\\d{1,30})?(?:e[+-]?\\d{1,2})?");
    private static final Map<String, Json> WORDS =
            Map.of("True", Json.of(true), "False", Json.of(false), "None", Json.NULL);

    private final String text;
    private final Limits limits;
    private int at;
    private int nodes;

    private PythonText(String text, Limits limits) {
        this.text = text;
        this.limits = limits;
    }

    /**
     * Reads a text.
     *
     * @throws InputException if it is not one such literal, within the limits
     */
    static Json parse(String text, Limits limits) {
        var reader = new PythonText(text.strip(), limits);
        if (reader.text.length() > limits.maxBytes()) {
            throw reader.refuse("is too long");
        }
        var value = reader.value(0);
        if (reader.at < reader.text.length()) {
            throw reader.refuse("goes on after its end");
        }
        return value;
    }

    private Json value(int depth) {
        if (depth >= limits.maxDepth() || ++nodes > limits.maxNodes()) {
            throw refuse("has too many parts or levels");
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> list(depth);
            case '\'', '"' -> Json.of(string());
            default -> plain();
        };
    }

    private Json object(int depth) {
        var members = new LinkedHashMap<String, Json>();
        at++;
        while (!ends('}', members.isEmpty())) {
            var name = string();
            expect(": ");
            if (members.put(name, value(depth + 1)) != null) {
                throw refuse("has a name twice");
            }
        }
        return new Json.Obj(members);
    }

    private Json list(int depth) {
        var items = new ArrayList<Json>();
        at++;
        while (!ends(']', items.isEmpty())) {
            items.add(value(depth + 1));
        }
        return new Json.Arr(items);
    }

    /** Whether a list or dict ends here; if not, the next item begins. */
    private boolean ends(char end, boolean first) {
        if (peek() == end) {
            at++;
            return true;
        }
        if (!first) {
            expect(", ");
        }
        return false;
    }

    private String string() {
        var quote = peek();
        if (quote != '\'' && quote != '"') {
            throw refuse("has something else where a quote must be");
        }
        var out = new StringBuilder();
        for (at++; peek() != quote; at++) {
            out.appendCodePoint(peek() == '\\' ? escaped() : text.charAt(at));
        }
        at++;
        return out.toString();
    }

    /** The character that an escape stands for; leaves off at its last character. */
    private int escaped() {
        at++;
        return switch (peek()) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '\\', '\'', '"' -> text.charAt(at);
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            case 'U' -> hex(8);
            default -> throw refuse("has an unknown escape");
        };
    }

    private int hex(int digits) {
        var end = at + digits;
        if (end >= text.length()) {
            throw refuse("ends within an escape");
        }
        try {
            var code = Integer.parseUnsignedInt(text, at + 1, end + 1, 16);
            at = end;
            if (!Character.isValidCodePoint(code)) {
                throw refuse("has an escape that is no character");
            }
            return code;
        } catch (NumberFormatException e) {
            throw refuse("has an escape that is no number");
        }
    }

    private Json plain() {
        var start = at;
        while (at < text.length() && ",]}: ".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        var word = text.substring(start, at);
        var known = WORDS.get(word);
        if (known != null) {
            return known;
        }
        if (!NUMBER.matcher(word).matches()) {
            throw refuse("has a word that is no value");
        }
        return Json.of(new BigDecimal(word));
    }

    private char peek() {
        if (at >= text.length()) {
            throw refuse("ends too early");
        }
        return text.charAt(at);
    }

    private void expect(String wanted) {
        if (!text.startsWith(wanted, at)) {
            throw refuse("has something else where '" + wanted + "' must be");
        }
        at += wanted.length();
    }

    private InputException refuse(String message) {
        return new InputException(InputProblem.at(Pointer.ROOT, Json.of(text), message + ", at character " + at));
    }
}
