package io.naestro.policy.engine.provenance;

import io.naestro.json.Json;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The form in which values are compared. */
final class Text {
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern SCHEME = Pattern.compile("(?<![A-Za-z0-9+.-])https?://");
    private static final Pattern NO_LETTER = Pattern.compile("[^\\p{L}]+");
    private static final int LONGEST_NUMBER = 400;

    private Text() {}

    /**
     * Of a value without parts: one space where there are several, web addresses without their scheme and the slash at
     * the end, numbers in plain decimal. Null, and what is an empty text, says nothing and is empty.
     */
    static String of(Json value) {
        return switch (value) {
            case Json.Str text -> address(plain(text.value()));
            case Json.Num number -> number(number);
            case Json.Bool bool -> Boolean.toString(bool.value());
            default -> "";
        };
    }

    /** Of a text in which others are looked for. */
    static String plain(String text) {
        return SCHEME.matcher(SPACE.matcher(text).replaceAll(" ").strip()).replaceAll("");
    }

    private static String address(String text) {
        return text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** A few characters can stand for a number of a billion digits. */
    private static String number(Json.Num number) {
        var value = number.value();
        return Math.abs(value.scale()) > LONGEST_NUMBER ? value.toString() : value.toPlainString();
    }

    /** The words of a name such as {@code send_mail /file_id}; those that stand in any text are left out. */
    static Set<String> words(String names) {
        return Arrays.stream(NO_LETTER.split(names.toLowerCase(Locale.ROOT)))
                .filter(word -> word.length() > 2 || word.equals("id"))
                .collect(Collectors.toUnmodifiableSet());
    }
}
