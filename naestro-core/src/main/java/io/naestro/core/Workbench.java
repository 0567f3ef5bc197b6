package io.naestro.core;

import io.naestro.effect.Actor;
import io.naestro.plan.StepOptions;
import io.naestro.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What one run is worked with. All of it is used by the run's owner only, but for {@link #look} and {@link #stopping}.
 *
 * @param parts what the host has put together
 * @param id the run
 * @param log its journal and its state
 * @param scope what holds for all of its calls
 * @param calls makes calls of its steps
 * @param open its calls under way
 * @param agenda its steps that may start
 * @param mailbox gives it one owner at a time
 * @param timers what is due later
 * @param course where it is headed
 */
record Workbench(
        Parts parts,
        RunId id,
        RunLog log,
        RunScope scope,
        StepCalls calls,
        OpenCalls open,
        Agenda agenda,
        Mailbox mailbox,
        Timers timers,
        Course course) {

    /**
     * The workbench of a run.
     *
     * @param parts what the host has put together
     * @param id the run
     * @param state what is so with it
     * @param afterwards what to do after whatever has happened, as owner
     * @param failed what to do when that fails, as owner
     */
    static Workbench of(Parts parts, RunId id, RunState state, Runnable afterwards, Consumer<RuntimeException> failed) {
        var store = parts.store().of(id);
        var log = new RunLog(store, parts.time(), id, state);
        var scope = new RunScope(id, log::state, store, Trail.of(parts.observer(), id, log));
        var mailbox = new Mailbox(parts.scheduler(), "naestro-run-" + id, afterwards, failed);
        return new Workbench(
                parts,
                id,
                log,
                scope,
                new StepCalls(parts, scope, log),
                new OpenCalls(),
                new Agenda(log::state),
                mailbox,
                new Timers(parts.scheduler(), mailbox),
                new Course());
    }

    RunState state() {
        return log.state();
    }

    Duration until(Instant moment) {
        return Duration.between(parts.time().now(), moment);
    }

    /** The run itself as actor, for what belongs to no step. */
    Actor actor(String step) {
        return scope.actor(step, StepOptions.DEFAULT).at(parts.time().now());
    }

    boolean isOver() {
        return course.isOver(state());
    }

    /**
     * Makes a call on a thread of its own.
     *
     * @param name the name of the call
     * @param admitted what was admitted
     * @param context what the plug-in is given
     * @param ended what to do with its end, as owner
     * @param late what to do at its deadline, as owner
     */
    void make(StepName name, Admission.Admitted admitted, CallScope context, Consumer<CallEnd> ended, Runnable late) {
        scope.trail().begin();
        var work = parts.scheduler().start("naestro-" + name, () -> {
            var end = parts.gate().execute(admitted, context);
            context.cancel();
            mailbox.post(() -> ended.accept(end));
        });
        open.add(name, admitted, context, work, timers.after(until(admitted.deadline()), late));
    }

    /** Whether nothing may be called any more. */
    boolean isHalted() {
        return course.isHalted();
    }

    /** Looks at the run from any thread, while nobody changes it. */
    <T> T look(Function<RunState, T> view) {
        return mailbox.look(() -> view.apply(state()));
    }

    /** As {@link #isOver()}, from any thread. */
    boolean stopping() {
        return mailbox.look(this::isOver);
    }
}
