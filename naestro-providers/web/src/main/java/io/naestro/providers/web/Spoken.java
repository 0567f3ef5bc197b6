package io.naestro.providers.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;
import org.jspecify.annotations.Nullable;

/**
 * Tells in which language a text is written, by the model of Apache OpenNLP for 183 languages. It is trained on whole
 * sentences, so short texts are not judged, and an answer counts only when the model is sure.
 */
final class Spoken {
    private static final int LONGEST = 800;
    private static final int SHORTEST = 250;
    private static final double SURE = 0.6;

    /** ISO 639-3 to ISO 639-1, as far as there is one. */
    private static final Map<String, String> SHORT = shortened();

    /** Languages that models take for each other; nobody is blamed for these. */
    private static final List<Set<String>> ALIKE = List.of(
            Set.of("no", "nb", "nn", "da"),
            Set.of("hr", "sr", "bs", "sh"),
            Set.of("id", "ms", "msa"),
            Set.of("cs", "sk"),
            Set.of("zh", "cmn", "yue"),
            Set.of("fa", "pes", "prs"),
            Set.of("es", "ca", "gl", "ast"),
            Set.of("de", "gsw", "bar", "nds", "lb"));

    private Spoken() {}

    /** The model takes some tens of MiB, so it is read when it is first needed. */
    private static final class Model {
        private static final LanguageDetectorME DETECTOR =
                read(Objects.requireNonNull(Spoken.class.getClassLoader()).getResourceAsStream("langdetect-183.bin"));
    }

    /** Reads a model, and closes the stream. */
    static LanguageDetectorME read(@Nullable InputStream model) {
        try (model) {
            return new LanguageDetectorME(new LanguageDetectorModel(Objects.requireNonNull(model)));
        } catch (IOException e) {
            throw new UncheckedIOException("the model of languages cannot be read", e);
        }
    }

    private static Map<String, String> shortened() {
        var codes =
                new HashMap<String, String>(Map.of("cmn", "zh", "pes", "fa", "ekk", "et", "lvs", "lv", "zsm", "ms"));
        Arrays.stream(Locale.getISOLanguages())
                .forEach(code -> codes.put(Locale.of(code).getISO3Language(), code));
        return codes;
    }

    /**
     * The language of a text.
     *
     * @param text the text
     * @return its code, of ISO 639-1 where that has one; empty when nothing sure can be said
     */
    static String of(String text) {
        if (text.length() < SHORTEST) {
            return "";
        }
        var part = text.substring(0, Math.min(LONGEST, text.length()));
        synchronized (Model.DETECTOR) { // it keeps what it is doing in fields
            var best = Model.DETECTOR.predictLanguage(part);
            return best.getConfidence() < SURE ? "" : SHORT.getOrDefault(best.getLang(), best.getLang());
        }
    }

    /** Whether a language tag can name this language. */
    static boolean matches(String tag, String spoken) {
        var said = tag.toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
        return said.equals(spoken)
                || SHORT.getOrDefault(said, said).equals(spoken)
                || ALIKE.stream().anyMatch(alike -> alike.contains(said) && alike.contains(spoken));
    }
}
