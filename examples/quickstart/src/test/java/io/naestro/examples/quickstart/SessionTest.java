package io.naestro.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart as a person at a terminal meets it: a real site on loopback, a real journal, real files. */
class SessionTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void writes_the_report_when_a_person_says_yes() throws IOException {
        assertThat(start("y\n")).isEqualTo(Session.DONE);
        assertThat(shown())
                .contains("Starting site-report", "Allow tool fs.write@1", "note: /text comes from a third party");
        assertThat(report())
                .contains("6 pages, 8 findings.")
                .contains("contact.html has no title")
                .contains("jobs.html answers with status 404")
                .doesNotContain("example.org");
    }

    @Test
    void writes_nothing_when_a_person_says_no() {
        assertThat(start("n\n")).isEqualTo(Session.STOPPED);
        assertThat(shown()).contains("Stopped (DENIED): step 'write' was refused by you: said no");
        assertThat(folder.resolve("site-report.md")).doesNotExist();
    }

    @Test
    void waits_when_nobody_answers_and_goes_on_at_the_next_start() throws IOException {
        assertThat(start("")).isEqualTo(Session.STOPPED);
        assertThat(shown()).contains("Nobody answered, so the run waits.");
        bytes.reset();
        assertThat(start("", "--yes")).isEqualTo(Session.DONE);
        assertThat(shown()).contains("Going on with site-report", "taken up again");
        assertThat(report()).contains("8 findings");
        bytes.reset();
        assertThat(start("", "--yes")).isEqualTo(Session.DONE);
        assertThat(shown()).contains("Starting site-report").contains("#2");
    }

    @Test
    void lets_the_run_sleep_on_ctrl_c() throws IOException {
        var session = new Session[1];
        session[0] = new Session(
                new BufferedReader(new Reader() {
                    @Override
                    public int read(char[] buffer, int from, int length) throws IOException {
                        session[0].interrupt(); // what the shutdown hook does while the person is asked
                        throw new IOException("the terminal is gone");
                    }

                    @Override
                    public void close() {
                        // nothing is open
                    }
                }),
                out);
        assertThat(session[0].run("--folder", folder.toString())).isEqualTo(Session.INTERRUPTED);
        assertThat(shown()).contains("Start again to go on where this run stopped.");
        session[0].interrupt();
        assertThat(start("y\n")).isEqualTo(Session.DONE);
        assertThat(report()).contains("8 findings");
    }

    @Test
    void says_how_it_is_used() {
        assertThat(new Session(new BufferedReader(new StringReader("")), out).run("--url"))
                .isEqualTo(Session.MISUSED);
        assertThat(start("", "--what")).isEqualTo(Session.MISUSED);
        assertThat(shown()).contains("'--what' is not an option", "usage: examples/quickstart/run");
        bytes.reset();
        assertThat(new Session(new BufferedReader(new StringReader("")), out).run("--help"))
                .isEqualTo(Session.DONE);
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
        try (var other = SiteServer.start(0)) {
            Files.writeString(folder.resolve("port"), Integer.toString(other.port()));
            assertThat(start("n\n")).isEqualTo(Session.STOPPED);
            assertThat(Files.readString(folder.resolve("port"))).isNotEqualTo(Integer.toString(other.port()));
        }
    }

    @Test
    void does_not_reach_a_private_host_that_the_command_line_names() throws IOException {
        try (var site = SiteServer.start(0)) {
            assertThat(start("", "--url", site.url())).isEqualTo(Session.FAILED);
            assertThat(shown()).contains("Failed at 'home'");
        }
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
            assertThat(start("y\n", "--model", base, "--model-name", "m")).isEqualTo(Session.DONE);
            assertThat(report()).contains("## Summary", "Give the contact page a title.");
        } finally {
            server.stop(0);
        }
    }

    private int start(String typed, String... more) {
        var args = new String[more.length + 2];
        args[0] = "--folder";
        args[1] = folder.toString();
        System.arraycopy(more, 0, args, 2, more.length);
        return new Session(new BufferedReader(new StringReader(typed)), out).run(args);
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String report() throws IOException {
        return Files.readString(folder.resolve("site-report.md"));
    }
}
