package io.naestro.core.plan;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Step;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One difference between two plans. Its {@code toString()} says it for people. */
public sealed interface PlanChange {

    /**
     * A step that only the second plan has.
     *
     * @param step the step
     */
    record StepAdded(Step step) implements PlanChange {
        @Override
        public String toString() {
            return "+ step '" + step.id() + "': " + Words.does(step);
        }
    }

    /**
     * A step that only the first plan has.
     *
     * @param step the step
     */
    record StepRemoved(Step step) implements PlanChange {
        @Override
        public String toString() {
            return "- step '" + step.id() + "': " + Words.does(step);
        }
    }

    /**
     * A step that both plans have, with differences.
     *
     * @param step the step's id
     * @param fields what is different in it
     */
    record StepChanged(String step, List<Field> fields) implements PlanChange {
        public StepChanged {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return "~ step '" + step + "'" + lines(fields);
        }
    }

    /**
     * What is different besides the steps: name, version, shapes, result, budget, checks.
     *
     * @param fields what is different
     */
    record PlanChanged(List<Field> fields) implements PlanChange {
        public PlanChanged {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return "~ plan" + lines(fields);
        }
    }

    /**
     * The steps that both plans have are listed in another order. That changes the plan's identity, not what it does.
     *
     * @param before the ids of these steps in the order of the first plan
     * @param after the same ids in the order of the second plan
     */
    record OrderChanged(List<String> before, List<String> after) implements PlanChange {
        public OrderChanged {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }

        @Override
        public String toString() {
            return "~ order of steps: " + Findings.list(before) + " -> " + Findings.list(after);
        }
    }

    /**
     * One value that is different.
     *
     * @param field its place in the text of the step or plan, defaults spelled out
     * @param before the value in the first plan, or null when it has none there
     * @param after the value in the second plan, or null when it has none there
     */
    record Field(
            Pointer field, @Nullable Json before, @Nullable Json after) {
        @Override
        public String toString() {
            return field + ": " + (before == null ? "nothing" : before) + " -> " + (after == null ? "nothing" : after);
        }
    }

    private static String lines(List<Field> fields) {
        return fields.stream().map(field -> "\n    " + field).collect(Collectors.joining());
    }
}
