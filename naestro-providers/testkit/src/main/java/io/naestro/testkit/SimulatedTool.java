package io.naestro.testkit;

import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.util.Optional;

/** A tool in a world where calls are slow, fail, and end with the process. */
final class SimulatedTool<I, O> implements Tool<I, O> {
    private final Tool<I, O> tool;
    private final SimulatedWorld world;

    SimulatedTool(Tool<I, O> tool, SimulatedWorld world) {
        this.tool = tool;
        this.world = world;
    }

    @Override
    public ToolContract<I, O> contract() {
        return tool.contract();
    }

    @Override
    public ToolResult<O> call(I input, ToolContext context) {
        world.mayCrash("before a call");
        if (world.failsNow()) {
            return ToolResult.failed(ToolFailure.Kind.UNAVAILABLE, "a simulated failure before anything was done");
        }
        world.mayTakeTime();
        var result = act(input, context);
        world.mayTakeTime();
        world.mayCrash("after a call");
        return mayBeAskedAgain() && world.failsNow()
                ? ToolResult.failed(ToolFailure.Kind.UNAVAILABLE, "a simulated failure after all was done")
                : result;
    }

    private boolean mayBeAskedAgain() {
        return contract().repeat() != Repeat.ONCE;
    }

    /** The other side: it knows the keys of calls that it has seen, as one for a keyed tool must. */
    @SuppressWarnings("unchecked") // what is remembered under a tool's name came from that tool
    private ToolResult<O> act(I input, ToolContext context) {
        var name = contract().name();
        var known = world.outside().known(name, context.idempotencyKey());
        if (contract().repeat() == Repeat.KEYED && known.isPresent()) {
            world.outside().again(known.get(), input);
            return (ToolResult<O>) known.get().result();
        }
        world.outside().before(contract(), input, context.idempotencyKey());
        var result = tool.call(input, context);
        world.outside().done(new SimulatedWorld.Acted(name, context.idempotencyKey(), input, world.process(), result));
        return result;
    }

    @Override
    public Optional<ToolResult<O>> lookup(I input, ToolContext context) {
        world.mayCrash("before a lookup");
        return tool.lookup(input, context);
    }

    @Override
    public Optional<ToolResult<O>> compensate(I input, O output, ToolContext context) {
        world.mayCrash("before a compensation");
        if (world.failsNow()) {
            return Optional.of(
                    ToolResult.failed(ToolFailure.Kind.UNAVAILABLE, "a simulated failure before anything was undone"));
        }
        world.mayTakeTime();
        var result = undo(input, output, context);
        world.mayCrash("after a compensation");
        return result;
    }

    /** The other side knows the keys under which it has undone something, too. */
    @SuppressWarnings("unchecked") // what is remembered under a tool's name came from that tool
    private Optional<ToolResult<O>> undo(I input, O output, ToolContext context) {
        var name = contract().name();
        var known = world.outside().known(name, context.idempotencyKey());
        if (contract().repeat() == Repeat.KEYED && known.isPresent()) {
            return Optional.of((ToolResult<O>) known.get().result());
        }
        world.outside().before(contract(), input, context.idempotencyKey());
        var result = tool.compensate(input, output, context);
        result.ifPresent(done -> world.outside()
                .done(new SimulatedWorld.Acted(name, context.idempotencyKey(), input, world.process(), done)));
        return result;
    }
}
