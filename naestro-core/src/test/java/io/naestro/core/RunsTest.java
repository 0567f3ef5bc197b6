package io.naestro.core;

import static io.naestro.policy.Principal.onBehalfOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Digest;
import io.naestro.plan.Plan;
import io.naestro.policy.Mode;
import io.naestro.run.FailureCause;
import io.naestro.run.JournalFailure;
import io.naestro.run.Run;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a host learns of its runs. */
class RunsTest {
    record In(int n) {}

    record Out(int n) {}

    /** A journal on a disk that fills up. */
    private static final class Full extends SharedJournal {
        private boolean full;

        @Override
        public void append(Claim claim, long first, List<byte[]> records, Durability durability) {
            if (full) {
                throw new JournalFailure(JournalFailure.Kind.FULL, "the disk is full", null);
            }
            super.append(claim, first, records, durability);
        }

        @Override
        public void keep(RunId run, Digest digest, byte[] content) {
            if (full) {
                throw new JournalFailure(JournalFailure.Kind.FULL, "the disk is full", null);
            }
            super.keep(run, digest, content);
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
    void a_run_that_the_host_holds_still_tells_its_result_after_the_close() {
        var world = new World(5);
        var tool = Plans.reader("reads").returnsAlways(Plans.DOC);
        var naestro = world.builder().tools(tool).build();
        var done = naestro.start(Plans.calling(tool), Plans.ITEM);
        assertThat(world.settle(done)).isInstanceOf(RunResult.Done.class);
        var open = naestro.start(Plans.calling(tool), Plans.ITEM);
        naestro.close();
        assertThat(done.poll().orThrow()).isEqualTo(Plans.DOC);
        assertThat(open.await(Duration.ofDays(1)))
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class,
                        stopped -> assertThat(stopped.cause()).isEqualTo(RunResult.StopCause.CANCELLED));
        open.cancel("again");
        naestro.close();
        assertThat(open.poll()).isInstanceOf(RunResult.Stopped.class);
    }

    @Test
    void a_run_whose_journal_was_closed_by_somebody_else_says_so() {
        var world = new World(5);
        var memory = new io.naestro.core.journal.MemoryJournal();
        var tool = Plans.reader("reads").returnsAlways(Plans.DOC);
        var naestro = world.builder().journal(memory).tools(tool).build();
        var done = naestro.start(Plans.calling(tool), Plans.ITEM);
        var spent = world.settle(done).spent();
        memory.close();
        assertThat(done.poll()).isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
            assertThat(failed.cause().message()).contains("cannot be read", "closed");
            assertThat(failed.spent()).isEqualTo(spent);
        });
    }

    @Test
    void whoever_waits_comes_back_when_the_instance_is_closed_under_a_call_that_does_not_end() throws Exception {
        for (var durable : List.of(true, false)) {
            var free = new CountDownLatch(1);
            var called = new CountDownLatch(1);
            var tool = Plans.reader("stuck").answersAlways(item -> {
                called.countDown();
                while (free.getCount() > 0) {
                    try {
                        free.await();
                    } catch (InterruptedException e) {
                        // ignored on purpose
                    }
                }
                return ToolResult.of(Plans.DOC);
            });
            var builder = Naestro.builder()
                    .mode(Mode.AUTO)
                    .policy(TestPolicy.open())
                    .patience(Duration.ofMillis(20))
                    .tools(tool);
            var naestro = (durable ? builder.journal(new SharedJournal()) : builder).build();
            var run = naestro.start(Plans.calling(tool), Plans.ITEM);
            called.await();
            var waiting = new FutureTask<>(() -> run.await(Duration.ofDays(1)));
            Thread.ofVirtual().start(waiting);
            naestro.close();
            assertThat(waiting.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(durable ? RunResult.Running.class : RunResult.Stopped.class);
            free.countDown();
        }
    }

    @Test
    void a_run_that_fails_when_it_is_taken_up_does_not_keep_the_others() {
        var world = new World(5);
        var shared = new SharedJournal();
        var tool = Plans.reader("reads").returnsAlways(Plans.DOC);
        var first = world.builder().journal(shared).tools(tool).build();
        var bad = first.start(Plans.calling(tool), Plans.ITEM).id();
        var good = first.start(Plans.calling(tool), Plans.ITEM).id();
        shared.refuse(bad);
        var next = new World(6);
        var second = next.builder().journal(shared).tools(tool).build();
        var taken = second.resume();
        next.scheduler.runUntilIdle();
        assertThat(taken).extracting(Run::id).containsExactlyInAnyOrder(bad, good);
        for (var run : taken) {
            if (run.id().equals(good)) {
                assertThat(run.poll()).isInstanceOf(RunResult.Done.class);
            } else {
                assertThat(run.poll())
                        .isInstanceOfSatisfying(
                                RunResult.Failed.class,
                                failed -> assertThat(failed.cause().message()).contains("not this run"));
            }
        }
        second.halt("all");
        second.close();
    }
}
