package io.naestro.benchmarks.crash;

import io.naestro.core.Naestro;
import io.naestro.run.RunEvent;
import io.naestro.run.RunKey;
import io.naestro.run.RunSummary;
import io.naestro.tool.Repeat;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds a journal, all of whose runs have ended, against the ledger. */
final class Audit {
    private static final int BATCH = 1_000;

    private final Naestro naestro;
    private final Map<String, Integer> effects;
    private final List<String> violations = new ArrayList<>();
    private final Map<Repeat, Integer> again = new EnumMap<>(Repeat.class);
    private int runs;
    private int takenUp;

    private Audit(Naestro naestro, Map<String, Integer> effects) {
        this.naestro = naestro;
        this.effects = new HashMap<>(effects);
    }

    /**
     * What was found.
     *
     * @param runs how many runs there were
     * @param effects how many effects happened
     * @param takenUp how often a process took a run up from another
     * @param again how often an effect happened once more, each time after its call had been cut off
     * @param violations what must never be so, in words
     */
    record Found(int runs, int effects, int takenUp, Map<Repeat, Integer> again, List<String> violations) {}

    /** What the events of a run say of one step. */
    private static final class Told {
        private int outcomes;
        private int cutOff;
        private int granted;
    }

    /**
     * Compares.
     *
     * @param naestro the journal, opened again
     * @param effects how often each effect happened
     * @param acknowledged the keys of all runs whose start a process saw return
     */
    static Found of(Naestro naestro, Map<String, Integer> effects, Set<String> acknowledged) {
        var audit = new Audit(naestro, effects);
        for (var key : acknowledged) {
            if (naestro.runs().find(RunKey.of(key)).isEmpty()) {
                audit.violations.add("run '" + key + "' was acknowledged and is lost");
            }
        }
        naestro.runs().list(Integer.MAX_VALUE).forEach(audit::check);
        if (audit.runs == 0) {
            audit.violations.add("no process came so far as to start a run, so nothing was shown");
        }
        audit.effects.keySet().forEach(key -> audit.violations.add("effect '" + key + "' belongs to no step"));
        var all = effects.values().stream().mapToInt(Integer::intValue).sum();
        return new Found(audit.runs, all, audit.takenUp, audit.again, audit.violations);
    }

    private void check(RunSummary run) {
        runs++;
        if (run.state() != RunSummary.State.DONE) {
            violations.add("run " + run.id() + " ended as " + run.state());
        }
        var before = takenUp;
        var told = read(run);
        var resumed = takenUp - before;
        for (int i = 0; i < Workload.STEPS; i++) {
            var step = told.getOrDefault("s" + i, new Told());
            var times = effects.remove(run.id() + "/s" + i);
            check(run.id() + "/s" + i, Workload.repeat(i), step, resumed, times == null ? 0 : times);
        }
    }

    private void check(String key, Repeat repeat, Told told, int resumed, int times) {
        if (told.outcomes != 1) {
            violations.add(key + " has " + told.outcomes + " outcomes");
        }
        if (times == 0) {
            violations.add(key + " has an outcome, and its effect never happened");
        }
        // the intent of a pure call need not be durable, so it may be lost with its process, and nothing counts as cut
        // off
        if (times > 1 + (repeat == Repeat.PURE ? resumed : told.cutOff)) {
            violations.add(key + " happened " + times + " times and was cut off " + told.cutOff + " times");
        }
        if (repeat == Repeat.ONCE && times > 1 + told.granted) {
            violations.add(key + " happened " + times + " times and people agreed " + told.granted + " times");
        }
        again.merge(repeat, Math.max(0, times - 1), Integer::sum);
    }

    private Map<String, Told> read(RunSummary run) {
        var told = new HashMap<String, Told>();
        var ended = new HashSet<String>();
        long from = 0;
        for (var events = naestro.runs().events(run.id(), from, BATCH);
                !events.isEmpty();
                events = naestro.runs().events(run.id(), from, BATCH)) {
            for (var recorded : events) {
                switch (recorded.event()) {
                    case RunEvent.StepIntent intent
                    when ended.contains(intent.step()) ->
                        violations.add(run.id() + "/" + intent.step() + " was called again after its outcome");
                    case RunEvent.StepOutcome outcome -> {
                        ended.add(outcome.step());
                        of(told, outcome.step()).outcomes++;
                    }
                    case RunEvent.ApprovalAnswered answered -> of(told, answered.step()).granted++;
                    case RunEvent.RunResumed resumed -> {
                        takenUp++;
                        resumed.open().forEach(step -> of(told, step).cutOff++);
                    }
                    default -> {
                        // nothing about how often a call was made
                    }
                }
            }
            from += events.size();
        }
        return told;
    }

    private static Told of(Map<String, Told> told, String step) {
        return told.computeIfAbsent(step, name -> new Told());
    }
}
