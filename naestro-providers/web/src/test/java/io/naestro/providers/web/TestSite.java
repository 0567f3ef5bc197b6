package io.naestro.providers.web;

import io.naestro.testkit.TestContext;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.TooLarge;
import io.naestro.tool.ToolContext.Http;
import io.naestro.tool.ToolContext.HttpReply;
import io.naestro.tool.ToolContext.HttpRequest;
import io.naestro.tool.ToolResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A site in memory, without any fault unless a test plants one. */
final class TestSite implements Http {
    static final String ORIGIN = "https://site.test";

    private static final String WORDS = """
            Our bakery opens its doors at six in the morning on every day but Monday. The oven was built by a mason from
            the valley in the year of the great flood, and it has not been cold for more than a night since then. We bake
            rye and spelt and wheat, and what we bake is sold before noon. Children get a roll for free.
            """;
    private static final String OTHER = """
            The mill stands where the river leaves the forest. Three generations of our family have ground grain between
            its stones, which weigh as much as a horse each. Visitors may see the wheel on Sunday afternoons in summer;
            a guide tells how flour was made when nobody had electric light. Groups should write to us a week before.
            """;

    private static final String GERMAN = """
            Unsere Bäckerei öffnet jeden Tag außer Montag um sechs Uhr in der Früh. Der Ofen wurde von einem Maurer aus dem Tal
            gebaut, im Jahr der großen Flut, und seither war er nie länger als eine Nacht kalt. Wir backen mit Roggen, Dinkel
            und Weizen, und was wir backen, ist vor dem Mittag verkauft. Kinder bekommen eine Semmel geschenkt.
            """;

    /** Places to know in tests; see places.md. */
    static final Gazetteer PLACES = places();

    private static Gazetteer places() {
        try (var places = TestSite.class.getResourceAsStream("/places.txt")) {
            return Gazetteer.read(Objects.requireNonNull(places));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final Map<String, Answer> answers = new TreeMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    /** How an address answers. */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    TestSite() {
        page("/", "The bakery at the old mill", "Bread and cakes, baked every morning.", WORDS);
        page("/mill", "The old mill and its history", "Three generations at the river, and how to visit.", OTHER);
        put(
                "/robots.txt",
                200,
                "text/plain",
                "User-agent: *\nDisallow: /private\nSitemap: " + ORIGIN + "/sitemap.xml\n");
        put("/sitemap.xml", 200, "application/xml", sitemap("/", "/mill"));
    }

    static String sitemap(String... paths) {
        var text = new StringBuilder(
                "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">");
        for (var path : paths) {
            text.append("<url><loc>")
                    .append(path.startsWith("/") ? ORIGIN + path : path)
                    .append("</loc></url>");
        }
        return text.append("</urlset>").toString();
    }

    /** Adds a page without any fault. */
    TestSite page(String path, String title, String description, String words) {
        return put(path, 200, "text/html; charset=utf-8", """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <title>%1$s</title>
                <meta name="description" content="%2$s">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <link rel="canonical" href="%3$s">
                <link rel="icon" href="/icon.svg">
                <meta property="og:title" content="%1$s">
                <meta property="og:type" content="website">
                <meta property="og:image" content="https://site.test/og.png">
                <meta property="og:url" content="%3$s">
                </head>
                <body>
                <h1>%1$s</h1>
                <p>%4$s</p>
                <p><a href="/">Home of the bakery</a> <a href="/mill">The old mill</a></p>
                </body>
                </html>
                """.formatted(title, description, ORIGIN + path, words));
    }

    TestSite put(String path, int status, String type, String body) {
        var headers = new TreeMap<>(Map.of(
                "content-type", type,
                "strict-transport-security", "max-age=31536000",
                "content-security-policy", "default-src 'self'; frame-ancestors 'none'",
                "x-content-type-options", "nosniff",
                "referrer-policy", "strict-origin-when-cross-origin",
                "cache-control", "max-age=60"));
        answers.put(path, new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    TestSite redirect(String path, int status, String location) {
        put(path, status, "text/html", "");
        return header(path, "location", location);
    }

    /** Sets a header field; an empty value removes it. */
    TestSite header(String path, String name, String value) {
        answers.get(path).headers().put(name, value);
        answers.get(path).headers().values().removeIf(String::isEmpty);
        return this;
    }

    TestSite remove(String path) {
        answers.remove(path);
        return this;
    }

    /** Changes the text of a page. */
    TestSite edit(String path, String from, String to) {
        var answer = answers.get(path);
        if (!answer.text().contains(from)) {
            throw new IllegalArgumentException("'" + path + "' does not hold '" + from + "'");
        }
        answers.put(
                path,
                new Answer(
                        answer.status(),
                        answer.headers(),
                        answer.text().replace(from, to).getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    TestSite head(String html) {
        return edit("/mill", "</head>", html + "</head>");
    }

    TestSite body(String html) {
        return edit("/mill", "</body>", html + "</body>");
    }

    /** The files of the site, as its folder holds them, by address. */
    Map<String, String> files() {
        var files = new TreeMap<String, String>();
        answers.forEach((path, answer) -> {
            if (answer.status() == 200) {
                files.put(path.equals("/") ? "/index.html" : path, answer.text());
            }
        });
        return files;
    }

    /** Takes the text of a file that was changed or made. */
    TestSite take(String file, String text) {
        var path = file.equals("/index.html") ? "/" : file;
        var type = file.endsWith(".txt")
                ? "text/plain"
                : file.endsWith(".xml") ? "application/xml" : "text/html; charset=utf-8";
        var old = answers.get(path);
        if (old == null || old.status() != 200) {
            return put(path, 200, type, text);
        }
        answers.put(path, new Answer(200, old.headers(), text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** Writes the first page in German, and says so. */
    TestSite german() {
        return edit("/", WORDS, GERMAN).edit("/", "lang=\"en\"", "lang=\"de\"");
    }

    /** Writes a page in German without saying so. */
    TestSite secretlyGerman() {
        return edit("/mill", OTHER, GERMAN);
    }

    String words() {
        return OTHER;
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public HttpReply send(HttpRequest request) throws IOException {
        asked.add(request.url());
        var key = request.url().startsWith(ORIGIN) ? request.url().substring(ORIGIN.length()) : request.url();
        var answer = answers.getOrDefault(key, new Answer(404, Map.of("content-type", "text/plain"), new byte[0]));
        if (key.equals("/slow")) {
            throw new InterruptedIOException("no answer before the deadline");
        }
        if (key.equals("/refused")) {
            throw new AccessRefused("not allowed");
        }
        if (answer.status() == 0) {
            throw new IOException("connection reset");
        }
        if (answer.body().length > request.maxBytes()) {
            throw new TooLarge("the answer has more bytes than allowed");
        }
        return new HttpReply(answer.status(), request.url(), answer.headers(), answer.body());
    }

    /** Crawls and audits the site. */
    Audit audit() {
        return audit(ORIGIN + "/");
    }

    Audit audit(String url) {
        var context = TestContext.within(Duration.ofMinutes(5)).http(this);
        var crawled = value(WebTools.crawl().call(CrawlJob.of(url, "work:/crawl"), context));
        return value(WebTools.audit(PLACES).call(AuditJob.of(crawled.folder()), context));
    }

    static <T> T value(ToolResult<T> result) {
        return switch (result) {
            case ToolResult.Ok<T> ok -> ok.value();
            case ToolResult.Failed<T> failed -> throw new AssertionError(failed.failure());
        };
    }
}
