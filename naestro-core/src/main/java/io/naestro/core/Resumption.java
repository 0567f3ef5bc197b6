package io.naestro.core;

import io.naestro.run.Journal.Durability;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult.StopCause;
import java.util.ArrayList;
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
    void run() {
        if (log.state().undoing().hasBegun()) {
            undo();
        } else {
            goOn();
        }
    }

    /** Goes on undoing; what else was open is of no matter. */
    private void undo() {
        log.record(Durability.DURABLE, new RunEvent.RunResumed(List.of()));
        bench.scope().restore(log.state());
        ending.stop(Objects.requireNonNull(log.state().undoing().end()));
        haltIfHalted();
        expire();
    }

    private void goOn() {
        var plan = log.state().planOrNull();
        if (plan != null) {
            plan.steps().forEach(step -> sort(StepName.whole(step.id())));
        }
        var steps = open.stream().map(StepName::toString).toList();
        log.record(Durability.DURABLE, new RunEvent.RunResumed(steps));
        bench.scope().restore(log.state());
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
