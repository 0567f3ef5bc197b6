package io.naestro.testkit;

import io.naestro.json.Shape;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A tool that gives the results that a test wrote down, in their order, and keeps how it was called.
 *
 * <p>Each verb ({@code returns}, {@code fails}, {@code throwing}, {@code answers}) adds the result of one call;
 * {@code returnsAlways} and {@code answersAlways} add the result of all calls after those. A call for which there is no
 * result is a {@link ToolFailure.Kind#FAULT} that says which call it was.
 *
 * <p>Thread-safe.
 *
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
public final class ScriptedTool<I, O> implements Tool<I, O> {
    private final String name;
    private final ToolContract.Builder<I, O> builder;
    private final Script<Call<I>, ToolResult<O>> script = new Script<>();
    private @Nullable ToolContract<I, O> contract;
    private volatile Function<Call<I>, Optional<ToolResult<O>>> lookup = call -> Optional.empty();
    private volatile Function<Undone<I, O>, Optional<ToolResult<O>>> undo = call -> Optional.empty();
    private final List<Undone<I, O>> undone = new CopyOnWriteArrayList<>();

    private ScriptedTool(String name, Shape<I> input, Shape<O> output) {
        this.name = name;
        builder = ToolContract.named(name, input, output).description("A scripted tool.");
    }

    /**
     * How the tool was called.
     *
     * @param input the argument
     * @param idempotencyKey the key that names the call across attempts
     * @param <I> the type of the argument
     */
    public record Call<I>(I input, String idempotencyKey) {}

    /**
     * How the tool was told to undo a call.
     *
     * @param input the argument of the call
     * @param output its result
     * @param idempotencyKey the key that names the undoing across attempts
     * @param <I> the type of the argument
     * @param <O> the type of the result
     */
    public record Undone<I, O>(I input, O output, String idempotencyKey) {}

    /**
     * A tool without results. Its contract is version 1 and acts once only, as every contract unless set.
     *
     * @param name the tool's name
     * @param input the class of the argument
     * @param output the class of the result
     * @param <I> the type of the argument
     * @param <O> the type of the result
     */
    public static <I, O> ScriptedTool<I, O> named(String name, Class<I> input, Class<O> output) {
        return named(name, Shape.of(input), Shape.of(output));
    }

    /**
     * A tool without results.
     *
     * @param name the tool's name
     * @param input the shape of the argument
     * @param output the shape of the result
     * @param <I> the type of the argument
     * @param <O> the type of the result
     */
    public static <I, O> ScriptedTool<I, O> named(String name, Shape<I> input, Shape<O> output) {
        return new ScriptedTool<>(name, input, output);
    }

    /**
     * Sets what a repeated call does.
     *
     * @param repeat the repeat class; {@link Repeat#ONCE} unless set
     * @throws IllegalStateException if the contract was read already
     */
    public ScriptedTool<I, O> repeat(Repeat repeat) {
        return contract(contract -> contract.repeat(repeat));
    }

    /**
     * Changes the contract.
     *
     * @param change what to change
     * @throws IllegalStateException if the contract was read already, since it must not change then
     */
    public synchronized ScriptedTool<I, O> contract(UnaryOperator<ToolContract.Builder<I, O>> change) {
        if (contract != null) {
            throw new IllegalStateException("the contract of tool '" + name + "' was read already; change it before");
        }
        var unused = change.apply(builder); // the builder changes itself
        return this;
    }

    /**
     * Answers a call with a value.
     *
     * @param value the result
     */
    public ScriptedTool<I, O> returns(O value) {
        return answers(input -> ToolResult.of(value));
    }

    /**
     * Answers every call after the script with a value.
     *
     * @param value the result
     * @throws IllegalStateException if there is such an answer already
     */
    public ScriptedTool<I, O> returnsAlways(O value) {
        return answersAlways(input -> ToolResult.of(value));
    }

    /**
     * Answers a call with a failure.
     *
     * @param failure the failure
     */
    public ScriptedTool<I, O> fails(ToolFailure failure) {
        return answers(input -> new ToolResult.Failed<>(failure));
    }

    /**
     * Answers a call with a failure that is usual for its kind.
     *
     * @param kind the sort of failure
     */
    public ScriptedTool<I, O> fails(ToolFailure.Kind kind) {
        return fails(ToolFailure.of(kind, "scripted failure"));
    }

    /**
     * Answers a call by throwing, as no well-behaved tool does.
     *
     * @param exception makes what is thrown
     */
    public ScriptedTool<I, O> throwing(Supplier<? extends RuntimeException> exception) {
        return answers(input -> {
            throw exception.get();
        });
    }

    /**
     * Answers a call by a function of the argument.
     *
     * @param answer the function
     */
    public ScriptedTool<I, O> answers(Function<I, ToolResult<O>> answer) {
        script.add(call -> answer.apply(call.input()));
        return this;
    }

    /**
     * Answers every call after the script by a function of the argument.
     *
     * @param answer the function; may be called by several threads at once
     * @throws IllegalStateException if there is such an answer already
     */
    public ScriptedTool<I, O> answersAlways(Function<I, ToolResult<O>> answer) {
        script.always(call -> answer.apply(call.input()));
        return this;
    }

    /**
     * Says what became of a call that a crash cut off.
     *
     * @param answer the result by argument and key; does not know unless set
     */
    public ScriptedTool<I, O> finds(Function<Call<I>, Optional<ToolResult<O>>> answer) {
        lookup = answer;
        return this;
    }

    /**
     * Undoes calls, and lets the contract say so.
     *
     * @param answer what comes of it; empty where a call cannot be undone
     * @throws IllegalStateException if the contract was read already
     */
    public ScriptedTool<I, O> undoes(Function<Undone<I, O>, Optional<ToolResult<O>>> answer) {
        undo = answer;
        return contract(ToolContract.Builder::compensates);
    }

    @Override
    public synchronized ToolContract<I, O> contract() {
        if (contract == null) {
            contract = builder.build();
        }
        return contract;
    }

    @Override
    public ToolResult<O> call(I input, ToolContext context) {
        return script.next(
                new Call<>(input, context.idempotencyKey()),
                missing -> ToolResult.failed(ToolFailure.Kind.FAULT, "scripted tool '" + name + "' " + missing));
    }

    @Override
    public Optional<ToolResult<O>> lookup(I input, ToolContext context) {
        return lookup.apply(new Call<>(input, context.idempotencyKey()));
    }

    @Override
    public Optional<ToolResult<O>> compensate(I input, O output, ToolContext context) {
        var call = new Undone<>(input, output, context.idempotencyKey());
        undone.add(call);
        return undo.apply(call);
    }

    /** What the tool was told to undo, in order. */
    public List<Undone<I, O>> undone() {
        return List.copyOf(undone);
    }

    /** How the tool was called, in order. */
    public List<Call<I>> calls() {
        return script.calls();
    }

    /** How many results were not given yet; those that are given always do not count. */
    public int left() {
        return script.left();
    }

    @Override
    public String toString() {
        return "scripted tool '" + name + "'";
    }
}
