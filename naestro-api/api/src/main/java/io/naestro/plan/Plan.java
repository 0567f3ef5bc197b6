package io.naestro.plan;

import io.naestro.goal.Budget;
import io.naestro.json.Shape;
import java.util.List;

/**
 * A plan as data: typed steps, what each reads, what the whole may cost and what it yields. Steps run as soon as what
 * they read is there; the order in which they are listed means nothing. A plan is done when all its steps have ended.
 *
 * <p>Write one by {@link #named(String, int)}:
 *
 * <pre>{@code
 * var p = Plan.named("greet", 1).input(Person.class);
 * var greeting = p.model("greet", Greeting.class, prompt, p.input());
 * Plan<Person, Greeting> plan = greeting.yields(greeting);
 * }</pre>
 *
 * <p>The text form is described by the resource {@code io/naestro/plan/plan.schema.json}; its identity is the digest of
 * that form.
 *
 * @param name the plan's name, a slug
 * @param version the author's version of it, from 1
 * @param input the shape of what a run is given
 * @param output the shape of what a run yields
 * @param steps the steps
 * @param result where the result comes from
 * @param budget the most that a run may spend; unlimited unless set
 * @param checks what the result must satisfy; none unless set
 * @param <I> the type of what a run is given
 * @param <O> the type of what a run yields
 */
public record Plan<I, O>(
        String name,
        int version,
        Shape<I> input,
        Shape<O> output,
        List<Step> steps,
        Binding result,
        Budget budget,
        List<Check> checks) {

    public Plan {
        if (!Slug.isValid(name)) {
            throw new IllegalArgumentException("plan name '" + Slug.shorten(name) + "' must be " + Slug.RULE);
        }
        if (version < 1) {
            throw new IllegalArgumentException("plan '" + name + "': version '" + version + "' must be at least 1");
        }
        steps = List.copyOf(steps);
        checks = List.copyOf(checks);
    }

    /**
     * Starts to write a plan.
     *
     * @param name the plan's name, a slug
     * @param version the author's version of it, from 1
     */
    public static PlanBuilder.Named named(String name, int version) {
        return new PlanBuilder.Named(name, version);
    }

    /**
     * A copy with that budget.
     *
     * @param limit the most that a run may spend
     */
    public Plan<I, O> within(Budget limit) {
        return new Plan<>(name, version, input, output, steps, result, limit, checks);
    }

    /**
     * A copy whose result must satisfy these checks instead.
     *
     * @param all the checks
     */
    public Plan<I, O> checking(Check... all) {
        return new Plan<>(name, version, input, output, steps, result, budget, List.of(all));
    }

    /** The plan's name and version, for people. */
    @Override
    public String toString() {
        return "plan " + name + "@" + version + " (" + steps.size() + " steps)";
    }
}
