package io.naestro.providers.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule is broken by its fault, and by none of a site that has no faults. */
class RulesTest {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String BAKERY = """
            <script type="application/ld+json">{"@context":"https://schema.org","@type":"Bakery","name":"Mill",
            "telephone":"+43 1 234","openingHours":"Mo-Fr 06:00-12:00",
            "address":{"@type":"PostalAddress","streetAddress":"Mill Lane 3","addressLocality":"Bergdorf",
            "postalCode":"1234","addressCountry":"AT"},"geo":{"latitude":"47.5","longitude":15.3}}</script>
            """;
    private static final String VERSIONS = """
            <link rel="alternate" hreflang="en" href="https://site.test/mill">
            <link rel="alternate" hreflang="x-default" href="https://site.test/mill">
            <link rel="alternate" hreflang="de-AT" href="https://site.test/">
            """;

    static final Map<String, Consumer<TestSite>> FAULTS = faults();

    private static Map<String, Consumer<TestSite>> faults() {
        var faults = new LinkedHashMap<String, Consumer<TestSite>>();
        faults.put("status-client-error", site -> site.body("<a href=/gone>Gone page</a>"));
        faults.put(
                "status-server-error",
                site -> site.body("<a href=/bad>Bad page</a>").put("/bad", 500, HTML, "x"));
        faults.put(
                "answer-unreachable",
                site -> site.body("<a href=/bad>Bad page</a>").put("/bad", 0, HTML, "x"));
        faults.put("answer-timeout", site -> site.body("<a href=/slow>Slow page</a>"));
        faults.put(
                "answer-too-large",
                site -> site.body("<a href=/bad>Bad page</a>").put("/bad", 200, HTML, "x".repeat(5 << 20)));
        faults.put("answer-refused", site -> site.body("<a href=/refused>Refused page</a>"));
        faults.put(
                "redirect-temporary",
                site -> site.body("<a href=/r>Moved page</a>").redirect("/r", 302, "/"));
        faults.put(
                "redirect-nowhere",
                site -> site.body("<a href=/r>Moved page</a>").redirect("/r", 301, ""));
        faults.put(
                "redirect-insecure",
                site -> site.body("<a href=/r>Moved page</a>").redirect("/r", 301, "http://site.test/"));
        faults.put(
                "redirect-chain",
                site -> site.body("<a href=/r>Moved page</a>")
                        .redirect("/r", 301, "/s")
                        .redirect("/s", 308, "/"));
        faults.put(
                "redirect-loop",
                site -> site.body("<a href=/r>Moved page</a>")
                        .redirect("/r", 301, "/s")
                        .redirect("/s", 301, "/r"));
        faults.put("link-broken", site -> site.body("<a href=/gone>Gone page</a>"));
        faults.put(
                "link-to-redirect",
                site -> site.body("<a href=/r>Moved page</a>").redirect("/r", 301, "/"));
        faults.put("soft-404", site -> site.edit("/mill", "<title>The old", "<title>Page not found: the old"));
        faults.put(
                "charset-missing",
                site -> site.header("/mill", "content-type", "text/html")
                        .edit("/mill", "<meta charset=\"utf-8\">", ""));
        faults.put("charset-conflict", site -> site.edit("/mill", "charset=\"utf-8\"", "charset=\"iso-8859-1\""));
        faults.put("content-type-missing", site -> site.header("/mill", "content-type", ""));

        faults.put("robots-missing", site -> site.remove("/robots.txt"));
        faults.put("robots-unavailable", site -> site.put("/robots.txt", 503, "text/plain", ""));
        faults.put("robots-invalid", site -> site.edit("/robots.txt", "Disallow", "Disalowed-not"));
        faults.put(
                "robots-blocks-site",
                site -> site.edit(
                        "/robots.txt", "User-agent: *", "User-agent: Googlebot\nDisallow: /\n\nUser-agent: *"));
        faults.put("robots-blocks-start", site -> site.edit("/robots.txt", "/private", "/"));
        faults.put("robots-without-sitemap", site -> site.edit("/robots.txt", "Sitemap:", "# "));
        faults.put("robots-blocks-linked", site -> site.body("<a href=/private/x>A private page</a>"));
        faults.put("sitemap-missing", site -> site.remove("/sitemap.xml").edit("/robots.txt", "Sitemap:", "# "));
        faults.put("sitemap-unavailable", site -> site.remove("/sitemap.xml"));
        faults.put("sitemap-invalid", site -> site.put("/sitemap.xml", 200, "application/xml", "<urlset><url>"));
        faults.put(
                "sitemap-other-host",
                site -> site.put(
                        "/sitemap.xml", 200, "application/xml", TestSite.sitemap("/", "/mill", "https://else.test/x")));
        faults.put("sitemap-broken", site -> listed(site, "/gone"));
        faults.put("sitemap-redirect", site -> listed(site, "/r").redirect("/r", 301, "/"));
        faults.put("sitemap-noindex", site -> site.head("<meta name=robots content=noindex>"));
        faults.put(
                "sitemap-not-canonical",
                site -> site.edit(
                        "/mill", "canonical\" href=\"https://site.test/mill", "canonical\" href=\"https://site.test/"));
        faults.put("sitemap-blocked", site -> listed(site, "/private/x"));
        faults.put(
                "sitemap-incomplete", site -> site.put("/sitemap.xml", 200, "application/xml", TestSite.sitemap("/")));
        faults.put(
                "page-orphaned",
                site -> listed(site, "/o")
                        .page(
                                "/o",
                                "A page that nobody links to",
                                "Nobody links to this page at all.",
                                "word ".repeat(60)));
        faults.put("page-deep", RulesTest::deep);

        faults.put("noindex", site -> site.header("/mill", "x-robots-tag", "noindex"));
        faults.put("nofollow-page", site -> site.head("<meta name=googlebot content=nofollow>"));
        faults.put("robots-conflict", site -> site.head("<meta name=robots content='index, noindex'>"));
        faults.put("noindex-crawler", site -> site.head("<meta name=googlebot content=noindex>"));
        faults.put(
                "canonical-hreflang",
                site -> site.edit(
                                "/mill",
                                "canonical\" href=\"https://site.test/mill",
                                "canonical\" href=\"https://site.test/de")
                        .head(VERSIONS + "<link rel=alternate hreflang=de href=https://site.test/de>"));
        faults.put("canonical-missing", site -> site.edit("/mill", "rel=\"canonical\"", "rel=\"x\""));
        faults.put("canonical-conflict", site -> site.head("<link rel=canonical href=https://site.test/>"));
        faults.put(
                "canonical-invalid",
                site -> site.edit("/mill", "canonical\" href=\"https://site.test/mill", "canonical\" href=\"mailto:x"));
        faults.put(
                "canonical-relative",
                site -> site.edit("/mill", "canonical\" href=\"https://site.test/mill", "canonical\" href=\"/mill"));
        faults.put(
                "canonical-other-host",
                site -> site.edit(
                        "/mill", "canonical\" href=\"https://site.test", "canonical\" href=\"https://else.test"));
        faults.put(
                "canonical-to-root",
                site -> site.edit(
                        "/mill", "canonical\" href=\"https://site.test/mill", "canonical\" href=\"https://site.test/"));
        faults.put("canonical-broken", site -> canonical(site, "/gone").body("<a href=/gone>Gone page</a>"));
        faults.put(
                "canonical-redirects",
                site -> canonical(site, "/r").redirect("/r", 301, "/").body("<a href=/r>Moved page</a>"));
        faults.put(
                "canonical-noindex",
                site -> canonical(site, "/").edit("/", "</head>", "<meta name=robots content=none></head>"));
        faults.put(
                "canonical-blocked",
                site -> canonical(site, "/private/x").body("<a href=/private/x>A private page</a>"));
        faults.put(
                "canonical-chain",
                site -> canonical(site, "/")
                        .edit("/", "canonical\" href=\"https://site.test/", "canonical\" href=\"https://site.test/x"));
        faults.put("refresh", site -> site.head("<meta http-equiv=refresh content=5>"));
        faults.put(
                "pagination-canonical",
                site -> site.page(
                                "/list?page=2",
                                "The second page of a list",
                                "The second page of a long list.",
                                "word ".repeat(60))
                        .edit(
                                "/list?page=2",
                                "canonical\" href=\"https://site.test/list?page=2",
                                "canonical\" href=\"https://site.test/list")
                        .body("<a href='/list?page=2'>The second page</a>"));

        faults.put("title-missing", site -> site.edit("/mill", "<title>The old mill and its history</title>", ""));
        faults.put("title-multiple", site -> site.head("<title>Another title of it</title>"));
        faults.put("title-long", site -> site.edit("/mill", "<title>", "<title>" + "Long ".repeat(14)));
        faults.put("title-short", site -> site.edit("/mill", "<title>The old mill and its history", "<title>Mill"));
        faults.put(
                "title-duplicate",
                site -> site.edit("/mill", "<title>The old mill and its history", "<title>The bakery at the old mill"));
        faults.put("description-missing", site -> site.edit("/mill", "name=\"description\"", "name=\"x\""));
        faults.put(
                "description-multiple",
                site -> site.head("<meta name=description content='Another description of the mill.'>"));
        faults.put(
                "description-long",
                site -> site.edit("/mill", "Three generations", "Three ".repeat(60) + "generations"));
        faults.put(
                "description-short",
                site -> site.edit("/mill", "Three generations at the river, and how to visit.", "The mill."));
        faults.put(
                "description-duplicate",
                site -> site.edit(
                        "/mill",
                        "Three generations at the river, and how to visit.",
                        "Bread and cakes, baked every morning."));
        faults.put("h1-missing", site -> site.edit("/mill", "h1>", "h2>"));
        faults.put("h1-multiple", site -> site.body("<h1>Another</h1>"));
        faults.put("heading-skipped", site -> site.body("<h3>Deep</h3>"));
        faults.put("heading-empty", site -> site.body("<h2> </h2>"));
        faults.put(
                "content-thin",
                site -> site.page(
                        "/mill", "The old mill and its history", "Three generations at the river.", "Little."));
        faults.put("content-placeholder", site -> site.edit("/mill", "<p>The", "<p>Lorem ipsum dolor. The"));
        faults.put(
                "content-duplicate",
                site -> site.page(
                                "/copy",
                                "The old mill and its history",
                                "A copy of the page on the mill.",
                                site.words())
                        .body("<a href=/copy>A copy of it</a>")
                        .edit("/copy", "</body>", "<a href=/copy>A copy of it</a></body>"));
        faults.put(
                "content-similar",
                site -> linked(site, "/a")
                        .page(
                                "/b",
                                "A page like another",
                                "A page that is like another.",
                                site.words().repeat(3))
                        .page(
                                "/c",
                                "A page like another, too",
                                "A page that is like another, too.",
                                site.words().repeat(3))
                        .edit("/c", "A page like another, too</h1>", "A page like another</h1>")
                        .edit("/c", "horse each", "cow each")
                        .body("<a href=/b>One of them</a><a href=/c>The other</a>"));

        faults.put("link-text-vague", site -> site.body("<a href=/>Read more</a>"));
        faults.put("link-text-missing", site -> site.body("<a href=/></a>"));
        faults.put("link-not-crawlable", site -> site.body("<a href='javascript:void(0)'>Go there</a>"));
        faults.put("link-scripted", site -> site.body("<a href='javascript:go()'>Go there</a>"));
        faults.put("link-invalid", site -> site.body("<a href='http://a b/'>Go there</a>"));
        faults.put("link-localhost", site -> site.body("<a href='http://localhost:8080/'>My draft</a>"));
        faults.put("link-insecure", site -> site.body("<a href='http://site.test/'>The home page</a>"));
        faults.put("link-nofollow-internal", site -> site.body("<a rel='nofollow' href='/'>The home page</a>"));
        faults.put("links-many", site -> site.body("<p><a href=/>The home page</a></p>".repeat(1_001)));
        faults.put("links-none", site -> site.edit("/mill", "<a href=\"/\">", "<a href=\"/mill\">"));
        faults.put("anchor-missing", site -> site.body("<a href='#nowhere'>To the place</a>"));
        faults.put("image-alt-missing", site -> site.body("<img src=/m.png width=1 height=1>"));
        faults.put(
                "image-alt-long",
                site -> site.body("<img src=/m.png width=1 height=1 alt='" + "x ".repeat(100) + "'>"));
        faults.put("image-alt-file", site -> site.body("<img src=/m.png width=1 height=1 alt='m.png'>"));
        faults.put("image-source-missing", site -> site.body("<img alt='The mill'>"));

        faults.put("url-upper-case", site -> linked(site, "/Mill"));
        faults.put("url-underscore", site -> linked(site, "/old_mill"));
        faults.put("url-long", site -> linked(site, "/" + "a".repeat(200)));
        faults.put("url-parameters", site -> linked(site, "/x?a=1&b=2&c=3&d=4"));
        faults.put("url-session", site -> linked(site, "/x?PHPSESSID=abc"));
        faults.put("url-tracking", site -> linked(site, "/x?utm_source=mail"));
        faults.put("url-space", site -> linked(site, "/old%20mill"));
        faults.put("url-double-slash", site -> linked(site, "/old//mill"));
        faults.put("url-repeated", site -> linked(site, "/a/a/a/x"));

        faults.put("lang-missing", site -> site.edit("/mill", " lang=\"en\"", ""));
        faults.put("lang-invalid", site -> site.edit("/mill", "lang=\"en\"", "lang=\"xx\""));
        faults.put(
                "hreflang-invalid",
                site -> site.head("<link rel=alternate hreflang=en_GB href=https://site.test/mill>"));
        faults.put(
                "hreflang-unsupported",
                site -> site.head("<link rel=alternate hreflang=en-UK href=https://site.test/mill>"));
        faults.put("hreflang-relative", site -> site.head("<link rel=alternate hreflang=en href=/mill>"));
        faults.put("hreflang-self", site -> site.head("<link rel=alternate hreflang=de href=https://site.test/de>"));
        faults.put(
                "hreflang-double",
                site -> site.head(VERSIONS + "<link rel=alternate hreflang=EN href=https://site.test/>"));
        faults.put(
                "hreflang-lang-conflict",
                site -> site.head("<link rel=alternate hreflang=fr href=https://site.test/mill>"));
        faults.put("hreflang-no-return", site -> site.head(VERSIONS));
        faults.put(
                "hreflang-broken",
                site -> site.head("<link rel=alternate hreflang=de href=https://site.test/gone>")
                        .body("<a href=/gone>Gone page</a>"));

        faults.put("lang-text-conflict", TestSite::secretlyGerman);
        faults.put("hreflang-text-conflict", site -> site.head(VERSIONS));
        faults.put("business-town-unknown", site -> site.head(BAKERY.replace("Bergdorf", "Bergheim")));
        faults.put("business-far-off", site -> site.head(BAKERY.replace("47.5", "-47.5")));

        faults.put("jsonld-invalid", site -> site.head("<script type=application/ld+json>{</script>"));
        faults.put(
                "jsonld-context", site -> site.head("<script type=application/ld+json>{\"@type\":\"Thing\"}</script>"));
        faults.put(
                "jsonld-type",
                site -> site.head("<script type=application/ld+json>[{\"@context\":\"https://schema.org\"}]</script>"));
        faults.put("jsonld-required", site -> site.head(BAKERY.replace("\"name\":\"Mill\"", "\"name\":\" \"")));
        faults.put("business-address", site -> site.head(BAKERY.replace("postalCode", "code")));
        faults.put("business-place", site -> site.head(BAKERY.replace("15.3", "215.3")));
        faults.put("business-phone", site -> site.head(BAKERY.replace("telephone", "phone")));
        faults.put("business-hours", site -> site.head(BAKERY.replace("openingHours", "hours")));
        faults.put("social-missing", site -> site.edit("/mill", "property=\"og:", "property=\"x:"));
        faults.put("social-incomplete", site -> site.edit("/mill", "og:type", "og:x"));
        faults.put(
                "social-relative",
                site -> site.edit("/mill", "og:image\" content=\"https://site.test", "og:image\" content=\""));

        faults.put("viewport-missing", site -> site.edit("/mill", "name=\"viewport\"", "name=\"x\""));
        faults.put("viewport-fixed", site -> site.edit("/mill", "width=device-width", "width=980"));
        faults.put("viewport-no-zoom", site -> site.edit("/mill", "initial-scale=1", "user-scalable=no"));
        faults.put("doctype-missing", site -> site.edit("/mill", "<!doctype html>", ""));
        faults.put("icon-missing", site -> site.edit("/mill", "rel=\"icon\"", "rel=\"x\""));
        faults.put("input-unlabeled", site -> site.body("<input name=q>"));
        faults.put("button-unnamed", site -> site.body("<button id=b></button>"));
        faults.put("frame-untitled", site -> site.body("<iframe src=/></iframe>"));
        faults.put("id-duplicate", site -> site.body("<i id=a></i><b id=a></b>"));
        faults.put("tab-order", site -> site.body("<p tabindex=3>x</p>"));
        faults.put("element-obsolete", site -> site.body("<font>x</font>"));
        faults.put("table-headless", site -> site.body("<table><tr><td>1<td>2<tr><td>3<td>4</table>"));

        faults.put("https-missing", site -> {});
        faults.put("mixed-content", site -> site.body("<audio src='http://site.test/x.mp3'></audio>"));
        faults.put("form-insecure", site -> site.body("<form action='http://site.test/x'></form>"));
        faults.put("password-insecure", site -> {});
        faults.put("hsts-missing", site -> site.header("/mill", "strict-transport-security", ""));
        faults.put("csp-missing", site -> site.header("/mill", "content-security-policy", ""));
        faults.put("nosniff-missing", site -> site.header("/mill", "x-content-type-options", ""));
        faults.put("framing-allowed", site -> site.header("/mill", "content-security-policy", "default-src 'self'"));
        faults.put("referrer-policy-missing", site -> site.header("/mill", "referrer-policy", ""));
        faults.put("version-told", site -> site.header("/mill", "server", "nginx/1.2"));
        faults.put("cookie-insecure", site -> site.header("/mill", "set-cookie", "a=b; Secure"));

        faults.put("dom-large", site -> site.body("<p><i><b></b></i></p>".repeat(600)));
        faults.put("dom-deep", site -> site.body("<div>".repeat(40)));
        faults.put("dom-wide", site -> site.body("<i></i>".repeat(61)));
        faults.put("html-large", site -> site.body("<!--" + "x".repeat(500_001) + "-->"));
        faults.put("render-blocked", site -> site.head("<script src=/x.js></script>"));
        faults.put("stylesheets-many", site -> site.head("<link rel=stylesheet href=/x.css>".repeat(6)));
        faults.put("image-unsized", site -> site.body("<img src=/m.png alt='The mill'>"));
        faults.put("cache-unsaid", site -> site.header("/mill", "cache-control", ""));
        return faults;
    }

    private static TestSite listed(TestSite site, String path) {
        return site.put("/sitemap.xml", 200, "application/xml", TestSite.sitemap("/", "/mill", path));
    }

    private static TestSite linked(TestSite site, String path) {
        return site.page(path, "A page of the bakery", "A page that the bakery has besides.", "word ".repeat(60))
                .body("<a href='" + path + "'>Another page</a>");
    }

    private static TestSite canonical(TestSite site, String path) {
        return site.edit(
                "/mill", "canonical\" href=\"https://site.test/mill", "canonical\" href=\"https://site.test" + path);
    }

    private static void deep(TestSite site) {
        site.body("<a href=/d1>Deeper and deeper</a>");
        for (int i = 1; i <= 5; i++) {
            site.page("/d" + i, "A page that lies deep " + i, "A page that lies as deep as " + i, "word ".repeat(60))
                    .edit("/d" + i, "</body>", "<a href=/d" + (i + 1) + ">Deeper and deeper</a></body>");
        }
        site.page("/d6", "A page that lies deepest", "A page that lies as deep as it gets", "word ".repeat(60));
    }

    static Stream<String> ids() {
        return Rules.ALL.stream().map(Rule::id);
    }

    private static final Audit CLEAN = clean();

    private static Audit clean() {
        var site = new TestSite().head(BAKERY).head(VERSIONS).german().edit("/", "</head>", VERSIONS + "</head>");
        return site.audit();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void finds_the_fault(String id) {
        var audit = audit(id);

        assertThat(audit.issues()).extracting(Issue::id).contains(id);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void finds_nothing_where_nothing_is_wrong(String id) {
        assertThat(CLEAN.issues()).filteredOn(issue -> issue.id().equals(id)).isEmpty();
    }

    static Stream<Arguments> nearMisses() {
        return Stream.of(
                near("link-text-missing", site -> site.body("<a onclick=go()></a>")),
                near("link-not-crawlable", site -> site.body("<a class=x>Soon</a>")),
                near("link-invalid", site -> site.body("<a class=x>Soon</a><a href='mailto:x@y.test'>Mail us</a>")),
                near("link-localhost", site -> site.body("<a class=x>Soon</a><a href='tel:1'>Call us</a>")),
                near(
                        "link-text-vague",
                        site -> site.body(
                                "<a href='#top'>Here</a><a rel=nofollow href=/>Here</a><a href='mailto:a@b.test'>Here</a>"
                                        + "<a onclick=go()>Here</a><a href=/ lang=de>Here</a><a href=/>Here it is</a>")),
                near(
                        "link-nofollow-internal",
                        site -> site.body(
                                "<a rel=nofollow href='https://else.test/'>Else</a><a rel=nofollow href='tel:1'>Call</a>")),
                near(
                        "anchor-missing",
                        site -> site.body("<a href='#top'>Up to the top</a><a href='#:~:text=x'>To a word</a>")),
                near("image-alt-missing", site -> site.body("<img src=/x.png role=none width=1 height=1>")),
                near("mixed-content", site -> site.body("<audio src='https://site.test/x.mp3'></audio>")),
                near("form-insecure", site -> site.body("<form action='/x'></form>")),
                near(
                        "framing-allowed",
                        site -> site.header("/mill", "content-security-policy", "x")
                                .header("/mill", "x-frame-options", "DENY")),
                near(
                        "cookie-insecure",
                        site -> site.header("/mill", "set-cookie", "a=b; Secure; HttpOnly; SameSite=Lax")),
                near("business-hours", site -> site.head(BAKERY.replace("openingHours", "openingHoursSpecification"))),
                near("business-place", site -> site.head(BAKERY.replace("\"geo\"", "\"x\""))),
                near(
                        "jsonld-type",
                        site -> site.head(
                                "<script type=application/ld+json>{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":[\"Thing\",1]},3]}</script>")),
                near(
                        "jsonld-required",
                        site -> site.head(
                                "<script type=application/ld+json>{\"@context\":\"https://schema.org\",\"@type\":\"FAQPage\",\"mainEntity\":[{}]}</script>")),
                near("button-unnamed", site -> site.body("<button aria-label='Close'></button>")),
                near("business-far-off", site -> site.head(BAKERY.replace("47.5", "north"))),
                near(
                        "business-far-off",
                        site -> site.head(BAKERY.replace("\"latitude\":\"47.5\"", "\"latitude\":true"))),
                near("business-far-off", site -> site.head(BAKERY.replace("Bergdorf", " "))),
                near("business-town-unknown", site -> site.head(BAKERY.replace("\"AT\"", "\"CH\""))),
                near("business-town-unknown", site -> site.head(BAKERY.replace("\"geo\"", "\"x\""))),
                near("lang-text-conflict", site -> site.edit("/mill", "lang=\"en\"", "lang=\"\"")),
                near(
                        "hreflang-text-conflict",
                        site -> site.head("<link rel=alternate hreflang=x-default href=https://site.test/>")),
                near(
                        "image-alt-missing",
                        site -> site.body("<p id=n>Mill</p><img src=/m.png width=1 height=1 aria-labelledby=n>")),
                near("robots-conflict", site -> site.head("<meta name=robots content=index>")),
                near("canonical-to-root", site -> {}),
                near("link-insecure", site -> site.body("<a href='http://else.test/'>Else</a>")),
                near("password-insecure", site -> site.body("<form><input type=password aria-label=Password></form>")),
                near("pagination-canonical", site -> linked(site, "/list?page=2")),
                near(
                        "pagination-canonical",
                        site -> linked(site, "/list?page=2").edit("/list?page=2", "rel=\"canonical\"", "rel=x")),
                near("title-short", site -> site.edit("/mill", "<title>The old mill and its history", "<title>")),
                near(
                        "description-short",
                        site -> site.edit("/mill", "Three generations at the river, and how to visit.", "")),
                near(
                        "content-thin",
                        site -> site.edit("/mill", "<p>The", "<!--").head("<meta name=robots content=noindex>")),
                near(
                        "hreflang-double",
                        site -> site.head(VERSIONS + "<link rel=alternate hreflang=en href=https://site.test/mill>")),
                near("hreflang-lang-conflict", site -> site.head(VERSIONS).edit("/mill", " lang=\"en\"", "")),
                near(
                        "hreflang-invalid",
                        site -> site.head("<link rel=alternate hreflang=gsw href=/x>"
                                + "<link rel='alternate nofollow' hreflang=xx href=/x>"
                                + "<link rel=alternate hreflang='' href=/x>")),
                near("hreflang-invalid", site -> site.body("<link rel=alternate hreflang=xx href=/x>")),
                near(
                        "hreflang-unsupported",
                        site -> site.head(
                                "<link rel=alternate hreflang=zh-Hant href=/x>"
                                        + "<link rel=alternate hreflang=zh-Hant-TW href=/x><link rel=alternate hreflang=de href=/x>")),
                near("canonical-conflict", site -> site.head("<link rel=canonical href=''>")),
                near("canonical-conflict", site -> site.body("<link rel=canonical href=/>")),
                near("canonical-hreflang", site -> site.head(VERSIONS)),
                near(
                        "canonical-hreflang",
                        site -> canonical(site, "/")
                                .head("<link rel=alternate hreflang=en href='https://site.test/'>")),
                near("canonical-hreflang", site -> canonical(site, "/x").head(VERSIONS)),
                near("robots-invalid", site -> site.edit("/robots.txt", "Disallow", "Disallow: /*.pdf$\nDisallow")),
                near("lang-invalid", site -> site.edit("/mill", "lang=\"en\"", "lang=\"gsw-CH\"")),
                near(
                        "redirect-chain",
                        site -> site.body("<a href=/r>Moved page</a>").redirect("/r", 301, "https://else.test/")));
    }

    private static Arguments near(String id, Consumer<TestSite> change) {
        return Arguments.of(id, change);
    }

    @ParameterizedTest
    @MethodSource("nearMisses")
    void is_not_misled_by_what_only_looks_like_the_fault(String id, Consumer<TestSite> change) {
        var site = new TestSite();
        change.accept(site);

        assertThat(site.audit().issues()).extracting(Issue::id).doesNotContain(id);
    }

    static Stream<Arguments> otherFaults() {
        return Stream.of(
                near("robots-invalid", site -> site.edit("/robots.txt", "Disallow:", "Disallow")),
                near("robots-invalid", site -> site.edit("/robots.txt", "Disallow", "Dissallow")),
                near("link-text-vague", site -> site.body("<a href=/ lang=de><b>Hier</b></a>")),
                near("link-text-vague", site -> site.body("<a href='tel:1'><b lang=x>He</b><b lang=y>re</b></a>")),
                near("link-text-vague", site -> site.body("<a href=/ aria-label='The home page'>Here</a>")),
                near("canonical-to-root", site -> canonical(site, "/?lang=en")),
                near("canonical-conflict", site -> site.header("/mill", "link", "</>; rel=canonical")),
                near("title-missing", site -> site.edit("/mill", "<title>", "<title> </title><title>")),
                near(
                        "description-missing",
                        site -> site.edit(
                                "/mill", "<meta name=\"d", "<meta name=description content=''><meta name=\"d")),
                near(
                        "description-missing",
                        site -> site.edit("/mill", "<meta name=\"d", "</head><body><meta name=\"d")),
                near("image-alt-missing", site -> site.body("<img src=/m.png width=1 height=1 alt=' '>")),
                near(
                        "image-alt-missing",
                        site -> site.body("<p id=n></p><img src=/m.png width=1 height=1 aria-labelledby=n>")),
                near("links-none", site -> site.edit("/mill", "<a href=\"/\">", "<a href=\"tel:1\">")),
                near("link-localhost", site -> site.body("<a href='file:///home/me'>My draft</a>")),
                near("lang-invalid", site -> site.edit("/mill", "lang=\"en\"", "lang=\"english\"")),
                near("hreflang-invalid", site -> site.head("<link rel=alternate hreflang=xx href=/x>")),
                near("hreflang-invalid", site -> site.head("<link rel=alternate hreflang=english href=/x>")),
                near("business-place", site -> site.head(BAKERY.replace("15.3", "\"east\""))),
                near("business-place", site -> site.head(BAKERY.replace("latitude", "lat"))),
                near("jsonld-required", site -> site.head(BAKERY.replace("\"name\":\"Mill\"", "\"name\":[]"))));
    }

    @ParameterizedTest
    @MethodSource("otherFaults")
    void finds_the_fault_in_other_forms(String id, Consumer<TestSite> change) {
        var site = new TestSite();
        change.accept(site);

        assertThat(site.audit().issues()).extracting(Issue::id).contains(id);
    }

    @Test
    void a_page_on_loopback_need_not_be_encrypted() {
        var site = new TestSite()
                .put(
                        "http://127.0.0.1/",
                        200,
                        HTML,
                        "<a href=/x>X</a><form action=http://x.test/><input type=password></form><audio src=http://x.test/>");

        assertThat(site.audit("http://127.0.0.1/").issues())
                .extracting(Issue::id)
                .doesNotContain(
                        "https-missing",
                        "password-insecure",
                        "mixed-content",
                        "form-insecure",
                        "link-insecure",
                        "hsts-missing");
    }

    @Test
    void keeps_the_first_places_of_a_rule_and_counts_all() {
        var issue = new TestSite()
                .body("<img src=/x.png alt=x>".repeat(80)).audit().issues().stream()
                        .filter(one -> one.id().equals("image-unsized"))
                        .findFirst()
                        .orElseThrow();

        assertThat(issue.places()).hasSize(50);
        assertThat(issue.count()).isEqualTo(80);
        assertThat(issue.pages()).isEqualTo(1);
    }

    @Test
    void a_score_falls_with_the_share_of_pages_and_mending_never_lowers_it() {
        var one = new TestSite().body("<img src=/x.png width=1 height=1>").audit();
        var both = new TestSite()
                .body("<img src=/x.png width=1 height=1>")
                .edit("/", "</body>", "<img src=/x.png width=1 height=1></body>")
                .audit();

        assertThat(points(one, Category.ACCESS)).isEqualTo(85);
        assertThat(points(both, Category.ACCESS)).isEqualTo(70);
        assertThat(points(both, Category.SECURITY)).isEqualTo(100);
    }

    @Test
    void pages_with_the_same_text_are_the_same_and_not_similar() {
        var site = new TestSite();
        for (int i = 0; i < 40; i++) {
            var words = site.words().repeat(3) + " flour rye oat".repeat(i / 2);
            site.page("/v" + i, "A page like another", "A page that is like another.", words)
                    .body("<a href=/v" + i + ">Page</a>");
        }
        var issues = site.audit().issues();

        assertThat(issues).extracting(Issue::id).contains("content-duplicate", "content-similar");
        assertThat(issues.stream()
                        .filter(issue -> issue.id().equals("content-duplicate"))
                        .findFirst()
                        .orElseThrow()
                        .count())
                .isEqualTo(20);
    }

    private static int points(Audit audit, Category category) {
        return audit.scores().stream()
                .filter(score -> score.category() == category)
                .mapToInt(Score::points)
                .sum();
    }

    @Test
    void a_site_without_faults_has_all_points() {
        assertThat(CLEAN.issues()).isEmpty();
        assertThat(CLEAN.scores()).hasSize(6).allMatch(score -> score.points() == 100);
    }

    @Test
    void there_are_more_than_a_hundred_rules_and_none_stands_twice() {
        assertThat(ids()).doesNotHaveDuplicates().hasSizeGreaterThan(100);
        assertThat(FAULTS.keySet()).containsExactlyInAnyOrderElementsOf(ids().toList());
        assertThat(Rules.ALL).allSatisfy(rule -> {
            assertThat(rule.source()).startsWith("https://");
            assertThat(rule.title()).isNotBlank();
            assertThat(rule.why()).endsWith(".");
            assertThat(rule.fix()).endsWith(".");
        });
    }

    @Test
    void the_documentation_lists_exactly_these_rules() throws IOException {
        var file = Path.of("../../docs/audit-rules.md");
        var text = RuleTable.of(Rules.ALL);
        if (Boolean.getBoolean("naestro.write")) {
            Files.writeString(file, text);
        }

        assertThat(Files.readString(file)).isEqualTo(text);
    }

    private static Audit audit(String id) {
        var site = new TestSite();
        FAULTS.get(id).accept(site);
        return switch (id) {
            case "https-missing", "password-insecure" -> insecure().audit("http://shop.test/");
            default -> site.audit();
        };
    }

    private static TestSite insecure() {
        return new TestSite()
                .put("http://shop.test/", 200, HTML, "<form><input type=password aria-label=Password></form>");
    }
}
