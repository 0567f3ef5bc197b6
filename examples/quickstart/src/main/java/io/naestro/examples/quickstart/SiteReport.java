package io.naestro.examples.quickstart;

import io.naestro.core.tools.Fetch;
import io.naestro.core.tools.FileWritten;
import io.naestro.core.tools.Page;
import io.naestro.core.tools.Tools;
import io.naestro.core.tools.WriteFile;
import io.naestro.json.Json;
import io.naestro.model.Prompt;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Plan;
import io.naestro.plan.Retry;
import java.util.List;
import java.util.Map;

/**
 * The plan of the quickstart, written by hand: fetch the first page, collect its links, fetch the pages behind them,
 * look at each, compose a report, and write it to disk once a person agrees.
 */
final class SiteReport {
    static final String FILE = "report:/site-report.md";

    /**
     * What a run is given.
     *
     * @param url the address of the first page
     * @param pages the most pages to fetch besides the first
     */
    record Job(String url, int pages) {
        /** The same as JSON, which is what a plan from a file takes. */
        Json json() {
            return Json.object().with("url", Json.of(url)).with("pages", Json.of(pages));
        }
    }

    /**
     * What to collect links from.
     *
     * @param page the page
     * @param most the most links
     */
    record LinksOf(Page page, int most) {}

    /**
     * Links to pages of the same site.
     *
     * @param urls the addresses, each once, in the order of the page
     */
    record Links(List<String> urls) {}

    /**
     * What stands in a page.
     *
     * @param url its address
     * @param status its HTTP status
     * @param title its title, or empty
     * @param headings how many headings of the first level it has
     * @param links how many links it has
     * @param imagesWithoutText how many of its images have no alternative text
     */
    record Facts(String url, int status, String title, int headings, int links, int imagesWithoutText) {}

    /**
     * What a report is made of.
     *
     * @param site the address of the first page
     * @param pages the facts of all pages
     * @param summary what a model says of them, or empty
     */
    record Material(String site, List<Facts> pages, String summary) {}

    /**
     * A report.
     *
     * @param text the text, in Markdown
     * @param findings how many things should be mended
     */
    record Report(String text, int findings) {}

    private SiteReport() {}

    /**
     * The plan.
     *
     * @param withModel whether a model writes a summary
     */
    static Plan<Job, FileWritten> plan(boolean withModel) {
        var p = Plan.named("site-report", 1).input(Job.class);
        var url = p.input().at("/url", String.class);
        var home = p.tool("home", Tools.httpGet(), p.object(Fetch.class, Map.of("url", url)))
                .retry(2)
                .check(Check.that(
                        Condition.that("/status", Condition.Op.EQ, Json.of(200)),
                        "the first page does not answer with status 200"));
        var links = p.tool(
                "links",
                SiteTools.links(),
                p.object(LinksOf.class, Map.of("page", home, "most", p.input().at("/pages", Integer.class))));
        var pages = p.map(
                        "pages",
                        links.listAt("/urls", String.class),
                        (body, item) ->
                                body.tool("page", Tools.httpGet(), body.object(Fetch.class, Map.of("url", item))))
                .window(4)
                .retry(Retry.times(2));
        var first = p.tool("look-home", SiteTools.look(), home);
        var rest = p.map("look", SiteTools.look(), pages);
        var all = p.tool(
                "collect", SiteTools.collect(), p.object(SiteTools.Heap.class, Map.of("first", first, "rest", rest)));
        var summary = withModel
                ? p.model("summary", String.class, SUMMARY, all).purpose("a summary for people")
                : p.value("");
        var report = p.tool(
                        "compose",
                        SiteTools.compose(),
                        p.object(Material.class, Map.of("site", url, "pages", all, "summary", summary)))
                .check(Check.that(
                        Condition.that("/text", Condition.Op.MIN_SIZE, Json.of(100)), "the report is nearly empty"));
        var written = p.tool(
                        "write",
                        Tools.fsWrite(),
                        p.object(
                                WriteFile.class,
                                Map.of("path", p.value(FILE), "text", report.at("/text", String.class))))
                .purpose("keep the report where you can read it");
        return p.yields(written);
    }

    private static final Prompt SUMMARY = Prompt.of(
            "site-summary",
            "You are given facts about the pages of a web site. Say in at most five sentences what its owner should"
                    + " mend first, and why.");
}
