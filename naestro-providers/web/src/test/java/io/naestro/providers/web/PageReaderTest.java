package io.naestro.providers.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.providers.web.Page.Html;
import io.naestro.providers.web.Page.Image;
import io.naestro.providers.web.Page.Link;
import io.naestro.providers.web.Page.Resource;
import io.naestro.providers.web.Page.Sort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageReaderTest {
    private static final String URL = "https://site.test/a/b";

    @Test
    void the_header_decides_about_the_encoding_then_the_page() {
        var latin = "<meta charset=iso-8859-1><title>B\u00e4ckerei</title>".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(read(latin, "text/html").titles()).containsExactly("B\u00e4ckerei");
        assertThat(read(latin, "text/html; charset=no-such").titles()).containsExactly("B\u00e4ckerei");
        assertThat(read(latin, "text/html; charset=a$b!").titles()).containsExactly("B\u00e4ckerei");
        assertThat(read(latin, "text/html; charset=utf-8").titles()).doesNotContain("B\u00e4ckerei");
        assertThat(read("<meta http-equiv=content-type content='text/html; charset=UTF-8'>")
                        .charset())
                .isEqualTo("utf-8");
        assertThat(read("<meta charset=x><meta http-equiv=content-type content='text/html; charset=y'>")
                        .charset())
                .isEqualTo("x");
    }

    @Test
    void links_are_resolved_by_the_base_of_the_page() {
        assertThat(read("<base href=/c/><a href=d>D</a>").links())
                .extracting(Link::url)
                .containsExactly("https://site.test/c/d");
        assertThat(read("<base href='x:y'><a href=d>D</a>").links())
                .extracting(Link::url)
                .containsExactly("https://site.test/a/d");
    }

    @Test
    void the_header_may_name_the_canonical_address_and_versions() throws IOException {
        var html = PageReader.read(
                URL,
                "<base href=/c/><link rel=canonical href=x>".getBytes(StandardCharsets.UTF_8),
                "text/html",
                "<c>; rel=\"Canonical\", <https://site.test/de>; hreflang=de; rel=alternate,"
                        + " </en> ; rel = alternate ; title=\"a; rel=b\" ; hreflang=\"en\", <feed>; rel=alternate,"
                        + " <>; rel=canonical, <style.css>; rel=preload; as=style, <mailto:x>; rel=canonical, nonsense");

        assertThat(html.canonicals())
                .extracting(Page.Reference::url)
                .containsExactly("https://site.test/c/x", "https://site.test/a/c", "");
        assertThat(html.alternates())
                .containsExactly(
                        new Page.Alternate("de", "https://site.test/de", "https://site.test/de"),
                        new Page.Alternate("en", "/en", "https://site.test/en"));
    }

    @Test
    void only_what_may_lead_somewhere_is_a_link() {
        var html = read(
                "<a name=x>place</a><a id=y>place</a><a onclick=go()>Go</a><a href=''>Here again</a><area href=/m alt=M>");

        assertThat(html.linkCount()).isEqualTo(5);
        assertThat(html.links()).extracting(Link::url).containsExactly("", URL, "https://site.test/m");
        assertThat(html.links().getFirst().selector()).isEqualTo("a:not([href])");
        assertThat(html.links().getFirst().dead()).isTrue();
    }

    @Test
    void a_link_is_called_by_its_label_its_text_or_its_image() {
        assertThat(read("<a href=1 aria-label=L>T</a><a href=2>T<img alt=I></a><a href=3><img alt=I></a>"
                                + "<a href=4><svg><title>S</title></svg></a><a href=5 title=H></a>")
                        .links())
                .extracting(Link::name)
                .containsExactly("L", "T", "I", "S", "H");
        assertThat(read("<a href=4><svg><title>S</title></svg></a>").titles()).isEmpty();
    }

    @Test
    void what_is_not_shown_is_no_text() {
        var html = read(
                "<title>T</title><p>one<!-- no --> two</p><script>three</script><style>four</style><noscript>x</noscript>");

        assertThat(html.words()).isEqualTo(2);
        assertThat(html.sample()).isEqualTo("one two");
        assertThat(read("<p>" + "word ".repeat(50_000)).words()).isZero();
    }

    @Test
    void knows_what_keeps_a_page_from_being_drawn() {
        assertThat(read("<head><script src=1></script><script src=2 async></script><script src=3 defer></script>"
                                + "<script type=module src=4></script><link rel=stylesheet href=5>"
                                + "<link rel=stylesheet media=print href=6></head><body><script src=7></script>"
                                + "<script src='data:x'></script><link rel=stylesheet href=8>")
                        .resources())
                .extracting(Resource::blocks)
                .containsExactly(true, false, false, false, true, false, false, false);
    }

    @Test
    void knows_what_a_page_loads() {
        assertThat(
                        read("<body><object data=1></object><video src=2></video><iframe src=3 title=x></iframe><img src=4 alt=x>")
                                .resources())
                .extracting(Resource::tag)
                .containsExactly("object", "video", "iframe", "img");
    }

    @Test
    void images_may_be_exempt_and_sized_in_several_ways() {
        assertThat(read("<img src=1><img src=2 alt='' width=1><img src=3 role=none width=1 height=2>"
                                + "<img src=4 role=presentation style='aspect-ratio: 1'><img src=5 aria-hidden=true>")
                        .images())
                .containsExactly(
                        new Image("1", null, false, false),
                        new Image("2", "", false, false),
                        new Image("3", null, true, true),
                        new Image("4", null, true, true),
                        new Image("5", null, false, true));
    }

    @Test
    void an_input_is_named_in_several_ways() {
        var html = read("<label for=a>A</label><input id=a><input aria-label=x><input aria-labelledby=a><input title=x>"
                + "<label><select></select></label><input type=hidden><textarea name=t></textarea>");

        assertThat(html.spots()).extracting(Page.Spot::selector).containsExactly("textarea[name=\"t\"]");
    }

    @Test
    void frames_and_buttons_and_tables_have_names_of_their_own() {
        assertThat(read("<iframe aria-label=x></iframe><button>Go</button><table><tr><td>1</table>"
                                + "<table><tr><th>1<td>2<tr><td>3<td>4<td>5</table>"
                                + "<table><tr><td>1<td>2<tr><td>3</table>"
                                + "<table role=presentation><tr><td>1<td>2<tr><td>3<td>4</table>")
                        .spots())
                .isEmpty();
        assertThat(read("<iframe></iframe>").spots())
                .extracting(Page.Spot::sort)
                .containsExactly(Sort.UNTITLED);
    }

    @Test
    void a_link_may_lead_to_an_id_or_a_name_of_the_page() {
        assertThat(read("<a href=#>Top</a><a href=#a>A</a><a href=#b>B</a><a href=#c>C</a><p id=a><a name=b></a>")
                        .ids())
                .containsExactly("c");
        assertThat(read("<a href=#x" + "y>A</a><a href=#a".repeat(1) + ">A</a>").ids())
                .containsExactly("a", "xy");
    }

    @Test
    void lists_end_at_their_limits() {
        var html = read("<h2>x</h2>".repeat(300));
        assertThat(html.headings()).hasSize(PageReader.MOST_SPOTS);
        assertThat(read("<img src=x>".repeat(300)).images()).hasSize(PageReader.MOST_SPOTS);
        var links = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            links.append("<a href=#i")
                    .append(i)
                    .append(">L</a><meta property=og:x")
                    .append(i)
                    .append(" content=x>");
        }
        var many = read(links.toString());
        assertThat(many.links()).hasSize(PageReader.MOST_LINKS);
        assertThat(many.linkCount()).isEqualTo(3_000);
        assertThat(many.ids()).hasSize(PageReader.MOST_SPOTS);
        assertThat(many.social()).hasSize(PageReader.MOST_SPOTS);
        assertThat(read("<script type=application/ld+json>" + "x".repeat(30_000) + "</script>")
                        .data()
                        .getFirst())
                .hasSize(20_000);
    }

    @Test
    void reads_social_properties_by_either_attribute_and_the_first_of_each() {
        assertThat(
                        read("<meta property=OG:title content=a><meta property=og:title content=b><meta name=twitter:card content=c><meta name=x content=d>")
                                .social())
                .isEqualTo(Map.of("og:title", "a", "twitter:card", "c"));
    }

    @Test
    void reads_relations_of_the_head() {
        var html = read(
                "<link rel='shortcut icon' href=i><link rel=alternate type=rss href=r><link rel=next href=n><link rel=prev href='x:'>");

        assertThat(html.icon()).isTrue();
        assertThat(html.alternates()).isEmpty();
        assertThat(html.pages()).extracting(Page.Reference::url).containsExactly("https://site.test/a/n", "");
    }

    @Test
    void nesting_without_end_is_cut_off() {
        assertThat(read("<div>".repeat(100_000)).deepest()).isLessThan(2_000);
    }

    @Test
    void a_form_without_an_action_sends_to_its_page() {
        assertThat(read("<form><input type=password title=p></form><form action='mailto:x'></form>")
                        .forms())
                .containsExactly(new Page.Form(URL, true), new Page.Form("", false));
    }

    @Test
    void counts_words_of_all_scripts() {
        assertThat(Texts.words("one two, 3")).isEqualTo(3);
        assertThat(Texts.words("\u6f22\u5b57 \u304b\u306a")).isEqualTo(4);
        assertThat(Texts.words("a\u6f22b")).isEqualTo(3);
        assertThat(Texts.words("\uac00\ub098 \uff21")).isEqualTo(2);
        assertThat(Texts.words("\u3001.")).isZero();
    }

    @Test
    void similar_texts_differ_in_few_bits() {
        var text = "the mill at the river grinds rye and spelt and wheat for the whole valley since long ago";
        assertThat(Long.bitCount(Texts.simHash(text) ^ Texts.simHash(text + " today")))
                .isLessThan(16);
        assertThat(Texts.simHash("")).isZero();
    }

    @Test
    void a_page_that_is_no_html_has_no_facts() {
        var page = Fetcher.failed(URL, 0, Page.Problem.TIMEOUT, "slow");
        assertThatThrownBy(page::facts).hasMessage("'" + URL + "' is no page of HTML");
        assertThat(page.readable()).isFalse();
    }

    private static Html read(String html) {
        return read(html.getBytes(StandardCharsets.UTF_8), "text/html; charset=utf-8");
    }

    private static Html read(byte[] html, String type) {
        try {
            return PageReader.read(URL, html, type, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
