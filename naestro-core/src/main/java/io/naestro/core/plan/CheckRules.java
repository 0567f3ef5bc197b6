package io.naestro.core.plan;

import static io.naestro.plan.PlanProblem.Kind.MISTYPED;
import static io.naestro.plan.PlanProblem.Kind.SIZE;
import static io.naestro.plan.PlanProblem.Kind.UNKNOWN;

import io.naestro.json.Json;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether checks and conditions can be answered at all: patterns, schemas, constants and evaluators. */
final class CheckRules {
    private static final int MOST_CHECKS = 1000;
    private static final String RE2 = "write it in RE2 syntax, without look-around and back references";

    private final Findings findings;
    private final Shapes shapes;
    private final Set<String> evaluators;

    CheckRules(Findings findings, Shapes shapes, Set<String> evaluators) {
        this.findings = findings;
        this.shapes = shapes;
        this.evaluators = evaluators;
    }

    void checks(List<Check> checks, Where where, String field) {
        if (checks.size() > MOST_CHECKS) {
            findings.add(
                    where,
                    SIZE,
                    field,
                    "there are " + checks.size() + " checks, more than " + MOST_CHECKS,
                    "put them together in one schema or condition");
            return;
        }
        for (int i = 0; i < checks.size(); i++) {
            check(checks.get(i), where, field + "." + i);
        }
    }

    private void check(Check check, Where where, String field) {
        switch (check) {
            case Check.ConditionCheck condition -> condition(condition.condition(), where, field + ".condition");
            case Check.SchemaCheck schema ->
                shapes.problem(schema.schema())
                        .ifPresent(problem -> findings.add(
                                where,
                                MISTYPED,
                                field + ".schema",
                                "the schema cannot be used: " + problem,
                                "write a JSON Schema, draft 2020-12"));
            case Check.EvaluatorCheck evaluator -> {
                if (!evaluators.contains(evaluator.evaluator())) {
                    findings.add(
                            where,
                            UNKNOWN,
                            field + ".evaluator",
                            "the evaluator '" + evaluator.evaluator() + "' is not known",
                            Findings.suggest(evaluator.evaluator(), "evaluators", evaluators));
                }
            }
        }
    }

    void condition(Condition condition, Where where, String field) {
        switch (condition) {
            case Condition.AllCondition all -> parts(all.parts(), where, field);
            case Condition.AnyCondition any -> parts(any.parts(), where, field);
            case Condition.NotCondition not -> condition(not.part(), where, field + ".part");
            case Condition.CompareCondition compare -> compare(compare, where, field + ".value");
        }
    }

    private void parts(List<Condition> parts, Where where, String field) {
        for (int i = 0; i < parts.size(); i++) {
            condition(parts.get(i), where, field + ".parts." + i);
        }
    }

    private void compare(Condition.CompareCondition compare, Where where, String field) {
        if (compare.op() == Condition.Op.MATCHES && compare.value() instanceof Json.Str regex) {
            Conditions.patternProblem(regex.value())
                    .ifPresent(problem -> findings.add(where, MISTYPED, field, problem, RE2));
            return;
        }
        wanted(compare)
                .ifPresent(wanted -> findings.add(
                        where,
                        MISTYPED,
                        field,
                        compare.op() + " never holds with " + compare.value(),
                        "compare with " + wanted));
    }

    /** What the constant must be for the comparison to hold of anything, or empty when it may be what it is. */
    private static Optional<String> wanted(Condition.CompareCondition compare) {
        var value = compare.value();
        return switch (compare.op()) {
            case EQ, NE, CONTAINS, EXISTS, ABSENT -> Optional.empty();
            case LT, LE, GT, GE ->
                value instanceof Json.Num || value instanceof Json.Str
                        ? Optional.empty()
                        : Optional.of("a number or a string");
            case IN -> value instanceof Json.Arr ? Optional.empty() : Optional.of("an array");
            case MATCHES -> Optional.of("a regular expression");
            case MIN_SIZE, MAX_SIZE -> value instanceof Json.Num ? Optional.empty() : Optional.of("a number");
        };
    }
}
