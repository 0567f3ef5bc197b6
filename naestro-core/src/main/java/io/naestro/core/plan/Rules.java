package io.naestro.core.plan;

import static io.naestro.plan.PlanProblem.Kind.MISTYPED;

import io.naestro.json.Shape;

/**
 * What the rules of one validation share.
 *
 * @param findings the problems so far
 * @param shapes the schemas of shapes
 * @param world the rules on tools, models and permissions
 * @param checks the rules on checks and conditions
 * @param budgets the rules on budgets
 */
record Rules(Findings findings, Shapes shapes, WorldRules world, CheckRules checks, BudgetRules budgets) {
    static Rules of(PlanWorld world) {
        var findings = new Findings();
        var shapes = new Shapes();
        return new Rules(
                findings,
                shapes,
                new WorldRules(findings, shapes, world),
                new CheckRules(findings, shapes, world.evaluators()),
                new BudgetRules(findings));
    }

    /** The schema of a shape; tells when it has none. */
    SchemaView shape(Shape<?> shape, Where where, String field) {
        var known = shapes.of(shape);
        known.problem()
                .ifPresent(problem -> findings.add(
                        where,
                        MISTYPED,
                        field,
                        "the shape cannot be used: " + problem,
                        "write a JSON Schema, draft 2020-12, or use a Java type that has one"));
        return known.view();
    }
}
