package io.naestro.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.tools.Page;
import io.naestro.examples.quickstart.SiteReport.Facts;
import io.naestro.examples.quickstart.SiteReport.Links;
import io.naestro.examples.quickstart.SiteReport.LinksOf;
import io.naestro.examples.quickstart.SiteReport.Material;
import io.naestro.testkit.TestContext;
import io.naestro.tool.ToolResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTextTest {
    private static final String SITE = "http://site/";

    @Test
    void says_when_there_is_nothing_to_mend() {
        var report = ReportText.of(new Material(SITE, List.of(facts("a", "A page", 1, 0)), ""));
        assertThat(report.findings()).isZero();
        assertThat(report.text())
                .contains("1 page, 0 findings.", "Nothing to mend.")
                .doesNotContain("## Summary");
    }

    @Test
    void keeps_what_a_site_says_from_becoming_markup() {
        var evil = facts("a", "<script>|x|\n# heading [link](http://evil)", 1, 0);
        var text = ReportText.of(new Material(SITE, List.of(evil), "*bold* `code`"))
                .text();
        assertThat(text)
                .contains("\\<script\\>\\|x\\| # heading \\[link\\](http://evil)")
                .contains("\\*bold\\* \\`code\\`")
                .doesNotContain("\n# heading");
    }

    @Test
    void counts_in_plain_english() {
        var text = ReportText.of(new Material(SITE, List.of(facts("a", "A", 2, 1), facts("b", "B", 1, 2)), ""))
                .text();
        assertThat(text).contains("2 headings of the first level", "1 image without", "2 images without");
    }

    @Test
    void collects_only_links_to_other_pages_of_the_site() {
        var page = new Page(
                SITE,
                200,
                "text/html",
                "<a href='a'>A</a><a href='a#part'>A</a><a href='#top'>top</a><a href='mailto:x@y'>mail</a>"
                        + "<a href='http://other/'>other</a><a href='https://site/'>secure</a><a href='http://site/%%'>bad</a>"
                        + "<a href='b'>B</a><a href='c'>C</a>");
        var result = SiteTools.links().call(new LinksOf(page, 2), TestContext.forAMinute());
        assertThat(result).isEqualTo(ToolResult.of(new Links(List.of("http://site/a", "http://site/b"))));
    }

    private static Facts facts(String page, String title, int headings, int blind) {
        return new Facts(SITE + page, 200, title, headings, 0, blind);
    }
}
