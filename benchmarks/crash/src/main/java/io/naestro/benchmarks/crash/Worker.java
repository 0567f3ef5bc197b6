package io.naestro.benchmarks.crash;

import io.naestro.core.Naestro;
import io.naestro.policy.Grant;
import io.naestro.policy.Principal;
import io.naestro.run.JournalFailure;
import io.naestro.run.RunKey;
import io.naestro.run.RunSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A process that is meant to be killed: it takes up the runs that it finds, starts others, and agrees to every
 * question, until it is killed or, told to finish, no run is open. It says {@code up} once it is at work, the keys of
 * what it {@code started}, and {@code finished}.
 */
final class Worker {
    private static final int AT_ONCE = 3;
    private static final Duration TURN = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Set<RunSummary.State> OPEN = Set.of(RunSummary.State.RUNNING, RunSummary.State.WAITING);

    /** Why a question cannot be answered here: its run is another process's, which asks for itself. */
    private static final Set<JournalFailure.Kind> ELSEWHERE =
            Set.of(JournalFailure.Kind.OWNED, JournalFailure.Kind.FENCED);

    private final Store store;
    private final Ledger ledger;
    private final String name;
    private final boolean finishing;
    private boolean up;
    private int next;

    private Worker(Store store, Ledger ledger, String name, boolean finishing) {
        this.store = store;
        this.ledger = ledger;
        this.name = name;
        this.finishing = finishing;
    }

    /** Works for the store {@code args[0]} and the ledger {@code args[1]} as {@code args[2]}; may finish. */
    public static void main(String[] args) throws InterruptedException {
        Thread.ofPlatform().daemon().start(Worker::endWithParent);
        var worker = new Worker(Store.of(args[0]), new Ledger(Path.of(args[1])), args[2], args.length > 3);
        while (!worker.turn()) {
            // the next turn opens the journal anew, and so finds what other processes left meanwhile
        }
        System.out.println("finished");
    }

    /** Works on one instance, and says whether everything is finished. */
    private boolean turn() throws InterruptedException {
        try (var naestro = Workload.open(store.open(), ledger)) {
            naestro.resume();
            var end = System.nanoTime() + TURN.toNanos();
            while (!store.isShared() || System.nanoTime() < end) {
                answer(naestro);
                var open = naestro.runs().list(Integer.MAX_VALUE).stream()
                        .filter(run -> OPEN.contains(run.state()))
                        .count();
                if (finishing && open == 0) {
                    return true;
                }
                for (var i = open; i < AT_ONCE && !finishing; i++) {
                    startAnother(naestro);
                }
                if (!up) {
                    System.out.println("up");
                    up = true;
                }
                Thread.sleep(PAUSE);
            }
            return false;
        }
    }

    private void startAnother(Naestro naestro) {
        var key = RunKey.of(name + "-" + next);
        while (naestro.runs().find(key).isPresent()) {
            next++;
            key = RunKey.of(name + "-" + next);
        }
        naestro.start(Workload.plan(ledger), "in", key, Principal.HOST);
        System.out.println("started " + key.value());
    }

    private static void answer(Naestro naestro) {
        for (var question : List.copyOf(naestro.approvals().open(Principal.DEFAULT_TENANT))) {
            try {
                naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, Principal.by("bob"));
            } catch (JournalFailure e) {
                if (!ELSEWHERE.contains(e.kind())) {
                    throw e;
                }
            }
        }
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // nothing is ever sent
            }
        } catch (IOException e) {
            // the same as its end
        }
        Runtime.getRuntime().halt(1);
    }
}
