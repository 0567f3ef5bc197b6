package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {
    private static final YamlPolicy POLICY = YamlPolicy.parse("""
            naestro: policy/v1
            mode: auto
            rules:
              - id: read-site
                verdict: allow
                tools: [fs.read]
                on: { path: ["site:/**"] }
              - id: pages
                verdict: allow
                roles: [reader, coder]
                tools: [http.get]
                on: { host: [example.org] }
              - { id: call-web, verdict: allow, tools: [http.*, ftp.get@2] }
              - { id: ask-web, verdict: ask, tools: [http.get], on: { host: ["*"] } }
              - { id: archive, verdict: deny, tools: ["*"], on: { path: ["site:/archive/**"] } }
              - { id: local, verdict: allow, models: ["qwen3-*"], residency: [on-premises, local] }
              - { id: plain, verdict: allow, models: [plain], uses: [json-schema] }
              - { id: notes, verdict: allow, effects: [secret, memory], roles: [coder] }
            """, "policy.yaml");

    private static Explanation explain(String effect) {
        return POLICY.explain(Sample.effect("worker", Mode.AUTO, effect));
    }

    @Test
    void names_the_rule_that_decided_and_the_others_that_match() {
        var explanation = explain("in fs.read: READ site:/archive/a");

        assertThat(explanation.decision().verdict()).isEqualTo(Verdict.DENY);
        assertThat(explanation.decidedBy())
                .contains(new Explanation.RuleAt("archive", Verdict.DENY, "policy.yaml", 15));
        assertThat(explanation.toString().lines())
                .containsExactly(
                        "DENY in mode AUTO: rule 'archive' denies it",
                        "decided by: policy.yaml:15 archive (DENY)",
                        "also matches: policy.yaml:4 read-site (ALLOW)",
                        "nearest: policy.yaml:13 call-web (ALLOW), but it names tools [http.*, ftp.get@2]",
                        "to allow it:",
                        "policy.yaml:15: narrow or remove rule 'archive'; no other rule outweighs it",
                        "policy: " + POLICY.digest());
    }

    @Test
    void has_nothing_to_add_to_what_is_allowed() {
        var explanation = explain("in fs.read: READ site:/a");
        assertThat(explanation.nearest()).isNull();
        assertThat(explanation.toString().lines())
                .containsExactly(
                        "ALLOW in mode AUTO: rule 'read-site' allows it",
                        "decided by: policy.yaml:4 read-site (ALLOW)",
                        "policy: " + POLICY.digest());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    in fs.read: READ other:/a                 | policy.yaml:4 read-site (ALLOW), but it does not name READ other:/a in 'on'
                    in fs.list: LIST site:/a                  | policy.yaml:13 call-web (ALLOW), but it names tools [http.*, ftp.get@2]
                    in http.get: GET https://localhost/       | policy.yaml:13 call-web (ALLOW), but it does not name GET https://localhost:443/ in 'on'
                    call http.get with GET https://8.8.8.8/   | policy.yaml:8 pages (ALLOW), but it is for roles [reader, coder]
                    model qwen3-8b (cloud)                    | policy.yaml:16 local (ALLOW), but it is for models that are [local, on-premises]
                    model plain (cloud) given uses=vision     | policy.yaml:17 plain (ALLOW), but it is for models that are [local, on-premises, cloud] that are used for [json-schema]
                    model gpt-5 (local)                       | policy.yaml:16 local (ALLOW), but it names models [qwen3-*]
                    memory read                               | policy.yaml:18 notes (ALLOW), but it is for roles [coder]
                    agent coder                               | policy.yaml:18 notes (ALLOW), but it names effects [memory, secret]
                    """)
    void names_the_nearest_rule_that_would_have_been_kinder_and_what_it_lacks(String effect, String nearest) {
        assertThat(explain(effect).nearest()).hasToString(nearest);
    }

    @Test
    void lists_the_agreements_that_would_allow_what_is_asked_smallest_first() {
        var policy = RulesTest.policy("verdict: allow, tools: [mail.send]", "verdict: ask, tools: [bank.pay]");
        var act = policy.explain(Sample.effect("worker", Mode.COPILOT, "call mail.send (acts)"));
        assertThat(act.grants()).containsExactly(Grant.Scope.CALL, Grant.Scope.RUN, Grant.Scope.STANDING);
        assertThat(act.toString())
                .contains("agreement 1: to this very call\n"
                        + "agreement 2: to what this rule asks of the same action, for this run\n"
                        + "agreement 3: to the same in all runs on behalf of the same principal, until a date\n"
                        + "to allow it without asking:\n");
        assertThat(policy.explain(Sample.effect("worker", Mode.COPILOT, "call bank.pay"))
                        .grants())
                .hasSize(3);
        assertThat(policy.explain(Sample.effect("worker", Mode.AUTO, "agreement"))
                        .grants())
                .containsExactly(Grant.Scope.CALL);
    }

    @Test
    void offers_no_agreement_where_nobody_is_asked() {
        var policy = RulesTest.policy("verdict: allow, tools: [mail.send]", "verdict: ask, tools: [mail.read]");
        assertThat(policy.explain(Sample.effect("worker", Mode.GUIDE, "call mail.send (acts)"))
                        .grants())
                .as("it is only suggested")
                .isEmpty();
        assertThat(policy.explain(Sample.effect("worker", Mode.GUIDE, "call mail.read"))
                        .grants())
                .hasSize(3);
        assertThat(policy.explain(Sample.effect("worker", Mode.AUTO, "call none.such"))
                        .grants())
                .isEmpty();
    }

    @Test
    void has_words_for_an_agreement_too() {
        assertThat(Words.describe(Sample.effect("worker", Mode.AUTO, "agreement")))
                .isEqualTo("an agreement for role 'worker'");
    }

    @Test
    void is_silent_where_no_rule_speaks_of_such_things() {
        var explanation = YamlPolicy.parse("naestro: policy/v1\nmode: auto\nrules: []\n", "policy.yaml")
                .explain(Sample.effect("worker", Mode.AUTO, "memory read"));
        assertThat(explanation.decidedBy()).isEmpty();
        assertThat(explanation.nearest()).isNull();
        assertThat(explanation.toString())
                .contains("DENY in mode AUTO: no rule allows reading memory", "to allow it:\n  - id: \"allow-memory\"");
    }
}
