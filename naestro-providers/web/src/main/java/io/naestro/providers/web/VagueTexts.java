package io.naestro.providers.web;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Texts of links that say nothing of the page behind them, by language: those of the audit {@code link-text} of
 * Lighthouse 12.8.2, and some more in German, Spanish, French and Italian, which it does not know.
 */
final class VagueTexts {
    private static final Map<String, Set<String>> ALL = """
            en: click here, click this, go, here, information, learn more, more, more info, \
                more information, right here, read more, see more, start, this
            ja: ここをクリック, こちらをクリック, リンク, 続きを読む, 続く, 全文表示
            es: haz clic aquí, leer más, click aquí, click aqui, clicka aquí, clicka aqui, pincha aquí, \
                pincha aqui, aquí, aqui, más, mas, más información, más informacion, mas información, \
                mas informacion, este, enlace, este enlace, empezar
            pt: clique aqui, ir, mais informação, mais informações, mais, veja mais
            ko: 여기, 여기를 클릭, 클릭, 링크, 자세히, 자세히 보기, 계속, 이동, 전체 보기
            sv: här, klicka här, läs mer, mer, mer info, mer information
            de: klicke hier, hier klicken, hier, mehr, siehe, dies, das, weiterlesen, klicken sie hier, \
                mehr erfahren, weiter
            ta: அடுத்த பக்கம், மறுபக்கம், முந்தைய பக்கம், முன்பக்கம், மேலும் அறிக, மேலும் தகவலுக்கு, \
                மேலும் தரவுகளுக்கு, தயவுசெய்து இங்கே அழுத்தவும், இங்கே கிளிக் செய்யவும்
            fa: اطلاعات بیشتر, اطلاعات, این, اینجا بزنید, اینجا کلیک کنید, اینجا, برو, بیشتر بخوانید, \
                بیشتر بدانید, بیشتر, شروع
            fr: ici, cliquez ici, cliquer ici, en savoir plus, lire la suite, plus
            it: qui, clicca qui, leggi di più, scopri di più, leggi tutto
            """.lines()
            .map(line -> line.split(": ", 2))
            .collect(Collectors.toUnmodifiableMap(line -> line[0], VagueTexts::texts));

    private VagueTexts() {}

    /**
     * Whether a text is one of them.
     *
     * @param text the text of a link
     * @param lang its language tag; that of a language without texts has none, an empty one and {@link Page.Link#MIXED}
     *     have those of all
     */
    static boolean contains(String text, String lang) {
        var wanted = text.strip().toLowerCase(Locale.ROOT);
        var language = lang.toLowerCase(Locale.ROOT).split("-", 2)[0];
        var any = language.isEmpty() || language.equals(Page.Link.MIXED);
        return any
                ? ALL.values().stream().anyMatch(texts -> texts.contains(wanted))
                : ALL.getOrDefault(language, Set.of()).contains(wanted);
    }

    private static Set<String> texts(String... line) {
        return Arrays.stream(line[1].split(",\\s*")).collect(Collectors.toUnmodifiableSet());
    }
}
