package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.core.journal.MemoryJournal;
import io.naestro.core.tools.ReadFile;
import io.naestro.core.tools.Tools;
import io.naestro.core.tools.WriteFile;
import io.naestro.evaluate.Evaluator;
import io.naestro.evaluate.EvaluatorSpec;
import io.naestro.evaluate.Outcome;
import io.naestro.evaluate.Subject;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem;
import io.naestro.policy.Mode;
import io.naestro.policy.Rate;
import io.naestro.run.RunSummary;
import io.naestro.testkit.ScriptedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NaestroBuilderTest {
    @TempDir
    Path folder;

    @Test
    void refuses_what_conflicts_where_it_is_set() {
        var builder = Naestro.builder().models(ScriptedModel.named("m")).folder("a", folder);
        assertThatThrownBy(() -> builder.models(ScriptedModel.named("m")))
                .hasMessage("two models have the id 'm'; give one of them another id on its card");
        assertThatThrownBy(() -> builder.folder("a", folder.resolve("b")))
                .hasMessage("folder 'a' is " + folder + " already");
        builder.evaluators(new Always());
        assertThatThrownBy(() -> builder.evaluators(new Always())).hasMessage("two evaluators have the name 'always'");
        assertThatThrownBy(() -> builder.mostCalls(0)).hasMessage("mostCalls '0' must be at least 1");
        builder.tools(Tools.fsRead(), Tools.fsRead());
        assertThatThrownBy(builder::build).hasMessageContaining("fs.read@1");
    }

    @Test
    void takes_every_part_of_the_host() throws Exception {
        var world = new World(3);
        var routed = new FirstEligible();
        try (var naestro = world.builder()
                .models(ScriptedModel.named("m").says("unused"))
                .tools(Tools.fsRead(), Tools.fsWrite())
                .folder("work", folder)
                .router(routed)
                .planner(new OneStepPlanner())
                .tokens(request -> 10)
                .journal(new MemoryJournal())
                .limit("tool:fs.write", Rate.perSecond(1))
                .localHosts("localhost")
                .mostCalls(2)
                .patience(Duration.ofSeconds(1))
                .build()) {
            var p = Plan.named("copy", 1).input(String.class);
            var write = p.tool(
                    "write",
                    Tools.fsWrite(),
                    p.object(WriteFile.class, Map.of("path", p.value("work:/a"), "text", p.input())));
            var read = p.tool(
                    "read", Tools.fsRead(), p.object(ReadFile.class, Map.of("path", write.at("/path", String.class))));
            var run = naestro.start(read.yields(read), "hello");
            assertThat(world.settle(run).orThrow().text()).isEqualTo("hello");
            assertThat(Files.readString(folder.resolve("a"))).isEqualTo("hello");
            assertThat(naestro.runs().find(run.id()).orElseThrow().state()).isEqualTo(RunSummary.State.DONE);
            assertThat(naestro.runs().events(run.id(), 0, 1)).hasSize(1);
        }
    }

    @Test
    void tells_what_is_wrong_with_a_plan_before_it_is_started() {
        try (var naestro = Naestro.builder().mode(Mode.AUTO).build()) {
            var p = Plan.named("read", 1).input(String.class);
            var read = p.tool("read", Tools.fsRead(), p.object(ReadFile.class, Map.of("path", p.input())));
            var plan = read.yields(read);
            assertThat(naestro.validate(plan))
                    .extracting(PlanProblem::kind)
                    .contains(PlanProblem.Kind.UNKNOWN, PlanProblem.Kind.PERMISSION);
            assertThatThrownBy(() -> naestro.start(plan, "x"))
                    .isInstanceOfSatisfying(
                            InvalidPlanException.class,
                            e -> assertThat(e.problems()).isEqualTo(naestro.validate(plan)))
                    .hasMessageContaining("fs.read@1");
            assertThat(naestro.runs().list(10)).isEmpty();
        }
    }

    /** Passes everything. */
    private static final class Always implements Evaluator {
        @Override
        public EvaluatorSpec spec() {
            return new EvaluatorSpec("always", "1", TestPolicy.DIGEST, EvaluatorSpec.Determinism.PURE);
        }

        @Override
        public Outcome evaluate(Subject subject, Context context) {
            return new Outcome.Passed();
        }
    }
}
