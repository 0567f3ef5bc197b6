package io.naestro.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.examples.quickstart.SiteTools.Material;
import io.naestro.providers.report.Findings;
import io.naestro.providers.report.Findings.Fact;
import io.naestro.providers.web.Audit;
import io.naestro.providers.web.Rendered;
import io.naestro.providers.web.Rendered.Difference;
import io.naestro.testkit.TestContext;
import io.naestro.tool.ToolResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SiteToolsTest {
    private static final String NAME = "first page in a browser";

    @Test
    void tells_what_a_browser_made_of_the_first_page() throws Exception {
        assertThat(facts(null)).contains(new Fact(NAME, "skipped, see --browser"));
        assertThat(facts(rendered()))
                .contains(
                        new Fact(
                                NAME,
                                "status 200, 7 requests, 1 without an answer; scripts change nothing that search engines read"));
        assertThat(facts(rendered(new Difference("title", "a", "b"), new Difference("links", "1", "2"))))
                .contains(new Fact(NAME, "status 200, 7 requests, 1 without an answer; scripts change title, links"));
    }

    private static Rendered rendered(Difference... differences) {
        return new Rendered(
                "https://a.example/", 200, "report:/a", 9, true, 7, List.of("x: refused"), List.of(differences));
    }

    private static List<Fact> facts(@Nullable Rendered rendered) throws Exception {
        var audit = new Audit("https://a.example/", 1, 1, 1, List.of(), List.of(), List.of());
        var result =
                SiteTools.findings().call(new Material("title", audit, "", null, rendered), TestContext.forAMinute());
        return ((ToolResult.Ok<Findings>) result).value().facts();
    }
}
