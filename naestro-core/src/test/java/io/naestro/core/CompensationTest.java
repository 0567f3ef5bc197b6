package io.naestro.core;

import static io.naestro.policy.Principal.by;
import static io.naestro.policy.Principal.onBehalfOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.Digests;
import io.naestro.core.journal.MemoryJournal;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.plan.Step;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Policy;
import io.naestro.policy.Rate;
import io.naestro.policy.Verdict;
import io.naestro.run.Compensation;
import io.naestro.run.Compensation.Status;
import io.naestro.run.Journal;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.RunSummary;
import io.naestro.run.Scheduler;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A run that fails or is stopped undoes what its calls did: the last first, whatever happens meanwhile. */
class CompensationTest {
    private static final RunKey KEY = RunKey.of("trip-1");

    record In(int n) {}

    record Out(int n) {}

    private final World world = new World(11);
    private final SharedJournal journal = new SharedJournal();
    private final List<String> undone = new ArrayList<>();
    private Function<Effect, Verdict> verdicts = effect -> Verdict.ALLOW;

    private ScriptedTool<In, Out> tool(String name, Repeat repeat) {
        return ScriptedTool.named(name, In.class, Out.class).repeat(repeat);
    }

    /** A tool whose calls can be undone. */
    private ScriptedTool<In, Out> undoable(String name, Repeat repeat) {
        return tool(name, repeat).undoes(call -> {
            undone.add(name + " " + call.output().n());
            return Optional.of(ToolResult.of(call.output()));
        });
    }

    private ScriptedTool<In, Out> booking(String name, Repeat repeat) {
        return undoable(name, repeat).answersAlways(in -> ToolResult.of(new Out(in.n() * 10)));
    }

    private final ScriptedTool<In, Out> hotel = booking("hotel", Repeat.KEYED);
    private final ScriptedTool<In, Out> flight = booking("flight", Repeat.ONCE);
    private final ScriptedTool<In, Out> pay = tool("pay", Repeat.ONCE);

    private NaestroBuilder builder(World in, Journal on, Tool<?, ?>... tools) {
        return in.builder()
                .policy(TestPolicy.of(
                        effect -> effect instanceof Effect.Agreement ? Verdict.ASK : verdicts.apply(effect)))
                .journal(on)
                .tools(tools);
    }

    private Naestro naestro(Tool<?, ?>... tools) {
        return builder(world, journal, tools).build();
    }

    /** Books a hotel, then a flight, and pays. */
    private static Plan<In, Out> trip(Tool<In, Out> hotel, Tool<In, Out> flight, Tool<In, Out> pay) {
        var p = Plan.named("trip", 1).input(In.class);
        var room = p.tool("room", hotel, p.input());
        var seat = p.tool("seat", flight, p.input()).after(room);
        return p.yields(p.tool("pay", pay, p.input()).after(seat));
    }

    /** The tool alone, and then a payment that fails. */
    private static Plan<In, Out> paid(Tool<In, Out> tool, Tool<In, Out> pay) {
        var p = Plan.named("paid", 1).input(In.class);
        var room = p.tool("room", tool, p.input());
        return p.yields(p.tool("pay", pay, p.input()).after(room));
    }

    private <T> RunResult<T> end(Naestro naestro, Plan<In, T> plan) {
        return world.settle(start(naestro, plan));
    }

    /** Does what can be done now, and lets no time pass. */
    private <T> RunResult<T> now(Run<T> run) {
        world.scheduler.runReady();
        return run.poll();
    }

    private static <T> Run<T> start(Naestro naestro, Plan<In, T> plan) {
        return naestro.start(plan, new In(1), KEY, onBehalfOf("ada"));
    }

    private static List<Compensation> told(RunResult<?> result) {
        return switch (result) {
            case RunResult.Stopped<?> stopped -> stopped.compensations();
            case RunResult.Failed<?> failed -> failed.compensations();
            default -> throw new AssertionError(result);
        };
    }

    private static List<Status> statuses(RunResult<?> result) {
        return told(result).stream().map(Compensation::status).toList();
    }

    private static Compensation only(RunResult<?> result) {
        assertThat(told(result)).hasSize(1);
        return told(result).getFirst();
    }

    private static ApprovalRequest question(Naestro naestro) {
        return naestro.approvals().open("default").getFirst();
    }

    @Test
    void a_failed_run_undoes_its_calls_the_last_first() {
        pay.fails(Kind.CONFLICT);
        var result = end(naestro(hotel, flight, pay), trip(hotel, flight, pay));
        assertThat(result)
                .isInstanceOfSatisfying(
                        RunResult.Failed.class,
                        failed -> assertThat(failed.step()).isEqualTo("pay"));
        assertThat(undone).containsExactly("flight 10", "hotel 10");
        assertThat(told(result))
                .containsExactly(
                        new Compensation("seat", "flight@1", Status.DONE, ""),
                        new Compensation("room", "hotel@1", Status.DONE, ""));
        assertThat(result.spent().calls()).as("undoing counts").isEqualTo(5);
    }

    @Test
    void what_undoes_a_call_has_a_key_of_its_own() {
        pay.fails(Kind.CONFLICT);
        var run = start(naestro(hotel, flight, pay), trip(hotel, flight, pay));
        world.settle(run);
        assertThat(hotel.undone())
                .containsExactly(new ScriptedTool.Undone<>(new In(1), new Out(10), run.id() + "/room/undo"));
        assertThat(World.events(run, RunEvent.CompensationPrepared.class))
                .extracting(RunEvent.CompensationPrepared::step)
                .containsExactly("room", "seat");
        assertThat(World.events(run, RunEvent.CompensationBegun.class)).hasSize(1);
        assertThat(World.events(run).getLast()).isInstanceOf(RunEvent.RunFailed.class);
    }

    @Test
    void a_run_that_reaches_its_result_undoes_nothing() {
        pay.returns(new Out(1));
        assertThat(end(naestro(hotel, flight, pay), trip(hotel, flight, pay)).orThrow())
                .isEqualTo(new Out(1));
        assertThat(undone).isEmpty();
    }

    @Test
    void a_run_with_nothing_to_undo_ends_as_ever() {
        pay.fails(Kind.CONFLICT);
        var none = tool("hotel", Repeat.ONCE).returns(new Out(1));
        var run = start(naestro(none, pay), paid(none, pay));
        assertThat(told(world.settle(run))).isEmpty();
        assertThat(World.events(run, RunEvent.CompensationBegun.class)).isEmpty();
    }

    /** A plan that asks a person after the booking. */
    private static Plan<In, Out> asking(Tool<In, Out> tool) {
        var p = Plan.named("asking", 1).input(In.class);
        var room = p.tool("room", tool, p.input());
        var agreed = p.approval("agree", room);
        return p.yields(p.tool("again", tool, p.input()).after(agreed));
    }

    @Test
    void a_cancelled_run_undoes_its_calls_and_starts_nothing_else() {
        var naestro = naestro(hotel);
        var run = start(naestro, asking(hotel));
        world.scheduler.runReady();
        run.cancel("enough");
        assertThat(naestro.approvals().open("default"))
                .as("nobody is asked any more")
                .isEmpty();
        var result = world.settle(run);
        assertThat(result)
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class,
                        stopped -> assertThat(stopped.cause()).isEqualTo(StopCause.CANCELLED));
        assertThat(undone).containsExactly("hotel 10");
        assertThat(hotel.calls()).hasSize(1);
    }

    @Test
    void a_question_of_a_step_cannot_be_answered_while_calls_are_undone() {
        var slow = tool("hotel", Repeat.KEYED).answersAlways(in -> ToolResult.of(new Out(1)));
        var answers = new ArrayList<ApprovalAnswer>();
        var here = new AtomicReference<Naestro>();
        var asked = new AtomicReference<ApprovalRequest>();
        slow.undoes(call -> {
            answers.add(
                    here.get().approvals().grant(asked.get().id(), asked.get().digest(), Grant.THIS_CALL, by("bob")));
            return Optional.of(ToolResult.of(call.output()));
        });
        here.set(naestro(slow));
        var run = start(here.get(), asking(slow));
        world.scheduler.runReady();
        asked.set(question(here.get()));
        run.cancel("enough");
        assertThat(statuses(world.settle(run))).containsExactly(Status.DONE);
        assertThat(answers).singleElement().isInstanceOf(ApprovalAnswer.UnknownAnswer.class);
    }

    @Test
    void a_halted_run_undoes_nothing() {
        var naestro = naestro(hotel);
        var run = start(naestro, asking(hotel));
        world.scheduler.runReady();
        naestro.halt("fire");
        var result = world.settle(run);
        assertThat(undone).isEmpty();
        assertThat(only(result))
                .isEqualTo(new Compensation("room", "hotel@1", Status.NOT_TRIED, "the run ended first"));
    }

    @Test
    void a_run_that_is_halted_while_it_undoes_stops_doing_so() {
        var halting = tool("flight", Repeat.KEYED).answersAlways(in -> ToolResult.of(new Out(1)));
        var here = new AtomicReference<Naestro>();
        halting.undoes(call -> {
            here.get().halt("fire");
            return Optional.of(ToolResult.of(call.output()));
        });
        pay.fails(Kind.CONFLICT);
        here.set(naestro(hotel, halting, pay));
        var run = start(here.get(), trip(hotel, halting, pay));
        var result = world.settle(run);
        assertThat(result)
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class,
                        stopped -> assertThat(stopped.cause()).isEqualTo(StopCause.HALTED));
        assertThat(statuses(result)).containsExactly(Status.UNKNOWN, Status.NOT_TRIED);
        assertThat(undone).isEmpty();
        here.get().halt("twice");
        assertThat(World.events(run, RunEvent.RunHalted.class)).hasSize(1);
    }

    @Test
    void a_run_that_is_halted_while_its_cancelled_calls_end_undoes_nothing() {
        var here = new AtomicReference<Naestro>();
        var run = new AtomicReference<Run<Out>>();
        pay.answers(in -> {
            run.get().cancel("enough");
            here.get().halt("fire");
            here.get().halt("twice");
            return ToolResult.of(new Out(1));
        });
        here.set(naestro(hotel, pay));
        run.set(start(here.get(), paid(hotel, pay)));
        var result = world.settle(run.get());
        assertThat(result)
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class,
                        stopped -> assertThat(stopped.cause()).isEqualTo(StopCause.HALTED));
        assertThat(statuses(result)).containsExactly(Status.NOT_TRIED);
    }

    @Test
    void a_kill_switch_that_was_pulled_before_a_run_is_taken_up_keeps_it_from_undoing() {
        verdicts = effect -> isUndo(effect) ? Verdict.ASK : Verdict.ALLOW;
        pay.fails(Kind.CONFLICT);
        var run = start(naestro(hotel, pay), paid(hotel, pay));
        assertThat(now(run)).isInstanceOf(RunResult.Waiting.class);
        var next = naestro(hotel, pay);
        next.halt("fire");
        next.resume();
        var question = question(next);
        next.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));
        world.scheduler.runReady();
        assertThat(next.runs().find(KEY).orElseThrow().state()).isEqualTo(RunSummary.State.STOPPED);
        assertThat(undone).isEmpty();
    }

    // ---- calls of which no result is known ----

    private RunResult<Out> doubted(Repeat repeat, Supplier<Optional<ToolResult<Out>>> found) {
        var unsure = undoable("hotel", repeat).fails(Kind.UNAVAILABLE).finds(call -> found.get());
        return end(naestro(unsure, pay), paid(unsure, pay));
    }

    @Test
    void a_call_without_a_result_is_looked_up_before_it_is_undone() {
        var keys = new ArrayList<String>();
        var unsure = undoable("hotel", Repeat.ONCE)
                .throwing(IllegalStateException::new)
                .finds(call -> {
                    keys.add(call.idempotencyKey());
                    return Optional.of(ToolResult.of(new Out(7)));
                });
        var run = start(naestro(unsure, pay), paid(unsure, pay));
        assertThat(statuses(world.settle(run))).containsExactly(Status.DONE);
        assertThat(undone).containsExactly("hotel 7");
        assertThat(keys).containsExactly(run.id() + "/room");
        assertThat(unsure.undone().getFirst().idempotencyKey()).isEqualTo(run.id() + "/room/undo");
    }

    @Test
    void a_call_that_never_happened_need_not_be_undone() {
        assertThat(only(doubted(Repeat.ONCE, () -> Optional.of(ToolResult.failed(Kind.NOT_DONE, "never seen")))))
                .isEqualTo(
                        new Compensation("room", "hotel@1", Status.NOT_NEEDED, "tool hotel@1: NOT_DONE, never seen"));
        assertThat(undone).isEmpty();
    }

    @Test
    void a_call_that_was_refused_need_not_be_undone() {
        assertThat(statuses(doubted(Repeat.ONCE, () -> Optional.of(ToolResult.failed(Kind.CONFLICT, "no room")))))
                .containsExactly(Status.NOT_NEEDED);
    }

    @Test
    void a_call_of_which_nobody_knows_anything_is_told_of() {
        assertThat(only(doubted(Repeat.ONCE, Optional::empty)).reason()).contains("nobody knows whether it was done");
        assertThat(undone).isEmpty();
    }

    @Test
    void a_lookup_that_fails_for_now_is_made_again() {
        var answers = new ArrayList<Optional<ToolResult<Out>>>(List.of(
                Optional.of(ToolResult.failed(Kind.UNAVAILABLE, "busy")), Optional.of(ToolResult.of(new Out(3)))));
        assertThat(statuses(doubted(Repeat.ONCE, answers::removeFirst))).containsExactly(Status.DONE);
        assertThat(undone).containsExactly("hotel 3");
    }

    @Test
    void a_call_that_certainly_did_nothing_is_not_undone() {
        var full = undoable("hotel", Repeat.ONCE).fails(Kind.CONFLICT);
        assertThat(told(end(naestro(full, pay), paid(full, pay)))).isEmpty();
    }

    @Test
    void a_doubt_stays_when_the_call_is_made_again_in_vain() {
        var unsure = undoable("hotel", Repeat.KEYED).fails(Kind.UNAVAILABLE).fails(Kind.CONFLICT);
        var p = Plan.named("paid", 1).input(In.class);
        var room = p.tool("room", unsure, p.input()).retry(1);
        assertThat(statuses(end(naestro(unsure), p.yields(room)))).containsExactly(Status.UNKNOWN);
    }

    @Test
    void a_call_with_a_result_is_not_in_doubt_because_it_fails_when_it_is_made_again() {
        var odd = undoable("hotel", Repeat.KEYED).returns(new Out(7)).fails(Kind.UNAVAILABLE);
        var p = Plan.named("paid", 1).input(In.class);
        var room = p.tool("room", odd, p.input())
                .check(Check.that(Condition.that("/n", Condition.Op.EQ, World.number(8)), "eight"))
                .retry(1);
        assertThat(statuses(end(naestro(odd), p.yields(room)))).containsExactly(Status.DONE);
        assertThat(undone).containsExactly("hotel 7");
    }

    @Test
    void a_call_that_is_cut_off_because_the_run_ends_is_in_doubt() {
        var naestro = builder(world, journal, hotel, pay)
                .scheduler(new Holding("naestro-room"))
                .build();
        var run = start(naestro, paid(hotel, pay));
        world.scheduler.runReady();
        run.cancel("enough");
        assertThat(statuses(world.settle(run))).containsExactly(Status.UNKNOWN);
        assertThat(hotel.calls()).isEmpty();
    }

    // ---- what goes wrong while calls are undone ----

    private ScriptedTool<In, Out> stubborn(
            Repeat repeat, Function<ScriptedTool.Undone<In, Out>, Optional<ToolResult<Out>>> undo) {
        return tool("flight", repeat)
                .answersAlways(in -> ToolResult.of(new Out(1)))
                .undoes(undo);
    }

    private RunResult<Out> afterTrip(ScriptedTool<In, Out> seats) {
        pay.fails(Kind.CONFLICT);
        return end(naestro(hotel, seats, pay), trip(hotel, seats, pay));
    }

    @Test
    void what_cannot_be_undone_keeps_nothing_else_from_it() {
        var result = afterTrip(stubborn(Repeat.ONCE, call -> Optional.of(ToolResult.failed(Kind.CONFLICT, "gone"))));
        assertThat(told(result).getFirst())
                .isEqualTo(new Compensation("seat", "flight@1", Status.FAILED, "tool flight@1: CONFLICT, gone"));
        assertThat(undone).containsExactly("hotel 10");
    }

    @Test
    void a_tool_that_cannot_undo_this_call_says_so() {
        assertThat(told(afterTrip(stubborn(Repeat.ONCE, call -> Optional.empty())))
                        .getFirst()
                        .reason())
                .contains("cannot undo this call");
    }

    @Test
    void a_failure_that_may_pass_is_tried_again_under_the_same_key() {
        var seats = stubborn(Repeat.KEYED, call -> Optional.of(ToolResult.failed(Kind.UNAVAILABLE, "busy")));
        var before = world.time.now();
        assertThat(statuses(afterTrip(seats))).containsExactly(Status.FAILED, Status.DONE);
        assertThat(seats.undone()).hasSize(6);
        assertThat(seats.undone().stream().distinct()).hasSize(1);
        assertThat(Duration.between(before, world.time.now())).isGreaterThan(Duration.ofSeconds(15));
    }

    @Test
    void undoing_what_acts_once_is_tried_once() {
        var seats = stubborn(Repeat.ONCE, call -> Optional.of(ToolResult.failed(Kind.UNAVAILABLE, "busy")));
        assertThat(statuses(afterTrip(seats))).containsExactly(Status.FAILED, Status.DONE);
        assertThat(seats.undone()).hasSize(1);
    }

    @Test
    void undoing_that_hangs_is_given_up_at_its_deadline() {
        var seats = tool("flight", Repeat.ONCE)
                .contract(contract -> contract.timeout(Duration.ofSeconds(5)))
                .answersAlways(in -> ToolResult.of(new Out(1)))
                .undoes(call -> Optional.of(ToolResult.of(call.output())));
        pay.fails(Kind.CONFLICT);
        var naestro = builder(world, journal, hotel, seats, pay)
                .scheduler(new Holding("naestro-seat/undo"))
                .build();
        assertThat(statuses(end(naestro, trip(hotel, seats, pay)))).containsExactly(Status.UNKNOWN, Status.DONE);
        held.getFirst().run();
        world.scheduler.runReady();
        assertThat(seats.undone()).as("it came back too late").hasSize(1);
    }

    private final List<Runnable> held = new ArrayList<>();

    /** Holds the work of a name, as a call that hangs does. */
    private final class Holding implements Scheduler {
        private final String name;

        private Holding(String name) {
            this.name = name;
        }

        @Override
        public Task start(String of, Runnable work) {
            if (of.equals(name)) {
                held.add(work);
                return () -> {};
            }
            return world.scheduler.start(of, work);
        }

        @Override
        public Task after(Duration pause, Runnable work) {
            return world.scheduler.after(pause, work);
        }

        @Override
        public void close() {
            world.scheduler.close();
        }
    }

    @Test
    void the_time_and_the_budget_of_a_run_do_not_keep_it_from_undoing() {
        var again = tool("pay", Repeat.KEYED).fails(Kind.UNAVAILABLE);
        var p = Plan.named("short", 1).input(In.class);
        var room = p.tool("room", hotel, p.input());
        var paid = p.tool("pay", again, p.input()).after(room).retry(1);
        var result = end(naestro(hotel, again), p.yields(paid).within(Budget.UNLIMITED.withCalls(2)));
        assertThat(result)
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class,
                        stopped -> assertThat(stopped.cause()).isEqualTo(StopCause.BUDGET));
        assertThat(statuses(result)).containsExactly(Status.DONE);
        assertThat(result.spent().calls()).isEqualTo(3);
    }

    @Test
    void a_rate_that_is_full_delays_undoing() {
        pay.fails(Kind.CONFLICT);
        var naestro = builder(world, journal, hotel, pay)
                .limit("tool:hotel", Rate.perMinute(1))
                .build();
        var run = start(naestro, paid(hotel, pay));
        assertThat(statuses(world.settle(run))).containsExactly(Status.DONE);
        assertThat(World.events(run, RunEvent.StepDelayed.class))
                .extracting(RunEvent.StepDelayed::step)
                .containsExactly("room/undo");
    }

    // ---- who must agree ----

    private static boolean isUndo(Effect effect) {
        return effect instanceof Effect.ToolCall && effect.actor().step().endsWith("/undo");
    }

    @Test
    void a_policy_that_denies_undoing_is_obeyed() {
        verdicts = effect -> isUndo(effect) ? Verdict.DENY : Verdict.ALLOW;
        pay.fails(Kind.CONFLICT);
        var result = end(naestro(hotel, flight, pay), trip(hotel, flight, pay));
        assertThat(statuses(result)).containsExactly(Status.DENIED, Status.DENIED);
        assertThat(told(result).getFirst().reason()).contains("undo tool flight@1 was denied");
        assertThat(undone).isEmpty();
    }

    @Test
    void a_tool_in_quarantine_undoes_nothing() {
        var naestro = new AtomicReference<Naestro>();
        pay.answers(in -> {
            naestro.get().quarantine("tool:hotel");
            return ToolResult.failed(Kind.CONFLICT, "no");
        });
        naestro.set(naestro(hotel, pay));
        assertThat(only(end(naestro.get(), paid(hotel, pay))).reason()).contains("in quarantine");
    }

    private Run<Out> asked(Naestro naestro) {
        verdicts = effect -> isUndo(effect) ? Verdict.ASK : Verdict.ALLOW;
        pay.fails(Kind.CONFLICT);
        var run = start(naestro, paid(hotel, pay));
        assertThat(now(run)).isInstanceOf(RunResult.Waiting.class);
        return run;
    }

    @Test
    void people_are_asked_where_the_policy_wants_it() {
        var naestro = naestro(hotel, pay);
        var run = asked(naestro);
        var question = question(naestro);
        assertThat(question.title()).isEqualTo("undo tool hotel@1");
        assertThat(question.shown())
                .isEqualTo(Json.object()
                        .with("undo", "hotel@1")
                        .with("argument", Json.object().with("n", World.number(1))));
        naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));
        assertThat(statuses(world.settle(run))).containsExactly(Status.DONE);
        assertThat(undone).containsExactly("hotel 10");
    }

    @Test
    void people_may_refuse() {
        var naestro = naestro(hotel, pay);
        var run = asked(naestro);
        var question = question(naestro);
        naestro.approvals().refuse(question.id(), question.digest(), "let it stand", by("bob"));
        assertThat(only(world.settle(run)))
                .isEqualTo(new Compensation("room", "hotel@1", Status.DENIED, "refused by bob"));
    }

    @Test
    void nobody_answers_in_time() {
        var naestro = naestro(hotel, pay);
        var run = asked(naestro);
        assertThat(only(world.settle(run)).reason()).contains("nobody answered in time");
        assertThat(naestro.approvals().open("default")).isEmpty();
    }

    /** Rules that a test may replace; what they say of undoing is their own. */
    private static final class Rules implements Policy {
        private volatile Digest digest = TestPolicy.DIGEST;
        private volatile Function<Effect, Decision> undoing;

        private Rules(Function<Effect, Decision> undoing) {
            this.undoing = undoing;
        }

        private void replace(String version, Function<Effect, Decision> next) {
            digest = Digests.of("policy/v1", Json.of(version));
            undoing = next;
        }

        @Override
        public Constraints constraints(Actor actor, Step step) {
            return Constraints.NONE;
        }

        @Override
        public Decision decide(Effect effect) {
            return isUndo(effect) ? undoing.apply(effect) : Decision.allow(Mode.AUTO, "rule", digest);
        }

        @Override
        public Digest digest() {
            return digest;
        }
    }

    private Naestro under(Rules rules) {
        pay.fails(Kind.CONFLICT);
        return world.builder().policy(rules).journal(journal).tools(hotel, pay).build();
    }

    @Test
    void a_question_is_asked_anew_when_the_rules_have_changed() {
        var rules = new Rules(effect -> Decision.ask(Mode.AUTO, "rule", "ask", TestPolicy.DIGEST));
        var naestro = under(rules);
        var run = start(naestro, paid(hotel, pay));
        now(run);
        var question = question(naestro);
        rules.replace("next", effect -> Decision.deny(Mode.AUTO, "rule", "no", "", rules.digest()));
        assertThat(naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob")))
                .isInstanceOf(ApprovalAnswer.StaleAnswer.class);
        assertThat(statuses(world.settle(run))).containsExactly(Status.DENIED);
    }

    @Test
    void a_mode_that_only_suggests_undoes_nothing() {
        var naestro = under(new Rules(effect -> Decision.allow(Mode.GUIDE, "rule", TestPolicy.DIGEST)));
        assertThat(only(end(naestro, paid(hotel, pay))).reason()).contains("only be suggested");
    }

    /** A tool that uses a host when it undoes, which a person must agree to. */
    private static final class Calling implements Tool<In, Out> {
        @Override
        public ToolContract<In, Out> contract() {
            return ToolContract.named("hotel", In.class, Out.class)
                    .repeat(Repeat.KEYED)
                    .touches(Touch.HTTP)
                    .compensates()
                    .build();
        }

        @Override
        public ToolResult<Out> call(In input, ToolContext context) {
            return ToolResult.of(new Out(1));
        }

        @Override
        public Optional<ToolResult<Out>> compensate(In input, Out output, ToolContext context) {
            try {
                var reply = context.http().send(ToolContext.HttpRequest.get("http://127.0.0.1:1/", 100));
                return Optional.of(ToolResult.of(new Out(reply.status())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void people_are_asked_for_what_a_tool_uses_when_it_undoes() {
        verdicts = effect -> effect instanceof Effect.Access ? Verdict.ASK : Verdict.ALLOW;
        pay.fails(Kind.CONFLICT);
        var naestro = naestro(new Calling(), pay);
        var run = start(naestro, paid(new Calling(), pay));
        assertThat(now(run)).isInstanceOf(RunResult.Waiting.class);
        var question = question(naestro);
        assertThat(question.title()).startsWith("GET http://127.0.0.1");
        assertThat(question.step()).isEqualTo("room/undo");
        naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));
        assertThat(only(world.settle(run)).reason())
                .as("agreed to, and then refused since it is an address of this machine")
                .endsWith("not allowed: GET http://127.0.0.1:1/");
        assertThat(World.events(run, RunEvent.StepIntent.class))
                .extracting(RunEvent.StepIntent::step)
                .containsExactly("room", "pay", "room/undo", "room/undo");
    }

    // ---- processes that end ----

    private int last(Run<?> run) {
        return World.events(run).size();
    }

    @Test
    void killed_after_any_event_a_run_undoes_its_calls_to_the_same_end() {
        var seats = booking("flight", Repeat.KEYED);
        var bill = tool("pay", Repeat.KEYED).fails(Kind.CONFLICT);
        var run = start(naestro(hotel, seats, bill), trip(hotel, seats, bill));
        world.settle(run);
        for (int killed = 2; killed < last(run); killed++) {
            undone.clear();
            var next = new World(killed);
            var again = tool("pay", Repeat.KEYED).fails(Kind.CONFLICT);
            var naestro =
                    builder(next, journal.cutAfter(killed), hotel, seats, again).build();
            var result = next.settle(naestro.resume().getFirst());
            if (told(result).isEmpty()) {
                throw new AssertionError("killed after " + killed + ": " + result);
            }
            assertThat(statuses(result)).as("killed after %s", killed).containsOnly(Status.DONE);
            assertThat(undone).as("killed after %s", killed).isSubsetOf("flight 10", "hotel 10");
        }
    }

    private int after(Run<?> run, String step) {
        var events = World.events(run);
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i) instanceof RunEvent.StepIntent intent
                    && intent.step().equals(step)) {
                return i + 1;
            }
        }
        throw new AssertionError(events);
    }

    @Test
    void undoing_what_acts_once_is_not_tried_again_when_its_process_ended_in_the_middle() {
        pay.fails(Kind.CONFLICT);
        var run = start(naestro(hotel, flight, pay), trip(hotel, flight, pay));
        world.settle(run);
        undone.clear();
        var next = new World(12);
        var naestro = builder(next, journal.cutAfter(after(run, "seat/undo")), hotel, flight, pay)
                .build();
        var result = next.settle(naestro.resume().getFirst());
        assertThat(statuses(result)).containsExactly(Status.UNKNOWN, Status.DONE);
        assertThat(told(result).getFirst().reason()).contains("cut off by the end of its process");
        assertThat(undone).containsExactly("hotel 10");
    }

    @Test
    void a_tool_that_the_next_process_lacks_or_that_has_forgotten_how_undoes_nothing() {
        pay.fails(Kind.CONFLICT);
        var run = start(naestro(hotel, flight, pay), trip(hotel, flight, pay));
        world.settle(run);
        var begun = journal.cutAfter(after(run, "pay") + 2);
        var next = new World(12);
        var forgetful = tool("flight", Repeat.ONCE);
        var result = next.settle(
                builder(next, begun, forgetful, pay).build().resume().getFirst());
        assertThat(statuses(result)).containsExactly(Status.FAILED, Status.FAILED);
        assertThat(told(result)).extracting(Compensation::reason).allMatch(why -> why.contains("not registered"));
    }

    @Test
    void a_run_that_was_halted_before_its_process_ended_stays_so() {
        pay.fails(Kind.CONFLICT);
        var first = naestro(hotel);
        var run = start(first, asking(hotel));
        world.scheduler.runReady();
        first.halt("fire");
        world.scheduler.runReady();
        var events = World.events(run);
        var halted = events.indexOf(new RunEvent.RunHalted("fire")) + 1;
        var next = new World(12);
        var result = next.settle(
                builder(next, journal.cutAfter(halted), hotel).build().resume().getFirst());
        assertThat(result)
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class,
                        stopped -> assertThat(stopped.cause()).isEqualTo(StopCause.HALTED));
        assertThat(undone).isEmpty();
    }

    @Test
    void a_run_that_sleeps_while_it_undoes_goes_on_in_the_next_process() {
        verdicts = effect -> isUndo(effect) ? Verdict.ASK : Verdict.ALLOW;
        pay.fails(Kind.CONFLICT);
        var first = naestro(hotel, pay);
        var run = start(first, paid(hotel, pay));
        now(run);
        first.close();
        assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
        verdicts = effect -> Verdict.ALLOW;
        var next = new World(12);
        var naestro = builder(next, journal, hotel, pay).build();
        var resumed = naestro.resume().getFirst();
        var question = question(naestro);
        naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));
        assertThat(statuses(next.settle(resumed))).containsExactly(Status.DONE);
    }

    @Test
    void a_run_that_is_only_in_memory_ends_with_its_instance_and_tells_what_is_not_undone() {
        verdicts = effect -> isUndo(effect) ? Verdict.ASK : Verdict.ALLOW;
        pay.fails(Kind.CONFLICT);
        var naestro = builder(world, new MemoryJournal(), hotel, pay).build();
        var run = start(naestro, paid(hotel, pay));
        now(run);
        naestro.close();
        assertThat(run.poll()).isInstanceOf(RunResult.Failed.class);
        assertThat(statuses(run.poll())).containsExactly(Status.NOT_TRIED);
    }

    @Test
    void a_call_that_is_undone_when_its_process_ends_is_undone_by_the_next() {
        pay.fails(Kind.CONFLICT);
        var first = builder(world, journal, hotel, pay)
                .scheduler(new Holding("naestro-room/undo"))
                .build();
        var run = start(first, paid(hotel, pay));
        assertThat(now(run)).isInstanceOf(RunResult.Running.class);
        first.close();
        assertThat(World.events(run).getLast()).isInstanceOf(RunEvent.StepIntent.class);
        var next = new World(12);
        var resumed = builder(next, journal, hotel, pay).build().resume().getFirst();
        assertThat(statuses(next.settle(resumed))).containsExactly(Status.DONE);
        assertThat(undone).containsExactly("hotel 10");
    }

    @Test
    void a_call_that_is_undone_in_memory_when_its_instance_is_closed_is_in_doubt() {
        pay.fails(Kind.CONFLICT);
        var naestro = builder(world, new MemoryJournal(), hotel, pay)
                .scheduler(new Holding("naestro-room/undo"))
                .build();
        var run = start(naestro, paid(hotel, pay));
        now(run);
        naestro.close();
        assertThat(only(run.poll()))
                .isEqualTo(new Compensation("room", "hotel@1", Status.UNKNOWN, "the run ended while it was undone"));
    }

    @Test
    void a_run_whose_end_cannot_be_written_is_left_as_it_is() {
        var naestro = naestro(hotel);
        var run = start(naestro, asking(hotel));
        world.scheduler.runReady();
        journal.failAfter(1);
        run.cancel("enough");
        assertThat(now(run)).isInstanceOf(RunResult.Failed.class);
        naestro.halt("fire");
        naestro.close();
        assertThat(World.events(run).getLast()).isInstanceOf(RunEvent.CancelRequested.class);
    }

    @Test
    void a_run_whose_halt_cannot_be_written_does_not_save_the_others() {
        var naestro = naestro(hotel);
        var refused = start(naestro, asking(hotel));
        var other = naestro.start(asking(hotel), new In(2), RunKey.of("trip-2"), onBehalfOf("ada"));
        world.scheduler.runReady();
        journal.refuse(refused.id());
        naestro.halt("fire");
        assertThat(now(other)).isInstanceOf(RunResult.Stopped.class);
        assertThat(now(refused)).isInstanceOf(RunResult.Failed.class);
    }

    // ---- which calls there are ----

    /** A planner that gives these plans one after the other. */
    private record Plans(List<Plan<?, ?>> all) implements Planner {
        @Override
        public <T> Planned<T> plan(Goal<T> goal, Context context) {
            return found(0);
        }

        @Override
        public <T> Planned<T> revise(Goal<T> goal, Revision revision, Context context) {
            return revision.number() + 1 < all.size() ? found(revision.number() + 1) : new NoPlan<>(List.of());
        }

        @SuppressWarnings("unchecked")
        private <T> Planned<T> found(int number) {
            return new Found<>((Plan<?, T>) all.get(number));
        }
    }

    private static Plan<?, ?> step(String id, Tool<In, Out> tool, int n, Tool<In, Out> pay) {
        var p = Plan.named("paid", 1).input(Json.class);
        var room = p.tool(id, tool, p.object(In.class, Map.of("n", p.value(World.number(n), Integer.class))));
        return p.yields(p.tool(
                        "pay-" + n, pay, p.object(In.class, Map.of("n", p.value(World.number(n), Integer.class))))
                .after(room));
    }

    @Test
    void the_calls_of_all_plans_that_a_run_followed_are_undone() {
        var rooms = booking("hotel", Repeat.IDEMPOTENT);
        var bill = tool("pay", Repeat.IDEMPOTENT).answersAlways(in -> ToolResult.failed(Kind.CONFLICT, "no"));
        var suites = booking("suite", Repeat.IDEMPOTENT);
        var naestro = builder(world, journal, rooms, suites, bill)
                .planner(new Plans(List.of(
                        step("room", rooms, 1, bill),
                        step("room", rooms, 2, bill),
                        step("room", suites, 2, bill),
                        step("other", rooms, 3, bill))))
                .build();
        var run = naestro.start(Goal.of("Travel").yielding(Out.class));
        var result = world.settle(run);
        assertThat(undone).containsExactly("hotel 30", "suite 20", "hotel 20", "hotel 10");
        assertThat(rooms.undone())
                .extracting(ScriptedTool.Undone::idempotencyKey)
                .containsExactly(run.id() + "/other/undo", run.id() + "/room/undo-2", run.id() + "/room/undo");
        assertThat(told(result)).extracting(Compensation::step).containsExactly("other", "room", "room", "room");
    }

    @Test
    void a_call_that_was_made_again_with_the_same_argument_is_undone_once() {
        var p = Plan.named("paid", 1).input(In.class);
        var rooms = undoable("hotel", Repeat.KEYED).returns(new Out(1)).returns(new Out(2));
        var room = p.tool("room", rooms, p.input())
                .check(Check.that(Condition.that("/n", Condition.Op.EQ, World.number(3)), "three"))
                .retry(1);
        assertThat(told(end(naestro(rooms), p.yields(room)))).hasSize(1);
        assertThat(undone).containsExactly("hotel 2");
    }

    @Test
    void a_run_that_undoes_its_calls_is_running() {
        var seen = new ArrayList<RunResult<?>>();
        var run = new AtomicReference<Run<Out>>();
        var rooms = tool("hotel", Repeat.KEYED)
                .answersAlways(in -> ToolResult.of(new Out(1)))
                .undoes(call -> {
                    seen.add(run.get().poll());
                    run.get().cancel("again");
                    return Optional.of(
                            seen.size() < 2
                                    ? ToolResult.failed(Kind.UNAVAILABLE, "busy")
                                    : ToolResult.of(call.output()));
                });
        pay.fails(Kind.CONFLICT);
        run.set(start(naestro(rooms, pay), paid(rooms, pay)));
        now(run.get());
        run.get().cancel("while it waits");
        assertThat(statuses(world.settle(run.get()))).containsExactly(Status.DONE);
        assertThat(seen).hasSize(2).allSatisfy(result -> assertThat(result).isInstanceOf(RunResult.Running.class));
        assertThat(World.events(run.get(), RunEvent.CancelRequested.class)).isEmpty();
    }

    @Test
    void each_element_of_a_map_is_undone() {
        pay.fails(Kind.CONFLICT);
        var p = Plan.named("rooms", 1).input(Shape.listOf(In.class));
        var rooms = p.map("rooms", hotel, p.input());
        var paid = p.tool("pay", pay, p.object(In.class, Map.of("n", p.value(World.number(1), Integer.class))))
                .after(rooms);
        var run = naestro(hotel, pay)
                .start(p.yields(paid), List.of(new In(1), new In(2), new In(3)), KEY, onBehalfOf("ada"));
        var result = world.settle(run);
        assertThat(undone).containsExactlyInAnyOrder("hotel 10", "hotel 20", "hotel 30");
        assertThat(told(result))
                .extracting(Compensation::step)
                .containsExactlyInAnyOrder("rooms[0]", "rooms[1]", "rooms[2]");
    }

    @Test
    void a_tool_that_says_it_compensates_must_be_able_to() {
        Tool<In, Out> liar = new Tool<>() {
            @Override
            public ToolContract<In, Out> contract() {
                return ToolContract.named("liar", In.class, Out.class)
                        .compensates()
                        .build();
            }

            @Override
            public ToolResult<Out> call(In input, ToolContext context) {
                return ToolResult.of(new Out(1));
            }
        };
        assertThatThrownBy(() -> naestro(liar))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("override compensate");
    }

    @Test
    void what_a_pure_tool_would_undo_is_refused() {
        assertThatThrownBy(() -> tool("pure", Repeat.PURE)
                        .undoes(call -> Optional.empty())
                        .contract())
                .hasMessageContaining("PURE");
    }
}
