package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.naestro.effect.Effect;
import io.naestro.goal.Money;
import io.naestro.json.InputException;
import io.naestro.model.Residency;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Obligation;
import io.naestro.policy.Rate;
import io.naestro.policy.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions, limits and obligations of rules, one by one. */
class RulesTest {

    static YamlPolicy policy(String... rules) {
        var text = new StringBuilder("naestro: policy/v1\nmode: auto\nrules:\n");
        for (int i = 0; i < rules.length; i++) {
            text.append("  - { id: r").append(i).append(", ").append(rules[i]).append(" }\n");
        }
        return YamlPolicy.parse(text.toString(), "policy.yaml");
    }

    static Decision decide(YamlPolicy policy, String effect) {
        return policy.decide(Sample.effect("worker", Mode.AUTO, effect));
    }

    private static boolean allows(String rule, String effect) {
        return decide(policy(rule), effect).verdict() == Verdict.ALLOW;
    }

    /** The rule denies, and everything else is allowed. */
    private static boolean denies(String condition, String effect) {
        var policy = policy("verdict: deny, tools: ['*'], " + condition, "verdict: allow, tools: ['*']");
        return decide(policy, effect).verdict() == Verdict.DENY;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            up-to: 1 USD | cost=1.00 | true
            up-to: 1 USD | cost=1.01 | false
            above: 1 USD | cost=1.00 | false
            above: 1 USD | cost=1.01 | true
            above: 1 USD, up-to: 2 USD | cost=1.50 | true
            up-to: 1 USD | purpose=x | true
            above: 0 USD | purpose=x | false
            """)
    void cost_is_the_estimate_and_what_costs_nothing_is_never_above(String cost, String given, boolean holds) {
        var condition = "when: { cost: { " + cost + " } }";
        assertThat(allows("verdict: allow, tools: [t], " + condition, "call t given " + given))
                .isEqualTo(holds);
        assertThat(denies(condition, "call t given " + given)).isEqualTo(holds);
    }

    @Test
    void a_cost_that_cannot_be_told_grants_nothing_and_binds() {
        for (var member : List.of("up-to", "above")) {
            var condition = "when: { cost: { " + member + ": 1 EUR } }";
            assertThat(allows("verdict: allow, tools: [t], " + condition, "call t given cost=0.10"))
                    .isFalse();
            assertThat(denies(condition, "call t given cost=0.10")).isTrue();
            assertThat(allows("verdict: allow, models: ['*'], " + condition, "model m (local)"))
                    .isFalse();
            assertThat(denies(condition, "in t: READ a:/b")).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            days: [mon] | 2026-11-23T00:00:00Z | true
            days: [mon] | 2026-11-22T23:59:59Z | false
            days: [sun] | 2026-11-22T23:59:59Z | true
            days: [thu] | 1970-01-01T00:00:00Z | true
            days: [wed] | 1969-12-31T12:00:00Z | true
            from: '09:00', to: '17:30' | 2026-11-22T09:00:00Z | true
            from: '09:00', to: '17:30' | 2026-11-22T17:29:59Z | true
            from: '09:00', to: '17:30' | 2026-11-22T17:30:00Z | false
            from: '09:00', to: '17:30' | 2026-11-22T08:59:59Z | false
            from: '09:00', to: '17:30', days: [mon] | 2026-11-22T10:00:00Z | false
            from: '22:00', to: '06:00', days: [sun] | 2026-11-22T22:00:00Z | true
            from: '22:00', to: '06:00', days: [sun] | 2026-11-23T05:59:00Z | true
            from: '22:00', to: '06:00', days: [sun] | 2026-11-23T06:00:00Z | false
            from: '22:00', to: '06:00', days: [sun] | 2026-11-22T05:00:00Z | false
            from: '22:00', to: '06:00', days: [sun] | 2026-11-23T22:00:00Z | false
            from: '09:00', to: '10:00', zone: Europe/Berlin | 2026-07-01T07:30:00Z | true
            from: '09:00', to: '10:00', zone: Europe/Berlin | 2026-12-01T08:30:00Z | true
            from: '09:00', to: '10:00', zone: '+02:00' | 2026-12-01T08:30:00Z | false
            """)
    void a_time_is_that_of_the_clock_on_the_wall(String time, String at, boolean holds) {
        var condition = "when: { time: { " + time + " } }";
        assertThat(allows("verdict: allow, tools: [t], " + condition, "call t given at=" + at))
                .isEqualTo(holds);
        assertThat(denies(condition, "call t given at=" + at)).isEqualTo(holds);
    }

    @Test
    void a_time_that_is_not_known_grants_nothing_and_binds() {
        assertThat(allows("verdict: allow, tools: [t], when: { time: { days: [mon] } }", "call t"))
                .isFalse();
        assertThat(denies("when: { time: { days: [mon] } }", "call t")).isTrue();
    }

    @Test
    void a_purpose_fits_a_pattern() {
        assertThat(allows(
                        "verdict: allow, tools: [t], when: { purpose: ['kyc-*', pay] }", "call t given purpose=kyc-1"))
                .isTrue();
        assertThat(allows("verdict: allow, tools: [t], when: { purpose: ['kyc-*', pay] }", "call t given purpose=pay1"))
                .isFalse();
        assertThat(denies("when: { purpose: ['*'] }", "memory read")).isTrue();
    }

    @Test
    void operations_providers_and_tables_are_told_apart() {
        var files = "verdict: allow, tools: [t], on: { path: ['a:/**'], operation: [read, list] }";
        assertThat(allows(files, "in t: LIST a:/b")).isTrue();
        assertThat(allows(files, "in t: DELETE a:/b")).isFalse();
        var tables = "verdict: allow, tools: [t], on: { table: ['crm/*', 'hr/pay'], operation: [read] }";
        assertThat(allows(tables, "in t: READ table crm/public.customer")).isTrue();
        assertThat(allows(tables, "in t: WRITE table crm/public.customer")).isFalse();
        assertThat(allows(tables, "call t with READ table hr/pay, READ table crm/x"))
                .isTrue();
        assertThat(allows(tables, "call t with READ table hr/pay, READ table hr/x"))
                .isFalse();
        assertThat(allows("verdict: allow, tools: [t], on: { table: [crm/x] }", "in t: READ table crm/X"))
                .isFalse();
        var models = "verdict: allow, models: ['*'], providers: ['open*'], residency: [cloud]";
        assertThat(allows(models, "model m (cloud) given provider=openai")).isTrue();
        assertThat(allows(models, "model m (cloud) given provider=other")).isFalse();
        assertThat(allows(models, "model m (local) given provider=openai")).isFalse();
    }

    @Test
    void an_allow_covers_all_that_a_model_is_used_for_and_others_bind_any_of_it() {
        var allow = "verdict: allow, models: ['*'], uses: [tools, vision]";
        assertThat(allows(allow, "model m (local)")).isTrue();
        assertThat(allows(allow, "model m (local) given uses=vision")).isTrue();
        assertThat(allows(allow, "model m (local) given uses=vision+audio")).isFalse();
        assertThat(allows("verdict: allow, models: ['*'], uses: []", "model m (local)"))
                .isTrue();
        assertThat(allows("verdict: allow, models: ['*'], uses: []", "model m (local) given uses=json-schema"))
                .isFalse();
        var both = policy("verdict: allow, models: ['*']", "verdict: deny, models: ['*'], uses: [tools, vision]");
        assertThat(decide(both, "model m (local)").verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(decide(both, "model m (local) given uses=reasoning").verdict())
                .isEqualTo(Verdict.ALLOW);
        assertThat(decide(both, "model m (local) given uses=reasoning+tools").verdict())
                .isEqualTo(Verdict.DENY);
    }

    @Test
    void limits_obligations_and_approvers_ride_on_the_decision() {
        var policy = policy("verdict: ask, tools: [t],"
                + " limits: { rate: 60/min, cost: 0.50 USD, time: 10m, size: 1 MiB, share: 0.25 },"
                + " oblige: [redact:secrets, redact:pii, sandbox:landlock, record:full, stay:on-premises],"
                + " approve: { by: controller, not: [initiator], count: 2, expires: 8h }");
        assertThat(decide(policy, "call t").obligations())
                .containsExactly(
                        new Obligation.RateObligation("rule:r0", Rate.perMinute(60)),
                        new Obligation.CostObligation("r0", Money.usd("0.50")),
                        new Obligation.TimeObligation(Duration.ofMinutes(10)),
                        new Obligation.SizeObligation(1 << 20),
                        new Obligation.ShareObligation("r0", 0.25),
                        new Obligation.SandboxObligation("landlock"),
                        new Obligation.RecordObligation("full"),
                        new Obligation.ResidencyObligation(Residency.ON_PREMISES),
                        new Obligation.RedactObligation(Set.of("secrets", "pii")),
                        new Obligation.ApproverObligation("controller", true, 2, Duration.ofHours(8)));
        assertThat(decide(policy("verdict: ask, tools: [t], approve: { by: a }"), "call t")
                        .obligations())
                .containsExactly(new Obligation.ApproverObligation("a", false, 1, Duration.ofDays(7)));
    }

    @Test
    void the_obligations_of_all_rules_that_match_are_kept_those_of_the_deciding_one_first() {
        var policy = policy(
                "verdict: allow, tools: ['*'], limits: { size: 1 kB }",
                "verdict: ask, tools: [t], limits: { size: 2 kB }",
                "verdict: allow, tools: [other], limits: { size: 3 kB }",
                "verdict: allow, tools: [t], limits: { size: 1 kB }");
        assertThat(decide(policy, "call t").obligations())
                .containsExactly(new Obligation.SizeObligation(2000), new Obligation.SizeObligation(1000));
        assertThat(decide(policy, "call other").obligations())
                .containsExactly(new Obligation.SizeObligation(1000), new Obligation.SizeObligation(3000));
        assertThat(decide(policy, "call none").obligations()).containsExactly(new Obligation.SizeObligation(1000));
    }

    @Test
    void more_obligations_than_are_kept_ready_ride_on_the_decision_too() {
        var rules = new String[7];
        for (int i = 0; i < rules.length; i++) {
            rules[i] = "verdict: allow, tools: [t], limits: { size: " + (i + 1) + " B }";
        }
        assertThat(decide(policy(rules), "call t").obligations()).hasSize(rules.length);
        assertThat(decide(policy(rules), "call t with READ a:/b, READ a:/c").obligations())
                .hasSize(rules.length);
    }

    @Test
    void rules_of_all_tools_are_gathered_after_those_of_the_tool() {
        var rules = new String[5];
        for (int i = 0; i < rules.length; i++) {
            rules[i] = "verdict: allow, tools: [" + (i == 0 ? "'*'" : "t") + "], limits: { size: " + (i + 1) + " B }";
        }
        assertThat(decide(policy(rules), "call t").obligations()).hasSize(rules.length);
    }

    @Test
    void a_near_miss_of_a_private_host_is_told() {
        var policy = policy(
                "verdict: allow, tools: [t], on: { host: ['*'] }", "verdict: deny, tools: [t], on: { host: ['*'] }");
        assertThat(policy.explain(Sample.effect("worker", Mode.AUTO, "in t: GET http://localhost/"))
                        .matching())
                .extracting(Explanation.RuleAt::id)
                .containsExactly("r1");
    }

    @Test
    void roles_are_the_same_when_they_inherit_and_limit_the_same() {
        Map<String, List<String>> parents = Map.of("a", List.of("b"));
        var roles = new Roles(parents, Map.of());
        assertThat(roles)
                .isEqualTo(new Roles(parents, Map.of()))
                .hasSameHashCodeAs(new Roles(parents, Map.of()))
                .isNotEqualTo(new Roles(parents, Map.of("a", Mode.GUIDE)))
                .isNotEqualTo(new Roles(Map.of(), Map.of()))
                .isNotEqualTo("roles");
    }

    @Test
    void rules_may_share_a_zone() {
        var zone = "tools: [t], on: { host: ['*.b.org'] }";
        var policy = policy("verdict: allow, " + zone, "verdict: deny, roles: [other], " + zone);
        assertThat(decide(policy, "in t: GET https://a.b.org/").verdict()).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void a_host_named_twice_is_one() {
        var policy = policy("verdict: allow, tools: [t], on: { host: [b.org, B.org] }");
        assertThat(decide(policy, "in t: GET https://b.org/").verdict()).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void other_effects_have_purposes_and_no_cost() {
        var policy = policy("verdict: allow, effects: [memory], when: { cost: { up-to: 1 USD }, purpose: [p] }");
        assertThat(decide(policy, "memory read given purpose=p").verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(decide(policy, "memory read given purpose=q").verdict()).isEqualTo(Verdict.DENY);
        var access = Sample.effect("worker", Mode.AUTO, "in t: READ a:/b");
        assertThat(PreparedEffect.of(access).cost()).isNull();
        assertThat(policy.explain(Sample.effect("worker", Mode.AUTO, "memory read given purpose=q"))
                        .nearest())
                .hasToString("policy.yaml:4 r0 (ALLOW), but its 'when' does not hold for purpose, cost or time");
    }

    @Test
    void a_decision_with_obligations_is_made_once_and_after_many_anew() {
        var rules = new String[9];
        for (int i = 0; i < rules.length; i++) {
            rules[i] = "verdict: allow, tools: [t], limits: { size: " + (i + 1) + " B }, when: { purpose: ['*" + i
                    + "*'] }";
        }
        var policy = policy(rules);
        var first = PreparedEffect.of(Sample.effect("worker", Mode.AUTO, "call t given purpose=012"));
        assertThat(policy.decide(first)).isSameAs(policy.decide(first));
        for (int set = 1; set < 1 << rules.length; set++) {
            var purpose = new StringBuilder("-");
            for (int i = 0; i < rules.length; i++) {
                purpose.append((set >> i & 1) == 1 ? String.valueOf(i) : "");
            }
            assertThat(decide(policy, "call t given purpose=" + purpose).obligations())
                    .as("%s", purpose)
                    .hasSize(Integer.bitCount(set));
        }
    }

    @Test
    void a_call_of_several_files_is_allowed_only_by_a_rule_that_covers_them_all() {
        var policy = policy(
                "verdict: allow, tools: [t], on: { path: ['a:/x/**'] }, limits: { size: 1 B }",
                "verdict: allow, tools: [t], on: { path: ['a:/**'] }, limits: { size: 2 B }",
                "verdict: ask, tools: [t], on: { path: ['a:/z/**'] }, limits: { size: 3 B }");
        assertThat(decide(policy, "call t with READ a:/x/1, READ a:/y").rule()).isEqualTo("r1");
        assertThat(decide(policy, "call t with READ a:/x/1, READ a:/y").obligations())
                .containsExactly(new Obligation.SizeObligation(2));
        assertThat(decide(policy, "call t with READ a:/x/1, READ a:/z/2").obligations())
                .containsExactly(new Obligation.SizeObligation(3), new Obligation.SizeObligation(2));
    }

    @Test
    void what_is_prepared_can_be_decided_on_by_any_policy() {
        var effect = Sample.effect("worker", Mode.COPILOT, "call t (acts)");
        var prepared = PreparedEffect.of(effect);
        assertThat(prepared.effect()).isSameAs(effect);
        assertThat(policy("verdict: allow, tools: [u]").decide(prepared).reason())
                .isEqualTo("no rule allows it");
        var asked = policy("verdict: allow, tools: [t]").decide(prepared);
        assertThat(asked.verdict()).isEqualTo(Verdict.ASK);
        assertThat(asked.remedy()).isEmpty();
    }

    @Test
    void what_no_tool_uses_is_named_by_no_rule() {
        var outside = new Effect.Access(Sample.actor("worker", Mode.AUTO), Sample.resource("READ a:/b"));
        assertThat(policy("verdict: allow, tools: ['*'], on: { path: ['a:/**'] }")
                        .decide(outside)
                        .verdict())
                .isEqualTo(Verdict.DENY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            verdict: deny, tools: [t], limits: { rate: 1/s } | /rules/0/limits: '{"rate":"1/s"}' belongs to rules that allow or ask
            verdict: deny, tools: [t], oblige: [redact:pii] | /rules/0/oblige: '["redact:pii"]' belongs to rules that allow or ask
            verdict: deny, tools: [t], approve: { by: x } | /rules/0/approve: '{"by":"x"}' belongs to rules that allow or ask
            verdict: allow, tools: [t], limits: { rate: often } | /rules/0/limits/rate: 'often' is not a rate
            verdict: allow, tools: [t], limits: { share: 0 } | /rules/0/limits/share: '0' is not a share; allowed: above 0, at most 1
            verdict: allow, tools: [t], limits: { share: 1.5 } | /rules/0/limits/share: '1.5' is not a share; allowed: above 0, at most 1
            verdict: allow, tools: [t], oblige: ['redact'] | /rules/0/oblige/0
            verdict: allow, tools: [t], approve: { expires: 0s } | /rules/0/approve/expires: '0s' is no time at all; allowed: 8h, 2d
            verdict: allow, tools: [t], approve: { expires: soon } | /rules/0/approve/expires: 'soon' is not a duration
            verdict: allow, tools: [t], when: { cost: { up-to: much } } | /rules/0/when/cost/up-to: 'much' is not an amount of money
            verdict: allow, tools: [t], when: { time: { zone: Mars } } | /rules/0/when/time/zone: 'Mars' is not a time zone; allowed: UTC, +02:00, Europe/Berlin
            verdict: allow, tools: [t], when: { time: { from: '25:00', to: '26:00' } } | /rules/0/when/time/from
            verdict: allow, tools: [t], when: { time: { from: '09:00' } } | /rules/0/when/time
            verdict: allow, tools: [t], on: { host: ['*'], operation: [read] } | /rules/0/on/operation: '["read"]' belongs to rules with 'table'
            verdict: allow, tools: [t], on: { table: [customer] } | /rules/0/on/table/0: 'customer' is not a table; allowed: crm/customer, crm/public.customer, crm/*
            verdict: deny, models: [m], uses: [] | /rules/0/uses: '[]' names nothing, so that the rule would match nothing
            verdict: allow, models: [m], uses: [streaming] | /rules/0/uses/0: 'streaming' is not allowed; allowed: tools, json-schema, vision, audio, reasoning
            verdict: allow, tools: [t], uses: [tools] | /rules/0/uses: '["tools"]' belongs to rules with 'models'
            verdict: allow, tools: [t], providers: [openai] | /rules/0/providers: '["openai"]' belongs to rules with 'models'
            """)
    void refuses_what_makes_no_sense(String members, String problem) {
        assertThat(catchThrowableOfType(InputException.class, () -> policy(members)))
                .hasMessageContaining(problem);
    }
}
