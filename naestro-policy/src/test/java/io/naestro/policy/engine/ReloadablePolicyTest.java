package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Binding;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import io.naestro.policy.engine.ReloadablePolicy.Reload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadablePolicyTest {
    private static final int THREADS = 8;
    private static final int RELOADS = 1000;

    /** By each thread while the file is reloaded once. */
    private static final int DECISIONS = 50;

    private static final String ALLOWS = "naestro: policy/v1\nrules: [{ id: yes, verdict: allow, tools: [fs.read] }]\n";
    private static final String DENIES = "naestro: policy/v1\nrules: [{ id: no, verdict: deny, tools: ['*'] }]\n";

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("policy.yaml");
    }

    private static Decision decide(ReloadablePolicy policy) {
        return policy.decide(Sample.effect("worker", Mode.AUTO, "call fs.read"));
    }

    @Test
    void a_new_file_is_in_force_after_a_reload_and_not_before() throws Exception {
        Files.writeString(file(), ALLOWS);
        var policy = ReloadablePolicy.of(file());
        var before = policy.digest();
        Files.writeString(file(), DENIES);
        var step = new Step.ToolStep(
                "read",
                StepOptions.DEFAULT,
                new ToolRef("fs.read", 1),
                new Binding.LiteralBinding(Json.NULL),
                Shape.ANY);
        var actor = Sample.actor("worker", Mode.AUTO);

        assertThat(decide(policy).verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(policy.decide(PreparedEffect.of(Sample.effect("worker", Mode.AUTO, "call fs.read"))))
                .isEqualTo(decide(policy));
        assertThat(policy.constraints(actor, step)).isEqualTo(Constraints.NONE);

        assertThat(policy.reload()).isEqualTo(new Reload.Swapped(before, policy.digest()));
        assertThat(policy.digest()).isNotEqualTo(before);
        assertThat(decide(policy).verdict()).isEqualTo(Verdict.DENY);
        assertThat(policy.constraints(actor, step).verdict()).isEqualTo(Verdict.DENY);
    }

    @Test
    void no_decision_is_torn_while_the_file_is_reloaded_a_thousand_times() throws Exception {
        var allows = YamlPolicy.parse(ALLOWS, "policy.yaml").digest();
        var denies = YamlPolicy.parse(DENIES, "policy.yaml").digest();
        Files.writeString(file(), ALLOWS);
        var policy = ReloadablePolicy.of(file());
        var rounds = new Phaser(THREADS + 1);
        Callable<Set<Seen>> decider = () -> {
            var seen = new HashSet<Seen>();
            try {
                for (int i = 0; i < RELOADS; i++) {
                    rounds.arriveAndAwaitAdvance();
                    for (int j = 0; j < DECISIONS; j++) {
                        var decision = decide(policy);
                        seen.add(new Seen(decision.verdict(), decision.rule(), decision.policy()));
                    }
                }
                return seen;
            } finally {
                rounds.arriveAndDeregister();
            }
        };
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var results = new ArrayList<Future<Set<Seen>>>();
            for (int i = 0; i < THREADS; i++) {
                results.add(threads.submit(decider));
            }
            for (int i = 0; i < RELOADS; i++) {
                Files.writeString(file(), i % 3 == 0 ? DENIES : i % 3 == 1 ? "naestro: [" : ALLOWS);
                rounds.arriveAndAwaitAdvance();
                policy.reload();
            }
            for (var result : results) {
                assertThat(result.get())
                        .containsExactlyInAnyOrder(
                                new Seen(Verdict.ALLOW, "yes", allows), new Seen(Verdict.DENY, "no", denies));
            }
        }
    }

    private record Seen(Verdict verdict, String rule, Digest policy) {}
}
