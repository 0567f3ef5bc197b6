package io.naestro.core;

import static io.naestro.core.Plans.DOC;
import static io.naestro.core.Plans.ITEM;
import static io.naestro.policy.Principal.by;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.goal.Goal;
import io.naestro.json.Json;
import io.naestro.memory.Memory;
import io.naestro.memory.MemoryRecord;
import io.naestro.memory.MemoryScope;
import io.naestro.memory.Recall;
import io.naestro.memory.RecallQuery;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.Message;
import io.naestro.observe.Observer;
import io.naestro.observe.RunObserver;
import io.naestro.observe.Span;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.plan.Retry;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.run.FailureCause;
import io.naestro.run.Recorded;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunResult;
import io.naestro.run.Spend;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a host's observer sees of runs, and that nobody notices when there is none. */
class TrailTest {
    private final World world = new World(1);
    private final Notes notes = new Notes();
    private final ScriptedTool<Plans.Item, Plans.Doc> read =
            Plans.reader("read").returnsAlways(DOC);

    /** Writes down what it sees; the trace of each stretch and span is its number. */
    private static final class Notes implements Observer {
        private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
        private final List<RunEvent> events = Collections.synchronizedList(new ArrayList<>());
        private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        private int stretches;
        private int spans;

        @Override
        public RunObserver run(RunId id, RunEvent.RunAccepted accepted, List<ApprovalRequest> open) {
            seen.add("run " + accepted.title() + (open.isEmpty() ? "" : ", open questions: " + open.size()));
            return new Noting();
        }

        @Override
        public void event(Recorded event) {
            events.add(event.event());
        }

        private final class Noting implements RunObserver {
            @Override
            public String begin(String before) {
                seen.add("begin" + (before.isEmpty() ? "" : " after " + before));
                return "stretch-" + ++stretches;
            }

            @Override
            public void end(@Nullable RunEvent end) {
                seen.add(end == null ? "rest" : "end " + end.getClass().getSimpleName());
            }

            @Override
            public Span call(Effect effect, String step, int attempt) {
                return open(effect.getClass().getSimpleName() + " " + step + " #" + attempt);
            }

            @Override
            public Span work(String kind) {
                return open(kind);
            }

            private Span open(String what) {
                seen.add("open " + what);
                threads.add(Thread.currentThread());
                return new Noted(what, "span-" + ++spans);
            }
        }

        private final class Noted implements Span {
            private final String what;
            private final String trace;

            private Noted(String what, String trace) {
                this.what = what;
                this.trace = trace;
            }

            @Override
            public String trace() {
                return trace;
            }

            @Override
            public void answered(ChatResponse response) {
                seen.add("answered " + response.text());
            }

            @Override
            public void ended(@Nullable Payload output, @Nullable FailureCause failure, Spend spent) {
                seen.add("ended " + (output == null ? "without result" : "with result")
                        + (failure == null ? "" : ", " + failure.getClass().getSimpleName()) + ", " + spent.calls());
            }

            @Override
            public void close() {
                seen.add("close " + what);
                assertThat(threads).contains(Thread.currentThread());
            }
        }
    }

    /** Answers with the trace that it is given. */
    private record Tracing(ToolContract<Plans.Item, Plans.Doc> contract) implements Tool<Plans.Item, Plans.Doc> {
        @Override
        public ToolResult<Plans.Doc> call(Plans.Item input, ToolContext context) {
            return ToolResult.of(new Plans.Doc(context.trace()));
        }
    }

    private NaestroBuilder builder() {
        return world.builder().observer(notes);
    }

    private static Plan<Plans.Item, Plans.Doc> released(Tool<Plans.Item, Plans.Doc> tool) {
        var p = Plan.named("released", 1).input(Plans.Item.class);
        var agreed = p.approval("release", p.input());
        return p.yields(p.tool("work", tool, p.input()).after(agreed));
    }

    private <T> RunResult<T> waiting(Run<T> run) {
        world.scheduler.runReady();
        return run.poll();
    }

    private static void grantAll(Naestro naestro) {
        naestro.approvals()
                .open("default")
                .forEach(question ->
                        naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob")));
    }

    @Test
    void a_call_is_seen_inside_its_run_and_is_given_its_trace() {
        var tool = new Tracing(Plans.reader("read").contract());
        try (var naestro = builder().tools(tool).build()) {
            var run = naestro.start(Plans.calling(tool), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(new Plans.Doc("span-1"));
            assertThat(notes.seen)
                    .containsExactly(
                            "run small@1",
                            "begin",
                            "open ToolCall one #1",
                            "ended with result, 1",
                            "close ToolCall one #1",
                            "end RunDone");
            assertThat(World.events(run, RunEvent.RunTraced.class))
                    .containsExactly(new RunEvent.RunTraced("stretch-1"));
            assertThat(notes.events).isEqualTo(World.events(run));
        }
    }

    @Test
    void a_planner_and_the_model_that_it_asks_are_seen_one_inside_the_other() {
        var traces = new ArrayList<String>();
        var planner = new Planner() {
            @Override
            public <T> Planned<T> plan(Goal<T> goal, Context context) {
                traces.add(context.trace());
                context.model().orElseThrow().chat(ChatRequest.of(Message.user("How?")), context);
                return new NoPlan<>(List.of());
            }
        };
        var model = ScriptedModel.named("m").says("So.");
        try (var naestro = builder().planner(planner).models(model).build()) {
            var run = naestro.start(Goal.of("Greet Ada").yielding(String.class));
            var result = world.settle(run);
            assertThat(result).isInstanceOf(RunResult.Failed.class);
            assertThat(notes.seen)
                    .containsExactly(
                            "run Greet Ada",
                            "begin",
                            "open plan",
                            "open ModelCall /plan-2 #1",
                            "answered So.",
                            "ended with result, 1",
                            "close ModelCall /plan-2 #1",
                            "close plan",
                            "end RunFailed");
            assertThat(traces).containsExactly("span-1");
        }
    }

    @Test
    void a_call_without_a_result_tells_why() {
        var tool = Plans.reader("read").fails(ToolFailure.Kind.NOT_FOUND);
        try (var naestro = builder().tools(tool).build()) {
            world.settle(naestro.start(Plans.calling(tool), ITEM));
            assertThat(notes.seen).contains("ended without result, ToolCause, 1");
        }
    }

    @Test
    void a_wait_for_people_ends_the_stretch_and_the_next_one_names_it() {
        try (var naestro = builder().tools(read).build()) {
            var run = naestro.start(released(read), ITEM);
            assertThat(waiting(run)).isInstanceOf(RunResult.Waiting.class);
            assertThat(notes.seen).containsExactly("run released@1", "begin", "rest");
            grantAll(naestro);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(notes.seen.subList(3, notes.seen.size()))
                    .containsExactly(
                            "begin after stretch-1",
                            "open ToolCall work #1",
                            "ended with result, 1",
                            "close ToolCall work #1",
                            "end RunDone");
        }
    }

    @Test
    void a_stretch_in_another_process_names_the_one_before() {
        var journal = new SharedJournal();
        try (var first = builder().journal(journal).tools(read).build()) {
            waiting(first.start(released(read), ITEM));
        }
        notes.seen.clear();
        try (var second = builder().journal(journal).tools(read).build()) {
            var run = second.resume().getFirst();
            world.scheduler.runReady();
            assertThat(notes.seen).containsExactly("run released@1, open questions: 1");
            grantAll(second);
            world.settle(run);
            assertThat(notes.seen.get(1)).isEqualTo("begin after stretch-1");
            assertThat(notes.seen.getLast()).isEqualTo("end RunDone");
        }
    }

    @Test
    void a_long_pause_ends_a_stretch_and_a_short_one_does_not() {
        var tool = Plans.reader("busy")
                .fails(ToolFailure.Kind.UNAVAILABLE)
                .fails(ToolFailure.Kind.UNAVAILABLE)
                .returns(DOC);
        var retry = new Retry(2, Duration.ofSeconds(50), 2, Duration.ofHours(1));
        try (var naestro = builder().tools(tool).build()) {
            var run = naestro.start(Plans.calling(tool, step -> step.retry(retry)), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(notes.seen.stream()
                            .filter(line -> !line.startsWith("ended") && !line.startsWith("close"))
                            .toList())
                    .containsExactly(
                            "run small@1",
                            "begin",
                            "open ToolCall one #1",
                            "open ToolCall one #2",
                            "rest",
                            "begin after stretch-1",
                            "open ToolCall one #3",
                            "end RunDone");
        }
    }

    @Test
    void two_pauses_end_a_stretch_as_the_longer_one_would() {
        var tool = Plans.reader("busy").fails(ToolFailure.of(ToolFailure.Kind.UNAVAILABLE, "busy"));
        var late = tool.answersAlways(item -> ToolResult.of(DOC));
        var p = Plan.named("two", 1).input(Plans.Item.class);
        var slow = new Retry(1, Duration.ofHours(1), 1, Duration.ofHours(1));
        var quick = new Retry(1, Duration.ofSeconds(1), 1, Duration.ofHours(1));
        var one = p.tool("one", late, p.input()).retry(slow);
        var failing = Plans.reader("again").fails(ToolFailure.Kind.UNAVAILABLE).returns(DOC);
        var two = p.tool("two", failing, p.input()).retry(quick);
        try (var naestro = builder().tools(late, failing).build()) {
            var run = naestro.start(p.yields(p.list(Plans.Doc.class, List.of(one, two))), ITEM);
            assertThat(world.settle(run).orThrow()).containsExactly(DOC, DOC);
            assertThat(notes.seen).containsOnlyOnce("begin after stretch-1").contains("end RunDone");
        }
    }

    @Test
    void closing_and_a_broken_journal_end_a_stretch() {
        var journal = new SharedJournal();
        try (var naestro = builder().journal(journal).tools(read).build()) {
            naestro.start(Plans.calling(read), ITEM); // it sleeps before its call comes to an end
        }
        assertThat(notes.seen).containsExactly("run small@1", "begin", "rest");
        var broken = new SharedJournal();
        notes.seen.clear();
        try (var naestro = builder().journal(broken).tools(read).build()) {
            var run = naestro.start(Plans.calling(read), ITEM);
            broken.failAfter(0);
            world.settle(run);
            assertThat(notes.seen).containsOnlyOnce("rest").doesNotContain("end RunDone");
        }
    }

    @Test
    void what_is_done_after_the_end_begins_no_stretch() {
        var memory = new Forgetting();
        try (var naestro = builder().tools(read).memory(memory).build()) {
            world.settle(naestro.start(Plans.calling(read), ITEM));
            assertThat(notes.seen.subList(5, notes.seen.size()))
                    .containsExactly("end RunDone", "open remember", "close remember");
        }
    }

    @Test
    void an_observer_that_fails_changes_nothing() {
        for (var observer : List.<Observer>of(
                (id, accepted, open) -> {
                    throw new IllegalStateException("run");
                },
                (id, accepted, open) -> new Failing())) {
            try (var naestro = world.builder().observer(observer).tools(read).build()) {
                var run = naestro.start(Plans.calling(read), ITEM);
                assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
                assertThat(World.events(run, RunEvent.RunTraced.class)).isEmpty();
            }
        }
    }

    /** Fails at all it can. */
    private static final class Failing implements RunObserver {
        @Override
        public String begin(String before) {
            throw new IllegalStateException("begin");
        }

        @Override
        public void end(@Nullable RunEvent end) {
            throw new IllegalStateException("end");
        }

        @Override
        public Span call(Effect effect, String step, int attempt) {
            return () -> {
                throw new IllegalStateException("close");
            };
        }

        @Override
        public Span work(String kind) {
            throw new IllegalStateException("work");
        }
    }

    /** Forgets at once. */
    private static final class Forgetting implements Memory {
        @Override
        public void keep(MemoryScope scope, List<MemoryRecord> records) {
            assertThat(records).hasSize(1);
        }

        @Override
        public Recall recall(MemoryScope scope, RecallQuery query) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public List<String> erase(MemoryScope scope, String source) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public void retract(MemoryScope scope, String record, Instant at) {
            throw new AssertionError("nobody asks");
        }
    }

    @Test
    void without_an_observer_nothing_is_made() {
        var effect = Effect.ToolCall.of(
                new Actor(Principal.HOST, null, "", "", "", Mode.AUTO, null),
                read.contract(),
                Payload.of(Json.NULL, Origin.USER),
                TestPolicy.DIGEST);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThat(useUnseen(effect)).isZero();
        var before = threads.getCurrentThreadAllocatedBytes();
        int traces = 0;
        for (int i = 0; i < 10_000; i++) {
            traces += useUnseen(effect);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
        assertThat(traces).isZero();
    }

    private static int useUnseen(Effect effect) {
        Trail.OFF.begin();
        Trail.OFF.work("plan").close();
        Trail.OFF.rest();
        try (var span = Trail.OFF.call(effect, "step", 1)) {
            span.ended(null, null, Spend.NOTHING);
            return span.trace().length();
        }
    }
}
