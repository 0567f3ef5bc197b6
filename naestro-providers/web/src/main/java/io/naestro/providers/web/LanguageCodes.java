package io.naestro.providers.web;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which codes are languages of the IANA registry (https://www.iana.org/assignments/language-subtag-registry): those of
 * two letters in ISO 639-1, old ones included, and those of three letters that Java can name and that have no code of
 * two letters. Three-letter languages that Java cannot name are not known.
 */
final class LanguageCodes {
    private static final Set<String> OLD = Set.of("bh", "in", "iw", "ji", "jw", "mo", "sh", "tw");
    private static final Set<String> SHORT = Set.of(Locale.getISOLanguages());
    private static final Set<String> LONG = Arrays.stream(Locale.getISOLanguages())
            .map(code -> Locale.of(code).getISO3Language())
            .collect(Collectors.toUnmodifiableSet());

    private LanguageCodes() {}

    static boolean isKnown(String code) {
        return switch (code.length()) {
            case 2 -> SHORT.contains(code) || OLD.contains(code);
            case 3 ->
                !LONG.contains(code)
                        && !Locale.of(code).getDisplayLanguage(Locale.ENGLISH).equals(code);
            default -> false;
        };
    }
}
