package io.naestro.providers.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.providers.web.Proposal.Cure;
import io.naestro.providers.web.Proposal.Edit;
import io.naestro.providers.web.Proposal.FileChange;
import io.naestro.providers.web.Proposal.Left;
import io.naestro.testkit.TestContext;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault that can be mended is: proposed, applied, crawled again and proven, with nothing worse than before. */
class FixesTest {
    private static final String MILL = "https://site.test/mill";

    /** Faults of which the site says what would be right, where that of {@link RulesTest} does not. */
    private static final Map<String, Consumer<TestSite>> MENDABLE = mendable();

    private static Map<String, Consumer<TestSite>> mendable() {
        var faults = new HashMap<String, Consumer<TestSite>>();
        faults.put("link-broken", site -> site.body("<a href=/Mill.htm#wheel>The mill</a>"));
        faults.put("image-alt-missing", site -> site.body("<img src='/old-mill_2.png' width=1 height=1>"));
        faults.put("image-alt-file", site -> site.body("<img src=/old-mill.png width=1 height=1 alt='old-mill.png'>"));
        faults.put(
                "social-missing",
                site -> site.edit("/mill", "property=\"og:", "property=\"x:")
                        .body("<img src=/m.png width=1 height=1 alt='The wheel'>"));
        faults.put("link-localhost", site -> site.body("<a href='http://localhost:8080/mill'>My draft</a>"));
        faults.put("link-insecure", site -> site.body("<a href='http://site.test/'>The home page</a>"));
        faults.put("input-unlabeled", site -> site.body("<input placeholder='Your name'>"));
        faults.put("sitemap-invalid", site -> site.put("/sitemap.xml", 200, "application/xml", "<urlset><url>"));
        faults.put("hreflang-self", site -> site.head("<link rel=alternate hreflang=de href=https://else.test/de>"));
        faults.put(
                "hreflang-no-return",
                site -> site.head("<link rel=alternate hreflang=en href=https://site.test/mill>"
                                + "<link rel=alternate hreflang=de-AT href=https://site.test/>")
                        .edit("/", "</head>", "<link rel=alternate hreflang=de-AT href=https://site.test/></head>")
                        .edit("/", "lang=\"en\"", "lang=\"de\""));
        faults.put(
                "title-duplicate",
                site -> site.edit("/mill", "<title>The old mill and its history", "<title>The bakery at the old mill"));
        return faults;
    }

    static Stream<String> rules() {
        return Stream.concat(
                Fix.ALL.stream().map(Fix::rule),
                Stream.of(
                        "robots-missing",
                        "robots-invalid",
                        "robots-blocks-site",
                        "robots-without-sitemap",
                        "sitemap-missing",
                        "sitemap-unavailable",
                        "sitemap-invalid",
                        "sitemap-other-host",
                        "sitemap-broken",
                        "sitemap-redirect",
                        "sitemap-noindex",
                        "sitemap-not-canonical",
                        "sitemap-blocked",
                        "sitemap-incomplete"));
    }

    /** A site with its folder. */
    private static final class Folder {
        final TestSite site;
        final TestContext context;

        Folder(Consumer<TestSite> fault) {
            site = new TestSite();
            fault.accept(site);
            context = TestContext.within(Duration.ofMinutes(5)).http(site);
            site.files().forEach((path, text) -> context.file("site:" + path, text));
        }

        String crawl(String to) {
            return TestSite.value(WebTools.crawl().call(CrawlJob.of(TestSite.ORIGIN + "/", "work:/" + to), context))
                    .folder();
        }

        Proposal propose() {
            return TestSite.value(WebTools.propose().call(ProposeJob.of(crawl("before"), "site:/"), context));
        }

        ToolResult<Applied> apply(Proposal proposal) {
            var result = WebTools.apply().call(new ApplyJob("site:", proposal), context);
            context.texts().forEach((path, text) -> {
                if (path.startsWith("site:")) {
                    site.take(path.substring("site:".length()), text);
                }
            });
            return result;
        }

        Proof prove(Proposal proposal) {
            return TestSite.value(
                    WebTools.prove().call(new ProveJob(crawl("before"), crawl("after"), proposal), context));
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void mends_the_fault_and_proves_it(String rule) {
        var folder = new Folder(MENDABLE.getOrDefault(rule, RulesTest.FAULTS.get(rule)));
        var proposal = folder.propose();
        TestSite.value(folder.apply(proposal));
        var proof = folder.prove(proposal);

        assertThat(proof.proven()).as("%s", proposal).extracting(Cure::rule).contains(rule);
        assertThat(proof.failed()).as("%s", proposal).isEmpty();
        assertThat(proof.worse()).as("%s", proposal).isEmpty();
    }

    private static String mended(String rule, String html) {
        var folder = new Folder(site -> site.body(html));
        var proposal = folder.propose();
        TestSite.value(folder.apply(proposal));
        var text = folder.site.files().get("/mill");
        assertThat(proposal.files().stream()
                        .flatMap(file -> file.edits().stream())
                        .flatMap(edit -> edit.cures().stream())
                        .map(Cure::rule))
                .contains(rule);
        return text.substring(
                        text.indexOf("The old mill</a></p>") + "The old mill</a></p>".length(), text.indexOf("</body>"))
                .strip();
    }

    @Test
    void leaves_every_other_character_as_it_was() {
        assertThat(mended("image-alt-missing", "<IMG\n  SRC = '/red-wheel.png'  width=1 height=1 >"))
                .isEqualTo("<IMG alt=\"Red wheel\"\n  SRC = '/red-wheel.png'  width=1 height=1 >");
        assertThat(mended("tab-order", "<p tabindex = '7' class=a>x</p><p TABINDEX=8>y</p>"))
                .isEqualTo("<p tabindex=\"0\" class=a>x</p><p tabindex=\"0\">y</p>");
        assertThat(mended("link-text-vague", "<a class=b href=/>read more</a> <b>&copy;</b>"))
                .isEqualTo("<a class=b href=/>The bakery at the old mill</a> <b>&copy;</b>");
        assertThat(
                        mended(
                                "link-nofollow-internal",
                                "<a href=/ rel=NoFollow class=x>Home of it</a><a rel=nofollow href=https://else.test/>Else</a>"))
                .isEqualTo("<a href=/ class=x>Home of it</a><a rel=nofollow href=https://else.test/>Else</a>");
        assertThat(mended("link-nofollow-internal", "<a rel='Nofollow  noopener' href='/'>Home of it</a>"))
                .isEqualTo("<a rel=\"noopener\" href='/'>Home of it</a>");
    }

    @Test
    void takes_a_caption_before_the_name_of_the_file() {
        var img = "<img src=/wheel.png width=1 height=1>";
        assertThat(mended(
                        "image-alt-missing",
                        "<figure>" + img + "<figcaption>The \"great\" wheel</figcaption></figure>"))
                .contains("alt=\"The &quot;great&quot; wheel\"");
        assertThat(mended("image-alt-missing", img.replace("<img", "<img alt=' '")))
                .contains("alt=\"Wheel\"");
        assertThat(mended("image-alt-missing", "<figure><img src=/wheel.png width=1 height=1></figure>"))
                .contains("alt=\"Wheel\"");
    }

    @Test
    void proposes_nothing_that_the_site_does_not_say() {
        var folder = new Folder(site -> site.body("<img src=/DSC_0001.jpg width=1 height=1><img src=/1.png alt=1.png>"
                        + "<a href=/gone-for-good>Gone page</a><a href='https://else.test/'>here</a>"
                        + "<a href='http://localhost/x'>Draft of it</a><input name=q><h2><i></i></h2>")
                .edit("/mill", "<h1>The old mill and its history</h1>", "")
                .edit("/mill", "<title>The old mill and its history</title>", "")
                .edit("/mill", "name=\"description\"", "name=\"x\"")
                .edit("/mill", "<p>The mill", "<div>The mill"));
        var proposal = folder.propose();

        assertThat(proposal.files()).isEmpty();
        assertThat(proposal.left())
                .extracting(Left::rule)
                .contains(
                        "image-alt-missing",
                        "image-alt-file",
                        "link-broken",
                        "link-text-vague",
                        "link-localhost",
                        "input-unlabeled",
                        "heading-empty",
                        "title-missing",
                        "description-missing");
        assertThat(proposal.left())
                .filteredOn(left -> left.rule().equals("link-broken"))
                .hasSize(1)
                .first()
                .isEqualTo(new Left("link-broken", 1, "Correct the link or remove it."));
    }

    @Test
    void several_faults_of_one_element_are_one_change() {
        var folder = new Folder(
                site -> site.edit("/mill", "canonical\" href=\"https://site.test/mill", "canonical\" href=\"/"));
        var edits = folder.propose().files().stream()
                .filter(file -> file.path().equals("mill"))
                .flatMap(file -> file.edits().stream())
                .toList();

        assertThat(edits).hasSize(1);
        assertThat(edits.getFirst().after()).isEqualTo("href=\"https://site.test/mill\"");
        assertThat(edits.getFirst().cures())
                .contains(new Cure("canonical-relative", MILL), new Cure("canonical-to-root", MILL));
    }

    @Test
    void a_page_with_next_to_nothing_gets_a_head() {
        var folder = new Folder(site -> site.page("/mill", "t", "d", "x")
                .put(
                        "/mill",
                        200,
                        "text/html",
                        "<h1>The old mill and its history</h1><p>Three generations have ground grain here."));
        var proposal = folder.propose();
        TestSite.value(folder.apply(proposal));
        assertThat(folder.site.files().get("/mill"))
                .startsWith("<!doctype html>\n\n<meta charset=\"utf-8\">")
                .contains(
                        "<title>The old mill and its history</title>",
                        "<meta name=\"description\" content=\"Three generations have ground grain here.\">",
                        "<link rel=\"canonical\" href=\"https://site.test/mill\">")
                .endsWith("<h1>The old mill and its history</h1><p>Three generations have ground grain here.");
        assertThat(folder.prove(proposal).failed()).isEmpty();
    }

    @Test
    void a_long_paragraph_becomes_a_short_description() {
        var words = "one two three four five six seven eight nine ten ";
        var sentence = "A mill is a building in which grain is ground, and this one is old. ";
        assertThat(description(words.repeat(9))).endsWith(" two ...").hasSizeLessThanOrEqualTo(160);
        assertThat(description(sentence + words.repeat(9))).isEqualTo(sentence.strip());
    }

    private static String description(String paragraph) {
        var folder = new Folder(site ->
                site.edit("/mill", "name=\"description\"", "name=\"x\"").edit("/mill", site.words(), paragraph));
        return folder.propose()
                .files()
                .getFirst()
                .edits()
                .getFirst()
                .after()
                .replaceFirst("(?s).*content=\"", "")
                .replaceFirst("\">$", "");
    }

    @Test
    void changes_nothing_when_one_file_was_changed_meanwhile() {
        var folder =
                new Folder(site -> site.body("<p tabindex=3>x</p>").edit("/", "</body>", "<p tabindex=3>x</p></body>"));
        var proposal = folder.propose();
        folder.context.file("site:/mill", "<h1>Another page</h1>");
        var before = Map.copyOf(folder.context.texts());

        assertThat(failure(folder.apply(proposal)))
                .isEqualTo(ToolFailure.of(
                        ToolFailure.Kind.CONFLICT,
                        "'mill' was changed since the proposal; nothing was changed, propose again"));
        assertThat(folder.context.texts()).isEqualTo(before);
    }

    @Test
    void a_repeated_call_finds_everything_done() {
        var folder = new Folder(site -> site.body("<p tabindex=3>x</p>").remove("/robots.txt"));
        var proposal = folder.propose();
        var first = TestSite.value(folder.apply(proposal));
        var texts = Map.copyOf(folder.context.texts());

        assertThat(first).isEqualTo(new Applied(2, 2));
        assertThat(TestSite.value(folder.apply(proposal))).isEqualTo(first);
        assertThat(folder.context.texts()).isEqualTo(texts);
    }

    @Test
    void refuses_a_proposal_that_would_not_become_what_it_says() {
        var folder = new Folder(site -> site.body("<p tabindex=3>x</p>"));
        var change = folder.propose().files().getFirst();
        var edit = change.edits().getFirst();
        var forged = List.of(
                List.of(new Edit(1, edit.at(), edit.before(), "onclick=evil()", List.of())),
                List.of(new Edit(1, edit.at(), "something else", edit.after(), List.of())),
                List.of(new Edit(1, -1, "", "x", List.of())),
                List.of(edit, edit));
        for (var edits : forged) {
            var proposal = new Proposal(
                    List.of(new FileChange(change.path(), change.before(), change.after(), edits)), List.of());
            assertThat(failure(folder.apply(proposal)).message())
                    .isEqualTo("'mill' would not become what the proposal says; nothing was changed, propose again");
        }
    }

    private static ToolFailure failure(ToolResult<?> result) {
        return ((ToolResult.Failed<?>) result).failure();
    }

    @Test
    void proves_honestly_when_nothing_was_done() {
        var folder = new Folder(site -> site.body("<p tabindex=3>x</p>"));
        var proposal = folder.propose();
        var proof = folder.prove(proposal);
        assertThat(proof.holds()).isFalse();
        assertThat(proof.failed()).contains(new Cure("tab-order", MILL));
        folder.site.edit("/mill", "tabindex=3", "tabindex=0").edit("/mill", "</title>", "</title><title>b</title>");
        folder.context.file("site:/x", "");
        var worse = TestSite.value(WebTools.prove()
                .call(new ProveJob(folder.crawl("before"), folder.crawl("worse"), proposal), folder.context));
        assertThat(worse.worse()).contains(new Cure("title-multiple", MILL));
        assertThat(worse.failed()).isEmpty();
        assertThat(worse.holds()).isFalse();
        assertThat(new Proof(List.of(), List.of(), List.of()).holds()).isTrue();
    }

    @Test
    void leaves_files_alone_that_it_cannot_read_as_they_are() {
        for (var text : List.of("\ufeff<p tabindex=3>x</p>", "")) {
            var folder = new Folder(site -> site.body("<p tabindex=3>x</p>"));
            if (text.isEmpty()) {
                folder.context.file("site:/mill", "x".repeat((16 << 20) + 1));
            } else {
                folder.context.file("site:/mill", text);
            }
            assertThat(folder.propose().files()).isEmpty();
        }
    }

    @Test
    void finds_files_as_web_servers_do() {
        for (var name : List.of("/a b+c/index.html", "/a b+c.html", "/a b+c")) {
            var folder = new Folder(site -> site.page(
                            "/a%20b+c",
                            "A page of the mill", "A page of the mill that has a description.", "word ".repeat(60))
                    .edit("/a%20b+c", "</body>", "<p tabindex=3>x</p></body>")
                    .body("<a href='/a%20b+c'>A page</a>"));
            folder.context.file("site:" + name, folder.site.files().get("/a%20b+c"));
            assertThat(folder.propose().files()).extracting(FileChange::path).contains(name.substring(1));
        }
    }

    @Test
    void a_file_with_two_addresses_is_changed_once() {
        var folder = new Folder(site -> site.page(
                        "/d/", "A page of the mill", "A page of the mill that has a description.", "word ".repeat(60))
                .edit("/d/", "</body>", "<p tabindex=3>x</p></body>")
                .body("<a href='/d/'>A page</a><a href='/d/index.html'>A page, too</a>"));
        folder.site.put("/d/index.html", 200, "text/html", folder.site.files().get("/d/"));
        folder.context.file("site:/d/index.html", folder.site.files().get("/d/"));
        assertThat(folder.propose().files()).extracting(FileChange::path).containsOnlyOnce("d/index.html");
    }

    @Test
    void proposes_at_most_so_many_files_at_a_time() {
        var paths = new ArrayList<String>();
        var folder = new Folder(site -> {
            var links = new StringBuilder();
            for (int i = 0; i < Proposer.MOST_FILES + 5; i++) {
                paths.add("/p" + i);
                links.append("<a href=/p").append(i).append(">Page ").append(i).append("</a>");
                site.put("/p" + i, 200, "text/html; charset=utf-8", "<p tabindex=3>x</p>");
            }
            site.body(links.toString());
        });
        assertThat(folder.propose().files()).hasSize(Proposer.MOST_FILES + 1); // and the sitemap
        assertThat(paths).hasSize(Proposer.MOST_FILES + 5);
    }

    @Test
    void robots_keeps_other_robots_out_and_lets_search_in() {
        var folder = new Folder(site -> site.put("/robots.txt", 200, "text/plain", """
                # who may come
                User-agent: BadBot
                Disallow: /

                User-agent: Googlebot
                User-agent: OtherBot
                Disallow: / # all of it
                nonsense here
                """));
        var proposal = folder.propose();
        TestSite.value(folder.apply(proposal));
        assertThat(folder.site.files().get("/robots.txt")).isEqualTo("""
                # who may come
                User-agent: BadBot
                Disallow: /

                User-agent: Googlebot
                User-agent: OtherBot
                Disallow:  # all of it
                # nonsense here

                Sitemap: https://site.test/sitemap.xml
                """);
    }

    @Test
    void robots_without_a_last_line_break_gets_one() {
        var folder = new Folder(site -> site.put("/robots.txt", 200, "text/plain", "User-agent: x\nDisallow: /x"));
        TestSite.value(folder.apply(folder.propose()));
        assertThat(folder.site.files().get("/robots.txt"))
                .isEqualTo("User-agent: x\nDisallow: /x\n\nSitemap: https://site.test/sitemap.xml\n");
    }

    @Test
    void sitemaps_that_a_program_writes_are_left_to_it() {
        var folder = new Folder(site -> site.put(
                        "/robots.txt",
                        200,
                        "text/plain",
                        "Sitemap: https://site.test/s/a.xml\nSitemap: https://site.test/sitemap.xml\n")
                .put("/s/a.xml", 200, "application/xml", TestSite.sitemap("/gone")));
        assertThat(folder.propose().left()).extracting(Left::rule).contains("sitemap-broken");
        var other =
                new Folder(site -> site.put("/robots.txt", 200, "text/plain", "Sitemap: https://site.test/s/a.xml\n")
                        .put("/s/a.xml", 200, "application/xml", TestSite.sitemap("/gone")));
        assertThat(other.propose().left()).extracting(Left::rule).contains("sitemap-broken");
    }

    @Test
    void rules_can_be_left_out() {
        var folder = new Folder(site -> site.body("<p tabindex=3>x</p>"));
        var crawl = folder.crawl("c");
        var proposal = TestSite.value(
                WebTools.propose().call(new ProposeJob(crawl, "site:/", List.of("tab-order")), folder.context));
        assertThat(proposal.files()).isEmpty();
        var audit = TestSite.value(WebTools.audit().call(new AuditJob(crawl, List.of("tab-order")), folder.context));
        assertThat(audit.rules()).isEqualTo(Rules.ALL.size() - 1);
        assertThat(failure(WebTools.audit().call(new AuditJob(crawl, List.of("no-rule")), folder.context))
                        .message())
                .contains("/without/0", "no-rule");
    }

    @Test
    void a_site_is_judged_as_if_it_were_published() {
        var site = new TestSite().redirect("/r", 301, "https://site.test/").body("<a href=/r>Moved page</a>");
        var context = TestContext.within(Duration.ofMinutes(5)).http(site);
        var crawled = TestSite.value(WebTools.crawl()
                .call(CrawlJob.of("https://bakery.test/", "work:/c").withServed("https://site.test"), context));
        var audit = TestSite.value(WebTools.audit().call(AuditJob.of(crawled.folder()), context));
        assertThat(audit.url()).isEqualTo("https://bakery.test/");
        assertThat(audit.issues())
                .filteredOn(issue -> issue.id().equals("link-to-redirect"))
                .flatExtracting(Issue::places)
                .extracting(Place::url)
                .containsOnly("https://bakery.test/mill");
        assertThat(site.asked()).allMatch(url -> url.startsWith("https://site.test/"));
        assertThat(failure(WebTools.crawl()
                                .call(
                                        CrawlJob.of("https://bakery.test/", "work:/d")
                                                .withServed("nowhere"),
                                        context))
                        .message())
                .contains("/served");
    }

    @Test
    void an_attribute_without_a_value_gets_one() {
        assertThat(changed(site -> site.edit("/mill", "lang=\"en\"", "lang"))).contains("<html lang=\"en\">");
        assertThat(changed(site -> site.edit("/mill", "lang=\"en\"", "lang=xx dir=ltr")))
                .contains("<html lang=\"en\" dir=ltr>");
    }

    private static String changed(Consumer<TestSite> fault) {
        var folder = new Folder(fault);
        TestSite.value(folder.apply(folder.propose()));
        return folder.site.files().get("/mill");
    }

    @Test
    void a_head_that_is_not_written_begins_behind_what_is() {
        var start = "<!DOCTYPE html>\n<h1>The mill of the valley</h1>";
        assertThat(changed(site -> site.put("/mill", 200, "text/html; charset=utf-8", start)))
                .startsWith("<!DOCTYPE html>\n<meta name=\"viewport\"");
        assertThat(changed(site -> site.put(
                        "/mill", 200, "text/html; charset=utf-8", "<html lang=en><title></title><h1>The mill")))
                .startsWith("<!doctype html>\n<html lang=en>\n<meta name=\"viewport\"")
                .contains("<title>The mill</title>");
    }

    @Test
    void never_reaches_beyond_an_element_that_is_not_closed() {
        var text =
                "<a href=/>here<!-- x --></a><a href=/>here<p>Words</p><a href=/mill>A page of it</a><h2><!-- x --></h2><h2>";
        assertThat(changed(site -> site.body(text))).contains(text);
    }

    @Test
    void names_links_only_by_titles_of_pages() {
        var text = "<a href=/><b>here</b></a><a href=/untitled>here</a><a href=/untitled></a><a href='tel:1'>here</a>";
        assertThat(changed(site -> site.put("/untitled", 200, "text/html", "x").body(text)))
                .contains(text);
    }

    @Test
    void finds_the_page_that_a_slip_of_the_pen_meant() {
        Consumer<TestSite> history = site -> site.page(
                "/history", "A page of the mill", "A page of the mill that has a description.", "word ".repeat(60));
        assertThat(changed(history.andThen(
                        site -> site.body("<a href=/history>History</a><a href='histroy#top'>History of it</a>"))))
                .contains("<a href=\"/history#top\">");
        assertThat(
                        changed(
                                history.andThen(
                                        site -> site.page(
                                                        "/histori",
                                                        "A page of it",
                                                        "A page that is near another one.",
                                                        "word ".repeat(60))
                                                .body(
                                                        "<a href=/history>History</a><a href=/histori>History</a><a href='histry'>History of it</a>"))))
                .contains("<a href='histry'>");
        assertThat(changed(history.andThen(
                        site -> site.body("<a href=/history>History</a><a href='something-else'>History of it</a>"))))
                .contains("<a href='something-else'>");
    }

    @Test
    void trusts_no_other_host_to_be_there_on_https() {
        var text = "<audio src='http://else.test/x.mp3'></audio><form></form>";
        assertThat(changed(site -> site.body(text))).contains(text);
    }

    @Test
    void labels_inputs_by_their_hints() {
        var text = "<label><input placeholder=a></label><input placeholder=' '>";
        assertThat(changed(site -> site.body(text))).contains(text);
    }

    @Test
    void a_circle_of_canonical_addresses_is_broken_up() {
        var folder = new Folder(site -> {
            for (var path : List.of("/a", "/b")) {
                var other = path.equals("/a") ? "/b" : "/a";
                site.page(
                                path,
                                "A page of the mill " + path,
                                "A page of the mill that is at " + path,
                                "word ".repeat(60))
                        .edit(
                                path,
                                "canonical\" href=\"https://site.test" + path,
                                "canonical\" href=\"https://site.test" + other)
                        .body("<a href='" + path + "'>A page</a>");
            }
        });
        TestSite.value(folder.apply(folder.propose()));
        assertThat(folder.site.files().get("/a")).contains("canonical\" href=\"https://site.test/a");
    }

    @Test
    void a_canonical_address_elsewhere_is_its_authors_matter() {
        assertThat(changed(site -> site.edit(
                        "/mill",
                        "<link rel=\"canonical\"",
                        "<link rel=canonical href='https://else.test/x'><link rel=\"canonical\"")))
                .contains("<link rel=canonical href='https://else.test/x'>")
                .doesNotContain("https://site.test/mill\">\n<link rel=\"icon");
        assertThat(changed(site -> site.edit(
                                "/mill", "canonical\" href=\"https://site.test/mill", "canonical\" href=\"/hidden")
                        .page("/hidden", "A page of it", "A page that is hidden from all search.", "word ".repeat(60))
                        .edit("/hidden", "<link rel=\"canonical\"", "<meta name=robots content=noindex><link rel=\"x\"")
                        .body("<a href='/hidden'>A page</a>")))
                .contains("canonical\" href=\"https://site.test/mill\"");
    }

    @Test
    void social_properties_come_from_the_page() {
        var image = "<img src='data:x' alt='A dot' width=1 height=1><img src='/m.png' alt='The mill' width=1 height=1>";
        assertThat(changed(site -> site.edit("/mill", "property=\"og:image", "property=\"x")
                        .body(image)))
                .contains("<meta property=\"og:image\" content=\"https://site.test/m.png\">");
        var untitled = changed(site -> site.edit("/mill", "<title>The old mill and its history</title>", "")
                .edit("/mill", "og:title", "x:title"));
        assertThat(untitled).contains("<meta property=\"og:title\" content=\"The old mill and its history\">");
        var empty = changed(site -> site.edit("/mill", "<title>The old mill and its history</title>", "<title></title>")
                .edit("/mill", "og:title", "x:title"));
        assertThat(empty).contains("<meta property=\"og:title\" content=\"The old mill and its history\">");
    }

    @Test
    void what_is_full_or_means_nothing_stays() {
        assertThat(changed(site ->
                        site.edit("/mill", "og:url\" content=\"https://site.test/mill", "og:url\" content=\"//")))
                .contains("og:url\" content=\"//\"");
        assertThat(
                        changed(
                                site -> site.head(
                                        "<link rel=alternate hreflang=en href='/mill'><link rel=alternate hreflang=de href='https://site.test/'>")))
                .contains(
                        "<link rel=alternate hreflang=en href=\"https://site.test/mill\">",
                        "href='https://site.test/'>");
        assertThat(changed(site -> site.edit("/mill", "lang=\"en\"", "")
                        .head("<link rel=alternate hreflang=de href='https://site.test/'>")))
                .doesNotContain("hreflang=\"");
    }

    @Test
    void a_file_that_came_or_went_is_a_conflict() {
        var gone = new Folder(site -> site.body("<p tabindex=3>x</p>"));
        var proposal = gone.propose();
        gone.context.file("site:/mill", "");
        assertThat(failure(gone.apply(proposal)).kind()).isEqualTo(ToolFailure.Kind.CONFLICT);
        var come = new Folder(site -> site.remove("/robots.txt"));
        var other = come.propose();
        come.context.file("site:/robots.txt", "User-agent: *\n");
        assertThat(failure(come.apply(other)).kind()).isEqualTo(ToolFailure.Kind.CONFLICT);
    }

    @Test
    void everyone_is_let_in_again_who_speaks_for_search() {
        var folder = new Folder(site -> site.put(
                "/robots.txt",
                200,
                "text/plain",
                "User-agent: *\nDisallow: /\nCrawl-delay\n\nUser-agent: naestro\nAllow: /\n"));
        TestSite.value(folder.apply(folder.propose()));
        assertThat(folder.site.files().get("/robots.txt")).startsWith("User-agent: *\nDisallow: \n");
    }

    @Test
    void a_sitemap_that_is_right_already_is_not_written() {
        var folder = new Folder(site -> {});
        var right =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
                        + "  <url><loc>https://site.test/</loc></url>\n  <url><loc>https://site.test/mill</loc></url>\n</urlset>\n";
        folder.context.file("site:/sitemap.xml", right);
        folder.site.remove("/sitemap.xml");
        assertThat(folder.propose().files()).isEmpty();
    }

    @Test
    void edits_that_meet_are_not_proposed() {
        var draft = new Draft("x", true, "0123456789");
        var cure = new Cure("r", "u");
        draft.replace(2, 5, "abc", cure);
        draft.replace(2, 5, "abc", cure);
        draft.replace(2, 5, "xyz", cure);
        draft.replace(2, 4, "xy", cure);
        draft.replace(4, 7, "x", cure);
        draft.replace(0, 3, "x", cure);
        draft.replace(5, 5, "+", cure);
        draft.replace(2, 2, "-", cure);
        draft.replace(7, 8, "7", cure);
        assertThat(draft.change().edits()).extracting(Edit::after).containsExactly("-", "abc", "+");
    }

    @Test
    void words_of_file_names_must_say_something() {
        assertThat(Stream.of("old-mill", "img_001", "DSC 12", "ab", "12345", "sch%C3%B6n", "photo")
                        .map(name -> PageDraft.words("https://x/" + name + ".png")))
                .containsExactly("Old mill", "", "", "", "", "", "");
    }

    @Test
    void contracts_name_what_they_touch() {
        assertThat(Stream.of(WebTools.propose(), WebTools.apply(), WebTools.prove())
                        .map(tool -> tool.contract().ref().toString()))
                .containsExactly("web.propose@1", "web.apply@1", "web.prove@1");
    }

    @Test
    void references_start_from_the_base_of_a_page() {
        assertThat(changed(site -> site.head("<base href='/'>").body("<a href='Mill.htm'>The mill itself</a>")))
                .contains("<a href=\"/mill\">The mill itself</a>");
        assertThat(changed(site -> site.head("<base href='tel:1'>").body("<a href='Mill.htm'>The mill itself</a>")))
                .contains("<a href=\"/mill\">The mill itself</a>");
    }

    @Test
    void what_a_fix_would_bring_to_light_is_mended_with_it() {
        var folder = new Folder(site -> site.page(
                        "/a",
                        "A page of the mill",
                        "Three generations at the river, and how to visit.",
                        "Our bakery opens its doors to whoever wants to see the oven. " + "word ".repeat(60))
                .edit("/a", "canonical\" href=\"https://site.test/a", "canonical\" href=\"https://site.test/")
                .edit("/a", "<title>A page of the mill", "<title>The old mill and its history")
                .body("<a href='/a'>Page of the mill</a>"));
        var proposal = folder.propose();
        TestSite.value(folder.apply(proposal));
        assertThat(folder.site.files().get("/a"))
                .contains("<title>A page of the mill</title>", "content=\"Our bakery opens its doors");
        assertThat(folder.prove(proposal).failed()).isEmpty();
    }

    @Test
    void of_pages_that_share_a_title_the_first_keeps_it() {
        var folder = new Folder(MENDABLE.get("title-duplicate")
                .andThen(site -> site.edit("/", "<h1>The bakery at the old mill", "<h1>Welcome to our bakery")));
        assertThat(folder.propose().files()).extracting(FileChange::path).containsExactly("mill");
    }

    @Test
    void what_needs_no_name_gets_none_and_what_is_said_in_another_language_is_understood() {
        assertThat(mended(
                        "image-alt-missing",
                        "<img src=/wheel.png width=1 height=1><img role=none src=/x.png width=1 height=1>"))
                .endsWith("<img role=none src=/x.png width=1 height=1>");
        assertThat(mended("link-text-vague", "<a lang=de href=/>hier</a>"))
                .isEqualTo("<a lang=de href=/>The bakery at the old mill</a>");
    }
}
