package io.naestro.core;

import io.naestro.json.Json;
import io.naestro.plan.Retry;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.Routed;
import io.naestro.run.FailureCause;
import io.naestro.run.RunEvent;
import io.naestro.run.Spend;
import io.naestro.tool.ToolFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from what a run learns: a pure function from state and input to events. No clock, no randomness, no
 * thread; the moment is an argument.
 */
final class Decider {
    /** The detail of a model's failure that says what a router wants the model told. */
    static final String INSTRUCTION = "instruction";

    private static final int MOST_HOPS = 8;

    /** How a failure to undo a call, which may pass, is tried again. */
    private static final Retry UNDO = Retry.times(5);

    /** However long the other side wants us to wait. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    private Decider() {}

    /**
     * The events that follow; none when the input came too late to matter.
     *
     * @param state what is so
     * @param input what was learnt
     * @param now the moment
     */
    static List<RunEvent> decide(RunState state, Input input, Instant now) {
        return switch (input) {
            case Input.Adopted in -> List.of(new RunEvent.PlanAdopted(in.revision(), in.plan(), in.why(), in.tools()));
            case Input.Unplanned in -> List.of(new RunEvent.RunFailed("", new FailureCause.PlanCause(in.problems())));
            case Input.Expanded in -> List.of(new RunEvent.MapExpanded(in.step(), in.elements()));
            case Input.Skipped in -> List.of(new RunEvent.StepSkipped(in.step(), in.why()));
            case Input.Unready in -> List.of(unready(state, in));
            case Input.RouteKnown in -> List.of(routed(state, in));
            case Input.NotAdmitted in -> notAdmitted(in, now);
            case Input.Admitted in -> admitted(in);
            case Input.Ended in -> stale(state, in.step(), in.attempt()) ? List.of() : ended(state, in, now);
            case Input.Judged in -> judged(state, in, now);
            case Input.Withdrawn in -> List.of(new RunEvent.ApprovalWithdrawn(in.step(), in.question(), in.reason()));
            case Input.Answered in -> List.of(new RunEvent.ApprovalAnswered(in.step(), in.receipt(), in.settled()));
        };
    }

    private static RunEvent unready(RunState state, Input.Unready in) {
        var attempt = state.cell(StepName.of(in.step())).attempt();
        return RunEvent.StepFailed.of(in.step(), attempt, in.cause());
    }

    private static RunEvent routed(RunState state, Input.RouteKnown in) {
        var attempt = state.cell(StepName.of(in.step())).attempt();
        return switch (in.routed()) {
            case Route route -> new RunEvent.StepRouted(in.step(), attempt + 1, route);
            case Routed.NoRoute none ->
                RunEvent.StepFailed.of(
                        in.step(),
                        attempt,
                        new FailureCause.RouteCause(none.reasons().toString()));
        };
    }

    private static List<RunEvent> notAdmitted(Input.NotAdmitted in, Instant now) {
        return switch (in.admission()) {
            case Admission.WaitUntil wait ->
                List.of(new RunEvent.StepDelayed(in.step(), wait.key(), Moments.after(now, wait.pause())));
            case Admission.NeedsApproval ask ->
                List.of(
                        RunEvent.EffectDecided.of(
                                in.step(), ask.request().title(), ask.request().digest(), ask.decision()),
                        new RunEvent.ApprovalAsked(ask.request()));
            case Admission.Suggested suggested ->
                List.of(
                        RunEvent.EffectDecided.of(
                                in.step(),
                                suggested.suggestion().title(),
                                suggested.suggestion().digest(),
                                suggested.decision()),
                        new RunEvent.StepSuggested(suggested.suggestion()));
            case Admission.Refused refused -> List.of();
            case Admission.Admitted admitted ->
                throw new IllegalArgumentException(
                        "admitted: " + admitted.call().title());
        };
    }

    private static List<RunEvent> admitted(Input.Admitted in) {
        var call = in.admitted().call();
        var decided = RunEvent.EffectDecided.of(
                call.step(), call.title(), call.request(), in.admitted().decision());
        if (in.argument() == null) {
            return List.of(decided, intent(in, call));
        }
        var tool = ((Call.ToolUse) call).effect().contract().ref(); // nothing else has its argument kept
        var prepared =
                new RunEvent.CompensationPrepared(call.step(), in.admitted().attempt(), tool, in.argument());
        return List.of(decided, prepared, intent(in, call));
    }

    private static RunEvent intent(Input.Admitted in, Call call) {
        return new RunEvent.StepIntent(
                call.step(),
                in.admitted().attempt(),
                call.title(),
                call.request(),
                in.key(),
                in.admitted().reserved(),
                in.admitted().deadline(),
                in.admitted().accounts());
    }

    private static boolean stale(RunState state, String step, int attempt) {
        if (step.indexOf('/') >= 0) {
            return false;
        }
        var cell = state.cell(StepName.of(step));
        return cell.phase() != Cell.Phase.RUNNING || cell.attempt() != attempt;
    }

    private static List<RunEvent> ended(RunState state, Input.Ended in, Instant now) {
        var events = new ArrayList<RunEvent>();
        var accesses = in.end().accesses();
        if (!accesses.isEmpty()) {
            events.add(new RunEvent.AccessSummary(in.step(), in.attempt(), accesses.used(), accesses.denied()));
        }
        switch (in.end()) {
            case CallEnd.Got got
            when in.output() != null ->
                events.add(new RunEvent.StepOutcome(
                        in.step(), in.attempt(), in.output(), got.usage(), got.spent(), got.took()));
            case CallEnd.Got got ->
                throw new IllegalArgumentException("a result of step '" + in.step() + "' was not kept");
            case CallEnd.Lost lost -> events.addAll(lost(state, in, lost, now));
            case CallEnd.Pending pending -> events.addAll(pending(in, pending, now));
        }
        return events;
    }

    private static List<RunEvent> pending(Input.Ended in, CallEnd.Pending pending, Instant now) {
        var request = pending.request();
        var cause = new FailureCause.EngineCause("a person must agree first: " + request.title());
        return List.of(
                new RunEvent.StepFailed(in.step(), in.attempt(), cause, pending.spent(), pending.took(), now),
                RunEvent.EffectDecided.of(in.step(), request.title(), request.digest(), pending.decision()),
                new RunEvent.ApprovalAsked(request));
    }

    private static List<RunEvent> lost(RunState state, Input.Ended in, CallEnd.Lost lost, Instant now) {
        if (in.step().indexOf('/') >= 0) {
            return List.of(failed(in, lost, undoAgain(state, in, lost, now)));
        }
        var cell = state.cell(StepName.of(in.step()));
        if (in.hop() instanceof NextHop.RerouteHop reroute && cell.hops() < MOST_HOPS) {
            return List.of(
                    failed(in, lost, now), new RunEvent.StepRouted(in.step(), in.attempt() + 1, reroute.route()));
        }
        var wait = again(in, lost);
        if (wait == null || !mayRetry(state, in.step())) {
            return List.of(failed(in, lost, null));
        }
        var scheduled = schedule(state, in.step());
        return List.of(failed(in, lost, now.plus(shorter(LONGEST_WAIT, longer(wait, scheduled)))));
    }

    /** When a call that undoes another is made again; null when it is not, and for all calls of planners and judges. */
    private static @Nullable Instant undoAgain(RunState state, Input.Ended in, CallEnd.Lost lost, Instant now) {
        var wait = again(in, lost);
        var hasAttempts = state.undoing().has(in.step()) && in.attempt() <= UNDO.retries();
        var isOver = lost.cause() instanceof FailureCause.ToolCause cause
                && cause.failure().kind() == ToolFailure.Kind.NOT_DONE;
        return wait == null || !hasAttempts || isOver
                ? null
                : now.plus(shorter(LONGEST_WAIT, longer(wait, UNDO.before(in.attempt() + 1))));
    }

    /** The wait that the other side asks for before another attempt, or null when there should be none. */
    private static @Nullable Duration again(Input.Ended in, CallEnd.Lost lost) {
        if (!in.repeatable()) {
            return null;
        }
        return switch (lost.cause()) {
            case FailureCause.ModelCause cause ->
                switch (in.hop()) {
                    case NextHop.WaitHop hop -> hop.pause();
                    case NextHop.RepairHop hop -> Duration.ZERO;
                    case null, default -> null;
                };
            case FailureCause.ToolCause cause
            when cause.failure().kind().passing() -> {
                var asked = cause.failure().retryAfter();
                yield asked == null ? Duration.ZERO : asked;
            }
            default -> null;
        };
    }

    private static RunEvent failed(Input.Ended in, CallEnd.Lost lost, @Nullable Instant retryAt) {
        return new RunEvent.StepFailed(in.step(), in.attempt(), cause(in, lost), lost.spent(), lost.took(), retryAt);
    }

    /** Why a call failed, with what the router wants the model told, so that whoever tries again finds it. */
    private static FailureCause cause(Input.Ended in, CallEnd.Lost lost) {
        return switch (lost.cause()) {
            case FailureCause.ModelCause cause
            when in.hop() instanceof NextHop.RepairHop(var instruction) ->
                new FailureCause.ModelCause(cause.model(), cause.failure().with(INSTRUCTION, Json.of(instruction)));
            default -> lost.cause();
        };
    }

    private static List<RunEvent> judged(RunState state, Input.Judged in, Instant now) {
        var checked = new RunEvent.StepChecked(in.step(), in.attempt(), in.failed(), in.grade());
        if (in.failed().isEmpty()) {
            return List.of(checked, new RunEvent.StepSucceeded(in.step(), in.output()));
        }
        var cause = new FailureCause.CheckCause(in.failed());
        if (in.hop() instanceof NextHop.RerouteHop reroute
                && state.cell(StepName.of(in.step())).hops() < MOST_HOPS) {
            return List.of(
                    checked,
                    new RunEvent.StepFailed(in.step(), in.attempt(), cause, Spend.NOTHING, Duration.ZERO, now),
                    new RunEvent.StepRouted(in.step(), in.attempt() + 1, reroute.route()));
        }
        var again = in.repeatable() && mayRetry(state, in.step()) ? now.plus(schedule(state, in.step())) : null;
        return List.of(
                checked, new RunEvent.StepFailed(in.step(), in.attempt(), cause, Spend.NOTHING, Duration.ZERO, again));
    }

    private static boolean mayRetry(RunState state, String step) {
        var name = StepName.of(step);
        return state.cell(name).retries() < state.plan().options(name).retry().retries();
    }

    private static Duration schedule(RunState state, String step) {
        var name = StepName.of(step);
        return state.plan().options(name).retry().before(state.cell(name).retries() + 2);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
