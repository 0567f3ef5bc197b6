package io.naestro.plan;

import io.naestro.goal.Budget;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.tool.Tool;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Writes a plan step by step. Every step method returns a {@link Handle}, which is the reference to the step's result
 * and takes the step's options; a reference of the wrong type does not compile. Not thread-safe.
 *
 * @param <I> the type of what a run is given
 */
public final class PlanBuilder<I> {
    private final String name;
    private final int version;
    private final Shape<I> inputShape;
    private final Map<String, Step> steps = new LinkedHashMap<>();

    private PlanBuilder(String name, int version, Shape<I> inputShape) {
        this.name = name;
        this.version = version;
        this.inputShape = inputShape;
    }

    /**
     * A plan that has a name but no input type yet.
     *
     * @param name the plan's name, a slug
     * @param version the author's version of it, from 1
     */
    public record Named(String name, int version) {
        /**
         * Says what a run is given.
         *
         * @param type the class of the input
         * @param <I> the type of the input
         */
        public <I> PlanBuilder<I> input(Class<I> type) {
            return input(Shape.of(type));
        }

        /**
         * Says what a run is given.
         *
         * @param shape the shape of the input
         * @param <I> the type of the input
         */
        public <I> PlanBuilder<I> input(Shape<I> shape) {
            return new PlanBuilder<>(name, version, shape);
        }
    }

    /** The reference to what a run is given. */
    public Ref<I> input() {
        return new Ref.Part<>("input", new Binding.InputBinding(Pointer.ROOT), inputShape);
    }

    /**
     * A text constant.
     *
     * @param text the constant
     */
    public Ref<String> value(String text) {
        return new Ref.Part<>("value", new Binding.LiteralBinding(Json.of(text)), Shape.of(String.class));
    }

    /**
     * A constant that is read as a type.
     *
     * @param json the constant in JSON
     * @param type the class it is read as
     * @param <T> the type it is read as
     */
    public <T> Ref<T> value(Json json, Class<T> type) {
        return new Ref.Part<>("value", new Binding.LiteralBinding(json), Shape.of(type));
    }

    /**
     * A record put together from references, member by member. That each member fits is checked by the plan validator.
     *
     * @param type the class of the record
     * @param members the references by member name, in any order
     * @param <T> the type of the record
     */
    public <T> Ref<T> object(Class<T> type, Map<String, ? extends Ref<?>> members) {
        var bindings = new LinkedHashMap<String, Binding>();
        members.forEach((member, ref) -> bindings.put(member, ref.binding()));
        return new Ref.Part<>("value", new Binding.ObjectBinding(bindings), Shape.of(type));
    }

    /**
     * A list put together from references.
     *
     * @param element the class of each element
     * @param refs the references, in order
     * @param <T> the type of each element
     */
    public <T> Ref<List<T>> list(Class<T> element, List<? extends Ref<? extends T>> refs) {
        var bindings = refs.stream().<Binding>map(Ref::binding).toList();
        return new Ref.Part<>("list", new Binding.ListBinding(bindings), Shape.listOf(element));
    }

    /**
     * Adds a step that calls a tool.
     *
     * @param id the step's id
     * @param tool the tool
     * @param input the tool's argument
     * @param <A> the type of the argument
     * @param <R> the type of the result
     */
    public <A, R> Handle<I, R> tool(String id, Tool<A, R> tool, Ref<? extends A> input) {
        var contract = tool.contract();
        return add(
                new Step.ToolStep(id, StepOptions.DEFAULT, contract.ref(), input.binding(), contract.output()),
                contract.output());
    }

    /**
     * Adds a step that asks a model for a value of a type.
     *
     * @param id the step's id
     * @param type the class of the answer; {@code String} takes the model's text as it is
     * @param prompt the instruction
     * @param inputs what the model is shown; each by its {@link Ref#name()}, a repeated name with {@code -2},
     *     {@code -3} and so on
     * @param <R> the type of the answer
     */
    public <R> Handle<I, R> model(String id, Class<R> type, Prompt prompt, Ref<?>... inputs) {
        return model(id, Shape.of(type), prompt, inputs);
    }

    /**
     * Adds a step that asks a model for a value of a shape.
     *
     * @param id the step's id
     * @param shape the shape of the answer
     * @param prompt the instruction
     * @param inputs what the model is shown
     * @param <R> the type of the answer
     */
    public <R> Handle<I, R> model(String id, Shape<R> shape, Prompt prompt, Ref<?>... inputs) {
        return add(Step.ModelStep.of(id, prompt, named(inputs), shape), shape);
    }

    /**
     * Adds a step that lets an agent work on a task.
     *
     * @param id the step's id
     * @param type the class of the result
     * @param role the name of the agent's role
     * @param task what to do, in words
     * @param inputs what the agent is given
     * @param <R> the type of the result
     */
    public <R> Handle<I, R> agent(String id, Class<R> type, String role, String task, Ref<?>... inputs) {
        return agent(id, Shape.of(type), role, task, inputs);
    }

    /**
     * Adds a step that lets an agent work on a task.
     *
     * @param id the step's id
     * @param shape the shape of the result
     * @param role the name of the agent's role
     * @param task what to do, in words
     * @param inputs what the agent is given
     * @param <R> the type of the result
     */
    public <R> Handle<I, R> agent(String id, Shape<R> shape, String role, String task, Ref<?>... inputs) {
        var options = StepOptions.DEFAULT.withRole(role);
        return add(new Step.AgentStep(id, options, task, named(inputs), shape), shape);
    }

    /**
     * Adds a step that asks a person to agree to what is shown. The plan goes on past it only when the person does.
     *
     * @param id the step's id
     * @param shown what the person is shown
     */
    public Handle<I, Json> approval(String id, Ref<?>... shown) {
        return add(
                new Step.ApprovalStep(id, StepOptions.DEFAULT, "Approve '" + id + "'?", named(shown)), Shape.NOTHING);
    }

    /**
     * Adds a step that calls a tool once for each element of a list.
     *
     * @param id the step's id
     * @param tool the tool
     * @param over the list of arguments
     * @param <A> the type of an argument
     * @param <R> the type of a result
     */
    public <A, R> Handle<I, List<R>> map(String id, Tool<A, R> tool, Ref<List<A>> over) {
        return map(id, over, (body, item) -> body.tool(id, tool, item));
    }

    /**
     * Adds a step that does the same work once for each element of a list.
     *
     * @param id the step's id
     * @param over the list
     * @param body adds one tool or model step to the builder it is given, reading the element by the reference it is
     *     given
     * @param <A> the type of an element
     * @param <R> the type of a result
     * @throws IllegalArgumentException if the body does not add exactly one step and return it, or the list is no list
     */
    public <A, R> Handle<I, List<R>> map(
            String id, Ref<List<A>> over, BiFunction<PlanBuilder<I>, Ref<A>, Handle<I, R>> body) {
        if (!(over.shape() instanceof Shape.OfList<?> list)) {
            throw new IllegalArgumentException(
                    "step '" + id + "': '" + over.name() + "' is not a list of typed elements");
        }
        @SuppressWarnings("unchecked") // Ref<List<A>> has the shape of a list of A
        var element = (Shape<A>) list.element();
        var scratch = new PlanBuilder<>(name, version, inputShape);
        var item = new Ref.Part<>("item", new Binding.ItemBinding(Pointer.ROOT), element);
        var handle = body.apply(scratch, item);
        if (handle.plan != scratch || scratch.steps.size() != 1) {
            throw new IllegalArgumentException("step '" + id
                    + "': the body of a map adds exactly one step to its own builder and returns it; it added "
                    + scratch.steps.keySet());
        }
        return add(
                new Step.MapStep(
                        id,
                        StepOptions.DEFAULT,
                        over.binding(),
                        scratch.steps.values().iterator().next(),
                        Step.MapStep.DEFAULT_WINDOW),
                new Shape.OfList<>(handle.shape()));
    }

    /**
     * Adds a step that runs another plan.
     *
     * @param id the step's id
     * @param plan the plan to run
     * @param input its input
     * @param <A> the type of its input
     * @param <R> the type of its result
     */
    public <A, R> Handle<I, R> subPlan(String id, Plan<A, R> plan, Ref<? extends A> input) {
        return add(new Step.SubPlanStep(id, StepOptions.DEFAULT, plan, input.binding()), plan.output());
    }

    private <R> Handle<I, R> add(Step step, Shape<R> shape) {
        if (steps.putIfAbsent(step.id(), step) != null) {
            throw new IllegalArgumentException(
                    "step '" + step.id() + "' exists already; steps so far: " + steps.keySet());
        }
        return new Handle<>(this, step.id(), shape);
    }

    private static Map<String, Binding> named(Ref<?>... refs) {
        var bindings = new LinkedHashMap<String, Binding>();
        for (var ref : refs) {
            var free = ref.name();
            for (int n = 2; bindings.containsKey(free); n++) {
                free = ref.name() + "-" + n;
            }
            bindings.put(free, ref.binding());
        }
        return bindings;
    }

    /**
     * The reference to a step's result, and the place to set the step's options. Each setter changes the step in the
     * plan that is being written and returns this handle.
     *
     * @param <I> the type of what a run is given
     * @param <T> the type of the step's result
     */
    public static final class Handle<I, T> implements Ref<T> {
        private final PlanBuilder<I> plan;
        private final String id;
        private final Shape<T> shape;

        private Handle(PlanBuilder<I> plan, String id, Shape<T> shape) {
            this.plan = plan;
            this.id = id;
            this.shape = shape;
        }

        @Override
        public String name() {
            return id;
        }

        @Override
        public Binding binding() {
            return new Binding.StepBinding(id, Pointer.ROOT);
        }

        @Override
        public Shape<T> shape() {
            return shape;
        }

        /**
         * The result must pass one check more.
         *
         * @param check what the result must satisfy
         */
        public Handle<I, T> check(Check check) {
            return options(options -> options.withCheck(check));
        }

        /**
         * A failed attempt is tried again that often.
         *
         * @param retries the most further attempts; see {@link Retry#times(int)} for the waits
         */
        public Handle<I, T> retry(int retries) {
            return retry(Retry.times(retries));
        }

        /**
         * A failed attempt is tried again on that schedule.
         *
         * @param schedule when to try again
         */
        public Handle<I, T> retry(Retry schedule) {
            return options(options -> options.withRetry(schedule));
        }

        /**
         * Limits the time of one attempt.
         *
         * @param limit the most time for one attempt and for judging its result, at most 100 years
         */
        public Handle<I, T> timeout(Duration limit) {
            return options(options -> options.withTimeout(limit));
        }

        /**
         * Limits what all attempts of the step may spend together.
         *
         * @param limit the most that they may spend
         */
        public Handle<I, T> budget(Budget limit) {
            return options(options -> options.withBudget(limit));
        }

        /**
         * The step acts in a role.
         *
         * @param role the role's name
         */
        public Handle<I, T> as(String role) {
            return options(options -> options.withRole(role));
        }

        /**
         * Says why the step is there.
         *
         * @param purpose the reason, shown with approvals and kept in receipts
         */
        public Handle<I, T> purpose(String purpose) {
            return options(options -> options.withPurpose(purpose));
        }

        /**
         * Says what kind of work it is.
         *
         * @param name the task type, by which the router learns; the step's kind unless set
         */
        public Handle<I, T> taskType(String name) {
            return options(options -> options.withTaskType(name));
        }

        /**
         * The step runs only if a condition holds on another value.
         *
         * @param on the value to look at
         * @param condition what must hold
         */
        public Handle<I, T> when(Ref<?> on, Condition condition) {
            return options(options -> options.withWhen(new Guard(on.binding(), condition)));
        }

        /**
         * The step waits for another one although it reads nothing of it.
         *
         * @param other the step that must end first
         */
        public Handle<I, T> after(Handle<I, ?> other) {
            return options(options -> options.withAfter(other.id));
        }

        /**
         * Says what a model must have to be chosen for this step.
         *
         * @param needs what a model must have
         * @throws IllegalStateException if this is not a model step
         */
        public Handle<I, T> needs(ModelNeeds needs) {
            if (!(step() instanceof Step.ModelStep model)) {
                throw new IllegalStateException("step '" + id + "' asks no model; needs(...) is for model steps");
            }
            plan.steps.put(
                    id, new Step.ModelStep(id, model.options(), model.prompt(), model.inputs(), model.output(), needs));
            return this;
        }

        /**
         * Says how many elements a map step works on at the same time.
         *
         * @param window the most elements at the same time, at least 1
         * @throws IllegalStateException if this is not a map step
         */
        public Handle<I, T> window(int window) {
            if (!(step() instanceof Step.MapStep map)) {
                throw new IllegalStateException("step '" + id + "' maps over no list; window(...) is for map steps");
            }
            plan.steps.put(id, new Step.MapStep(id, map.options(), map.over(), map.body(), window));
            return this;
        }

        /**
         * What a person is asked in an approval step.
         *
         * @param question the question
         * @throws IllegalStateException if this is not an approval step
         */
        public Handle<I, T> asking(String question) {
            if (!(step() instanceof Step.ApprovalStep approval)) {
                throw new IllegalStateException("step '" + id + "' asks no person; asking(...) is for approval steps");
            }
            plan.steps.put(id, new Step.ApprovalStep(id, approval.options(), question, approval.shown()));
            return this;
        }

        /**
         * Ends the plan: its result is that reference. Steps added later are not part of the returned plan.
         *
         * @param result the reference to the plan's result
         * @param <O> the type of the plan's result
         */
        public <O> Plan<I, O> yields(Ref<O> result) {
            return plan.yields(result);
        }

        private Handle<I, T> options(UnaryOperator<StepOptions> change) {
            plan.steps.computeIfPresent(id, (key, step) -> step.with(change.apply(step.options())));
            return this;
        }

        private Step step() {
            return Objects.requireNonNull(plan.steps.get(id));
        }
    }

    /**
     * Ends the plan: its result is that reference. Steps added later are not part of the returned plan.
     *
     * @param result the reference to the plan's result
     * @param <O> the type of the plan's result
     */
    public <O> Plan<I, O> yields(Ref<O> result) {
        return new Plan<>(
                name,
                version,
                inputShape,
                result.shape(),
                List.copyOf(steps.values()),
                result.binding(),
                Budget.UNLIMITED,
                List.of());
    }
}
