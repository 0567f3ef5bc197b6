package io.naestro.testkit;

import io.naestro.json.Shape;
import io.naestro.run.RandomSource;
import io.naestro.run.RunNotDone;
import io.naestro.run.RunResult;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.AssertionFailedError;

/**
 * A JUnit extension for tests of plans and goals without a model, a real clock or luck:
 *
 * <pre>{@code
 * @RegisterExtension
 * final NaestroTest naestro = NaestroTest.seeded(42);
 * }</pre>
 *
 * <p>It gives a clock, randomness and a scheduler that follow the seed, and scripted models and tools. At the end of a
 * test it fails the test when a scripted answer was never asked for, unless {@link #lenient()}. Each test starts anew,
 * also where the extension is kept in a static field. One test at a time uses an instance.
 */
public final class NaestroTest implements AfterEachCallback {
    private final long seed;
    private boolean lenient;
    private VirtualTime time = new VirtualTime();
    private SeededRandom random;
    private SeededScheduler scheduler;
    private final List<ScriptedModel> models = new ArrayList<>();
    private final List<ScriptedTool<?, ?>> tools = new ArrayList<>();
    private final Map<String, IntSupplier> counts = new TreeMap<>();

    private NaestroTest(long seed) {
        this.seed = seed;
        random = new SeededRandom(seed);
        scheduler = new SeededScheduler(time, seed);
    }

    /**
     * An extension.
     *
     * @param seed what decides randomness and order
     */
    public static NaestroTest seeded(long seed) {
        return new NaestroTest(seed);
    }

    /** Lets a test leave scripted answers over. */
    public NaestroTest lenient() {
        lenient = true;
        return this;
    }

    /** What decides randomness and order. */
    public long seed() {
        return seed;
    }

    /** The clock of the test; starts at {@link VirtualTime#START}. */
    public VirtualTime time() {
        return time;
    }

    /** The randomness of the test. */
    public RandomSource random() {
        return random;
    }

    /** The scheduler of the test, on its clock. */
    public SeededScheduler scheduler() {
        return scheduler;
    }

    /**
     * A scripted model whose answers must all be asked for.
     *
     * @param name the id on its card
     */
    public ScriptedModel model(String name) {
        var model = ScriptedModel.named(name);
        models.add(model);
        return model;
    }

    /**
     * A scripted tool whose results must all be asked for, and whose calls are counted.
     *
     * @param name the tool's name
     * @param input the class of the argument
     * @param output the class of the result
     * @param <I> the type of the argument
     * @param <O> the type of the result
     */
    public <I, O> ScriptedTool<I, O> tool(String name, Class<I> input, Class<O> output) {
        return tool(name, Shape.of(input), Shape.of(output));
    }

    /**
     * A scripted tool whose results must all be asked for, and whose calls are counted.
     *
     * @param name the tool's name
     * @param input the shape of the argument
     * @param output the shape of the result
     * @param <I> the type of the argument
     * @param <O> the type of the result
     */
    public <I, O> ScriptedTool<I, O> tool(String name, Shape<I> input, Shape<O> output) {
        var tool = ScriptedTool.named(name, input, output);
        count(name, () -> tool.calls().size());
        tools.add(tool);
        return tool;
    }

    /**
     * Counts the calls of a real tool.
     *
     * @param tool the tool
     * @param <I> the type of its argument
     * @param <O> the type of its result
     * @return the same tool, counted
     */
    public <I, O> Tool<I, O> watched(Tool<I, O> tool) {
        var watched = new Watched<>(tool);
        count(tool.contract().name(), watched.calls::get);
        return watched;
    }

    /**
     * Asserts that a tool was not called.
     *
     * @param tool the tool's name
     * @throws IllegalArgumentException if this test has no such tool, since the assertion would always hold
     */
    public void neverCalled(String tool) {
        called(tool, 0);
    }

    /**
     * Asserts how often a tool was called.
     *
     * @param tool the tool's name
     * @param times how often
     * @throws IllegalArgumentException if this test has no such tool
     */
    public void called(String tool, int times) {
        var count = counts.get(tool);
        if (count == null) {
            throw new IllegalArgumentException(
                    "this test neither scripts nor watches a tool '" + tool + "'; tools: " + counts.keySet());
        }
        Assertions.assertEquals(times, count.getAsInt(), () -> "calls of tool '" + tool + "'");
    }

    /**
     * Asserts that a run reached its result; one that only suggested it did not.
     *
     * @param result what is so with the run
     * @param <T> the type of the result
     * @return the result
     */
    public static <T> T done(RunResult<T> result) {
        try {
            return result.orThrow();
        } catch (RunNotDone e) {
            throw new AssertionFailedError("the run should be done, but " + e.getMessage(), e);
        }
    }

    /**
     * Asserts that a run was stopped.
     *
     * @param result what is so with the run
     * @param cause why it must have been stopped
     * @param <T> the type of the result
     * @return the result, for more assertions
     */
    public static <T> RunResult.Stopped<T> stoppedBy(RunResult<T> result, RunResult.StopCause cause) {
        if (result instanceof RunResult.Stopped<T> stopped && stopped.cause() == cause) {
            return stopped;
        }
        throw new AssertionFailedError("the run should be stopped by " + cause + ", but is: " + result);
    }

    /**
     * Asserts that a run failed at a step.
     *
     * @param result what is so with the run
     * @param step the id of the step, or empty for the run as a whole
     * @param <T> the type of the result
     * @return the result, for more assertions
     */
    public static <T> RunResult.Failed<T> failedAt(RunResult<T> result, String step) {
        if (result instanceof RunResult.Failed<T> failed && failed.step().equals(step)) {
            return failed;
        }
        throw new AssertionFailedError("the run should have failed at step '" + step + "', but is: " + result);
    }

    /** Fails a test that left scripted answers over, and makes all new for the next one. */
    @Override
    public void afterEach(ExtensionContext context) {
        var leftOver = leftOver();
        reset();
        if (!lenient && !leftOver.isEmpty() && context.getExecutionException().isEmpty()) {
            throw new AssertionFailedError("scripted answers were left over: " + String.join(", ", leftOver));
        }
    }

    private void count(String tool, IntSupplier count) {
        counts.merge(tool, count, (one, other) -> () -> one.getAsInt() + other.getAsInt()); // versions count together
    }

    private List<String> leftOver() {
        var left = new ArrayList<String>();
        models.stream().filter(model -> model.left() > 0).forEach(model -> left.add(model + ": " + model.left()));
        tools.stream().filter(tool -> tool.left() > 0).forEach(tool -> left.add(tool + ": " + tool.left()));
        return left;
    }

    private void reset() {
        models.clear();
        tools.clear();
        counts.clear();
        time = new VirtualTime();
        random = new SeededRandom(seed);
        scheduler = new SeededScheduler(time, seed);
    }

    private record Watched<I, O>(Tool<I, O> tool, AtomicInteger calls) implements Tool<I, O> {
        Watched(Tool<I, O> tool) {
            this(tool, new AtomicInteger());
        }

        @Override
        public ToolContract<I, O> contract() {
            return tool.contract();
        }

        @Override
        public ToolResult<O> call(I input, ToolContext context) {
            calls.incrementAndGet();
            return tool.call(input, context);
        }

        @Override
        public Optional<ToolResult<O>> lookup(I input, ToolContext context) {
            return tool.lookup(input, context);
        }

        @Override
        public Optional<ToolResult<O>> compensate(I input, O output, ToolContext context) {
            return tool.compensate(input, output, context);
        }
    }
}
