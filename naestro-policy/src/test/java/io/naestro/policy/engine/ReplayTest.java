package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.naestro.effect.Effect;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.Capability;
import io.naestro.plan.Binding;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Policy;
import io.naestro.policy.Verdict;
import io.naestro.policy.engine.Replay.Audited;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Candidates beside a policy and against its log, and the difference of two. */
class ReplayTest {
    private static final YamlPolicy LIVE = RulesTest.policy("verdict: allow, tools: [t], on: { path: ['a:/**'] }");
    private static final YamlPolicy NARROW = RulesTest.policy("verdict: allow, tools: [t], on: { path: ['a:/x/**'] }");

    private static Effect effect(String text) {
        return Sample.effect("worker", Mode.AUTO, text);
    }

    @Test
    void a_shadow_decides_as_the_policy_in_force_and_tells_disagreements_only() {
        var told = new ArrayList<Disagreement>();
        var shadow = Shadow.of(LIVE, NARROW, told::add);
        assertThat(shadow.decide(effect("in t: READ a:/x/1"))).isEqualTo(LIVE.decide(effect("in t: READ a:/x/1")));
        assertThat(told).isEmpty();
        assertThat(shadow.decide(effect("in t: READ a:/y")).verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().widens()).isFalse();
        assertThat(told.getFirst())
                .hasToString(
                        "{\"inside\":true,\"tool\":\"t\",\"resources\":[{\"path\":\"a:/y\",\"operation\":\"read\"}],"
                                + "\"within\":false,\"role\":\"worker\",\"mode\":\"auto\"}: ALLOW by 'r0' -> DENY");
        assertThat(shadow.digest()).isEqualTo(LIVE.digest());
        var step = new Step.ToolStep(
                "s", StepOptions.DEFAULT, new ToolRef("t", 1), new Binding.LiteralBinding(Json.NULL), Shape.ANY);
        var actor = Sample.actor("worker", Mode.AUTO);
        assertThat(shadow.constraints(actor, step)).isEqualTo(LIVE.constraints(actor, step));
    }

    @Test
    void a_candidate_or_listener_that_fails_changes_nothing() {
        var told = new ArrayList<Disagreement>();
        var broken = new Broken(LIVE);
        assertThat(Shadow.of(LIVE, broken, told::add)
                        .decide(effect("in t: READ a:/y"))
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
        assertThat(told.getFirst().after().reason()).contains("the candidate failed", "broken");
        var shadow = Shadow.of(LIVE, NARROW, change -> {
            throw new IllegalStateException("full");
        });
        assertThat(shadow.decide(effect("in t: READ a:/y")).verdict()).isEqualTo(Verdict.ALLOW);
    }

    private record Broken(Policy like) implements Policy {
        @Override
        public io.naestro.policy.Constraints constraints(io.naestro.effect.Actor actor, Step step) {
            return like.constraints(actor, step);
        }

        @Override
        public Decision decide(Effect effect) {
            throw new IllegalStateException("broken");
        }

        @Override
        public io.naestro.json.Digest digest() {
            return like.digest();
        }
    }

    @Test
    void other_obligations_are_a_disagreement() {
        var limited = RulesTest.policy("verdict: allow, tools: [t], on: { path: ['a:/**'] }, limits: { size: 1 B }");
        var told = new ArrayList<Disagreement>();
        Shadow.of(LIVE, limited, told::add).decide(effect("in t: READ a:/y"));
        assertThat(told.getFirst().widens()).isTrue();
        assertThat(told.getFirst().toString())
                .endsWith(": ALLOW by 'r0' -> ALLOW by 'r0' with [SizeObligation[bytes=1]]");
    }

    @Test
    void a_log_is_put_to_a_candidate() {
        var log = Stream.of("in t: READ a:/x/1", "in t: READ a:/y", "call u", "model m (local)")
                .map(ReplayTest::effect)
                .map(past -> Audited.of(past, LIVE.decide(past)).line());
        var changes = Replay.of(Stream.concat(Stream.of(" "), log)).against(NARROW);
        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst().before().verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(changes.getFirst().before().rule()).isEqualTo("r0");
        assertThat(changes.getFirst().after().verdict()).isEqualTo(Verdict.DENY);
    }

    @Test
    void what_a_model_is_used_for_is_in_the_log_too() {
        var seeing = effect("model m (local) given uses=vision+tools");
        var past = Audited.parse(Audited.of(seeing, LIVE.decide(seeing)).line());
        assertThat(((Effect.ModelCall) past.effect()).uses())
                .containsExactlyInAnyOrder(Capability.VISION, Capability.TOOLS);
    }

    @Test
    void a_difference_of_uses_is_found() {
        var before = RulesTest.policy("verdict: allow, models: ['*'], uses: [vision, tools]");
        var after = RulesTest.policy("verdict: allow, models: ['*'], uses: [vision]");
        assertThat(PolicyDiff.between(before, after).toString())
                .contains("ALLOW by 'r0' -> DENY", "\"uses\":[\"tools\"]");
    }

    @Test
    void a_use_outside_any_tool_is_in_the_log_too() {
        var outside = new Effect.Access(Sample.actor("worker", Mode.AUTO), Sample.resource("READ a:/b"));
        var past = Audited.parse(Audited.of(outside, LIVE.decide(outside)).line());
        assertThat(past.effect()).isInstanceOfSatisfying(Effect.Access.class, access -> {
            assertThat(access.resource()).isEqualTo(outside.resource());
            assertThat(access.actor().tool()).isNull();
            assertThat(access.within()).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"verdict\":\"allow\"}",
                "{\"verdict\":\"maybe\",\"effect\":\"memory\"}",
                "{\"verdict\":\"allow\",\"tool\":\"\"}",
                "{\"verdict\":1}",
                "{\"verdict\":\"allow\",\"tool\":\"T\"}",
                "nothing"
            })
    void what_is_no_line_of_a_log_is_refused(String line) {
        assertThatExceptionOfType(InputException.class).isThrownBy(() -> Audited.parse(line));
    }

    @Test
    void a_line_without_a_role_is_about_the_default_one() {
        assertThat(Audited.parse("{\"verdict\":\"allow\",\"effect\":\"memory\"}")
                        .effect()
                        .actor()
                        .role())
                .isEqualTo(StepOptions.DEFAULT_ROLE);
    }

    @Provide
    Arbitrary<RandomPolicy> policies() {
        return RandomPolicy.any();
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void a_line_of_a_log_has_all_that_rules_can_speak_of(@ForAll("policies") RandomPolicy random) {
        var policy = random.compiled();
        for (var text : RandomPolicy.EFFECTS) {
            for (var role : RandomPolicy.ROLES) {
                var effect = Sample.effect(role, Mode.AUTO, text);
                var decision = policy.decide(effect);
                var past = Audited.parse(Audited.of(effect, decision).line());
                var again = policy.decide(past.effect());
                assertThat(List.<Object>of(past.verdict(), past.rule()))
                        .isEqualTo(List.of(decision.verdict(), decision.rule()));
                assertThat(again.verdict()).as(text).isEqualTo(decision.verdict());
                assertThat(again.rule()).as(text).isEqualTo(decision.rule());
                assertThat(again.obligations()).isEqualTo(decision.obligations());
            }
        }
    }

    /** What brute force finds on the sample effects is told by rule, and each witness shows what is told. */
    @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
    void a_difference_comes_with_a_witness(
            @ForAll("policies") RandomPolicy one, @ForAll("policies") RandomPolicy other) {
        var before = one.compiled();
        var after = one.with(changed(one, other)).compiled();
        var diff = PolicyDiff.between(before, after);
        for (var change : diff.changes()) {
            assertThat(before.decide(change.effect())).isEqualTo(change.before());
            assertThat(after.decide(change.effect())).isEqualTo(change.after());
            assertThat(Disagreement.between(change.effect(), change.before(), change.after()))
                    .isPresent();
        }
        assertThat(PolicyDiff.between(before, before).changes()).isEmpty();
    }

    /** One rule is dropped and one from elsewhere is added. */
    private static List<RandomPolicy.RandomRule> changed(RandomPolicy one, RandomPolicy other) {
        var rules = new ArrayList<>(one.rules());
        if (!rules.isEmpty()) {
            rules.removeFirst();
        }
        if (!other.rules().isEmpty()) {
            rules.add(RandomPolicy.renamed(other.rules().getFirst(), "z"));
        }
        return rules;
    }

    @Test
    void a_difference_names_the_rules_and_an_effect() {
        assertThat(PolicyDiff.between(LIVE, NARROW).toString()).contains("\"path\":\"a:/\"", "ALLOW by 'r0' -> DENY\n");
        assertThat(PolicyDiff.between(NARROW, NARROW)).hasToString("");
    }

    @Test
    void rules_of_different_roots_have_no_witness_in_common() {
        var one = "verdict: allow, tools: [t], on: { path: ['a:/x/**'] }";
        var other = "verdict: deny, tools: [t], on: { path: ['b:/x/**'] }";
        var third = "verdict: deny, tools: [t], on: { path: ['a:/x/y/**'] }";
        assertThat(PolicyDiff.between(RulesTest.policy(one, other), RulesTest.policy(one, other, third))
                        .toString())
                .contains("\"path\":\"a:/x/y", "ALLOW by 'r0' -> DENY by 'r2'")
                .doesNotContain("b:/");
    }

    @Test
    void a_difference_is_found_where_two_rules_meet() {
        var deny = "verdict: deny, tools: ['*'], on: { path: ['a:/**/secrets/**'] }";
        var allow = "verdict: allow, tools: [t], on: { path: ['a:/src/*/**'] }";
        var diff = PolicyDiff.between(
                RulesTest.policy(allow, "verdict: deny, tools: [none]"), RulesTest.policy(allow, deny));
        assertThat(diff.changes())
                .anySatisfy(change -> assertThat(change.before().verdict()).isEqualTo(Verdict.ALLOW))
                .allSatisfy(change -> assertThat(change.after().verdict()).isEqualTo(Verdict.DENY));
    }

    @Test
    void a_difference_of_modes_concerns_all_rules() {
        var text = "naestro: policy/v1\nmode: auto\nrules: [{ id: a, verdict: allow, tools: [t], auto: true }]";
        var diff = PolicyDiff.between(
                YamlPolicy.parse(text, "a.yaml"),
                YamlPolicy.parse(text.replace("mode: auto", "mode: guide"), "a.yaml"));
        assertThat(diff.toString()).contains("ALLOW by 'a' -> ASK by 'a'");
        var role = YamlPolicy.parse(text.replace("mode: auto", "mode: auto\nroles: { x: { mode: guide } }"), "a.yaml");
        assertThat(PolicyDiff.between(YamlPolicy.parse(text, "a.yaml"), role).toString())
                .contains("\"role\":\"x\"", "ALLOW by 'a' -> ASK by 'a'");
    }

    @Test
    void a_difference_of_conditions_is_found() {
        var before = RulesTest.policy(
                "verdict: allow, tools: [t], when: { cost: { up-to: 1 USD }, time: { days: [tue], from: '09:00', to: '10:00' }, purpose: ['k*'] }",
                "verdict: allow, tools: [u], on: { table: ['x/*'], program: [/a], host: ['*', '*.b.org', c.org], method: [PUT] }",
                "verdict: allow, models: ['*-8b'], providers: [p]",
                "verdict: allow, tools: [v], flow: { destination: [user] }");
        var after = RulesTest.policy(
                "verdict: ask, tools: [t], when: { cost: { above: 1 USD } }",
                "verdict: allow, tools: [u], on: { table: ['*/y'], program: [/a], host: ['*', '*.b.org'], method: [PUT] }",
                "verdict: allow, models: ['q*'], providers: [p]",
                "verdict: allow, tools: [v], flow: { destination: [self] }");
        var text = PolicyDiff.between(before, after).toString();
        assertThat(text)
                .contains(
                        "DENY -> ASK by 'r0'",
                        "ALLOW by 'r0' -> DENY",
                        "ALLOW by 'r1' -> DENY",
                        "ALLOW by 'r2' -> DENY",
                        "DENY -> ALLOW by 'r2'",
                        "ALLOW by 'r3' -> DENY");
    }

    @Test
    void a_difference_too_large_to_be_looked_at_says_so() {
        var text = new StringBuilder("naestro: policy/v1\nrules:\n");
        for (int i = 0; i < 40; i++) {
            text.append("  - { id: r")
                    .append(i)
                    .append(", verdict: deny, roles: [role")
                    .append(i)
                    .append("], tools: [t], flow: { data: [pii] }, on: { path: ['a:/")
                    .append(i)
                    .append("/**'] } }\n");
        }
        var all = YamlPolicy.parse(text.toString(), "policy.yaml");
        var none = YamlPolicy.parse("naestro: policy/v1\nrules: []", "policy.yaml");
        assertThat(PolicyDiff.between(all, none).complete()).isFalse();
        assertThat(PolicyDiff.between(all, none).toString()).endsWith("(not all was looked at)\n");
    }
}
