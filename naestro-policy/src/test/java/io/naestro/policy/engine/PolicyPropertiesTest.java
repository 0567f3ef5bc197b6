package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.base.YamlText;
import io.naestro.effect.Effect;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.Capability;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.plan.Binding;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import io.naestro.policy.engine.RandomPolicy.RandomRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** What must hold for every policy; each random one is tried with every sample effect, role and mode. */
class PolicyPropertiesTest {

    private record Asked(String role, String effect) {
        Effect in(Mode mode) {
            return Sample.effect(role, mode, effect);
        }
    }

    private static final List<Asked> ASKED = RandomPolicy.ROLES.stream()
            .flatMap(role -> RandomPolicy.EFFECTS.stream().map(effect -> new Asked(role, effect)))
            .toList();

    @Provide
    Arbitrary<RandomPolicy> policies() {
        return RandomPolicy.any();
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void decides_and_explains_like_the_interpreter(@ForAll("policies") RandomPolicy policy) {
        var interpreter = new Interpreter(policy);
        var compiled = policy.compiled();
        for (var asked : ASKED) {
            for (var mode : Mode.values()) {
                var effect = asked.in(mode);
                var decision = compiled.decide(effect);
                var explanation = compiled.explain(effect);

                assertThat(List.<Object>of(decision.verdict(), decision.mode(), decision.rule()))
                        .as("%s", effect)
                        .isEqualTo(interpreter.decide(effect));
                assertThat(decision.obligations())
                        .as("%s", effect)
                        .containsExactlyInAnyOrderElementsOf(interpreter.obligations(effect, decision.verdict()));
                assertThat(compiled.decide(PreparedEffect.of(effect)))
                        .usingRecursiveComparison()
                        .ignoringFields("reason", "remedy")
                        .isEqualTo(decision);
                assertThat(decision.policy()).isEqualTo(compiled.digest());
                assertThat(explanation.decision()).isEqualTo(decision);
                assertThat(explanation.decidedBy().map(Explanation.RuleAt::id).orElse(""))
                        .isEqualTo(decision.rule());
                Statistics.label("verdict")
                        .collect(decision.verdict(), decision.rule().isEmpty());
            }
        }
        Statistics.label("verdict").coverage(coverage -> {
            coverage.check(Verdict.ALLOW, false).percentage(share -> share > 1);
            coverage.check(Verdict.ASK, false).percentage(share -> share > 2);
            coverage.check(Verdict.DENY, false).percentage(share -> share > 2);
        });
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void the_order_of_rules_and_lists_never_matters(@ForAll("policies") RandomPolicy policy, @ForAll Random random) {
        var shuffled = new ArrayList<>(policy.rules());
        Collections.shuffle(shuffled, random);
        var one = policy.compiled();
        var other = policy.with(
                        shuffled.stream().map(PolicyPropertiesTest::reversed).toList())
                .compiled();

        assertThat(other.digest()).isEqualTo(one.digest());
        for (var asked : ASKED) {
            assertThat(withoutLines(other.decide(asked.in(Mode.AUTO))))
                    .isEqualTo(withoutLines(one.decide(asked.in(Mode.AUTO))));
        }
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void a_deny_that_matches_beats_all_rules_wherever_it_stands(
            @ForAll("policies") RandomPolicy policy, @ForAll Random random) {
        var deny = new RandomRule(
                "z-deny",
                "deny",
                List.of("worker"),
                "tools",
                List.of("*"),
                List.of(),
                RandomPolicy.RandomOn.NONE,
                false);
        var rules = new ArrayList<>(policy.rules());
        rules.add(random.nextInt(rules.size() + 1), deny);
        var compiled = policy.with(rules).compiled();
        for (var effect : RandomPolicy.EFFECTS) {
            if (effect.startsWith("call") || effect.startsWith("in ")) {
                var decision = compiled.decide(Sample.effect("worker", Mode.AUTO, effect));
                assertThat(decision.verdict()).as(effect).isEqualTo(Verdict.DENY);
            }
        }
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void a_lower_mode_never_raises_a_verdict_and_never_denies_more(@ForAll("policies") RandomPolicy policy) {
        var compiled = policy.compiled();
        for (var asked : ASKED) {
            var auto = compiled.decide(asked.in(Mode.AUTO)).verdict();
            var copilot = compiled.decide(asked.in(Mode.COPILOT)).verdict();
            var guide = compiled.decide(asked.in(Mode.GUIDE)).verdict();
            assertThat(copilot).isEqualTo(guide).isGreaterThanOrEqualTo(auto);
            assertThat(guide == Verdict.DENY).isEqualTo(auto == Verdict.DENY);
        }
    }

    @Property(tries = 15, edgeCases = EdgeCasesMode.NONE)
    void the_rule_that_a_refusal_prints_allows_exactly_that(@ForAll("policies") RandomPolicy policy) {
        var free = new RandomPolicy("auto", Map.of(), policy.rules());
        var compiled = free.compiled();
        var mended = new HashMap<String, YamlPolicy>();
        for (var asked : ASKED) {
            var effect = asked.in(Mode.AUTO);
            var decision = compiled.decide(effect);
            if (decision.verdict() == Verdict.DENY
                    && decision.rule().isEmpty()
                    && !decision.remedy().isEmpty()) {
                var allowing = mended.computeIfAbsent(decision.remedy(), remedy -> withRule(free, remedy));
                assertThat(allowing.decide(effect).verdict())
                        .as(decision.remedy())
                        .isEqualTo(Verdict.ALLOW);
            }
        }
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void constraints_never_promise_less_or_more_than_the_kindest_decision(@ForAll("policies") RandomPolicy policy) {
        var compiled = policy.compiled();
        for (var asked : ASKED) {
            var effect = asked.in(Mode.AUTO);
            var decision = compiled.decide(effect);
            Stream.of(ModelNeeds.ANY, needs(effect))
                    .flatMap(needs -> step(effect, needs).stream())
                    .distinct()
                    .map(step -> compiled.constraints(effect.actor(), step))
                    .forEach(constraints -> {
                        assertThat(constraints.verdict()).as(asked.effect()).isLessThanOrEqualTo(decision.verdict());
                        if (effect instanceof Effect.ModelCall call && decision.verdict() != Verdict.DENY) {
                            assertThat(constraints.residencies())
                                    .contains(call.model().residency());
                            assertThat(constraints.capabilities()).containsAll(call.uses());
                        }
                        if (constraints.verdict() == Verdict.DENY) {
                            assertThat(constraints.residencies()).isEmpty();
                            assertThat(constraints.remedy()).isNotEmpty();
                        }
                    });
        }
    }

    /** A step that could take the effect. */
    private static Optional<Step> step(Effect effect, ModelNeeds needs) {
        return switch (effect) {
            case Effect.ToolCall call ->
                Optional.of(new Step.ToolStep(
                        "s",
                        StepOptions.DEFAULT,
                        call.contract().ref(),
                        new Binding.LiteralBinding(Json.NULL),
                        Shape.ANY));
            case Effect.ModelCall call ->
                Optional.of(
                        new Step.ModelStep("s", StepOptions.DEFAULT, Prompt.of("p", "p"), Map.of(), Shape.ANY, needs));
            default -> Optional.empty();
        };
    }

    private static ModelNeeds needs(Effect effect) {
        return effect instanceof Effect.ModelCall call
                ? ModelNeeds.of(call.uses().toArray(Capability[]::new))
                : ModelNeeds.ANY;
    }

    private static YamlPolicy withRule(RandomPolicy policy, String yaml) {
        var item =
                YamlText.locate("remedy", yaml.getBytes(StandardCharsets.UTF_8)).json();
        var rules = new ArrayList<Json>(
                policy.rules().stream().map(RandomRule::json).toList());
        rules.addAll(((Json.Arr) item).items());
        return YamlPolicy.parse(JsonText.write(policy.json().with("rules", new Json.Arr(rules))), "policy.json");
    }

    private static RandomRule reversed(RandomRule rule) {
        return new RandomRule(
                rule.id(),
                rule.verdict(),
                rule.roles().reversed(),
                rule.subject(),
                rule.names().reversed(),
                rule.residency().reversed(),
                rule.on(),
                rule.auto(),
                rule.more());
    }

    /** A remedy names lines, which differ when rules change places. */
    private static Decision withoutLines(Decision decision) {
        var remedy = decision.remedy().replaceAll("policy.json:[0-9]+", "policy.json");
        return new Decision(
                decision.verdict(),
                decision.mode(),
                decision.obligations(),
                decision.rule(),
                decision.reason(),
                remedy,
                decision.policy());
    }
}
