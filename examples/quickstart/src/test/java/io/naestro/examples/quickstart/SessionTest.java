package io.naestro.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.naestro.providers.report.ReportTools;
import io.naestro.providers.web.Browser;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart as a person at a terminal meets it: a real site on loopback, a real journal, real files. */
class SessionTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void mends_the_site_when_a_person_says_yes_and_proves_it() throws IOException {
        assertThat(start("y\n")).as(shown()).isEqualTo(Session.DONE);
        assertThat(shown())
                .contains(
                        "Starting site-audit https://bakery.example/ #1",
                        "Allow tool web.apply@1, to mend what the audit found?",
                        "note: /proposal comes from a third party",
                        "- href=\"Contact.htm\"",
                        "+ href=\"/contact.html\"",
                        "fixes proven: 32",
                        "fixes that did not hold: 0",
                        "worse than before: 0");
        assertThat(read("site/index.html"))
                .contains("<a href=\"/contact.html\">")
                .contains("alt=\"Old mill\"");
        for (var name : List.of("report.html", "report.md", "report.json", "report.csv", "report.sarif")) {
            assertThat(folder.resolve("report/" + name)).exists();
            assertThat(folder.resolve("report/fixed/" + name)).exists();
        }
    }

    /** What is wrong with the bundled site on purpose; the first group can be mended by a program. */
    private static final String PLANTED = """
            about.html description-missing title-duplicate
            contact.html title-missing form-insecure input-unlabeled
            imprint.html doctype-missing sitemap-noindex
            / social-incomplete hreflang-relative hreflang-no-return image-alt-missing link-text-vague link-broken
            news.html lang-missing viewport-missing
            prices.html viewport-no-zoom heading-empty sitemap-incomplete
            products.html link-localhost image-alt-file
            recipes/ canonical-relative
            recipes/plum-cake.html canonical-to-root mixed-content link-nofollow-internal
            recipes/rye.html canonical-conflict title-multiple tab-order
            robots.txt robots-invalid robots-without-sitemap
            sitemap.xml sitemap-other-host
            spring-fair.html sitemap-broken
            """;

    private static final String PLANTED_FOR_PEOPLE = """
            / link-broken
            jobs.html status-client-error
            news.html h1-missing
            products.html h1-multiple title-long
            contact.html business-phone
            recipes/ heading-skipped
            prices.html content-thin id-duplicate
            imprint.html noindex
            summer-fair.html page-orphaned
            """;

    private static Set<String> planted(String table) {
        return table.lines()
                .flatMap(line -> {
                    var words = List.of(line.split(" "));
                    var page = words.getFirst().equals("/") ? "" : words.getFirst();
                    return words.stream().skip(1).map(rule -> rule + " https://bakery.example/" + page);
                })
                .collect(Collectors.toSet());
    }

    private Set<String> found(String report) throws IOException {
        return ReportTools.read(read(report)).issues().stream()
                .flatMap(issue -> issue.places().stream().map(place -> issue.id() + " " + place.url()))
                .collect(Collectors.toSet());
    }

    @Test
    void finds_every_planted_fault_mends_what_a_program_can_and_leaves_the_rest() throws IOException {
        start("", "--yes");
        var before = found("report/report.json");
        var after = found("report/fixed/report.json");
        assertThat(before).containsAll(planted(PLANTED)).containsAll(planted(PLANTED_FOR_PEOPLE));
        assertThat(after).containsExactlyInAnyOrderElementsOf(planted(PLANTED_FOR_PEOPLE));
    }

    @Test
    void leaves_the_site_alone_when_a_person_says_no() throws IOException {
        assertThat(start("n\n")).isEqualTo(Session.STOPPED);
        assertThat(shown()).contains("Stopped (DENIED): step 'apply' was refused by you: said no");
        assertThat(read("site/index.html")).contains("Contact.htm");
        assertThat(read("report/report.md")).contains("canonical-conflict");
        assertThat(folder.resolve("report/fixed")).doesNotExist();
    }

    @Test
    void waits_when_nobody_answers_goes_on_at_the_next_start_and_then_compares() throws IOException {
        assertThat(start("")).isEqualTo(Session.STOPPED);
        assertThat(shown()).contains("Nobody answered, so the run waits.");
        bytes.reset();
        assertThat(start("", "--yes")).isEqualTo(Session.DONE);
        assertThat(shown()).contains("Going on with site-audit", "taken up again");
        bytes.reset();
        assertThat(start("", "--yes", "--fail-under", "99")).isEqualTo(Session.POOR);
        assertThat(shown())
                .contains("Starting site-audit")
                .contains("#2")
                .contains("skip")
                .contains("report: ");
        assertThat(read("report/report.md"))
                .contains("Canonical address is the first page of the site", "Since the last report");
    }

    @Test
    void proposes_nothing_when_that_is_not_wanted() {
        assertThat(start("", "--no-fix")).isEqualTo(Session.DONE);
        assertThat(folder.resolve("report/report.html")).exists();
        assertThat(folder.resolve("report/fixes.diff")).doesNotExist();
    }

    @Test
    void lets_the_run_sleep_on_ctrl_c() throws IOException {
        var session = new Session[1];
        session[0] = session(new Reader() {
            @Override
            public int read(char[] buffer, int from, int length) throws IOException {
                session[0].interrupt(); // what the shutdown hook does while the person is asked
                throw new IOException("the terminal is gone");
            }

            @Override
            public void close() {
                // nothing is open
            }
        });
        assertThat(session[0].run("--folder", folder.toString())).isEqualTo(Session.INTERRUPTED);
        assertThat(shown()).contains("Start again to go on where this run stopped.");
        session[0].interrupt();
        assertThat(start("y\n")).isEqualTo(Session.DONE);
        assertThat(folder.resolve("report/fixed/report.html")).exists();
    }

    @Test
    void says_how_it_is_used() {
        assertThat(session(new StringReader("")).run("--url")).isEqualTo(Session.MISUSED);
        assertThat(start("", "--what")).isEqualTo(Session.MISUSED);
        assertThat(shown()).contains("'--what' is not an option", "usage: examples/quickstart/run");
        bytes.reset();
        assertThat(session(new StringReader("")).run("--help")).isEqualTo(Session.DONE);
        assertThat(shown()).startsWith("usage: examples/quickstart/run");
    }

    @Test
    void says_what_is_in_the_way_of_its_folder() throws IOException {
        Files.writeString(folder.resolve("journal"), "not a folder");
        assertThat(start("")).isEqualTo(Session.MISUSED);
        assertThat(shown()).contains("Nothing was started or written.");
    }

    @Test
    void says_what_is_in_the_way_of_its_memory() throws IOException {
        Files.createDirectory(folder.resolve("port"));
        assertThat(start("")).isEqualTo(Session.FAILED);
        assertThat(shown()).contains("The quickstart cannot go on: ");
    }

    @Test
    void takes_another_port_when_the_remembered_one_makes_no_sense() throws IOException {
        Files.writeString(folder.resolve("port"), "70000");
        assertThat(start("n\n")).isEqualTo(Session.STOPPED);
        Files.writeString(folder.resolve("port"), "a port");
        assertThat(start("n\n")).isEqualTo(Session.STOPPED);
    }

    @Test
    void takes_another_port_when_the_remembered_one_is_in_use() throws IOException {
        try (var other = SiteServer.start(folder, 0)) {
            Files.writeString(folder.resolve("port"), Integer.toString(other.port()));
            assertThat(start("n\n")).isEqualTo(Session.STOPPED);
            assertThat(read("port")).isNotEqualTo(Integer.toString(other.port()));
        }
    }

    @Test
    void does_not_reach_a_private_host_that_the_command_line_names() throws IOException {
        try (var site = SiteServer.start(folder, 0)) {
            assertThat(start("", "--url", site.url())).isEqualTo(Session.FAILED);
            assertThat(shown()).contains("Failed at 'crawl'");
        }
    }

    @Test
    void audits_a_folder_and_leaves_it_as_it_is_without_consent() throws IOException {
        var site = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(site.resolve("index.html"), "<title>Mine</title><h1>A page of mine</h1>");
        assertThat(start("n\n", "--dir", site.toString())).isEqualTo(Session.STOPPED);
        assertThat(shown()).contains("site-audit https://site.example/ #1", "robots-missing");
        assertThat(read("mine/index.html")).isEqualTo("<title>Mine</title><h1>A page of mine</h1>");
        assertThat(start("n\n", "--dir", site.toString(), "--url", "https://mine.example/"))
                .isEqualTo(Session.STOPPED);
        assertThat(shown()).contains("site-audit https://mine.example/ #1");
        for (var canonical : List.of("https://own.example/x/", "ftp://own.example/", "/x", "ht^tp:")) {
            Files.writeString(site.resolve("index.html"), "<link rel=canonical href='" + canonical + "'>");
            bytes.reset();
            start("n\n", "--dir", site.toString());
            assertThat(shown())
                    .contains(
                            "site-audit https://" + (canonical.startsWith("https:") ? "own" : "site") + ".example/ #");
        }
    }

    @Test
    void refuses_a_folder_that_is_no_site() throws IOException {
        assertThat(start("", "--dir", folder.toString())).isEqualTo(Session.MISUSED);
        assertThat(shown()).contains("holds no index.html", "Nothing was started or written.");
        assertThat(folder.resolve("journal")).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void says_which_browser_could_not_be_used() {
        for (var more : new String[] {"--plain", "--no-sandbox"}) {
            assertThat(start("", "--no-fix", "--browser", "/bin/false", more)).isEqualTo(Session.FAILED);
            assertThat(shown()).contains("Failed at", "false: it ended with status 1");
        }
    }

    @Test
    @EnabledIf("hasBrowser")
    void looks_at_the_first_page_in_a_browser() {
        var browser = Browser.find().orElseThrow().program().toString();
        assertThat(start("", "--no-fix", "--browser", browser, "--no-sandbox")).isEqualTo(Session.DONE);
        assertThat(shown())
                .containsPattern(
                        "first page in a browser: status 200, [0-9]+ requests, [0-9]+ without an answer; scripts change nothing");
        assertThat(folder.resolve("report/first-page.html")).content().contains("bakery");
        assertThat(folder.resolve("report/first-page.png")).isNotEmptyFile();
    }

    static boolean hasBrowser() {
        return Browser.find().isPresent();
    }

    @Test
    void draws_a_board_on_a_terminal() {
        var session = new Session(new BufferedReader(new StringReader("y\n")), out, InstantSource.system(), true);
        assertThat(session.run("--folder", folder.toString())).isEqualTo(Session.DONE);
        assertThat(shown()).contains("[*] crawl", "[?] apply", "[*] report-fixed", "\u001b[");
        bytes.reset();
        var plain = new Session(new BufferedReader(new StringReader("")), out, InstantSource.system(), true);
        assertThat(plain.run("--folder", folder.toString(), "--plain", "--no-fix"))
                .isEqualTo(Session.DONE);
        assertThat(shown()).contains("ok     crawl").doesNotContain("\u001b[");
    }

    @Test
    void asks_a_local_model_for_a_summary() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            try (exchange) {
                var answer = """
                        {"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,
                        "message":{"role":"assistant","content":"Give the contact page a title."},
                        "finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":7,"total_tokens":16}}
                        """.getBytes(StandardCharsets.UTF_8);
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
        try {
            var base = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
            assertThat(start("", "--no-fix", "--model", base, "--model-name", "m"))
                    .as(shown())
                    .isEqualTo(Session.DONE);
            assertThat(read("report/report.md")).contains("Give the contact page a title.");
        } finally {
            server.stop(0);
        }
    }

    private int start(String typed, String... more) {
        var args = new String[more.length + 2];
        args[0] = "--folder";
        args[1] = folder.toString();
        System.arraycopy(more, 0, args, 2, more.length);
        return session(new StringReader(typed)).run(args);
    }

    private Session session(Reader in) {
        return new Session(new BufferedReader(in), out, InstantSource.system(), false);
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }
}
