package io.naestro.providers.web;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;

/** Small things about texts. */
final class Texts {
    private Texts() {}

    /** A text in one line and not longer than this. */
    static String cut(String text, int longest) {
        var line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= longest ? line : line.substring(0, longest - 3) + "...";
    }

    /** How many words a text has: runs of letters and digits; each ideograph or kana counts as one. */
    static int words(String text) {
        int words = 0;
        var inside = false;
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            var wide = c >= '\u3040' && c <= '\u9fff';
            var letter = Character.isLetterOrDigit(c);
            if (letter && (wide || !inside)) {
                words++;
            }
            inside = letter && !wide;
        }
        return words;
    }

    /**
     * A fingerprint of a text in which similar texts differ in few bits: SimHash (Charikar 2002, "Similarity estimation
     * techniques from rounding algorithms") over words with their counts.
     */
    static long simHash(String text) {
        var counts = new HashMap<String, Integer>();
        Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .forEach(word -> counts.merge(word, 1, Integer::sum));
        var sums = new int[64];
        counts.forEach((word, count) -> {
            var hash = hash(word);
            for (int bit = 0; bit < 64; bit++) {
                sums[bit] += ((hash >>> bit) & 1) == 1 ? count : -count;
            }
        });
        long result = 0;
        for (int bit = 0; bit < 64; bit++) {
            result |= sums[bit] > 0 ? 1L << bit : 0;
        }
        return result;
    }

    /** FNV-1a with a last mix, so that short words differ in all bits. */
    private static long hash(String word) {
        var hash = 0xcbf29ce484222325L;
        for (int i = 0; i < word.length(); i++) {
            hash = (hash ^ word.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return hash ^ (hash >>> 33);
    }
}
