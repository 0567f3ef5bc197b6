package io.naestro.core;

import io.naestro.plan.Step;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Which steps and elements of a run may start next, oldest first. Used by the run's owner only. */
final class Agenda {
    private final Supplier<RunState> state;
    private final ArrayDeque<StepName> ready = new ArrayDeque<>();
    private final Map<String, MapWindow> windows = new HashMap<>();

    Agenda(Supplier<RunState> state) {
        this.state = state;
    }

    /** Takes what is next; empty when nothing may start. */
    Optional<StepName> next() {
        return Optional.ofNullable(ready.poll());
    }

    void add(StepName name) {
        ready.add(name);
    }

    /** Forgets what could be done under the plan before. */
    void clear() {
        ready.clear();
        windows.clear();
    }

    /** Adds all steps that wait for nothing. */
    void collect() {
        state.get().plan().steps().forEach(step -> addIfReady(StepName.whole(step.id())));
    }

    /** Adds the steps that waited for this one alone. */
    void follow(StepName name) {
        var plan = state.get().plan();
        for (int dependent : plan.dependents(plan.number(name.step()))) {
            addIfReady(StepName.whole(plan.steps().get(dependent).id()));
        }
    }

    /** Adds as many elements of a map step as its window allows. */
    void fill(StepName map) {
        window(map).fill(elements(map)).forEach(i -> ready.add(new StepName(map.step(), i)));
    }

    /** Another element of the map may start, since this one has ended. */
    void close(StepName element) {
        window(element).close();
    }

    /** Counts which elements of a map step another process left open, and adds what may start beside them. */
    void refill(StepName map) {
        window(map).recount(elements(map));
        fill(map);
    }

    private void addIfReady(StepName name) {
        if (cell(name).mayStart()) {
            ready.add(name);
        }
    }

    private MapWindow window(StepName name) {
        return windows.computeIfAbsent(
                name.step(),
                step -> new MapWindow(((Step.MapStep) state.get().plan().step(name)).window()));
    }

    private Cells elements(StepName name) {
        return Objects.requireNonNull(cell(name.whole()).elements());
    }

    private Cell cell(StepName name) {
        return state.get().cell(name);
    }
}
