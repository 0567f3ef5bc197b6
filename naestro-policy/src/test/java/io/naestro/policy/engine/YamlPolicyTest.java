package io.naestro.policy.engine;

import static io.naestro.policy.Verdict.ALLOW;
import static io.naestro.policy.Verdict.ASK;
import static io.naestro.policy.Verdict.DENY;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Effect;
import io.naestro.effect.Resource;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlPolicyTest {

    private static YamlPolicy policy(String rules) {
        var list = rules.isEmpty() ? "  []\n" : rules.indent(2);
        return YamlPolicy.parse("naestro: policy/v1\nmode: auto\nrules:\n" + list, "policy.yaml");
    }

    private static Decision decide(String rules, String effect) {
        return policy(rules).decide(Sample.effect("worker", Mode.AUTO, effect));
    }

    private static Decision decideAccess(String rules, Resource resource) {
        var actor = Sample.actor("worker", Mode.AUTO).inside("http.get");
        return policy(rules).decide(new Effect.Access(actor, resource));
    }

    @Test
    void denies_what_no_rule_allows_and_prints_the_rule_that_would() {
        var decision = decide("", "in http.get: GET https://example.org/a");

        assertThat(decision.verdict()).isEqualTo(DENY);
        assertThat(decision.rule()).isEmpty();
        assertThat(decision.reason())
                .isEqualTo("no rule allows GET https://example.org:443/a in tool 'http.get' for role 'worker'");
        assertThat(decision.remedy().lines())
                .containsExactly(
                        "  - id: \"allow-http-get\"",
                        "    verdict: \"allow\"",
                        "    roles: [\"worker\"]",
                        "    tools: [\"http.get\"]",
                        "    on: {\"host\":[\"example.org\"],\"method\":[\"GET\"]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    call fs.write@2 (acts)           | no rule allows tool 'fs.write@2' for role 'worker'
                    in fs.read: READ site:/a         | no rule allows READ site:/a in tool 'fs.read' for role 'worker'
                    in git: program /usr/bin/git     | no rule allows program /usr/bin/git in tool 'git' for role 'worker'
                    model qwen3-8b (on-premises)     | no rule allows model 'qwen3-8b' (on-premises) for role 'worker'
                    memory read                      | no rule allows reading memory for role 'worker'
                    memory write                     | no rule allows writing to memory for role 'worker'
                    secret smtp                      | no rule allows secret 'smtp' for role 'worker'
                    agent coder                      | no rule allows agent 'coder' for role 'worker'
                    change prompt                    | no rule allows a change of 'prompt' for role 'worker'
                    """)
    void says_what_was_refused(String effect, String reason) {
        assertThat(decide("", effect).reason()).isEqualTo(reason);
    }

    @Test
    void the_printed_rule_names_every_resource_of_a_call_and_asks_for_auto_where_that_is_needed() {
        var effect = "call report.send (acts) with WRITE site:/b, READ site:/a, POST https://example.org/,"
                + " GET https://localhost/, program /usr/bin/git";
        var remedy = decide("", effect).remedy();

        assertThat(remedy.lines().skip(4))
                .containsExactly(
                        "    on: {\"path\":[\"site:/a\",\"site:/b\"],\"host\":[\"example.org\",\"localhost\"],"
                                + "\"method\":[\"GET\",\"POST\"],\"program\":[\"/usr/bin/git\"]}",
                        "    auto: true");
        assertThat(decide(remedy.stripIndent(), effect).verdict()).isEqualTo(ALLOW);
    }

    @Test
    void the_printed_rule_takes_an_id_that_is_free() {
        var rules = """
                - { id: allow-memory, verdict: allow, roles: [coder], effects: [memory] }
                - { id: allow-memory-2, verdict: allow, roles: [coder], effects: [memory] }
                """;
        assertThat(decide(rules, "memory read").remedy()).contains("id: \"allow-memory-3\"");
    }

    @Test
    void a_method_that_files_cannot_name_is_left_out_of_the_printed_rule() {
        assertThat(decide("", "in http.get: PROPFIND https://example.org/").remedy())
                .endsWith("on: {\"host\":[\"example.org\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in fs.read: READ site:/what*",
                "in fs.*: READ site:/a",
                "in Fs: READ site:/a",
                "in git: program git",
                "model qwen3-* (local)"
            })
    void no_rule_is_printed_for_what_a_rule_cannot_name_exactly(String effect) {
        var decision = decide("", effect);
        assertThat(decision.verdict()).isEqualTo(DENY);
        assertThat(decision.remedy()).isEmpty();
    }

    @Test
    void no_rule_is_printed_for_a_role_that_files_cannot_name() {
        var nameless = policy("").decide(Sample.effect("", Mode.AUTO, "memory read"));
        var endless = policy("").decide(Sample.effect("r".repeat(101), Mode.AUTO, "memory read"));

        assertThat(nameless.remedy()).isEmpty();
        assertThat(endless.remedy()).isEmpty();
    }

    @Test
    void an_access_outside_any_tool_is_denied() {
        var actor = Sample.actor("worker", Mode.AUTO);
        var effect = new Effect.Access(actor, Sample.resource("READ site:/a"));
        var decision = policy("- { id: all, verdict: allow, tools: ['*'], on: { path: ['site:/**'] } }")
                .decide(effect);

        assertThat(decision.verdict()).isEqualTo(DENY);
        assertThat(decision.reason()).isEqualTo("no rule allows READ site:/a outside any tool for role 'worker'");
        assertThat(decision.remedy()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in fs.read: READ site:/a/../b",
                "in fs.read: READ site:/a//b",
                "in fs.read: READ a",
                "in http.get: get https://example.org/",
                "in http.get: GET https://Example.org/"
            })
    void denies_what_is_not_in_canonical_form_whatever_the_rules_say(String effect) {
        var rules = "- { id: all, verdict: allow, tools: ['*'], on: { path: ['site:/**'], host: ['*', example.org] } }";
        var decision = decide(rules, effect);

        assertThat(decision.verdict()).isEqualTo(DENY);
        assertThat(decision.rule()).isEmpty();
        assertThat(decision.reason()).startsWith("what it would touch is not in canonical form");
        assertThat(policy(rules).explain(Sample.effect("worker", Mode.AUTO, effect)))
                .isEqualTo(new Explanation(decision, List.of(), null, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "get", "GE T", "GET[", "Get"})
    void denies_a_request_whose_method_is_none(String method) {
        var rules = "- { id: all, verdict: allow, tools: ['*'], on: { host: ['*'] } }";
        var decision = decideAccess(rules, new Resource.WebResource(method, "https", "example.org", 443, "/"));
        assertThat(decision.verdict()).isEqualTo(DENY);
        assertThat(decision.reason()).contains("is not an HTTP method in upper case");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "app.localhost",
                "printer.local",
                "metadata.google.internal",
                "nas.home.arpa",
                "intranet",
                "127.0.0.1",
                "10.1.2.3",
                "192.168.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "[::1]",
                "[fd00::1]",
                "[fe80::1]",
                "[64:ff9b::a00:1]"
            })
    void a_star_grants_no_host_of_this_machine_or_a_private_network(String host) {
        var resource = new Resource.WebResource("GET", "http", host, 80, "/");

        assertThat(decideAccess("- { id: web, verdict: allow, tools: ['*'], on: { host: ['*'] } }", resource)
                        .verdict())
                .isEqualTo(DENY);
        assertThat(decideAccess("- { id: web, verdict: ask, tools: ['*'], on: { host: ['*'] } }", resource)
                        .verdict())
                .isEqualTo(DENY);
        var named = "- { id: web, verdict: allow, tools: ['*'], on: { host: ['" + host + "'] } }";
        assertThat(decideAccess(named, resource).verdict()).isEqualTo(ALLOW);
        var denied =
                named.replace("web", "named") + "\n- { id: none, verdict: deny, tools: ['*'], on: { host: ['*'] } }";
        assertThat(decideAccess(denied, resource).rule()).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "a.b.example.org", "8.8.8.8", "[2606:4700::1]"})
    void a_star_grants_every_public_host(String host) {
        var rules = "- { id: web, verdict: allow, tools: ['*'], on: { host: ['*'] } }";
        assertThat(decideAccess(rules, new Resource.WebResource("M-SEARCH", "http", host, 80, "/"))
                        .verdict())
                .isEqualTo(ALLOW);
    }

    @Test
    void an_allow_without_destinations_grants_the_call_and_nothing_inside_it() {
        var rules = "- { id: tools, verdict: allow, tools: ['*'] }";
        assertThat(decide(rules, "call http.get").verdict()).isEqualTo(ALLOW);
        assertThat(decide(rules, "in http.get: GET https://example.org/").verdict())
                .isEqualTo(DENY);
        assertThat(decide(rules, "in fs.read: READ site:/a").verdict()).isEqualTo(DENY);
        assertThat(decide(rules, "in git: program /usr/bin/git").verdict()).isEqualTo(DENY);
    }

    @Test
    void what_a_rule_denies_names_the_rule_its_line_and_its_reason() {
        var rules = """
                - { id: read, verdict: allow, tools: [fs.read] }
                - id: closed
                  verdict: deny
                  tools: [fs.*]
                  because: the archive is being moved
                """;
        var decision = decide(rules, "call fs.read");

        assertThat(decision.verdict()).isEqualTo(DENY);
        assertThat(decision.rule()).isEqualTo("closed");
        assertThat(decision.reason()).isEqualTo("rule 'closed' denies it: the archive is being moved");
        assertThat(decision.remedy())
                .isEqualTo("policy.yaml:5: narrow or remove rule 'closed'; no other rule outweighs it");
    }

    @Test
    void what_keeps_an_allowed_act_from_being_done_is_told_line_by_line() {
        var policy = YamlPolicy.parse("""
                naestro: policy/v1
                roles:
                  coder: { inherits: [worker], mode: guide }
                rules:
                  - { id: write, verdict: allow, tools: [fs.write] }
                """, "policy.yaml");
        var decision = policy.decide(Sample.effect("coder", Mode.COPILOT, "call fs.write (acts)"));

        assertThat(decision.verdict()).isEqualTo(ASK);
        assertThat(decision.mode()).isEqualTo(Mode.GUIDE);
        assertThat(decision.rule()).isEqualTo("write");
        assertThat(decision.reason()).isEqualTo("it acts, and the mode is guide");
        assertThat(decision.remedy().split("; "))
                .containsExactly(
                        "start the run in mode auto",
                        "policy.yaml: write 'mode: auto'",
                        "policy.yaml: give role 'coder' and all that it inherits 'mode: auto'",
                        "policy.yaml:5: give rule 'write' 'auto: true'");
    }

    @Test
    void in_mode_auto_only_a_rule_that_says_so_lets_an_act_pass() {
        var write = "- { id: write, verdict: allow, tools: [fs.write] }\n";
        var asked = decide(write, "call fs.write (acts)");
        assertThat(asked.verdict()).isEqualTo(ASK);
        assertThat(asked.reason()).isEqualTo("it acts, and no rule that allows it says 'auto: true'");
        assertThat(asked.remedy()).isEqualTo("policy.yaml:4: give rule 'write' 'auto: true'");

        var allowed = decide(write + "- { id: x, verdict: allow, tools: ['*'], auto: true }", "call fs.write (acts)");
        assertThat(allowed.verdict()).isEqualTo(ALLOW);
        assertThat(allowed.rule()).isEqualTo("x");
        assertThat(allowed.reason()).isEqualTo("rule 'x' allows it");
    }

    @Test
    void a_rule_for_one_version_grants_nothing_and_binds_where_the_version_is_not_known() {
        var allow = "- { id: one, verdict: allow, tools: [fs.read@1], on: { path: ['site:/**'] } }\n";
        assertThat(decide(allow, "in fs.read@1: READ site:/a").verdict()).isEqualTo(ALLOW);
        assertThat(decide(allow, "in fs.read@2: READ site:/a").verdict()).isEqualTo(DENY);
        assertThat(decide(allow, "in fs.read: READ site:/a").verdict()).isEqualTo(DENY);
        assertThat(decide(allow, "in fs.read@latest: READ site:/a").verdict()).isEqualTo(DENY);

        var ask = "- { id: old, verdict: ask, tools: [fs.read@1] }";
        assertThat(decide(ask, "in fs.read: READ site:/a").verdict()).isEqualTo(ASK);
        assertThat(decide(ask, "in fs.read@2: READ site:/a").verdict()).isEqualTo(DENY);
    }

    @Test
    void the_ceiling_of_a_role_is_the_lowest_of_all_that_it_inherits() {
        var policy = YamlPolicy.parse("""
                naestro: policy/v1
                mode: auto
                roles:
                  reader: { mode: guide }
                  coder: { inherits: [reader], mode: auto }
                  lead: { inherits: [coder] }
                rules:
                  - { id: write, verdict: allow, tools: [fs.write], auto: true }
                """, "policy.yaml");
        assertThat(policy.decide(Sample.effect("lead", Mode.AUTO, "call fs.write (acts)"))
                        .mode())
                .isEqualTo(Mode.GUIDE);
        assertThat(policy.decide(Sample.effect("other", Mode.AUTO, "call fs.write (acts)"))
                        .verdict())
                .isEqualTo(ALLOW);
    }

    @Test
    void the_digest_tells_what_is_said_and_not_how_it_is_written(@TempDir Path folder) throws Exception {
        var yaml = folder.resolve("p.yaml");
        Files.writeString(yaml, """
                # a comment
                naestro: policy/v1
                rules:
                  - { id: b, verdict: deny, tools: [x, a] }
                  - { id: a, verdict: allow, tools: [y], auto: true }
                roles: { coder: { mode: suggest } }
                """);
        var json = folder.resolve("p.json");
        Files.writeString(json, """
                {"naestro": "policy/v1", "mode": "confirm", "roles": {"coder": {"mode": "guide"}}, "rules": [
                  {"verdict": "allow", "auto": true, "tools": ["y"], "id": "a"},
                  {"id": "b", "verdict": "deny", "tools": ["a", "x"]}]}
                """);
        var one = YamlPolicy.load(yaml);
        assertThat(YamlPolicy.load(json).digest()).isEqualTo(one.digest());
        assertThat(one).hasToString(yaml + " (" + one.digest().brief() + ")");

        Files.writeString(yaml, Files.readString(yaml).replace("deny", "ask"));
        assertThat(YamlPolicy.load(yaml).digest()).isNotEqualTo(one.digest());
    }
}
