package io.naestro.core;

import io.naestro.base.Values;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.run.FailureCause;
import io.naestro.run.JournalFailure;
import io.naestro.run.Recorded;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunSummary;
import io.naestro.run.StepDelta;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a host holds of a run.
 *
 * @param <T> the type of its result
 */
final class RunHandle<T> implements Run<T> {
    private final LiveRun loop;
    private final RunStore store;
    private final Shape<T> shape;
    private volatile @Nullable RunResult<T> last;

    /**
     * A handle.
     *
     * @param loop the run
     * @param store where its values are
     * @param shape the shape of its result
     */
    RunHandle(LiveRun loop, RunStore store, Shape<T> shape) {
        this.loop = loop;
        this.store = store;
        this.shape = shape;
    }

    LiveRun loop() {
        return loop;
    }

    /** Reads what became of the run while its values can be read; whoever asks later is told the same. */
    void keep() {
        last = read();
    }

    @Override
    public RunId id() {
        return loop.id();
    }

    @Override
    public RunKey key() {
        return loop.look().accepted().key();
    }

    @Override
    public RunResult<T> await(Duration atMost) {
        loop.await(state -> state.state() != RunSummary.State.RUNNING, atMost);
        var now = read();
        var kept = last; // only looked at now: the store may have been closed while this thread was reading
        return kept == null ? now : kept;
    }

    private RunResult<T> read() {
        var state = loop.look();
        var broken = loop.broken();
        try {
            return state.end() == null && broken.isPresent() ? failed(broken.get(), state) : result(state);
        } catch (JournalFailure
                | InputException e) { // it was closed, or its disk is gone or damaged; what is known without it is told
            var cause = new FailureCause.EngineCause("the values of the run cannot be read: " + e.getMessage());
            return new RunResult.Failed<>("", cause, Map.of(), state.spent());
        }
    }

    @Override
    public void cancel(String reason) {
        loop.cancel(reason);
    }

    @Override
    public List<Recorded> events(long from, int most) {
        return store.read(from, most);
    }

    @Override
    public Watch watch(Consumer<StepDelta> listener) {
        return loop.watch(listener);
    }

    private RunResult<T> failed(RuntimeException why, RunState state) {
        var cause = new FailureCause.EngineCause(String.valueOf(why.getMessage()));
        return new RunResult.Failed<>("", cause, partial(state), state.spent());
    }

    private RunResult<T> result(RunState state) {
        return switch (state.end()) {
            case RunEvent.RunDone done -> done(done, state);
            case RunEvent.RunStopped stopped ->
                new RunResult.Stopped<>(
                        stopped.cause(),
                        stopped.reason(),
                        partial(state),
                        state.spent(),
                        state.undoing().told());
            case RunEvent.RunFailed failed ->
                new RunResult.Failed<>(
                        failed.step(),
                        failed.cause(),
                        partial(state),
                        state.spent(),
                        state.undoing().told());
            case null, default ->
                state.state() == RunSummary.State.WAITING
                        ? new RunResult.Waiting<>(
                                state.openQuestions().stream().map(store::open).toList(), state.spent())
                        : new RunResult.Running<>(state.progress(), state.spent());
        };
    }

    private RunResult<T> done(RunEvent.RunDone done, RunState state) {
        var output = store.payload(done.output()).value();
        var suggestions = state.suggestions().stream().map(store::open).toList();
        if (output instanceof Json.Null && !suggestions.isEmpty()) {
            return new RunResult.Done<>(null, state.spent(), suggestions);
        }
        try {
            return new RunResult.Done<>(Values.read(output, shape), state.spent(), suggestions);
        } catch (InputException e) {
            var cause = new FailureCause.DataCause("the result is not of the wanted type: " + e.getMessage());
            return new RunResult.Failed<>("", cause, partial(state), state.spent());
        }
    }

    private Map<String, Json> partial(RunState state) {
        var partial = new LinkedHashMap<String, Json>();
        var plan = state.planOrNull();
        for (int i = 0; plan != null && i < state.cells().size(); i++) {
            var cell = state.cells().get(i);
            if (cell.phase() == Cell.Phase.SUCCEEDED) {
                var output = Objects.requireNonNull(cell.output());
                partial.put(plan.steps().get(i).id(), store.payload(output).value());
            }
        }
        return partial;
    }
}
