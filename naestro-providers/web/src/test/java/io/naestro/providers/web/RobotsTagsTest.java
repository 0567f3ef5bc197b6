package io.naestro.providers.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RobotsTagsTest {

    @Test
    void noindex_for_everybody_hides_a_page() {
        assertThat(page("<meta name=robots content='follow, NOINDEX'>", "").noindex())
                .isTrue();
        assertThat(page("<meta name=robots content=none>", "").noindex()).isTrue();
        assertThat(page("", "max-image-preview: large, noindex").noindex()).isTrue();
        assertThat(page("<meta name=robots content='index, follow'>", "unavailable_after: 2050-01-01")
                        .noindex())
                .isFalse();
    }

    @Test
    void noindex_for_one_crawler_does_not() {
        assertThat(page("<meta name=googlebot content=noindex>", "").noindex()).isFalse();
        assertThat(page("<meta name=googlebot content=noindex>", "").says("noindex"))
                .isTrue();
        assertThat(page("", "googlebot: noindex, nofollow").noindex()).isFalse();
        assertThat(page("", "googlebot: noindex, nofollow").says("noindex")).isTrue();
        assertThat(page("", "otherbot: noindex").noindex()).isFalse();
    }

    @Test
    void a_meta_tag_for_one_crawler_stands_instead_of_the_general_one() {
        assertThat(page("<meta name=robots content=noindex><meta name=bingbot content=index>", "")
                        .noindex())
                .isFalse();
        assertThat(page("<meta name=robots content=noindex><meta name=bingbot content=none>", "")
                        .noindex())
                .isTrue();
    }

    @Test
    void a_header_for_one_crawler_adds_to_the_meta_tags() {
        var head = "<meta name=robots content=noindex><meta name=bingbot content=index>";
        assertThat(page(head, "bingbot: noindex").noindex()).isTrue();
    }

    private static Page page(String head, String header) {
        try {
            var html = PageReader.read("https://site.test/", head.getBytes(StandardCharsets.UTF_8), "text/html", "");
            return new Page("https://site.test/", 0, 200, null, "", "", Map.of("x-robots-tag", header), 1, html);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
