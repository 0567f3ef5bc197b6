package io.naestro.providers.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases are those that tell Lighthouse 12.8.2 and axe-core 4 apart from a simpler reading. */
class ElementsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href='javascript:void(0)'>x</a>",
                "<a href=' javascript: void0 '>x</a>",
                "<a href='file:///x'>x</a>",
                "<a name=x href='file:///x'>x</a>",
                "<a target=_blank>x</a>",
                "<a rel=next>x</a>",
                "<a onmouseover=go()>x</a>",
                "<div ONCLICK=go()><p><a>x</a></div>",
                "<body onclick=go()><a>x</a>"
            })
    void a_crawler_finds_nothing_to_follow(String html) {
        assertThat(dead(html)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a>x</a>",
                "<a href=''>x</a>",
                "<a href=/x onclick=go()>x</a>",
                "<a href='javascript:go()'>x</a>",
                "<a role=button onclick=go()>x</a>",
                "<a href='mailto:a@b.test' role=''>x</a>",
                "<a id=x target=_blank>x</a>",
                "<a id=x href='' onclick=go()>x</a>",
                "<a name=x onclick=go()>x</a>",
                "<body onload=go()><a>x</a>"
            })
    void a_crawler_has_something_to_follow_or_no_link_is_meant(String html) {
        assertThat(dead(html)).isFalse();
    }

    @Test
    void what_is_hidden_is_not_shown() {
        assertThat(Elements.shown(first("<a><b>Read</b> <i hidden>all of it</i> more</a>")))
                .isEqualTo("Read more");
        assertThat(Elements.shown(first("<a style='display: none'>Read<i style='color: red; DISPLAY :none'>x</i></a>")))
                .isEqualTo("Read");
        assertThat(Elements.shown(first("<a>Read <b style='color: red'>more</b></a>")))
                .isEqualTo("Read more");
    }

    @ParameterizedTest
    @CsvSource({
        "<a>x</a>, ''",
        "<html lang=en><a>x</a>, en",
        "<html lang=en><body lang=de><a>x</a>, de",
        "<html lang=en><a><i lang=de-AT>x</i></a>, de-AT",
        "<html lang=en><a><i lang=de></i>x</a>, en",
        "<html lang=en><a><i lang=de>x</i><b>y</b></a>, mul",
        "<html lang=en><a><i lang=en-GB>x</i><b>y</b></a>, en-GB",
        "<a><i lang=de>x</i><b>y</b></a>, de"
    })
    void the_language_of_a_text_is_that_of_the_elements_in_it(String html, String language) {
        assertThat(Elements.language(first(html))).isEqualTo(language);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img role=none>",
                "<img role=' presentation'>",
                "<img aria-label=x>",
                "<img title=x>",
                "<img aria-labelledby='y x'>",
                "<img aria-hidden=true>",
                "<div hidden><p><img></div>",
                "<img style='visibility:hidden'>",
                "<details><summary>x</summary><p><img></p></details>"
            })
    void an_image_needs_no_alternative_text(String html) {
        assertThat(exempt(html)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img>",
                "<img role=button aria-label='' title=' '>",
                "<img aria-labelledby='y z'>",
                "<img aria-hidden=false>",
                "<p style='color: red'><img></p>",
                "<details open><img></details>",
                "<details><summary><img></summary></details>"
            })
    void an_image_needs_an_alternative_text(String html) {
        assertThat(exempt(html)).isFalse();
    }

    @Test
    void vague_texts_are_those_of_the_language() {
        assertThat(VagueTexts.contains(" Click HERE ", "en-GB")).isTrue();
        assertThat(VagueTexts.contains("click here", "de")).isFalse();
        assertThat(VagueTexts.contains("hier", "DE-AT")).isTrue();
        assertThat(VagueTexts.contains("この", "ja")).isFalse();
        assertThat(VagueTexts.contains("続きを読む", "ja")).isTrue();
        assertThat(VagueTexts.contains("en savoir plus", "fr")).isTrue();
        assertThat(VagueTexts.contains("hier", "nl")).isFalse();
        assertThat(VagueTexts.contains("hier", "")).isTrue();
        assertThat(VagueTexts.contains("hier", "mul")).isTrue();
        assertThat(VagueTexts.contains("the mill", "")).isFalse();
    }

    @Test
    void languages_are_those_of_the_registry() {
        assertThat(LanguageCodes.isKnown("de")).isTrue();
        assertThat(LanguageCodes.isKnown("jw")).isTrue();
        assertThat(LanguageCodes.isKnown("gsw")).isTrue();
        assertThat(LanguageCodes.isKnown("jp")).isFalse();
        assertThat(LanguageCodes.isKnown("eng")).as("has a code of two letters").isFalse();
        assertThat(LanguageCodes.isKnown("xyz")).isFalse();
        assertThat(LanguageCodes.isKnown("de_at")).isFalse();
        assertThat(LanguageCodes.isKnown("xx")).isFalse();
    }

    private static boolean dead(String html) {
        var a = first(html);
        return Elements.isDead(a, a.hasAttr("href") ? a.attr("href") : null);
    }

    private static boolean exempt(String html) {
        return Elements.isExempt(first(html), Set.of("x"));
    }

    private static Element first(String html) {
        return Jsoup.parse(html).select("a, img").getFirst();
    }
}
