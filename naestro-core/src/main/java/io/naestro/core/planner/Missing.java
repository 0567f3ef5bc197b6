package io.naestro.core.planner;

import io.naestro.plan.PlanProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds what is missing for a goal that cannot be reached: on the way that lacks least, and where it begins. */
final class Missing {
    private final Domain domain;
    private final World world;
    private final Set<String> reached;
    private final Map<String, Set<String>> lacking = new TreeMap<>();

    Missing(Domain domain) {
        this.domain = domain;
        world = domain.world(Map.of(), new TreeMap<>(), Long.MAX_VALUE);
        reached = reached();
        spread();
    }

    /** The first requirement that cannot be met, and what would meet it; empty when each can by itself. */
    Optional<PlanProblem> find() {
        return world.goal().stream()
                .filter(fact -> !reached.contains(fact))
                .findFirst()
                .map(this::problem);
    }

    private Set<String> reached() {
        var facts = new HashSet<>(world.initially());
        var waiting = new ArrayList<>(world.operators());
        var usable = usable(waiting, facts);
        while (!usable.isEmpty()) {
            usable.forEach(operator -> facts.addAll(operator.adds()));
            waiting.removeAll(usable);
            usable = usable(waiting, facts);
        }
        return facts;
    }

    private static List<World.Operator> usable(List<World.Operator> waiting, Set<String> facts) {
        return waiting.stream()
                .filter(operator -> facts.containsAll(operator.needs()))
                .toList();
    }

    /** For each fact that cannot be had, the least set of facts without any producer that it would take. */
    private void spread() {
        for (boolean again = true; again; ) {
            again = false;
            for (var operator : world.operators()) {
                var lack = lack(operator.needs());
                for (var fact : operator.adds()) {
                    again |= lack.isPresent() && !reached.contains(fact) && lower(fact, lack.get());
                }
            }
        }
    }

    private boolean lower(String fact, Set<String> lack) {
        var known = lacking.get(fact);
        if (known != null && known.size() <= lack.size()) {
            return false;
        }
        lacking.put(fact, lack);
        return true;
    }

    private Optional<Set<String>> lack(Set<String> needs) {
        var lack = new TreeSet<String>();
        for (var need : needs) {
            if (!reached.contains(need)) {
                if (producers(need).isEmpty()) {
                    lack.add(need);
                } else if (lacking.containsKey(need)) {
                    lack.addAll(lacking.get(need));
                } else {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(lack);
    }

    private List<World.Operator> producers(String fact) {
        return world.operators().stream()
                .filter(operator -> operator.adds().contains(fact))
                .toList();
    }

    private PlanProblem problem(String fact) {
        var chain = new ArrayList<String>();
        var at = fact;
        var seen = new HashSet<String>();
        while (seen.add(at)) {
            var next = nearest(at);
            if (next.isEmpty()) {
                break;
            }
            var need = next.get().needs().stream()
                    .filter(one -> !reached.contains(one))
                    .findFirst()
                    .orElseThrow();
            chain.add(next.get().name() + " would yield " + domain.words(at) + " but needs " + domain.words(need));
            at = need;
        }
        var lack = lacking.getOrDefault(fact, Set.of(at));
        var names = lack.stream().map(domain::words).collect(Collectors.joining(", "));
        return new PlanProblem(
                PlanProblem.Kind.NO_PLAN,
                null,
                "result",
                (chain.isEmpty() ? "" : String.join("; ", chain) + "; ") + "nothing yields " + domain.words(at)
                        + " and the goal does not give it",
                "give " + names + " with the goal, or register a tool that yields it");
    }

    private Optional<World.Operator> nearest(String fact) {
        return producers(fact).stream()
                .min(Comparator.comparingInt((World.Operator operator) ->
                                lack(operator.needs()).map(Set::size).orElse(Integer.MAX_VALUE))
                        .thenComparing(World.Operator::name));
    }
}
