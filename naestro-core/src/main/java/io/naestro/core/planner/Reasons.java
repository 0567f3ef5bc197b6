package io.naestro.core.planner;

import io.naestro.plan.PlanProblem;
import io.naestro.policy.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says why a plan is as it is, or why there is none, by planning again under other circumstances. */
final class Reasons {
    private static final int MOST_ALTERNATIVES = 20;
    private static final int MOST_RELAXED = 20;

    private final Attempt attempt;

    Reasons(Attempt attempt) {
        this.attempt = attempt;
    }

    // ---- for a plan ----

    /**
     * Why each step is there.
     *
     * @param weight what the plan weighs
     */
    List<Proposal.Because> because(long weight) {
        var written = Objects.requireNonNull(attempt.result()).written();
        var reasons = new ArrayList<Proposal.Because>();
        for (var one : written) {
            var action = one.placed().action();
            reasons.add(new Proposal.Because(
                    one.placed().all().getFirst(),
                    action.entry().name(),
                    reason(one, written),
                    action.cost(),
                    reasons.size() < MOST_ALTERNATIVES ? without(action.entry(), weight) : "alternatives not priced",
                    asks(one)));
        }
        return reasons;
    }

    private String reason(Emitter.Written one, List<Emitter.Written> all) {
        var uses = new ArrayList<String>();
        for (var reader : all) {
            if (reader.course().equals(one.course())) {
                needed(one, reader)
                        .forEach(fact -> uses.add("yields " + fact + " for '"
                                + reader.placed().all().getFirst() + "'"));
            }
        }
        goal(one).forEach(uses::add);
        return uses.isEmpty() ? "it finds out what the plan hangs on" : String.join(", ", uses);
    }

    private List<String> needed(Emitter.Written one, Emitter.Written reader) {
        var needs = needsOf(reader.course().world(), reader.task().operator());
        var facts = new ArrayList<String>();
        for (int i = 0; i < needs.size(); i++) {
            if (reader.task().from().get(i) == one.position()) {
                facts.add(words(needs.get(i)));
            }
        }
        return facts;
    }

    private static List<String> needsOf(World world, String operator) {
        return world.operators().stream()
                .filter(one -> one.name().equals(operator))
                .findFirst()
                .map(one -> List.copyOf(one.needs()))
                .orElseThrow();
    }

    private List<String> goal(Emitter.Written one) {
        var world = one.course().world();
        Set<String> adds = world.operators().stream()
                .filter(operator -> operator.name().equals(one.task().operator()))
                .findFirst()
                .orElseThrow()
                .adds();
        return world.goal().stream()
                .filter(adds::contains)
                .map(fact -> fact.startsWith("done ")
                        ? "must be used"
                        : (fact.startsWith("state ") ? "makes hold " : "yields ") + words(fact) + ", which is wanted")
                .toList();
    }

    private String words(String fact) {
        return attempt.domainInForce().words(fact);
    }

    private String without(Catalog.Entry entry, long weight) {
        var other = new Attempt(attempt.setting().excluding(entry.name(), "it was left out to compare"));
        var found = other.result();
        if (found == null) {
            return "there is no plan without it";
        }
        var more = found.tree().cost() - weight;
        return "without it a plan costs " + other.cost() + " (" + String.format(Locale.ROOT, "%+d", more)
                + " millionths) by " + tools(found);
    }

    private static String tools(Attempt.Result found) {
        return found.written().stream()
                .map(one -> one.placed().action().entry().name())
                .distinct()
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private boolean asks(Emitter.Written one) {
        var plan = Objects.requireNonNull(attempt.result()).plan();
        return plan.steps().stream()
                .filter(step -> one.placed().all().contains(step.id()))
                .anyMatch(step -> attempt.constraints(step).verdict() == Verdict.ASK);
    }

    /** What was left aside and why, and what the plan takes for granted. */
    List<String> notes() {
        var notes = new ArrayList<String>();
        excluded().forEach((name, reason) -> notes.add(name + " was not considered: " + reason));
        var found = attempt.result();
        if (found != null) {
            found.tree()
                    .hopeless()
                    .forEach(finding -> notes.add(
                            "there is no plan if " + finding.sensor().name() + " finds out: " + finding.literal()));
        }
        return notes;
    }

    private Map<String, String> excluded() {
        var excluded = new TreeMap<>(attempt.domainInForce().excluded());
        attempt.setting().excluded().forEach(excluded::putIfAbsent);
        return excluded;
    }

    // ---- for no plan ----

    /** Why there is no plan: what is to be mended first, then the nearest plans under which relaxation. */
    List<PlanProblem> problems() {
        if (attempt.domainInForce().isVoid()) {
            return List.of(problem(
                    PlanProblem.Kind.NO_PLAN,
                    "result",
                    "the goal wants any value, and the rules want nothing, so there is nothing to look for",
                    "say which type of result is wanted, or which tool must be used"));
        }
        var relaxed = Stream.concat(limits().stream(), permissions().stream()).toList();
        var problems = new ArrayList<PlanProblem>();
        if (relaxed.isEmpty()) {
            problems.add(first());
        } else {
            problems.addAll(relaxed);
        }
        attempt.refused().forEach(problems::add);
        return problems;
    }

    private PlanProblem problem(PlanProblem.Kind kind, String field, String message, String remedy) {
        return new PlanProblem(kind, null, field, message, remedy);
    }

    private PlanProblem first() {
        if (attempt.outcome() == Solution.Outcome.UNKNOWN) {
            return problem(
                    PlanProblem.Kind.NO_PLAN,
                    "plan",
                    "no plan was found before the effort was spent",
                    "allow more effort, or forbid tools that have nothing to do with the goal");
        }
        var missing = new Missing(attempt.domainInForce()).find();
        return missing.orElseGet(() -> problem(
                PlanProblem.Kind.NO_PLAN,
                "plan",
                "each thing that is needed can be had, but not all of them together",
                "look for tools that undo what others need"));
    }

    /** For each limit that is in the way by itself: the plan without it, and what it needs. */
    private List<PlanProblem> limits() {
        var all = new TreeSet<>(attempt.setting().limits().keySet());
        if (attempt.setting().time() != Long.MAX_VALUE) {
            all.add(Attempt.TIME);
        }
        var problems = new ArrayList<PlanProblem>();
        for (var limit : all) {
            limit(Set.of(limit), limit).ifPresent(problems::add);
        }
        if (problems.isEmpty() && all.size() > 1) {
            limit(all, String.join(", ", all)).ifPresent(problems::add);
        }
        return problems;
    }

    private Optional<PlanProblem> limit(Set<String> lifted, String names) {
        var other = new Attempt(attempt.setting().lifting(lifted));
        if (other.result() == null) {
            return Optional.empty();
        }
        return Optional.of(problem(
                PlanProblem.Kind.BUDGET,
                "budget",
                "every plan needs more " + names + " than there is: the nearest costs " + other.cost() + " by "
                        + tools(Objects.requireNonNull(other.result())) + ", and there is "
                        + lifted.stream().sorted().map(this::limit).collect(Collectors.joining(", ")),
                "allow that much " + names + ", or offer cheaper tools"));
    }

    private String limit(String name) {
        var budget = attempt.setting().goal().budget();
        return switch (name) {
            case Domain.MONEY -> String.valueOf(budget.money());
            case Attempt.TIME -> attempt.setting().time() + " ms";
            default -> attempt.setting().limits().get(name) + " " + name;
        };
    }

    /** For each tool whose use is in the way by itself: the plan with it. */
    private List<PlanProblem> permissions() {
        var problems = new ArrayList<PlanProblem>();
        var excluded = new LinkedHashMap<>(excluded());
        excluded.entrySet().stream()
                .limit(MOST_RELAXED)
                .forEach(entry -> permission(Set.of(entry.getKey()), entry.getKey(), entry.getValue())
                        .ifPresent(problems::add));
        if (problems.isEmpty() && excluded.size() > 1) {
            permission(excluded.keySet(), "all of " + excluded.keySet(), "each for its own reason")
                    .ifPresent(problems::add);
        }
        return problems;
    }

    private Optional<PlanProblem> permission(Set<String> tools, String names, String reason) {
        var other = new Attempt(attempt.setting().allowing(Set.copyOf(tools)));
        return Optional.ofNullable(other.result())
                .map(found -> problem(
                        PlanProblem.Kind.PERMISSION,
                        "permission",
                        names + " must not be used: " + reason,
                        "with " + names + " there is a plan that costs " + other.cost() + " by " + tools(found)
                                + "; allow it, or offer another tool that yields the same"));
    }
}
