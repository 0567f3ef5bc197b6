package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Effect;
import io.naestro.plan.Plan;
import io.naestro.plan.Ref;
import io.naestro.policy.Verdict;
import io.naestro.run.JournalFailure;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps that may start at the same moment wait for the disk once, and none starts before it. */
class TogetherTest {
    private final World world = new World(7);
    private final Watched journal = new Watched();
    private final List<Integer> seen = new ArrayList<>();
    private final ScriptedTool<String, String> tool = ScriptedTool.named("t", String.class, String.class)
            .repeat(Repeat.KEYED)
            .answersAlways(in -> {
                seen.add(journal.durable.stream().mapToInt(size -> size).sum());
                return ToolResult.of(in);
            });

    /** A journal that notes how many records each durable write has, and may fail at one. */
    private static final class Watched extends WrappedJournal {
        private final List<Integer> durable = new ArrayList<>();
        private int fails = Integer.MAX_VALUE;

        @Override
        public void append(Claim claim, long first, List<byte[]> records, Durability durability) {
            if (durability == Durability.DURABLE) {
                if (durable.size() == fails) {
                    throw new JournalFailure(JournalFailure.Kind.FULL, "the disk is gone", null);
                }
                durable.add(records.size());
            }
            super.append(claim, first, records, durability);
        }
    }

    private Plan<String, List<String>> wide(int steps) {
        var p = Plan.named("wide", 1).input(String.class);
        var all = new ArrayList<Ref<String>>();
        for (int i = 0; i < steps; i++) {
            all.add(p.tool("s" + i, tool, p.input()));
        }
        return p.yields(p.list(String.class, all));
    }

    private NaestroBuilder builder() {
        return world.builder().journal(journal).tools(tool);
    }

    @Test
    void intents_of_steps_that_start_together_are_one_durable_write_before_any_call() {
        try (var naestro = builder().build()) {
            assertThat(world.settle(naestro.start(wide(5), "in"))).isInstanceOf(RunResult.Done.class);
            assertThat(journal.durable).containsExactly(2, 10, 1); // the start, decisions and intents, the end
            assertThat(seen).hasSize(5).containsOnly(12);
        }
    }

    @Test
    void no_write_grows_with_the_plan() {
        try (var naestro = builder().mostCalls(100).build()) {
            assertThat(world.settle(naestro.start(wide(100), "in"))).isInstanceOf(RunResult.Done.class);
            assertThat(journal.durable.subList(1, 3))
                    .containsExactly(2 * RunLoop.TOGETHER, 2 * (100 - RunLoop.TOGETHER));
        }
    }

    @Test
    void what_was_admitted_before_a_refusal_has_its_intent_and_its_end() {
        var policy = TestPolicy.of(effect -> isCallOf(effect, "s1") ? Verdict.DENY : Verdict.ALLOW);
        try (var naestro = builder().policy(policy).build()) {
            var run = naestro.start(wide(3), "in");
            var result = world.settle(run);
            assertThat(result).isInstanceOf(RunResult.Stopped.class);
            assertThat(((RunResult.Stopped<?>) result).cause()).isEqualTo(StopCause.DENIED);
            assertThat(World.events(run, RunEvent.StepIntent.class))
                    .extracting(RunEvent.StepIntent::step)
                    .containsExactly("s0");
            assertThat(World.events(run, RunEvent.StepOutcome.class).size()
                            + World.events(run, RunEvent.StepFailed.class).size())
                    .isEqualTo(1);
        }
    }

    private static boolean isCallOf(Effect effect, String step) {
        return effect instanceof Effect.ToolCall && effect.actor().step().equals(step);
    }

    @Test
    void nothing_is_called_whose_intent_cannot_be_written() {
        try (var naestro = builder().build()) {
            journal.fails = 1;
            var run = naestro.start(wide(3), "in");
            world.scheduler.runUntilIdle();
            assertThat(tool.calls()).isEmpty();
            assertThat(World.events(run, RunEvent.StepIntent.class)).isEmpty();
        }
    }
}
