package io.naestro.core.plan;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares two plans step by step. Steps are the same step when they have the same id. Two plans have no difference
 * exactly when they have the same {@linkplain PlanText#identity identity}.
 */
public final class PlanDiff {
    private PlanDiff() {}

    /**
     * What is different in the second plan.
     *
     * @param before the first plan
     * @param after the second plan
     * @return the changes: of the plan as a whole, removed, changed and added steps, order; empty when there are none
     * @throws IllegalArgumentException if one of them cannot be written as text, or has two steps with one id
     */
    public static List<PlanChange> diff(Plan<?, ?> before, Plan<?, ?> after) {
        var changes = new ArrayList<PlanChange>();
        var one = PlanText.spelledOut(before);
        var other = PlanText.spelledOut(after);
        var whole = fields(one.with("steps", Json.NULL), other.with("steps", Json.NULL));
        if (!whole.isEmpty()) {
            changes.add(new PlanChange.PlanChanged(whole));
        }
        steps(steps(before, one), steps(after, other), changes);
        return List.copyOf(changes);
    }

    /**
     * Changes as text, one line for each change and each different value in it.
     *
     * @param changes the changes
     */
    public static String text(List<PlanChange> changes) {
        return changes.isEmpty()
                ? "no difference"
                : changes.stream().map(PlanChange::toString).collect(Collectors.joining("\n"));
    }

    private record Written(Step step, Json json) {}

    private static Map<String, Written> steps(Plan<?, ?> plan, Json.Obj json) {
        var written = ((Json.Arr) json.get("steps").orElseThrow()).items();
        var steps = new LinkedHashMap<String, Written>();
        for (int i = 0; i < written.size(); i++) {
            var step = plan.steps().get(i);
            if (steps.put(step.id(), new Written(step, written.get(i))) != null) {
                throw new IllegalArgumentException(plan + " has two steps with the id '" + step.id() + "'");
            }
        }
        return steps;
    }

    private static void steps(Map<String, Written> before, Map<String, Written> after, List<PlanChange> changes) {
        before.forEach((id, written) -> {
            var now = after.get(id);
            if (now == null) {
                changes.add(new PlanChange.StepRemoved(written.step()));
            } else if (!now.json().equals(written.json())) {
                changes.add(new PlanChange.StepChanged(id, fields(written.json(), now.json())));
            }
        });
        after.forEach((id, written) -> {
            if (!before.containsKey(id)) {
                changes.add(new PlanChange.StepAdded(written.step()));
            }
        });
        var orderBefore = common(before.keySet(), after.keySet());
        var orderAfter = common(after.keySet(), before.keySet());
        if (!orderBefore.equals(orderAfter)) {
            changes.add(new PlanChange.OrderChanged(orderBefore, orderAfter));
        }
    }

    private static List<String> common(Set<String> ids, Set<String> others) {
        return ids.stream().filter(others::contains).toList();
    }

    private static List<PlanChange.Field> fields(Json before, Json after) {
        var fields = new ArrayList<PlanChange.Field>();
        compare(before, after, Pointer.ROOT, fields);
        return fields;
    }

    private static void compare(
            @Nullable Json before, @Nullable Json after, Pointer at, List<PlanChange.Field> fields) {
        if (before instanceof Json.Obj one && after instanceof Json.Obj other) {
            var names = new LinkedHashSet<>(one.members().keySet());
            names.addAll(other.members().keySet());
            names.forEach(
                    name -> compare(one.members().get(name), other.members().get(name), at.child(name), fields));
        } else if (before instanceof Json.Arr one
                && after instanceof Json.Arr other
                && one.items().size() == other.items().size()) {
            for (int i = 0; i < one.items().size(); i++) {
                compare(one.items().get(i), other.items().get(i), at.child(i), fields);
            }
        } else if (before == null || !before.equals(after)) {
            fields.add(new PlanChange.Field(at, before, after));
        }
    }
}
