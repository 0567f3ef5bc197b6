package io.naestro.core;

import io.naestro.effect.Payload;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.plan.Check;
import io.naestro.run.FailureCause;
import io.naestro.run.Journal.Durability;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a run comes to its end: with a result, stopped, failed, or without its journal. Used by the run's owner only. */
final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Workbench bench;
    private final Revising revising;
    private final SubCalls subCalls;
    private final Thoughts thoughts;
    private final Judge judge;
    private final BiConsumer<StepName, String> cutOff;
    private final Runnable afterwards;
    private final Compensating compensating;
    private boolean concluding;

    /**
     * The ending of a run.
     *
     * @param bench what the run is worked with
     * @param revising looks for another way before the run fails
     * @param subCalls the calls of its planners and judges
     * @param thoughts the work of its planners, judges and memory
     * @param judge judges its result
     * @param cutOff gives a call up, for a reason
     * @param afterwards what is done once the end is written
     */
    Ending(
            Workbench bench,
            Revising revising,
            SubCalls subCalls,
            Thoughts thoughts,
            Judge judge,
            BiConsumer<StepName, String> cutOff,
            Runnable afterwards) {
        this.bench = bench;
        this.revising = revising;
        this.subCalls = subCalls;
        this.thoughts = thoughts;
        this.judge = judge;
        this.cutOff = cutOff;
        this.afterwards = afterwards;
        compensating = new Compensating(bench, this::expire, this::halt);
    }

    /** When all steps have ended: puts the result together, judges it, and ends the run. */
    void concludeIfAllEnded() {
        if (!bench.state().allEnded() || bench.course().end() != null || revising.isOpen() || concluding) {
            return;
        }
        concluding = true;
        try {
            conclude(bench.calls().result(bench.state()));
        } catch (Bindings.Missing | InputException e) {
            end(new RunEvent.RunFailed("", new FailureCause.DataCause(String.valueOf(e.getMessage()))));
        }
    }

    private void conclude(Payload result) {
        var state = bench.state();
        var output = bench.log().keep(result);
        var onlySuggested =
                result.value() instanceof Json.Null && !state.suggestions().isEmpty();
        var checks = onlySuggested ? List.<Check>of() : state.plan().plan().checks();
        judge.start("", checks, bench.calls().subject(state, result), Thoughts.LONGEST, verdict -> {
            if (verdict.failed().isEmpty()) {
                end(new RunEvent.RunDone(output));
            } else {
                bench.log()
                        .record(
                                Durability.BUFFERED,
                                new RunEvent.StepChecked("", 0, verdict.failed(), verdict.grade()));
                failed(new RunEvent.RunFailed("", new FailureCause.CheckCause(verdict.failed())));
            }
        });
    }

    private void failed(RunEvent.RunFailed event) {
        if (!revising.beginWithResult(event)) {
            end(event);
        }
    }

    /** Another plan is in force: its result is put together in its turn. */
    void beginAgain() {
        concluding = false;
    }

    /**
     * Starts nothing more; the run ends as soon as its calls have ended or were given up, and what they did is undone.
     */
    void stop(RunEvent event) {
        if (bench.course().decide(event)) {
            interrupt();
        }
    }

    /** Starts nothing more and undoes nothing, whatever was decided before. */
    void halt(RunEvent.RunStopped event) {
        if (bench.course().halt(event)) {
            interrupt();
        }
        bench.open().names().stream()
                .filter(compensating::has)
                .forEach(name -> compensating.cutOff(name, "the run was halted"));
    }

    private void interrupt() {
        bench.open()
                .interruptAll(name -> bench.timers().after(GRACE, () -> cutOff.accept(name, "the run ended first")));
    }

    void endIfStopped() {
        var end = bench.course().end();
        if (end != null && bench.open().isEmpty()) {
            end(end);
        }
    }

    private void end(RunEvent event) {
        subCalls.cutOffAll();
        thoughts.abandonAll();
        if (compensating.begin(event)) {
            compensating.go();
        }
        var decided = Objects.requireNonNullElse(bench.course().end(), event); // it may be halted by now
        if (bench.open().isEmpty() && !compensating.begin(decided)) {
            finish(decided);
        }
    }

    private void finish(RunEvent event) {
        trail().begin();
        bench.log().record(Durability.DURABLE, event);
        trail().end(event);
        bench.timers().cancelAll();
        afterwards.run();
        bench.log().forget();
    }

    /** Without its journal a run cannot go on here; what was written can be taken up by another process. */
    void fail(RuntimeException e) {
        LOG.atError().addKeyValue("run", bench.id()).setCause(e).log("the run cannot go on in this process");
        bench.course().breakOff(e);
        trail().rest();
        abandon();
        bench.timers().cancelAll();
    }

    /**
     * Lets go: nothing happens from here on, and nobody waits in vain. A run that is being stopped ends now; calls of
     * any other stay open in the journal, for the next process to decide, which also undoes what is not undone yet.
     *
     * @param forgets whether there is no journal that outlives the process
     */
    void letGo(boolean forgets) {
        var course = bench.course();
        try {
            var end = course.end();
            if (end != null && course.broken() == null && bench.state().end() == null) {
                letGo(end, forgets);
            }
        } finally {
            course.leave();
            trail().rest();
            bench.mailbox().close();
            bench.timers().cancelAll();
            abandon();
        }
    }

    private void letGo(RunEvent end, boolean forgets) {
        bench.open().names().stream()
                .filter(name -> !compensating.has(name))
                .forEach(name -> cutOff.accept(name, "the run ended first"));
        if (!compensating.begin(end) || forgets) {
            subCalls.cutOffAll();
            finish(end);
        }
    }

    /** Interrupts all that is under way; whatever comes of it is too late. */
    private void abandon() {
        bench.open().abandon();
        thoughts.abandonAll();
        subCalls.abandon();
    }

    private Trail trail() {
        return bench.scope().trail();
    }

    /** Stops the run when the time of its deadline or budget is up. */
    void watch() {
        var end = bench.scope().end();
        if (end != null) {
            bench.timers().after(bench.until(end), () -> timeIsUp(end));
        }
    }

    void timeIsUp(Instant end) {
        var cause = end.equals(bench.state().accepted().deadline()) ? StopCause.EXPIRED : StopCause.BUDGET;
        stop(new RunEvent.RunStopped(cause, "the time for the run was up at " + end));
    }

    /** Stops the run if nobody has answered a question in time. */
    void expire(String question, Instant moment) {
        bench.timers().after(bench.until(moment), () -> {
            var asked = Objects.requireNonNull(bench.state().questions().get(question));
            if (asked.settled()) {
                return;
            }
            if (bench.state().undoing().has(asked.request().step())) {
                compensating.expired(asked.request().step(), question);
            } else {
                stop(new RunEvent.RunStopped(
                        StopCause.EXPIRED,
                        "nobody answered in time: " + asked.request().title()));
            }
        });
    }
}
