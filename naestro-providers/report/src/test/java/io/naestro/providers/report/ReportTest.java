package io.naestro.providers.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.naestro.json.InputException;
import io.naestro.providers.report.Comparison.Change;
import io.naestro.providers.report.Findings.Fact;
import io.naestro.providers.report.Findings.Issue;
import io.naestro.providers.report.Findings.Place;
import io.naestro.providers.report.Findings.Score;
import io.naestro.providers.report.Findings.Severity;
import io.naestro.testkit.TestContext;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final String HOSTILE = "\n\t</title><script>alert('x')</script>\"&\u202e\u0007 | [a](b) `c` \ud83d";
    private static final Findings NONE =
            new Findings("A report", "a folder", "", "", List.of(), List.of(new Score("CRAWL", 100)), List.of());

    private static final Issue TITLE = issue(
            "title-missing",
            Severity.HIGH,
            new Place("https://a.test/1", "head", ""),
            new Place("https://a.test/2", "", "x"));

    @Test
    void a_report_has_five_forms() {
        assertThat(ReportTools.texts(NONE, null).keySet())
                .containsExactly("report.html", "report.md", "report.json", "report.csv", "report.sarif");
    }

    @Test
    void nothing_from_outside_becomes_markup_of_html() {
        var html = text("report.html", findings(hostile()), null);

        assertThat(html).doesNotContain("alert('x')</script>", "\u202e", "\u0007", "href=\"javascript:");
        assertThat(html).contains("&lt;/title&gt;&lt;script&gt;alert(&#39;x&#39;)", "&quot;&amp;\ufffd\ufffd");
        assertThat(html.split("<script>", -1)).hasSize(2);
    }

    @Test
    void html_needs_nothing_else_and_may_load_nothing() {
        var html = text("report.html", findings(TITLE), null);

        assertThat(html).contains("default-src 'none'").doesNotContain("<link", "<img", "@import", " src=");
        assertThat(html)
                .contains("<html lang=\"en\">", "<title>", "name=\"viewport\"", "aria-label", "prefers-color-scheme");
        assertThat(html).contains("<a rel=\"noopener noreferrer nofollow\" href=\"https://a.test/1\">");
    }

    @Test
    void html_shows_scores_as_rings_in_three_grades() {
        var html = text("report.html", findings(TITLE), null);

        assertThat(html).contains("class=\"good\"", "class=\"fair\"", "class=\"bad\"", "Search: 95 of 100");
    }

    @Test
    void html_keeps_line_breaks_of_a_summary_as_paragraphs() {
        assertThat(text("report.html", findings(TITLE), null))
                .contains("<p>Mend titles first.</p>\n<p>Then the rest.</p>");
        assertThat(text("report.html", NONE, null)).doesNotContain("<h2>Summary</h2>");
    }

    @Test
    void html_says_how_many_places_it_leaves_out() {
        var many = new Issue("x", "CRAWL", Severity.LOW, "t", "w", "f", "https://s.test/", 9, 1, TITLE.places());
        assertThat(text("report.html", findings(many), null)).contains("<li>and 7 more</li>");
    }

    @Test
    void nothing_from_outside_becomes_markup_of_markdown() {
        var text = text("report.md", findings(hostile()), null);

        assertThat(text).contains("\\<script\\>", "\\|", "\\[a\\](b)", "\\`c\\`");
        assertThat(text.lines().filter(line -> line.startsWith("# "))).hasSize(1);
    }

    @Test
    void markdown_lists_five_places_and_says_how_many_more() {
        var places = new ArrayList<Place>();
        for (int i = 0; i < 8; i++) {
            places.add(new Place("https://a.test/" + i, "p", ""));
        }
        assertThat(text("report.md", findings(issue("x", Severity.LOW, places.toArray(Place[]::new))), null))
                .contains("https://a.test/4 at p", "- ... and 3 more")
                .doesNotContain("https://a.test/5");
        assertThat(text("report.md", NONE, null)).contains("Nothing.").doesNotContain("## Summary");
        var one = issue("x", Severity.LOW, new Place("https://a.test/", "", "s"));
        assertThat(text("report.md", findings(one), null)).contains("1 place on 1 page");
    }

    @Test
    void a_category_without_a_name_is_shown_as_nothing() {
        assertThat(MarkdownReport.word("")).isEmpty();
    }

    @Test
    void csv_cells_are_no_formulas() {
        for (var start : List.of("=", "+", "-", "@", "\t", "\r", " =")) {
            var issue = issue("x", Severity.LOW, new Place("https://a.test/", "", start + "cmd()"));
            assertThat(text("report.csv", findings(issue), null)).contains("\"'" + start + "cmd()\"");
        }
        var quoted = issue("x", Severity.LOW, new Place("https://a.test/", "a[href=\"b\"]", "plain"));
        assertThat(text("report.csv", findings(quoted), null)).contains("\"a[href=\"\"b\"\"]\",\"plain\"");
    }

    @Test
    void json_is_read_as_what_was_written() {
        var findings = findings(TITLE);
        assertThat(ReportTools.read(text("report.json", findings, null))).isEqualTo(findings);
        assertThatThrownBy(() -> ReportTools.read("{}")).isInstanceOf(InputException.class);
    }

    @Test
    void sarif_satisfies_the_published_schema() {
        var all = findings(
                TITLE,
                issue("a", Severity.CRITICAL, new Place("https://a.test/", "", "")),
                issue("b", Severity.MEDIUM, new Place("no uri at all", "p", "x")),
                issue("c", Severity.LOW));
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(resource("/sarif/sarif-schema-2.1.0.json"), InputFormat.JSON);

        assertThat(schema.validate(text("report.sarif", all, null), InputFormat.JSON))
                .isEmpty();
        assertThat(schema.validate(text("report.sarif", NONE, null), InputFormat.JSON))
                .isEmpty();
        assertThat(schema.validate("{\"version\":\"2.1.0\"}", InputFormat.JSON)).isNotEmpty();
        assertThat(text("report.sarif", all, null)).contains("\"error\"", "\"warning\"", "\"note\"", "no+uri+at+all");
    }

    @Test
    void tells_what_is_new_what_is_mended_and_what_is_not() {
        var before = findings(TITLE, issue("gone", Severity.LOW, new Place("https://a.test/1", "p", "")));
        var now = findings(
                issue(
                        "title-missing",
                        Severity.HIGH,
                        new Place("https://a.test/2", "", "other words"),
                        new Place("https://a.test/3", "head", "")),
                issue("fresh", Severity.LOW, new Place("https://a.test/9", "", "")));
        var comparison = Comparison.of(before, now);

        assertThat(comparison.fresh())
                .containsExactly(
                        new Change("title-missing", "Title of title-missing", 1, "https://a.test/3 head"),
                        new Change("fresh", "Title of fresh", 1, "https://a.test/9"));
        assertThat(comparison.fixed())
                .containsExactly(
                        new Change("title-missing", "Title of title-missing", 1, "https://a.test/1 head"),
                        new Change("gone", "Title of gone", 1, "https://a.test/1 p"));
        assertThat(comparison.unchanged()).isEqualTo(1);
        assertThat(text("report.md", now, comparison))
                .contains("- new: Title of fresh (1)", "- mended: Title of gone (1)");
        assertThat(text("report.html", now, comparison)).contains("<li>New: Title of fresh (1)", "Unchanged: 1 places");
        assertThat(Comparison.of(now, now)).isEqualTo(new Comparison(List.of(), List.of(), 3));
    }

    @Test
    void the_tool_writes_all_forms_and_compares_with_an_earlier_report() {
        var context = TestContext.forAMinute();
        var first = value(ReportTools.write().call(new Report("out:/1/", findings(TITLE), null), context));
        var second = value(ReportTools.write().call(new Report("out:/2", NONE, "out:/1/report.json"), context));

        assertThat(first.files()).contains("out:/1/report.html", "out:/1/report.sarif");
        assertThat(first.comparison()).isNull();
        assertThat(Objects.requireNonNull(second.comparison()).fixed())
                .extracting(Change::id)
                .containsExactly("title-missing");
        assertThat(context.texts()).containsKeys("out:/1/report.md", "out:/2/report.csv");
        assertThat(ReportTools.write().contract().acts()).isTrue();
    }

    @Test
    void the_tool_says_why_it_cannot_write() {
        var context = TestContext.forAMinute().file("out:/bad.json", "{");

        assertThat(failure(new Report("out:/1", NONE, "out:/none.json"), context))
                .isEqualTo(Kind.NOT_FOUND);
        assertThat(failure(new Report("out:/1", NONE, "out:/bad.json"), context))
                .isEqualTo(Kind.INVALID_INPUT);
        assertThat(failure(new Report("out:/1", NONE, null), throwing(new NoSuchFileException("x"))))
                .isEqualTo(Kind.NOT_FOUND);
        assertThat(failure(new Report("out:/1", NONE, null), throwing(new IOException("full"))))
                .isEqualTo(Kind.UNAVAILABLE);
        assertThatThrownBy(() -> failure(new Report("out:/1", NONE, null), throwing(new AccessRefused("no"))))
                .isInstanceOf(AccessRefused.class);
    }

    /** A context whose files fail. */
    private static ToolContext throwing(Exception problem) {
        var files = Proxy.newProxyInstance(
                ReportTest.class.getClassLoader(), new Class<?>[] {ToolContext.Files.class}, (proxy, method, args) -> {
                    throw problem;
                });
        return (ToolContext) Proxy.newProxyInstance(
                ReportTest.class.getClassLoader(), new Class<?>[] {ToolContext.class}, (proxy, method, args) -> files);
    }

    private static Issue hostile() {
        return new Issue(
                "a`" + HOSTILE,
                HOSTILE,
                Severity.CRITICAL,
                HOSTILE,
                HOSTILE,
                HOSTILE,
                "javascript:alert(1)",
                1,
                1,
                List.of(new Place("javascript:alert(1)", HOSTILE, HOSTILE)));
    }

    private static Issue issue(String id, Severity severity, Place... places) {
        return new Issue(
                id,
                "SEARCH",
                severity,
                "Title of " + id,
                "Why.",
                "Fix.",
                "https://source.test/" + id,
                places.length,
                places.length,
                List.of(places));
    }

    private static Findings findings(Issue... issues) {
        return new Findings(
                "A report",
                "https://a.test/",
                "today",
                "Mend titles first.\n\nThen the rest.",
                List.of(new Fact("pages", "3")),
                List.of(new Score("SEARCH", 95), new Score("SPEED", 70), new Score("ACCESS", 10)),
                List.of(issues));
    }

    private static String text(String name, Findings findings, @Nullable Comparison comparison) {
        return Map.copyOf(ReportTools.texts(findings, comparison)).getOrDefault(name, "");
    }

    private static String resource(String name) {
        try (var in = Objects.requireNonNull(ReportTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reported value(ToolResult<Reported> result) {
        return ((ToolResult.Ok<Reported>) result).value();
    }

    private static Kind failure(Report report, ToolContext context) {
        return ((ToolResult.Failed<Reported>) ReportTools.write().call(report, context))
                .failure()
                .kind();
    }
}
