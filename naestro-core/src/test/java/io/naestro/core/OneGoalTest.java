package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.evaluate.Evaluator;
import io.naestro.evaluate.EvaluatorSpec;
import io.naestro.evaluate.Outcome;
import io.naestro.evaluate.Subject;
import io.naestro.goal.Goal;
import io.naestro.memory.Memory;
import io.naestro.memory.MemoryRecord;
import io.naestro.memory.MemoryScope;
import io.naestro.memory.Recall;
import io.naestro.memory.RecallQuery;
import io.naestro.plan.Check;
import io.naestro.run.RunEvent;
import io.naestro.testkit.ScriptedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Follows one goal through the engine in the words of {@code docs/one-goal.md}. */
class OneGoalTest {
    private static final List<String> WORDS =
            List.of("plan", "schedule", "route", "permit", "call", "evaluate", "remember", "learn");

    record Greeting(String text) {}

    @Test
    void one_goal_runs_through_the_eight_words_in_order() {
        var world = new World(1);
        var model = ScriptedModel.named("m").saysJson(new Greeting("Hello Ada"));
        var memory = new Notebook();
        try (var naestro = world.builder()
                .models(model)
                .memory(memory)
                .evaluators(new Polite())
                .build()) {
            var run =
                    naestro.start(Goal.of("Greet Ada").yielding(Greeting.class).until(Check.passes("polite")));
            assertThat(world.settle(run).orThrow().text()).isEqualTo("Hello Ada");
            assertThat(kinds(World.events(run)))
                    .containsExactly(
                            "RunAccepted",
                            "PlanAdopted", // plan, and what it lets start: schedule
                            "StepRouted", // route
                            "EffectDecided", // permit
                            "StepIntent", // permit, last phase
                            "StepOutcome", // call
                            "StepChecked", // evaluate
                            "StepSucceeded",
                            "RouteLearned", // learn
                            "RunDone",
                            "RunRemembered"); // remember
            assertThat(memory.kept).hasSize(1);
        }
    }

    @Test
    void the_loop_says_the_eight_words_in_order() throws IOException {
        var source = Files.readString(Path.of("src/main/java/io/naestro/core/RunLoop.java"));
        var places = WORDS.stream()
                .map(word -> source.indexOf("private " + (word.equals("route") ? "boolean " : "void ") + word + "("))
                .toList();
        assertThat(places).doesNotContain(-1).isSorted();
    }

    @Test
    void the_document_says_the_eight_words_in_order() throws IOException {
        var document = Files.readString(Path.of("../docs/one-goal.md"));
        var headings = Pattern.compile("(?m)^## \\d\\. (\\w+)")
                .matcher(document)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
        assertThat(headings).isEqualTo(WORDS);
    }

    private static List<String> kinds(List<RunEvent> events) {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    /** Passes whatever begins with a greeting. */
    private static final class Polite implements Evaluator {
        @Override
        public EvaluatorSpec spec() {
            return new EvaluatorSpec("polite", "1", TestPolicy.DIGEST, EvaluatorSpec.Determinism.PURE);
        }

        @Override
        public Outcome evaluate(Subject subject, Context context) {
            return subject.output().value().toString().contains("Hello")
                    ? new Outcome.Passed()
                    : new Outcome.Failed(List.of("it does not greet"));
        }
    }

    /** A memory that keeps a list. */
    private static final class Notebook implements Memory {
        private final List<MemoryRecord> kept = new ArrayList<>();

        @Override
        public void keep(MemoryScope scope, List<MemoryRecord> records) {
            kept.addAll(records);
        }

        @Override
        public Recall recall(MemoryScope scope, RecallQuery query) {
            throw new UnsupportedOperationException("nobody recalls in this test");
        }

        @Override
        public void retract(MemoryScope scope, String record, Instant at) {
            throw new UnsupportedOperationException("nobody retracts in this test");
        }

        @Override
        public List<String> erase(MemoryScope scope, String source) {
            throw new UnsupportedOperationException("nobody erases in this test");
        }
    }
}
