package io.naestro.testkit;

import io.naestro.base.JsonText;
import io.naestro.base.Values;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.opentest4j.AssertionFailedError;

/** The records that a run left on a disk, and what must be so with them whatever happened. */
final class RunRecords {
    private static final Shape<RunEvent> EVENT = Shape.of(RunEvent.class);

    /** The names of calls that undo others. */
    private static final Pattern UNDO = Pattern.compile("/undo(-[0-9]+)?$");

    private final RunId run;
    private final List<String> texts;

    private RunRecords(RunId run, List<String> texts) {
        this.run = run;
        this.texts = texts;
    }

    static List<RunRecords> of(SimulatedDisk disk) {
        return disk.heads().stream()
                .map(head -> new RunRecords(
                        head.run(),
                        disk.records(head.run()).stream().map(RunRecords::text).toList()))
                .toList();
    }

    List<String> texts() {
        return texts;
    }

    /** Whether everything that a process was told is safe is there, in spite of all crashes, unless it was dropped. */
    static void requireKept(SimulatedDisk disk) {
        var there = new HashSet<String>();
        of(disk).forEach(records -> there.addAll(records.texts));
        for (var record : disk.acknowledged()) {
            if (!there.contains(text(record))) {
                throw new AssertionFailedError("a record that was acknowledged as safe is lost: " + text(record));
            }
        }
    }

    /** Whether the events tell of a run as it must be. */
    void check() {
        var state = new State();
        for (var text : texts) {
            var json = (Json.Obj) JsonText.parse(text);
            state.add(Values.lenient().from(json.get("event").orElse(Json.NULL), EVENT));
        }
        state.require(state.ends == 1, "it has " + state.ends + " ends");
    }

    private static String text(byte[] record) {
        return new String(record, StandardCharsets.UTF_8);
    }

    /** What the events so far came to. */
    private final class State {
        private final Set<List<Object>> open = new HashSet<>();
        private final Set<List<Object>> settled = new HashSet<>();
        private final HashMap<List<Object>, String> keys = new HashMap<>();
        private int revision;
        private int accepted;
        private boolean stopping;
        private boolean undoing;
        private boolean halted;
        private int ends;

        void add(RunEvent event) {
            require(accepted == 1 || event instanceof RunEvent.RunAccepted, event + " comes before its acceptance");
            require(ends == 0 || isAfterword(event), event + " follows its end");
            switch (event) {
                case RunEvent.RunAccepted first -> require(++accepted == 1, "it was accepted twice");
                case RunEvent.PlanAdopted plan -> revision = plan.revision();
                case RunEvent.StepIntent intent -> intend(intent);
                case RunEvent.StepOutcome outcome -> settle(outcome.step(), outcome.attempt(), true);
                case RunEvent.StepFailed failed -> settle(failed.step(), failed.attempt(), false);
                case RunEvent.CancelRequested cancelled -> stopping = true;
                case RunEvent.RunHalted halt -> halted = true;
                case RunEvent.CompensationBegun begun -> {
                    require(!undoing, "it begins to undo its calls twice");
                    undoing = true;
                }
                case RunEvent.RunDone end -> ends++;
                case RunEvent.RunStopped end -> ends++;
                case RunEvent.RunFailed end -> ends++;
                default -> {}
            }
        }

        private void intend(RunEvent.StepIntent intent) {
            var call = call(intent.step(), intent.attempt());
            var undo = undoing && UNDO.matcher(intent.step()).find();
            require(!halted, "step '" + intent.step() + "' begins a call after it was halted");
            require(undo || !(stopping || undoing), "step '" + intent.step() + "' begins a call after it was to stop");
            require(!settled.contains(call), "step '" + intent.step() + "' begins a call that had its outcome");
            require(open.add(call), "step '" + intent.step() + "' begins attempt " + intent.attempt() + " twice");
            var key = keys.putIfAbsent(List.of(revision, intent.step()), intent.key());
            require(key == null || key.equals(intent.key()), "step '" + intent.step() + "' acts under two keys");
        }

        private void settle(String step, int attempt, boolean done) {
            var call = call(step, attempt);
            require(!done || open.contains(call), "step '" + step + "' has an outcome without an intent");
            require(settled.add(call), "attempt " + attempt + " of step '" + step + "' has two outcomes");
            open.remove(call);
        }

        private List<Object> call(String step, int attempt) {
            return List.of(revision, step, attempt);
        }

        private boolean isAfterword(RunEvent event) {
            return event instanceof RunEvent.RunRemembered
                    || event instanceof RunEvent.RouteLearned
                    || event instanceof RunEvent.GrantRevoked;
        }

        private void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new AssertionFailedError("run " + run + ": " + otherwise);
            }
        }
    }
}
