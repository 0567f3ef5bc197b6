package io.naestro.core;

import io.naestro.policy.Principal;
import io.naestro.run.Journal.Durability;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.StepDelta;
import io.naestro.run.Upgrades;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run as others have it in hand: they look at it, wait for it, answer it, stop it. Every change is made as the run's
 * owner, and then {@link RunLoop} goes on from there.
 */
final class LiveRun {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);

    private final Parts parts;
    private final Workbench bench;
    private final Ending ending;
    private final RunLoop loop;
    private boolean begun;

    LiveRun(Parts parts, RunId id, RunState state) {
        this.parts = parts;
        loop = new RunLoop(parts, id, state);
        bench = loop.bench();
        ending = loop.ending();
    }

    RunId id() {
        return bench.id();
    }

    /** What is so, seen from any thread. */
    RunState look() {
        return bench.look(state -> state);
    }

    /** Why it cannot go on in this process, if so. */
    Optional<RuntimeException> broken() {
        return bench.look(state -> Optional.ofNullable(bench.course().broken()));
    }

    /** Whether it is another process's, or left to one, so that nothing of it was begun here. */
    boolean isElsewhere() {
        return broken().filter(why -> why instanceof Upgrading.LeftAlone
                        || (why instanceof JournalFailure failure && failure.kind() == Kind.OWNED))
                .isPresent();
    }

    /** Waits until something is so; in vain, and not any longer, once the run was let go or cannot go on. */
    boolean await(Predicate<RunState> wanted, Duration atMost) {
        return bench.mailbox().await(() -> bench.course().lost() || wanted.test(bench.state()), atMost);
    }

    /** Tells a listener of what calls emit. */
    Run.Watch watch(Consumer<StepDelta> listener) {
        return bench.calls().watchers().add(listener);
    }

    /** Begins a run whose acceptance was just written, unless someone has found it in the journal and taken it up. */
    void begin() {
        owned(() -> {
            if (begun) {
                return;
            }
            begun = true;
            bench.scope().trail().begin();
            if (bench.state().planOrNull() != null) {
                bench.agenda().collect();
            }
            ending.watch();
        });
    }

    /**
     * Goes on with a run that another process began, unless that was done already. One that cannot go on tells so to
     * whoever waits for it, and not to whoever takes up all runs of a store.
     */
    void resume() {
        try {
            owned(() -> {
                if (!begun && bench.state().end() == null) {
                    begun = true;
                    takeUp();
                }
            });
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("run", id()).log("the run was not taken up");
        }
    }

    /** Goes on where the last process ended, unless tools have changed and the host does not want that. */
    private void takeUp() {
        var upgrading = new Upgrading(bench, loop.revising());
        var changes = upgrading.changes();
        var answer = changes.isEmpty() ? new Upgrades.ContinueAnswer() : upgrading.answer(changes);
        if (answer instanceof Upgrades.LeaveAnswer) {
            var why = new Upgrading.LeftAlone(changes);
            LOG.atWarn().addKeyValue("run", id()).log("the run is not taken up: {}", why.getMessage());
            bench.course().breakOff(why);
        } else {
            ending.watch();
            new Resumption(loop, bench, ending).run(answer, changes);
        }
    }

    /** Refuses to write to a run that is left to another process. */
    private void requireHere() {
        var broken = bench.course().broken();
        if (broken instanceof Upgrading.LeftAlone) {
            throw new IllegalStateException("run " + id() + " cannot go on in this process: " + broken.getMessage());
        }
    }

    void cancel(String reason) {
        here(() -> {
            if (!bench.isOver()) {
                bench.log().record(Durability.DURABLE, new RunEvent.CancelRequested(reason));
                ending.stop(new RunEvent.RunStopped(StopCause.CANCELLED, reason));
            }
        });
    }

    void halt(String reason) {
        here(() -> {
            if (!bench.course().rests(bench.state()) && !bench.isHalted()) {
                bench.log().record(Durability.DURABLE, new RunEvent.RunHalted(reason));
                ending.halt(new RunEvent.RunStopped(StopCause.HALTED, reason));
            }
        });
    }

    /** Starts nothing more; calls that are under way may still end and are written. */
    void sleep() {
        owned(bench.course()::sleep);
    }

    /** Lets go of the run, as {@link Ending#letGo} says. */
    void letGo(boolean forgets) {
        owned(() -> ending.letGo(forgets));
    }

    /** Takes an answer to a question, if it counts, and goes on from there. */
    Answering.Result answer(Answering answering) {
        return bench.mailbox().asOwner(() -> {
            requireHere();
            var result = answering.check(bench.state(), parts.time().now(), bench.calls()::outdated);
            if (result.withdrawn() != null) {
                bench.log().take(result.withdrawn());
                goOn(result.step());
            } else if (result.counts()) {
                var receipt = Objects.requireNonNull(result.receipt());
                bench.log().take(new Input.Answered(result.step(), receipt, result.settled()));
                if (result.settled() && receipt.granted()) {
                    goOn(result.step());
                } else if (result.settled() && !bench.state().undoing().has(result.step())) {
                    ending.stop(new RunEvent.RunStopped(StopCause.DENIED, result.refusal()));
                }
            }
            return result;
        });
    }

    /** A step may be tried again; what undoes a call is tried without being told. */
    private void goOn(String step) {
        if (!bench.state().undoing().has(step)) {
            bench.agenda().add(StepName.of(step));
        }
    }

    /** Takes an agreement for more than one call back, if it is in force; also after the run has ended. */
    boolean revoke(String question, String reason, Principal by) {
        return bench.mailbox().asOwner(() -> {
            requireHere();
            var asked = Objects.requireNonNull(bench.state().questions().get(question));
            var inForce = bench.state().inForce(asked, parts.time().now());
            if (inForce) {
                bench.log().record(Durability.DURABLE, new RunEvent.GrantRevoked(question, by, reason));
            }
            return inForce;
        });
    }

    private void here(Runnable work) {
        var unused = bench.mailbox().asOwner(() -> {
            requireHere();
            return true;
        });
        owned(work);
    }

    private void owned(Runnable work) {
        bench.mailbox().asOwner(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                ending.fail(e);
                throw e;
            }
            return true;
        });
    }
}
