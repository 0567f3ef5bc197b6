package io.naestro.core.planner;

import io.naestro.core.planner.Literals.Literal;
import io.naestro.json.Pointer;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * One way to use a tool or method: where each of its arguments comes from.
 *
 * @param name a name of its own
 * @param entry the tool or method
 * @param args where its arguments come from; a single one without a name is the whole argument
 * @param over the name of the argument that each element of a list is given for, or null when there is one call only
 * @param requires what must hold of the state of the world
 * @param yields what it yields
 * @param cost what it costs
 */
record Action(
        String name,
        Catalog.Entry entry,
        List<Arg> args,
        @Nullable String over,
        SortedSet<Literal> requires,
        List<Slot.Yield> yields,
        Cost cost) {

    /**
     * Where an argument comes from: the goal, or whoever yields the fact; an optional one may come from nowhere.
     *
     * @param slot the argument
     * @param fact what must be there, or null when the goal gives it
     * @param given its place in the goal's inputs, or null when the goal does not give it
     */
    record Arg(
            Slot slot, Slot.@Nullable Fact fact, @Nullable Pointer given) {
        boolean isNeeded() {
            return given == null && slot.required();
        }
    }
}
