package io.naestro.plan;

import io.naestro.json.Shape;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of a plan. Its id is a slug chosen by the author: a lower-case letter, then lower-case letters, digits and
 * hyphens, at most 64 characters. An instance that a map step makes is named {@code id[3]}.
 */
public sealed interface Step {

    /** The step's id, unique in its plan. */
    String id();

    /** What every kind of step has besides its work. */
    StepOptions options();

    /**
     * A copy with other options.
     *
     * @param options the options
     */
    Step with(StepOptions options);

    /**
     * Calls a tool.
     *
     * @param id the step's id
     * @param options what every step has
     * @param tool the tool's name and version
     * @param input the tool's argument
     * @param output the shape of the tool's result
     */
    record ToolStep(String id, StepOptions options, ToolRef tool, Binding input, Shape<?> output) implements Step {
        public ToolStep {
            checkId(id);
        }

        @Override
        public ToolStep with(StepOptions other) {
            return new ToolStep(id, other, tool, input, output);
        }
    }

    /**
     * Asks a model. The prompt becomes the system message; the inputs are shown to the model by name, as data.
     *
     * @param id the step's id
     * @param options what every step has
     * @param prompt the instruction
     * @param inputs what the model is shown, by name
     * @param output the shape of the answer; a class or schema makes the model answer in JSON that satisfies it,
     *     {@code String} takes its text as it is
     * @param needs what a model must have to be chosen
     */
    record ModelStep(
            String id,
            StepOptions options,
            Prompt prompt,
            Map<String, Binding> inputs,
            Shape<?> output,
            ModelNeeds needs)
            implements Step {
        public ModelStep {
            checkId(id);
            inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        }

        /**
         * Asks any model.
         *
         * @param id the step's id
         * @param prompt the instruction
         * @param inputs what the model is shown, by name
         * @param output the shape of the answer
         */
        public static ModelStep of(String id, Prompt prompt, Map<String, Binding> inputs, Shape<?> output) {
            return new ModelStep(id, StepOptions.DEFAULT, prompt, inputs, output, ModelNeeds.ANY);
        }

        @Override
        public ModelStep with(StepOptions other) {
            return new ModelStep(id, other, prompt, inputs, output, needs);
        }
    }

    /**
     * Lets an agent work on a task in turns, each of which is a journaled sub-step.
     *
     * @param id the step's id
     * @param options what every step has; the role names the agent
     * @param task what to do, in words
     * @param inputs what the agent is given, by name
     * @param output the shape of the result
     */
    record AgentStep(String id, StepOptions options, String task, Map<String, Binding> inputs, Shape<?> output)
            implements Step {
        public AgentStep {
            checkId(id);
            inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        }

        @Override
        public AgentStep with(StepOptions other) {
            return new AgentStep(id, other, task, inputs, output);
        }
    }

    /**
     * Asks a person. The run waits without holding a thread; a refusal ends it as {@code Stopped(DENIED)}.
     *
     * @param id the step's id
     * @param options what every step has
     * @param question what the person is asked
     * @param shown what the person is shown, by name; the answer is bound to exactly this
     */
    record ApprovalStep(String id, StepOptions options, String question, Map<String, Binding> shown) implements Step {
        public ApprovalStep {
            checkId(id);
            shown = Collections.unmodifiableMap(new LinkedHashMap<>(shown));
        }

        @Override
        public ApprovalStep with(StepOptions other) {
            return new ApprovalStep(id, other, question, shown);
        }
    }

    /**
     * Runs a tool or model step once for each element of a list and yields the list of their results, in order.
     *
     * @param id the step's id
     * @param options what every step has; checks look at the whole list
     * @param over the list
     * @param body a tool or model step whose bindings may name the element by {@link Binding.ItemBinding}
     * @param window the most elements that are worked on at the same time, at least 1
     */
    record MapStep(String id, StepOptions options, Binding over, Step body, int window) implements Step {
        /** The most elements at the same time unless the author says otherwise. */
        public static final int DEFAULT_WINDOW = 8;

        public MapStep {
            checkId(id);
            if (window < 1) {
                throw new IllegalArgumentException("step '" + id + "': window '" + window + "' must be at least 1");
            }
        }

        @Override
        public MapStep with(StepOptions other) {
            return new MapStep(id, other, over, body, window);
        }
    }

    /**
     * Runs another plan with its own slice of the budget.
     *
     * @param id the step's id
     * @param options what every step has
     * @param plan the plan to run
     * @param input its input
     */
    record SubPlanStep(String id, StepOptions options, Plan<?, ?> plan, Binding input) implements Step {
        public SubPlanStep {
            checkId(id);
        }

        @Override
        public SubPlanStep with(StepOptions other) {
            return new SubPlanStep(id, other, plan, input);
        }
    }

    /** The bindings that the step reads, those of its guard and body included, in the order of its fields. */
    default List<Binding> reads() {
        var reads = new ArrayList<Binding>();
        switch (this) {
            case ToolStep tool -> reads.add(tool.input());
            case ModelStep model -> reads.addAll(model.inputs().values());
            case AgentStep agent -> reads.addAll(agent.inputs().values());
            case ApprovalStep approval -> reads.addAll(approval.shown().values());
            case MapStep map -> {
                reads.add(map.over());
                reads.addAll(map.body().reads());
            }
            case SubPlanStep sub -> reads.add(sub.input());
        }
        var guard = options().when();
        if (guard != null) {
            reads.add(guard.on());
        }
        return reads;
    }

    /**
     * Refuses what is not a slug.
     *
     * @param id the id
     * @throws IllegalArgumentException if it is not a slug
     */
    private static void checkId(String id) {
        if (!Slug.isValid(id)) {
            throw new IllegalArgumentException("step id '" + Slug.shorten(id) + "' must be " + Slug.RULE);
        }
    }
}
