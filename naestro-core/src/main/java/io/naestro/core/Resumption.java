package io.naestro.core;

import io.naestro.json.Digest;
import io.naestro.plan.Plan;
import io.naestro.run.Journal.Durability;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.Upgrades.Answer;
import io.naestro.run.Upgrades.ChangedTool;
import io.naestro.run.Upgrades.MigrateAnswer;
import io.naestro.run.Upgrades.StopAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;

/** What a new process does with what the last one left of a run. */
final class Resumption {
    private final RunLoop loop;
    private final Workbench bench;
    private final Ending ending;
    private final RunLog log;
    private final Agenda agenda;
    private final List<StepName> open = new ArrayList<>();
    private final List<StepName> unjudged = new ArrayList<>();
    private final List<StepName> maps = new ArrayList<>();

    Resumption(RunLoop loop, Workbench bench, Ending ending) {
        this.loop = loop;
        this.bench = bench;
        this.ending = ending;
        log = bench.log();
        agenda = bench.agenda();
    }

    /** Takes up what is open; what it may have cost counts as spent from here on. */
    void run(Answer answer, List<ChangedTool> changes) {
        if (log.state().undoing().hasBegun()) {
            undo();
            return;
        }
        if (answer instanceof MigrateAnswer(var plan)) {
            migrate(plan);
            return;
        }
        goOn();
        if (answer instanceof StopAnswer(var reason)) {
            ending.stop(new RunEvent.RunStopped(StopCause.CANCELLED, reason));
        } else {
            accept(changes);
        }
    }

    /** Nobody is asked about these tools again. */
    private void accept(List<ChangedTool> changes) {
        var tools = new HashMap<String, Digest>();
        for (var change : changes) {
            bench.parts()
                    .registry()
                    .find(change.tool())
                    .ifPresent(found -> tools.put(change.tool().toString(), found.promise()));
        }
        if (!tools.isEmpty()) {
            log.record(Durability.DURABLE, new RunEvent.UpgradeAccepted(tools));
        }
    }

    /** Goes on with another plan; what is open under the one before is in doubt, and not called again. */
    private void migrate(Plan<?, ?> plan) {
        var before = log.state().plan();
        before.steps().forEach(step -> findOpen(StepName.whole(step.id())));
        resumed();
        loop.migrate(plan);
        stopIfDecided();
    }

    private void findOpen(StepName name) {
        var cell = log.state().cell(name);
        var elements = cell.elements();
        for (int i = 0; elements != null && i < elements.size(); i++) {
            findOpen(new StepName(name.step(), i));
        }
        if (elements == null && cell.phase() == Cell.Phase.RUNNING) {
            open.add(name);
        }
    }

    private void resumed() {
        var steps = open.stream().map(StepName::toString).toList();
        log.record(Durability.DURABLE, new RunEvent.RunResumed(steps));
        bench.scope().restore(log.state());
    }

    /** Goes on undoing; what else was open is of no matter. */
    private void undo() {
        resumed();
        ending.stop(Objects.requireNonNull(log.state().undoing().end()));
        haltIfHalted();
        expire();
    }

    private void goOn() {
        var plan = log.state().planOrNull();
        if (plan != null) {
            plan.steps().forEach(step -> sort(StepName.whole(step.id())));
        }
        resumed();
        open.stream().filter(name -> !name.isElement()).forEach(agenda::add); // elements start again with their map
        maps.forEach(agenda::refill);
        maps.forEach(loop::join);
        unjudged.forEach(loop::judgeAgain);
        expire();
        stopIfDecided();
    }

    private void expire() {
        log.state().openQuestions().forEach(question -> ending.expire(question.id(), question.expires()));
    }

    private void haltIfHalted() {
        if (log.state().halted()) {
            ending.halt(new RunEvent.RunStopped(StopCause.HALTED, "it was halted before its process ended"));
        }
    }

    private void sort(StepName name) {
        var cell = log.state().cell(name);
        switch (cell.phase()) {
            case PENDING -> {
                if (cell.mayStart() && !name.isElement()) {
                    agenda.add(name);
                }
            }
            case RUNNING -> running(name, cell);
            case CHECKING -> unjudged.add(name);
            case DELAYED, FAILED -> loop.settled(name);
            case ASKED, SUCCEEDED, SKIPPED, SUGGESTED -> {
                // people will answer, or it has ended
            }
        }
    }

    private void running(StepName name, Cell cell) {
        var elements = cell.elements();
        if (elements == null) {
            open.add(name);
            return;
        }
        for (int i = 0; i < elements.size(); i++) {
            sort(new StepName(name.step(), i));
        }
        maps.add(name);
    }

    private void stopIfDecided() {
        var state = log.state();
        haltIfHalted();
        if (state.cancelled()) {
            ending.stop(new RunEvent.RunStopped(StopCause.CANCELLED, "it was cancelled before its process ended"));
        }
        state.questions().values().stream()
                .filter(RunState.Question::refused)
                .findFirst()
                .ifPresent(question -> ending.stop(new RunEvent.RunStopped(
                        StopCause.DENIED, "step '" + question.request().step() + "' was refused")));
    }
}
