package io.naestro.core;

import static io.naestro.policy.Principal.onBehalfOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Digest;
import io.naestro.plan.Plan;
import io.naestro.run.FailureCause;
import io.naestro.run.JournalFailure;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunSummary;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a host learns of its runs. */
class RunsTest {
    record In(int n) {}

    record Out(int n) {}

    /** A journal on a disk that fills up. */
    private static final class Full extends SharedJournal {
        private boolean full;

        @Override
        public void append(RunId run, long first, List<byte[]> records, Durability durability) {
            if (full) {
                throw new JournalFailure("the disk is full", null);
            }
            super.append(run, first, records, durability);
        }

        @Override
        public void keep(Digest digest, byte[] content) {
            if (full) {
                throw new JournalFailure("the disk is full", null);
            }
            super.keep(digest, content);
        }
    }

    private final World world = new World(19);
    private final Full journal = new Full();
    private final ScriptedTool<In, Out> tool = ScriptedTool.named("t", In.class, Out.class)
            .repeat(Repeat.PURE)
            .answersAlways(in -> ToolResult.of(new Out(in.n())));
    private final Naestro naestro = world.builder().tools(tool).journal(journal).build();

    private Plan<In, Out> plan() {
        var p = Plan.named("one", 1).input(In.class);
        var step = p.tool("step", tool, p.input());
        return step.yields(step);
    }

    @Test
    void runs_are_listed_newest_first_and_found_by_id_and_key() {
        var first = naestro.start(plan(), new In(1), RunKey.of("a"), onBehalfOf("ada"));
        world.time.advance(Duration.ofSeconds(1));
        var second = naestro.start(plan(), new In(2), RunKey.of("b"), onBehalfOf("ada"));
        world.scheduler.runUntilIdle();
        assertThat(naestro.runs().list(10)).extracting(RunSummary::id).containsExactly(second.id(), first.id());
        assertThat(naestro.runs().list(1)).extracting(RunSummary::id).containsExactly(second.id());
        assertThat(naestro.runs().find(first.id())).isEqualTo(naestro.runs().find(RunKey.of("a")));
        assertThat(naestro.runs().find(new RunId(new UUID(1, 2)))).isEmpty();
        assertThat(naestro.runs().find(RunKey.of("c"))).isEmpty();
        assertThat(second.key()).isEqualTo(RunKey.of("b"));
        assertThat(naestro.runs().events(first.id(), 1, 2))
                .isEqualTo(first.events(1, 2))
                .hasSize(2);
        assertThat(first.events(0, 1).getFirst().event()).isInstanceOf(RunEvent.RunAccepted.class);
        assertThat(naestro.runs().events(new RunId(new UUID(1, 2)), 0, 9)).isEmpty();
    }

    @Test
    void a_run_whose_journal_breaks_says_so_and_can_be_taken_up_later() {
        var run = naestro.start(plan(), new In(3), RunKey.of("a"), onBehalfOf("ada"));
        journal.full = true;
        assertThat(world.settle(run)).isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
            assertThat(failed.cause()).isInstanceOf(FailureCause.EngineCause.class);
            assertThat(failed.cause().message()).contains("the disk is full");
            assertThat(failed.partial()).isEmpty();
        });
        journal.full = false;
        var later = new World(20);
        var second = later.builder().tools(tool).journal(journal).build();
        assertThat(later.settle(second.start(plan(), new In(3), RunKey.of("a"), onBehalfOf("ada")))
                        .orThrow())
                .isEqualTo(new Out(3));
    }

    @Test
    void a_run_that_cannot_be_written_is_not_started() {
        journal.full = true;
        assertThatThrownBy(() -> naestro.start(plan(), new In(3))).isInstanceOf(JournalFailure.class);
        assertThat(naestro.runs().list(10)).isEmpty();
    }

    @Test
    void whoever_waits_for_a_run_can_be_interrupted_and_stays_interrupted() {
        var run = naestro.start(plan(), new In(3));
        Thread.currentThread().interrupt();
        var result = run.await(Duration.ofDays(1));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result).isInstanceOf(RunResult.Running.class);
    }

    @Test
    void a_run_whose_journal_is_closed_still_answers_with_what_it_knows() {
        var world = new World(5);
        var tool = Plans.reader("reads").returnsAlways(Plans.DOC);
        var naestro = world.builder().tools(tool).build();
        var done = naestro.start(Plans.calling(tool), Plans.ITEM);
        var spent = world.settle(done).spent();
        var open = naestro.start(Plans.calling(tool), Plans.ITEM);
        naestro.close();
        assertThat(done.poll()).isInstanceOfSatisfying(io.naestro.run.RunResult.Failed.class, failed -> {
            assertThat(failed.cause().message()).contains("cannot be read", "closed");
            assertThat(failed.spent()).isEqualTo(spent);
        });
        assertThat(open.poll()).as("its call had not come back").isInstanceOf(io.naestro.run.RunResult.Running.class);
    }
}
