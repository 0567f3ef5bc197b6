package io.naestro.policy.engine.provenance;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A text, and what stands in it. */
final class Mentions {
    /** A number that is not a part of a date, a time or a name, with or without thousands separators. */
    private static final Pattern NUMBER = Pattern.compile(
            "(?<![\\w.,:/@-])(?:\\d{1,3}(?:,\\d{3}){1,10}|\\d{1,30})(?:\\.\\d{1,30})?(?![\\w:/-]|[.,]\\d)");

    private static final Pattern WORDS = Pattern.compile("[\\p{L} '’-]+");

    /** Shorter ones stand in many texts by chance. */
    private static final int TELLING = 8;

    /** How far, in characters, a word may be from the value that it is about. */
    private static final int NEAR = 80;

    /** Characters that go on with an address, a path or a name: a part of one is not the one that was meant. */
    private static final String JOINS = "@_-+%\\=&#~$";

    /**
     * These do so if a letter or digit follows, as a comma does before a digit; otherwise they end a part of a
     * sentence.
     */
    private static final String PERHAPS_JOINS = ".:/";

    private final String text;
    private final String lower;
    private final Set<String> numbers;

    Mentions(String text) {
        this.text = Text.plain(text);
        this.lower = this.text.toLowerCase(Locale.ROOT);
        this.numbers = NUMBER.matcher(this.text)
                .results()
                .map(found -> new BigDecimal(found.group().replace(",", ""))
                        .stripTrailingZeros()
                        .toPlainString())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it stands there as a whole, exactly, and not as a part of something longer. */
    boolean holds(String value) {
        return numbers.contains(value) || stands(text, value, at -> isWhole(at, at + value.length()));
    }

    /**
     * Whether the text may have given somebody the value: it names it, in upper or lower case. What consists of words,
     * and what is short, must have one of some words near it.
     */
    boolean names(String value, Set<String> words) {
        var wanted = value.toLowerCase(Locale.ROOT);
        var telling = wanted.length() >= TELLING && !WORDS.matcher(wanted).matches();
        return stands(
                lower,
                wanted,
                at -> isApart(at, at + wanted.length()) && (telling || isNear(at, at + wanted.length(), words)));
    }

    private static boolean stands(String text, String value, IntPredicate accepted) {
        for (int at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
            if (accepted.test(at)) {
                return true;
            }
        }
        return false;
    }

    private boolean isWhole(int start, int end) {
        return !joins(start - 1, start - 2) && !joins(end, end + 1);
    }

    private boolean joins(int at, int beyond) {
        if (isOutside(at)) {
            return false;
        }
        var c = text.charAt(at);
        if (JOINS.indexOf(c) >= 0 || Character.isLetterOrDigit(c)) {
            return true;
        }
        var next = isOutside(beyond) ? ' ' : text.charAt(beyond);
        return c == ',' ? Character.isDigit(next) : PERHAPS_JOINS.indexOf(c) >= 0 && Character.isLetterOrDigit(next);
    }

    private boolean isOutside(int at) {
        return at < 0 || at >= text.length();
    }

    private boolean isApart(int start, int end) {
        return (start == 0 || !Character.isLetterOrDigit(lower.charAt(start - 1)))
                && (end == lower.length() || !Character.isLetterOrDigit(lower.charAt(end)));
    }

    private boolean isNear(int start, int end, Set<String> words) {
        var before = lower.substring(Math.max(0, start - NEAR), start);
        var after = lower.substring(end, Math.min(lower.length(), end + NEAR));
        return !Collections.disjoint(words, Text.words(before + " " + after));
    }
}
