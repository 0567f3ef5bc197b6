package io.naestro.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.plan.PlanText;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that make no sense, given on the command line: one clear error with its place, status 2, nothing written. */
class BadFilesTest {
    @TempDir
    Path given;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    static Stream<Arguments> plans() {
        var good = PlanText.write(SiteAudit.plan(true, true, false, false));
        return Stream.of(
                Arguments.of("cut off", good.substring(0, good.length() / 2), "plan.json:"),
                Arguments.of("not JSON", "fetch the page", "plan.json:1:1"),
                Arguments.of("empty", "", "plan.json:1:1"),
                Arguments.of("of another kind", good.replace("plan/v1", "plan/v9"), "plan/v1"),
                Arguments.of("an unknown member", good.replace("\"steps\"", "\"stepz\""), "stepz"),
                Arguments.of("a wrong type", good.replaceFirst("\"version\": 1", "\"version\": \"one\""), "/version"),
                Arguments.of(
                        "a cycle",
                        good.replaceFirst(
                                "\"kind\": \"input\",\\s*\"at\": \"/crawl\"",
                                "\"kind\": \"step\", \"step\": \"report\", \"at\": \"\""),
                        "step 'crawl'"),
                Arguments.of("an unknown tool", good.replace("site.findings", "site.fyndings"), "site.fyndings"),
                Arguments.of("a bad schema", good.replaceFirst("\"type\": \"string\"", "\"type\": \"text\""), "text"),
                Arguments.of("deep", "[".repeat(100_000), "plan.json:1:"),
                Arguments.of("a bomb", "{\"naestro\":\"plan/v1\",\"a\":1e999999999}", "plan.json:1:"),
                Arguments.of("a duplicate member", "{\"naestro\":\"plan/v1\",\"naestro\":\"plan/v1\"}", "naestro"));
    }

    @ParameterizedTest(name = "a plan that is {0}")
    @MethodSource("plans")
    void refuses_a_plan(String what, String text, String said) throws IOException {
        refuses("--plan", "plan.json", text, said);
    }

    static Stream<Arguments> policies() {
        var good = "naestro: policy/v1\nrules:\n  - {id: a, verdict: allow, tools: ['*']}\n";
        return Stream.of(
                Arguments.of("cut off", good.substring(0, good.length() - 4), "policy.yaml:"),
                Arguments.of("an unknown verdict", good.replace("allow", "permit"), "allow, ask, deny"),
                Arguments.of("an unknown member", good + "rulez: []\n", "rulez"),
                Arguments.of("a duplicate key", good + "rules: []\n", "policy.yaml:4:1"),
                Arguments.of("an alias bomb", "a: &a [x]\nb: [*a, *a]\n", "policy.yaml:"),
                Arguments.of("deep", "a: " + "[".repeat(5_000), "policy.yaml:"),
                Arguments.of("of another kind", good.replace("policy/v1", "plan/v1"), "policy/v1"));
    }

    @ParameterizedTest(name = "a policy that is {0}")
    @MethodSource("policies")
    void refuses_a_policy(String what, String text, String said) throws IOException {
        refuses("--policy", "policy.yaml", text, said);
    }

    private void refuses(String option, String name, String text, String said) throws IOException {
        var file = given.resolve(name);
        Files.writeString(file, text);
        assertThat(start(option, file.toString())).as(shown()).isEqualTo(Session.MISUSED);
        assertThat(shown())
                .contains(said)
                .contains("Nothing was started or written.")
                .doesNotContain("Exception");
        assertThat(given.resolve("out")).doesNotExist();
    }

    @Test
    void refuses_files_that_are_not_there() {
        assertThat(start("--plan", given.resolve("none.json").toString())).isEqualTo(Session.MISUSED);
        assertThat(start("--policy", given.resolve("none.yaml").toString())).isEqualTo(Session.MISUSED);
        assertThat(shown()).contains("none.json", "none.yaml", "the file does not exist");
        assertThat(given.resolve("out")).doesNotExist();
    }

    @Test
    void refuses_a_damaged_journal_and_leaves_it_as_it_is() throws IOException {
        assertThat(start()).isEqualTo(Session.STOPPED);
        assertThat(start("--yes")).isEqualTo(Session.DONE);
        var segment = segment();
        var content = Files.readAllBytes(segment);
        content[content.length / 4] ^= 1;
        Files.write(segment, content);
        bytes.reset();
        assertThat(start()).as(shown()).isEqualTo(Session.MISUSED);
        assertThat(shown()).contains(segment.getFileName().toString()).contains("Nothing was started or written.");
        assertThat(Files.readAllBytes(segment)).isEqualTo(content);
    }

    @Test
    void runs_a_plan_and_a_policy_that_were_changed_by_hand() throws IOException {
        assertThat(start("--show-plan")).isEqualTo(Session.DONE);
        assertThat(given.resolve("out")).doesNotExist();
        var plan = given.resolve("plan.json");
        Files.writeString(
                plan, shown().replace("mend what the audit found", "try it out").replace("fixes.diff", "other.diff"));
        var policy = given.resolve("policy.yaml");
        Files.writeString(policy, """
                naestro: policy/v1
                mode: auto
                rules:
                  - id: all
                    verdict: allow
                    auto: true
                    tools: [web.crawl, web.audit, web.propose, web.prove, "site.*", fs.write]
                    on:
                      host: [127.0.0.1, bakery.example]
                      path: ["crawl:/", "crawl:/**", "report:/", "report:/**", "site:/", "site:/**"]
                  - id: change
                    verdict: allow
                    tools: [web.apply, report.write]
                    on: { path: ["site:/", "site:/**", "report:/", "report:/**"] }
                """);
        bytes.reset();
        assertThat(start("--plan", plan.toString(), "--policy", policy.toString(), "--yes"))
                .as(shown())
                .isEqualTo(Session.DONE);
        assertThat(shown()).contains("to try it out?", "Allow tool report.write@1");
        assertThat(given.resolve("out/report/fixed/report.md")).exists();
    }

    private Path segment() throws IOException {
        try (var files = Files.list(given.resolve("out/journal"))) {
            return files.filter(file -> !file.getFileName().toString().contains("lock"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private int start(String... more) {
        var args = Stream.concat(Stream.of("--folder", given.resolve("out").toString()), Stream.of(more));
        return new Session(new BufferedReader(new StringReader("")), out, InstantSource.system(), false)
                .run(args.toArray(String[]::new));
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
