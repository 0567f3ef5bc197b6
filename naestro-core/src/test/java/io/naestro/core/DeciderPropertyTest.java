package io.naestro.core;

import static io.naestro.core.Folded.ACTION;
import static io.naestro.core.Folded.BOB;
import static io.naestro.core.Folded.RESULT;
import static io.naestro.core.Folded.RUN;
import static io.naestro.core.Folded.calls;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.journal.MemoryJournal;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.goal.Budget;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.model.Usage;
import io.naestro.plan.Binding;
import io.naestro.plan.Plan;
import io.naestro.plan.Retry;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Grant;
import io.naestro.policy.Obligation;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.run.FailureCause;
import io.naestro.run.Journal.Durability;
import io.naestro.run.Progress;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.Spend;
import io.naestro.run.Suggestion;
import io.naestro.tool.ToolFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Random histories of random small plans: whatever happens, the counters and the journal agree with the events. */
class DeciderPropertyTest {

    @Property(tries = 150)
    void histories_keep_the_counters_right_and_are_read_back_as_they_were(@ForAll long seed) {
        var random = new Random(seed);
        var journal = new MemoryJournal();
        var store = new Store(journal).of(RUN);
        var run = new Folded(store.keep(plan(random)));
        var history = new History(random, run);
        var earlier = new LinkedHashMap<Integer, RunState>();
        for (int i = 0; i < 120 && run.state().end() == null; i++) {
            if (i % 40 == 0) {
                earlier.put(run.events.size(), run.state());
            }
            history.go();
            countersAgree(run);
        }

        earlier.put(run.events.size(), run.state());
        earlier.forEach((events, state) -> assertSame(state, fold(run.events.subList(0, events), run.plan)));

        store.append(run.events, Durability.DURABLE);
        assertThat(store.read(0, Integer.MAX_VALUE)).isEqualTo(run.events);
        assertSame(new Store(journal).of(RUN).state().orElseThrow(), run.state());
    }

    private static RunState fold(List<Recorded> events, PlanInForce plan) {
        var state = RunState.first(events.getFirst());
        for (var event : events.subList(1, events.size())) {
            state = state.apply(event, digest -> plan);
        }
        return state;
    }

    private static void assertSame(RunState one, RunState other) {
        assertThat(one).usingRecursiveComparison().isEqualTo(other);
    }

    /** Recomputes from the cells and from the events what the fold counts as it goes. */
    private static void countersAgree(Folded run) {
        var ended = 0;
        var running = 0;
        var total = 0;
        var cells = run.state().cells();
        for (int i = 0; i < cells.size(); i++) {
            var whole = cells.get(i);
            total++;
            ended += whole.phase().ended() ? 1 : 0;
            assertThat(whole.retries())
                    .isBetween(0, run.plan.steps().get(i).options().retry().retries());
            assertThat(whole.hops()).isBetween(0, 8);
            running += whole.working() ? 1 : 0;
            for (int e = 0; whole.elements() != null && e < whole.elements().size(); e++) {
                total++;
                ended += whole.elements().get(e).phase().ended() ? 1 : 0;
                running += whole.elements().get(e).working() ? 1 : 0;
            }
            if (whole.phase() == Cell.Phase.SUCCEEDED) { // a map step lets go of its elements at its end
                var step = run.plan.steps().get(i);
                var elements = step instanceof Step.MapStep ? expanded(run, step.id()) : 0;
                total += elements;
                ended += elements;
            }
        }
        var progress = run.state().progress();
        assertThat(progress).isEqualTo(new Progress(ended, running, total));
        assertThat(ended + running).isLessThanOrEqualTo(total);
        assertThat(run.state().allEnded()).isEqualTo(ended == total);
        assertThat(run.state().idle()).isEqualTo(running == 0);
        moneyAgrees(run);
    }

    private static int expanded(Folded run, String step) {
        return run.events.stream()
                .map(Recorded::event)
                .filter(event ->
                        event instanceof RunEvent.MapExpanded map && map.step().equals(step))
                .mapToInt(event -> ((RunEvent.MapExpanded) event).elements())
                .sum();
    }

    private static void moneyAgrees(Folded run) {
        var open = new LinkedHashMap<String, Spend>();
        var spent = Spend.NOTHING;
        for (var recorded : run.events) {
            switch (recorded.event()) {
                case RunEvent.StepIntent intent -> open.put(intent.step(), intent.reserved());
                case RunEvent.StepOutcome outcome -> {
                    open.remove(outcome.step());
                    spent = spent.plus(outcome.spent());
                }
                case RunEvent.StepFailed failed -> {
                    open.remove(failed.step());
                    spent = spent.plus(failed.spent());
                }
                case RunEvent.RunResumed resumed -> {
                    spent = open.values().stream().reduce(spent, Spend::plus);
                    open.clear();
                }
                default -> {}
            }
        }
        assertThat(run.state().spent()).isEqualTo(spent);
        assertThat(run.state().reserved()).isEqualTo(open.values().stream().reduce(Spend.NOTHING, Spend::plus));
    }

    /** Does one random thing that may happen next. */
    private static final class History {
        private final Random random;
        private final Folded run;
        private final Map<String, Boolean> subCalls = new LinkedHashMap<>();
        private int questions;

        History(Random random, Folded run) {
            this.random = random;
            this.run = run;
        }

        void go() {
            var inputs = new ArrayList<Input>();
            var running = new ArrayList<String>();
            for (var step : run.plan.steps()) {
                collect(StepName.of(step.id()), inputs, running);
            }
            if (random.nextInt(25) == 0) {
                run.on(new RunEvent.RunResumed(running));
                subCalls.clear();
                return;
            }
            subCall(running);
            if (inputs.isEmpty()) {
                run.on(new RunEvent.RunDone(RESULT));
                return;
            }
            var input = inputs.get(random.nextInt(inputs.size()));
            var now = run.now();
            assertThat(Decider.decide(run.state(), input, now)).isEqualTo(Decider.decide(run.state(), input, now));
            run.take(input);
        }

        private void collect(StepName name, List<Input> inputs, List<String> running) {
            var cell = run.state().cell(name);
            var elements = cell.elements();
            switch (cell.phase()) {
                case PENDING -> {
                    if (cell.mayStart()) {
                        starts(name, inputs);
                    }
                }
                case DELAYED -> starts(name, inputs);
                case RUNNING -> {
                    if (elements == null) {
                        running.add(name.toString());
                        inputs.add(ending(name.toString(), cell.attempt()));
                        inputs.add(ending(name.toString(), cell.attempt() + 1 - 2 * random.nextInt(2))); // stale
                    } else {
                        elements(name, elements, inputs, running);
                    }
                }
                case CHECKING -> inputs.add(judged(name.toString(), cell.attempt(), random.nextInt(3) == 0));
                case ASKED -> answers(name.toString(), inputs);
                default -> {}
            }
        }

        private void elements(StepName name, Cells elements, List<Input> inputs, List<String> running) {
            var done = true;
            for (int i = 0; i < elements.size(); i++) {
                done &= elements.get(i).phase() == Cell.Phase.SUCCEEDED;
                collect(new StepName(name.step(), i), inputs, running);
            }
            if (done) {
                inputs.add(judged(name.toString(), 0, false));
            }
        }

        private void starts(StepName name, List<Input> inputs) {
            var step = name.toString();
            var most = calls(1 + random.nextInt(3));
            if (run.plan.work(name) instanceof Step.MapStep) {
                inputs.add(new Input.Expanded(step, random.nextInt(4)));
            } else {
                inputs.add(new Input.Admitted(
                        Folded.admitted(step, run.state().cell(name).attempt() + 1, most), "key", null));
                inputs.add(notAdmitted(step));
            }
            if (random.nextInt(8) == 0) {
                inputs.add(new Input.Skipped(step, "guard"));
                inputs.add(new Input.Unready(step, new FailureCause.DataCause("no place")));
            }
            if (run.plan.work(name) instanceof Step.ModelStep
                    && run.state().cell(name).route() == null) {
                inputs.add(new Input.RouteKnown(step, route()));
            }
        }

        private Input notAdmitted(String step) {
            return new Input.NotAdmitted(
                    step,
                    switch (random.nextInt(6)) {
                        case 0 ->
                            new Admission.Suggested(Folded.allow(), new Suggestion(step, "title", Json.NULL, ACTION));
                        case 1, 2 -> new Admission.NeedsApproval(Folded.allow(), question(step));
                        default -> new Admission.WaitUntil(Folded.allow(), "rate", Duration.ofSeconds(1));
                    });
        }

        private io.naestro.policy.ApprovalRequest question(String step) {
            var approvers = new Obligation.ApproverObligation("", false, 1 + random.nextInt(2), Duration.ofHours(1));
            return Folded.question("q" + questions++, step, approvers, Grant.THIS_CALL);
        }

        private void answers(String step, List<Input> inputs) {
            run.state().questions().values().stream()
                    .filter(question ->
                            !question.settled() && question.request().step().equals(step))
                    .forEach(question -> {
                        var id = question.request().id();
                        var granted = random.nextInt(5) > 0;
                        var receipt = Folded.receipt(id, granted ? Grant.THIS_CALL : null, BOB, run.now());
                        inputs.add(new Input.Answered(step, receipt, !granted || random.nextInt(3) > 0));
                    });
        }

        private Input ending(String step, int attempt) {
            var spent = calls(random.nextInt(3));
            var took = Duration.ofMillis(random.nextInt(100));
            return switch (random.nextInt(6)) {
                case 0 -> lost(step, attempt, tool(), null, spent, took);
                case 1 -> lost(step, attempt, model(), new NextHop.WaitHop(took), spent, took);
                case 2 -> {
                    var routed = run.cell(step).route() != null;
                    var hop = routed ? new NextHop.RerouteHop(route()) : new NextHop.RepairHop("again");
                    yield lost(step, attempt, model(), hop, spent, took);
                }
                case 3 -> {
                    var pending =
                            new CallEnd.Pending(Folded.allow(), question(step), spent, took, CallEnd.Accesses.NONE);
                    yield new Input.Ended(step, attempt, pending, null, null, true);
                }
                default -> {
                    var used = new CallEnd.Accesses(List.of("file x"), List.of());
                    var got = new CallEnd.Got(Payload.of(Json.NULL, Origin.SELF), Usage.NONE, spent, took, used);
                    yield new Input.Ended(step, attempt, got, RESULT, null, true);
                }
            };
        }

        private Input lost(String step, int attempt, FailureCause cause, NextHop hop, Spend spent, Duration took) {
            var end = new CallEnd.Lost(cause, spent, took, CallEnd.Accesses.NONE);
            return new Input.Ended(step, attempt, end, null, hop, random.nextInt(10) > 0);
        }

        private Input judged(String step, int attempt, boolean fails) {
            return new Input.Judged(
                    step,
                    attempt,
                    RESULT,
                    fails ? List.of("too long") : List.of(),
                    random.nextDouble(),
                    hop(step, fails),
                    true);
        }

        /** A cascade goes on to another arm when an answer is rejected. */
        private @Nullable NextHop hop(String step, boolean fails) {
            var routed = run.state().cell(StepName.of(step)).route() != null;
            return fails && routed && random.nextInt(4) == 0
                    ? new NextHop.RerouteHop(Route.to("decision", "m", 100))
                    : null;
        }

        /** Judges call models of their own while a result is checked, and whenever they like. */
        private void subCall(List<String> running) {
            for (var step : running) {
                var name = step + "/judge-1";
                if (subCalls.getOrDefault(name, false)) {
                    if (random.nextBoolean()) {
                        subCalls.put(name, false);
                        run.take(lost(name, 1, model(), null, calls(1), Duration.ZERO));
                    }
                } else if (random.nextInt(4) == 0) {
                    subCalls.put(name, true);
                    run.take(new Input.Admitted(Folded.admitted(name, 1, calls(2)), "key", null));
                }
            }
        }

        private static FailureCause tool() {
            return new FailureCause.ToolCause("x", ToolFailure.of(ToolFailure.Kind.TIMEOUT, "slow"));
        }

        private static FailureCause model() {
            return new FailureCause.ModelCause("m", ModelFailure.of(ModelFailure.Kind.OVERLOADED, "busy"));
        }

        private static Route route() {
            return Route.to("decision", "m", 100);
        }
    }

    private static Plan<?, ?> plan(Random random) {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            var inputs = new LinkedHashMap<String, Binding>();
            inputs.put("in", new Binding.InputBinding(Pointer.ROOT));
            for (var before : steps) {
                if (random.nextInt(3) == 0) {
                    inputs.put(before.id(), new Binding.StepBinding(before.id(), Pointer.ROOT));
                }
            }
            steps.add(step(random, "s" + i, inputs));
        }
        return new Plan<>(
                "random",
                1,
                Shape.ANY,
                Shape.ANY,
                steps,
                new Binding.InputBinding(Pointer.ROOT),
                Budget.UNLIMITED,
                List.of());
    }

    private static Step step(Random random, String id, Map<String, Binding> inputs) {
        var options = StepOptions.DEFAULT.withRetry(Retry.times(random.nextInt(3)));
        var read = new Binding.ObjectBinding(inputs);
        return switch (random.nextInt(4)) {
            case 0 -> new Step.ApprovalStep(id, options, "May it?", inputs);
            case 1 -> new Step.ModelStep(id, options, Prompt.of("p", "?"), inputs, Shape.ANY, ModelNeeds.ANY);
            case 2 -> new Step.ToolStep(id, options, new ToolRef("tool", 1), read, Shape.ANY);
            default -> {
                var body = new Step.ToolStep(
                        "each",
                        StepOptions.DEFAULT,
                        new ToolRef("tool", 1),
                        new Binding.ItemBinding(Pointer.ROOT),
                        Shape.ANY);
                yield new Step.MapStep(id, options, new Binding.ListBinding(List.of(read)), body, 2);
            }
        };
    }
}
