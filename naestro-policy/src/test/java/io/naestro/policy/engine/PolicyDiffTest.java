package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Effect;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import io.naestro.policy.engine.RandomPolicy.RandomRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

/** What changes from one policy to another is found, however many conditions have to meet. */
class PolicyDiffTest {
    private static final List<String> DONE = List.of(
            "call fs.read",
            "call fs.read@2",
            "call fs.read@3 with READ site:/docs",
            "call fs.write (acts) with WRITE site:/docs/a/x",
            "call fs.write (acts) with WRITE site:/a.html, WRITE site:/b/x",
            "call http.get with GET https://example.org/",
            "call http.get with POST https://www.example.org/, READ site:/docs/a",
            "call db.query (acts) with WRITE table crm/customer",
            "call shell.run (acts) with program /usr/bin/git",
            "in fs.read: READ site:/docs/a/b/x",
            "in fs.read@1: LIST other:/a",
            "in http.get: GET http://10.0.0.1/",
            "in http.get: GET http://intranet/",
            "in db.query: READ table erp/public.order",
            "model qwen3-8b (local)",
            "model gpt-5 (cloud)",
            "model llama-8b (on-premises)",
            "memory read",
            "memory write",
            "secret smtp",
            "agent coder",
            "agreement");
    private static final List<List<String>> GIVEN = List.of(
            List.of("destination=user", "destination=typed-field", "destination=free-text"),
            List.of("payload=user", "payload=self", "payload=free-text"),
            List.of("data=public", "data=pii", "data=secret"),
            List.of("purpose=kyc-1", "purpose=other"),
            List.of("cost=0.50", "cost=1.00", "cost=2.00"),
            List.of("at=2026-11-23T23:30:00Z", "at=2026-11-24T00:30:00Z", "at=2026-11-24T12:00:00Z"),
            List.of("provider=openai"),
            List.of("uses=tools", "uses=vision+json-schema"));

    @Provide
    Arbitrary<RandomPolicy> policies() {
        return RandomPolicy.any();
    }

    private static Effect effect(Random random) {
        var text = new StringBuilder(one(DONE, random));
        var start = " given ";
        for (var given : GIVEN) {
            if (random.nextInt(3) == 0) {
                text.append(start).append(one(given, random));
                start = " ";
            }
        }
        return Sample.effect(one(RandomPolicy.ROLES, random), Mode.AUTO, text.toString());
    }

    private static <T> T one(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static List<RandomRule> few(RandomPolicy policy) {
        return policy.rules().subList(0, Math.min(3, policy.rules().size()));
    }

    /** Two policies of a rule or two in common; each effect on which they differ has a witness by the same rules. */
    @Property(tries = 30, seed = "8128", edgeCases = EdgeCasesMode.NONE)
    void finds_whatever_brute_force_finds(
            @ForAll("policies") RandomPolicy one, @ForAll("policies") RandomPolicy other, @ForAll Random random) {
        var rules = new ArrayList<>(few(one));
        var changed = new ArrayList<>(rules);
        changed.removeIf(rule -> random.nextBoolean());
        few(other).forEach(rule -> changed.add(RandomPolicy.renamed(rule, "z" + changed.size())));
        var before = one.with(rules).compiled();
        var after = one.with(changed).compiled();
        var diff = PolicyDiff.between(before, after);
        Statistics.label("complete").collect(diff.complete());
        for (int i = 0; i < 300; i++) {
            var effect = effect(random);
            var was = before.decide(effect);
            var is = after.decide(effect);
            if (diff.complete() && Disagreement.between(effect, was, is).isPresent()) {
                assertThat(diff.changes())
                        .as("%s: %s -> %s", effect, was, is)
                        .anySatisfy(change -> assertThat(List.of(
                                        change.before().verdict(),
                                        change.before().rule(),
                                        change.after().verdict(),
                                        change.after().rule()))
                                .isEqualTo(List.of(was.verdict(), was.rule(), is.verdict(), is.rule())));
                Statistics.label("difference").collect(true);
            }
        }
        Statistics.label("difference").coverage(found -> found.check(true).count(times -> times > 20));
        Statistics.label("complete").coverage(all -> all.check(true).count(times -> times > 5));
    }

    @Test
    void finds_what_shows_only_where_five_conditions_meet() {
        var allow = "verdict: allow, tools: [t]";
        var deny = "verdict: deny, tools: [t], roles: [coder], on: { path: ['a:/x/*'] },"
                + " flow: { payload: [free-text], data: [pii] }, when: { purpose: [kyc], cost: { above: 1 USD } }";
        var diff = PolicyDiff.between(
                RulesTest.policy(allow + ", on: { path: ['a:/**'] }"),
                RulesTest.policy(allow + ", on: { path: ['a:/**'] }", deny));
        assertThat(diff.complete()).isTrue();
        assertThat(diff.changes()).isNotEmpty().allSatisfy(change -> {
            assertThat(change.after().rule()).isEqualTo("r1");
            assertThat(change.effect().actor().role()).isEqualTo("coder");
            assertThat(change.effect().actor().purpose()).isEqualTo("kyc");
        });
    }

    @Test
    void finds_what_shows_only_where_a_call_touches_three_places_at_once() {
        var one = "verdict: allow, tools: [t], on: { program: [/a, /b, /c] }";
        var diff = PolicyDiff.between(
                RulesTest.policy(one),
                RulesTest.policy(
                        "verdict: allow, tools: [t], on: { program: [/a, /b] }",
                        "verdict: allow, tools: [t], on: { program: [/b, /c] }",
                        "verdict: allow, tools: [t], on: { program: [/a, /c] }"));
        assertThat(diff.complete()).isTrue();
        assertThat(diff.changes()).anySatisfy(change -> {
            assertThat(change.after().verdict()).isEqualTo(Verdict.DENY);
            assertThat(PreparedEffect.resources(change.effect())).hasSize(3);
        });
    }

    @Test
    void finds_what_shows_only_in_a_week_of_summer_or_in_another_currency() {
        var hours = "verdict: allow, tools: [t], when: { time: { from: '09:00', to: '10:00', zone: ";
        assertThat(PolicyDiff.between(
                                RulesTest.policy(hours + "Europe/Berlin } }"), RulesTest.policy(hours + "'+01:00' } }"))
                        .changes())
                .isNotEmpty();
        var cost = "verdict: ask, tools: [t], when: { cost: { above: 1 ";
        assertThat(PolicyDiff.between(RulesTest.policy(cost + "USD } }"), RulesTest.policy(cost + "EUR } }"))
                        .toString())
                .isNotEmpty();
    }

    @Test
    void says_that_more_places_than_can_be_paired_were_not_looked_at() {
        var text = new StringBuilder("verdict: allow, tools: [t], on: { program: [/p");
        for (int i = 0; i < 70; i++) {
            text.append(", /p").append(i);
        }
        var diff = PolicyDiff.between(
                RulesTest.policy(text + "] }"), RulesTest.policy("verdict: deny, tools: [t], on: { program: [/p] }"));
        assertThat(diff.complete()).isFalse();
        assertThat(diff.changes()).isNotEmpty();
    }
}
