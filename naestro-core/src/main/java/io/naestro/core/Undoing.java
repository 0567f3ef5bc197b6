package io.naestro.core;

import io.naestro.json.Digest;
import io.naestro.plan.ToolRef;
import io.naestro.run.Compensation;
import io.naestro.run.Compensation.Status;
import io.naestro.run.FailureCause;
import io.naestro.run.FailureCause.ToolCause;
import io.naestro.run.RunEvent;
import io.naestro.tool.ToolFailure.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What of a run's calls could be undone, and what became of that. A part of the fold over its events; immutable.
 *
 * <p>An entry for each call, by the name of what undoes it: two calls of a step are one entry if they had the same
 * argument, since then only a tool that knows it was called before was called again.
 */
final class Undoing {
    static final Undoing NONE = new Undoing(Map.of(), Map.of(), null);

    private static final String SUFFIX = "/undo";

    /** Failures after which a tool has certainly done nothing. */
    private static final Set<Kind> IDLE =
            EnumSet.of(Kind.INVALID_INPUT, Kind.NOT_FOUND, Kind.RATE_LIMITED, Kind.CONFLICT, Kind.NOT_DONE);

    private final Map<String, Undo> undos;
    private final Map<String, String> last;
    private final @Nullable RunEvent end;

    /** Where the undoing of a call stands. */
    enum Phase {
        /** It may be tried. */
        OPEN,
        /** It waits for a moment. */
        DELAYED,
        /** It waits for people. */
        ASKED,
        /** The call that undoes it is under way. */
        RUNNING,
        /** It is over. */
        ENDED
    }

    /**
     * A call, and what undoes it.
     *
     * @param name the name of what undoes it
     * @param step the name of the step or element whose call it was
     * @param tool the tool's name and version
     * @param input the digest of its argument
     * @param output the digest of its result, or null while none is known
     * @param doubt whether it may have been done though no result is known
     * @param phase where undoing it stands
     * @param cutOff whether undoing it was cut off by the end of a process
     * @param attempt how often undoing it was tried
     * @param until when it is tried again, while it is delayed
     * @param status what became of it, once that is over
     * @param reason why, in words
     */
    record Undo(
            String name,
            String step,
            ToolRef tool,
            Digest input,
            @Nullable Digest output,
            boolean doubt,
            Phase phase,
            boolean cutOff,
            int attempt,
            @Nullable Instant until,
            @Nullable Status status,
            String reason) {
        private static Undo of(String name, RunEvent.CompensationPrepared event) {
            return new Undo(
                    name, event.step(), event.tool(), event.input(), null, false, Phase.OPEN, false, 0, null, null, "");
        }

        /** Whether something may have been done that has to be undone. */
        boolean due() {
            return output != null || doubt;
        }

        private boolean isOf(RunEvent.CompensationPrepared event) {
            return tool.equals(event.tool()) && input.equals(event.input());
        }

        private Undo done(Digest result) {
            return new Undo(name, step, tool, input, result, false, phase, cutOff, attempt, until, status, reason);
        }

        private Undo doubted() {
            return new Undo(
                    name, step, tool, input, output, output == null, phase, cutOff, attempt, until, status, reason);
        }

        private Undo in(Phase next, @Nullable Instant moment) {
            return new Undo(name, step, tool, input, output, doubt, next, cutOff, attempt, moment, status, reason);
        }

        private Undo started(int number) {
            return new Undo(name, step, tool, input, output, doubt, Phase.RUNNING, false, number, null, status, reason);
        }

        private Undo resumed() {
            return phase == Phase.RUNNING
                    ? new Undo(name, step, tool, input, output, doubt, Phase.OPEN, true, attempt, null, status, reason)
                    : this;
        }

        private Undo ended(Status how, String why) {
            return new Undo(name, step, tool, input, output, doubt, Phase.ENDED, false, attempt, null, how, why);
        }

        private Compensation told() {
            if (status != null) {
                return new Compensation(step, tool.toString(), status, reason);
            }
            return attempt == 0
                    ? new Compensation(step, tool.toString(), Status.NOT_TRIED, "the run ended first")
                    : new Compensation(step, tool.toString(), Status.UNKNOWN, "the run ended while it was undone");
        }
    }

    private Undoing(Map<String, Undo> undos, Map<String, String> last, @Nullable RunEvent end) {
        this.undos = undos;
        this.last = last;
        this.end = end;
    }

    /** How the run ends once this is over; null before it has begun. */
    @Nullable RunEvent end() {
        return end;
    }

    boolean hasBegun() {
        return end != null;
    }

    /** Whether this is the name of what undoes a call. */
    boolean has(String name) {
        return undos.containsKey(name);
    }

    /** Whether a call that undoes another is under way. */
    boolean isRunning() {
        return undos.values().stream().anyMatch(undo -> undo.phase() == Phase.RUNNING);
    }

    Optional<Undo> find(String name) {
        return Optional.ofNullable(undos.get(name));
    }

    /** What is to be undone next: the last call that may have been made and is not undone. */
    Optional<Undo> next() {
        return due().stream().filter(undo -> undo.phase() != Phase.ENDED).findFirst();
    }

    /** What became of all that may have been done, the last call first. */
    List<Compensation> told() {
        return due().stream().map(Undo::told).toList();
    }

    private List<Undo> due() {
        var all = new ArrayList<>(undos.values().stream().filter(Undo::due).toList());
        Collections.reverse(all);
        return all;
    }

    // ---- the calls of steps ----

    Undoing prepared(RunEvent.CompensationPrepared event) {
        var name = event.step() + SUFFIX;
        for (int i = 2; isOther(name, event); i++) {
            name = event.step() + SUFFIX + "-" + i;
        }
        var all = new LinkedHashMap<>(undos);
        all.putIfAbsent(name, Undo.of(name, event));
        var latest = new LinkedHashMap<>(last);
        latest.put(event.step(), name);
        return new Undoing(all, latest, end);
    }

    private boolean isOther(String name, RunEvent.CompensationPrepared event) {
        var there = undos.get(name);
        return there != null && !there.isOf(event);
    }

    /** A call gave a result: of a step, which can be undone from here on, or of what undoes one. */
    Undoing outcome(String step, Digest output) {
        return has(step) ? edit(step, undo -> undo.ended(Status.DONE, "")) : latest(step, undo -> undo.done(output));
    }

    /** A call gave no result: of a step, which may have been done all the same, or of what undoes one. */
    Undoing failed(RunEvent.StepFailed event) {
        if (has(event.step())) {
            var cause = event.cause();
            return edit(
                    event.step(),
                    undo -> event.retryAt() == null
                            ? undo.ended(status(cause), cause.message())
                            : undo.in(Phase.DELAYED, event.retryAt()));
        }
        return mayHaveActed(event.cause()) ? latest(event.step(), Undo::doubted) : this;
    }

    /** The process ended, and with it the calls of these steps and whatever undid another. */
    Undoing resumed(List<String> open) {
        var next = this;
        for (var step : open) {
            next = next.latest(step, Undo::doubted);
        }
        for (var name : undos.keySet()) {
            next = next.edit(name, Undo::resumed);
        }
        return next;
    }

    private static boolean mayHaveActed(FailureCause cause) {
        return switch (cause) {
            case ToolCause tool -> !IDLE.contains(tool.failure().kind());
            case FailureCause.EngineCause engine -> true; // it was broken off to ask a person
            default -> false;
        };
    }

    // ---- what undoes them ----

    Undoing begun(RunEvent how) {
        return new Undoing(undos, last, how);
    }

    Undoing started(String name, int attempt) {
        return edit(name, undo -> undo.started(attempt));
    }

    Undoing delayed(String name, Instant until) {
        return edit(name, undo -> undo.in(Phase.DELAYED, until));
    }

    Undoing asked(String name) {
        return edit(name, undo -> undo.in(Phase.ASKED, null));
    }

    /** People agreed, or need not be asked any more. */
    Undoing open(String name) {
        return edit(name, undo -> undo.in(Phase.OPEN, null));
    }

    Undoing refused(String name, String reason) {
        return edit(name, undo -> undo.ended(Status.DENIED, reason));
    }

    private static Status status(FailureCause cause) {
        return switch (cause) {
            case FailureCause.EngineCause engine -> Status.UNKNOWN;
            case ToolCause tool ->
                switch (tool.failure().kind()) {
                    case DENIED -> Status.DENIED;
                    case NOT_DONE -> Status.NOT_NEEDED;
                    case TIMEOUT -> Status.UNKNOWN;
                    default -> Status.FAILED;
                };
            default -> Status.FAILED;
        };
    }

    /** The last call of a step is the last of all, since it has just ended. */
    private Undoing latest(String step, UnaryOperator<Undo> how) {
        var name = last.get(step);
        if (name == null) {
            return this;
        }
        var all = new LinkedHashMap<>(undos);
        all.putLast(name, how.apply(Objects.requireNonNull(undos.get(name))));
        return new Undoing(all, last, end);
    }

    private Undoing edit(String name, UnaryOperator<Undo> how) {
        var undo = undos.get(name);
        if (undo == null) {
            return this;
        }
        var all = new LinkedHashMap<>(undos);
        all.put(name, how.apply(undo));
        return new Undoing(all, last, end);
    }
}
