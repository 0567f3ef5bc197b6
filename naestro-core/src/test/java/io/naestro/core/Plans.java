package io.naestro.core;

import io.naestro.model.Prompt;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanBuilder.Handle;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import java.util.function.UnaryOperator;

/** Small plans for tests of what the engine does around a call, and the tools that they call. */
final class Plans {
    static final Item ITEM = new Item("4711");
    static final Doc DOC = new Doc("Ada Lovelace");

    record Item(String id) {}

    record Doc(String text) {}

    private Plans() {}

    /** A tool that changes nothing. */
    static ScriptedTool<Item, Doc> reader(String name) {
        return ScriptedTool.named(name, Item.class, Doc.class).repeat(Repeat.PURE);
    }

    /** A tool that acts, and must not act twice. */
    static ScriptedTool<Item, Doc> actor(String name) {
        return ScriptedTool.named(name, Item.class, Doc.class).repeat(Repeat.ONCE);
    }

    /** The step {@code one} calls the tool. */
    static Plan<Item, Doc> calling(Tool<Item, Doc> tool) {
        return calling(tool, step -> step);
    }

    static Plan<Item, Doc> calling(Tool<Item, Doc> tool, UnaryOperator<Handle<Item, Doc>> options) {
        var plan = Plan.named("small", 1).input(Item.class);
        return plan.yields(options.apply(plan.tool("one", tool, plan.input())));
    }

    /** The step {@code one} calls a tool, and then {@code two} another one. */
    static Plan<Item, Doc> calling(Tool<Item, Doc> first, Tool<Item, Doc> second) {
        var plan = Plan.named("small", 1).input(Item.class);
        var one = plan.tool("one", first, plan.input());
        return plan.yields(plan.tool("two", second, plan.input()).after(one));
    }

    /** The step {@code one} asks a model. */
    static Plan<Item, Doc> asking() {
        return asking(step -> step);
    }

    static Plan<Item, Doc> asking(UnaryOperator<Handle<Item, Doc>> options) {
        var plan = Plan.named("small", 1).input(Item.class);
        return plan.yields(options.apply(plan.model("one", Doc.class, Prompt.of("read", "Read it."), plan.input())));
    }
}
