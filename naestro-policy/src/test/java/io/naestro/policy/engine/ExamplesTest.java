package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.naestro.json.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verdict: allow, tools: [fs.write], auto: true, on: { path: ['a:/**'], operation: [write] }, examples: {"
                        + " allow: [{ path: 'a:/x', operation: write }, { path: 'a:/x', operation: write, inside: true }],"
                        + " ask: [{ path: 'a:/x', operation: write, mode: copilot }], deny: [{ path: 'b:/x' }] }",
                "verdict: allow, tools: ['http.*'], on: { host: ['*'] }, examples: {"
                        + " allow: [{ host: example.org }, { tool: http.get@2, host: example.org, method: POST, inside: true }],"
                        + " ask: [{ host: example.org, acts: true }], deny: [{ tool: ftp.get, host: example.org }] }",
                "verdict: allow, tools: [t], roles: [coder], on: { program: [/bin/true], table: [crm/x] }, examples: {"
                        + " allow: [{ program: /bin/true, acts: false }, { table: crm/x }],"
                        + " deny: [{ table: crm/y }, { role: other }, { table: y }] }",
                "verdict: allow, models: ['qwen*'], residency: [cloud], providers: ['q*'], examples: {"
                        + " allow: [{}, { provider: qq }], deny: [{ model: gpt }, { residency: local }, { provider: x }] }",
                "verdict: allow, models: [m], uses: [vision], examples: {"
                        + " allow: [{}, { uses: [] }], deny: [{ uses: [vision, tools] }] }",
                "verdict: deny, models: [m], uses: [vision, audio], examples: { deny: [{}, { uses: [audio, tools] }] }",
                "verdict: allow, models: [m], examples: { allow: [{ cost: 0.10 USD, data: [pii] }] }",
                "verdict: allow, effects: [memory, agent], auto: true, examples: {"
                        + " allow: [{}, { effect: memory, acts: true }, { effect: agent }],"
                        + " deny: [{ effect: secret }, { effect: change }], ask: [{ effect: agreement }] }",
                "verdict: allow, tools: [t], flow: { destination: [user] }, when: { purpose: [p], time: { days: [mon] } },"
                        + " examples: { allow: [{ flow: { destination: user }, purpose: p, at: '2026-11-23T12:00:00Z' }],"
                        + " deny: [{ flow: { destination: self }, purpose: p, at: '2026-11-23T12:00:00Z' }, {}] }",
                "verdict: deny, tools: ['*'], examples: { deny: [{}, { model: m }, { model: m, cost: 1 USD }] }",
            })
    void examples_that_hold_are_accepted(String rule) {
        assertThatCode(() -> RulesTest.policy(rule)).doesNotThrowAnyException();
        assertThat(RulesTest.policy(rule).findings()).noneMatch(f -> f.kind() == Finding.Kind.EXAMPLES);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            allow: [{ path: 'b:/x' }] | /rules/0/examples/allow/0: '{"path":"b:/x"}' is an example of ALLOW, but the file says DENY: no rule allows tool 't@1' for role 'worker'
            deny: [{ path: 'a:/x' }] | /rules/0/examples/deny/0: '{"path":"a:/x"}' is an example of DENY, but the file says ALLOW: rule 'r0' allows it
            allow: [{ at: noon }] | /rules/0/examples/allow/0/at: 'noon' is not a moment; allowed: 2026-01-31T09:00:00Z
            allow: [{ cost: much }] | /rules/0/examples/allow/0/cost: 'much' is not an amount of money; allowed: 0.50 USD
            allow: [{ tool: 'fs.*' }] | /rules/0/examples/allow/0/tool: 'fs.*' is not a tool; allowed: fs.read, fs.read@1
            allow: [{ tool: '' }] | /rules/0/examples/allow/0/tool: is not a tool; allowed: fs.read, fs.read@1
            allow: [{ inside: true }] | /rules/0/examples/allow/0/inside: 'true' needs one of; allowed: path, table, host, program
            allow: [{ color: red }] | /rules/0/examples/allow/0
            allow: [] | /rules/0/examples/allow
            """)
    void examples_that_do_not_hold_are_errors_with_their_place(String examples, String problem) {
        var rule = "verdict: allow, tools: [t], on: { path: ['a:/**'] }, examples: { " + examples + " }";
        assertThat(catchThrowableOfType(InputException.class, () -> RulesTest.policy(rule)))
                .hasMessageContaining(problem);
    }

    @Test
    void examples_and_lint_do_not_count_in_the_digest() {
        var bare = "naestro: policy/v1\nrules: [{ id: a, verdict: allow, tools: [t] }]";
        var tested = "naestro: policy/v1\nlint: lenient\n"
                + "rules: [{ id: a, verdict: allow, tools: [t], examples: { allow: [{}] } }]";
        assertThat(YamlPolicy.parse(tested, "a.yaml").digest())
                .isEqualTo(YamlPolicy.parse(bare, "a.yaml").digest());
    }

    @Test
    void an_example_that_another_rule_decides_does_not_show_the_rule() {
        var policy = RulesTest.policy(
                "verdict: deny, tools: [t], on: { path: ['a:/**'] }, examples: { deny: [{ path: 'b:/x' }] }",
                "verdict: allow, tools: [u]");
        assertThat(policy.findings())
                .extracting(Finding::toString)
                .isEqualTo(List.of(
                        "policy.yaml:4 r0: has no example that it matches", "policy.yaml:5 r1: has no 'examples'"));
    }
}
