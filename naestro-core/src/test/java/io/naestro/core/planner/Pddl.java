package io.naestro.core.planner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads planning problems in PDDL (McDermott et al. 1998) as worlds: STRIPS with types, constants and action costs
 * given by numbers or by a static function. Actions are grounded with those objects only for which static facts hold.
 */
final class Pddl {
    private static final Pattern TOKEN = Pattern.compile("[()]|[^\\s()]+");

    record Action(
            String name,
            List<String> variables,
            List<String> types,
            List<List<String>> pre,
            List<List<String>> add,
            List<List<String>> del,
            Object cost) {}

    private final Map<String, String> parents = new HashMap<>();
    private final Map<String, List<String>> objects = new LinkedHashMap<>();
    private final List<Action> actions = new ArrayList<>();
    private final Set<String> initially = new TreeSet<>();
    private final Set<String> goal = new TreeSet<>();
    private final Map<String, Long> costs = new HashMap<>();
    private final Set<String> changing = new HashSet<>();
    private boolean priced;

    private Pddl() {}

    static World world(String domain, String problem) {
        var pddl = new Pddl();
        pddl.read(parse(domain));
        pddl.read(parse(problem));
        pddl.actions.forEach(action -> {
            action.add().forEach(atom -> pddl.changing.add(atom.getFirst()));
            action.del().forEach(atom -> pddl.changing.add(atom.getFirst()));
        });
        var operators = new ArrayList<World.Operator>();
        for (var action : pddl.actions) {
            pddl.ground(action, new HashMap<>(), 0, operators);
        }
        return World.of(pddl.initially, operators, pddl.goal);
    }

    // ---- text to lists ----

    private static List<?> parse(String text) {
        var stack = new ArrayList<List<Object>>();
        stack.add(new ArrayList<>());
        var matcher = TOKEN.matcher(text.replaceAll(";[^\\n]*", "").toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            var token = matcher.group();
            if (token.equals("(")) {
                var list = new ArrayList<>();
                stack.getLast().add(list);
                stack.add(list);
            } else if (token.equals(")")) {
                stack.removeLast();
            } else {
                stack.getLast().add(token);
            }
        }
        return (List<?>) stack.getFirst().getFirst();
    }

    private void read(List<?> definition) {
        for (var part : definition.subList(1, definition.size())) {
            var list = (List<?>) part;
            var rest = list.subList(1, list.size());
            switch ((String) list.getFirst()) {
                case ":types" -> typed(rest).forEach(parents::put);
                case ":constants", ":objects" ->
                    typed(rest)
                            .forEach((name, type) -> objects.computeIfAbsent(type, absent -> new ArrayList<>())
                                    .add(name));
                case ":action" -> action(rest);
                case ":init" -> rest.forEach(fact -> initial((List<?>) fact));
                case ":goal" ->
                    atoms((List<?>) rest.getFirst(), true).forEach(atom -> goal.add(String.join(" ", atom)));
                case ":metric" -> priced = true;
                default -> {
                    // names, requirements, predicates and functions say nothing that is needed here
                }
            }
        }
    }

    private static Map<String, String> typed(List<?> names) {
        var typed = new LinkedHashMap<String, String>();
        var waiting = new ArrayList<String>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals("-")) {
                var type = (String) names.get(++i);
                waiting.forEach(name -> typed.put(name, type));
                waiting.clear();
            } else {
                waiting.add((String) names.get(i));
            }
        }
        waiting.forEach(name -> typed.put(name, "object"));
        return typed;
    }

    private void initial(List<?> fact) {
        if (fact.getFirst().equals("=")) {
            costs.put(words((List<?>) fact.get(1)), Math.round(Double.parseDouble((String) fact.get(2))));
        } else {
            initially.add(words(fact));
        }
    }

    private static String words(List<?> atom) {
        return String.join(" ", atom.stream().map(Object::toString).toList());
    }

    private static List<List<String>> atoms(List<?> formula, boolean positive) {
        if (formula.isEmpty()) {
            return List.of();
        }
        return switch ((String) formula.getFirst()) {
            case "and" ->
                formula.stream()
                        .skip(1)
                        .flatMap(part -> atoms((List<?>) part, positive).stream())
                        .toList();
            case "not" -> positive ? List.of() : atoms((List<?>) formula.get(1), true);
            case "increase" -> List.of();
            default -> positive ? List.of(formula.stream().map(Object::toString).toList()) : List.of();
        };
    }

    private void action(List<?> parts) {
        var fields = new HashMap<String, List<?>>();
        for (int i = 1; i + 1 < parts.size(); i += 2) {
            fields.put((String) parts.get(i), (List<?>) parts.get(i + 1));
        }
        var parameters = typed(fields.getOrDefault(":parameters", List.of()));
        var effect = fields.getOrDefault(":effect", List.of());
        actions.add(new Action(
                (String) parts.getFirst(),
                List.copyOf(parameters.keySet()),
                List.copyOf(parameters.values()),
                atoms(fields.getOrDefault(":precondition", List.of()), true),
                atoms(effect, true),
                atoms(effect, false),
                increase(effect)));
    }

    private static Object increase(List<?> effect) {
        if (!effect.isEmpty() && effect.getFirst().equals("increase")) {
            return effect.get(2);
        }
        for (var part : effect) {
            if (part instanceof List<?> list
                    && !list.isEmpty()
                    && list.getFirst().equals("increase")) {
                return list.get(2);
            }
        }
        return "0";
    }

    // ---- grounding ----

    private List<String> objectsOf(String type) {
        var all = new ArrayList<String>();
        objects.forEach((own, names) -> {
            for (String up = own; up != null; up = parents.get(up)) {
                if (up.equals(type) || type.equals("object")) {
                    all.addAll(names);
                    break;
                }
            }
        });
        return all;
    }

    private void ground(Action action, Map<String, String> bound, int next, List<World.Operator> operators) {
        if (!mayHold(action, bound)) {
            return;
        }
        if (next == action.variables().size()) {
            operators.add(operator(action, bound));
            return;
        }
        var variable = action.variables().get(next);
        for (var object : objectsOf(action.types().get(next))) {
            bound.put(variable, object);
            ground(action, bound, next + 1, operators);
        }
        bound.remove(variable);
    }

    /** Whether the static facts that are fully bound hold. */
    private boolean mayHold(Action action, Map<String, String> bound) {
        return action.pre().stream()
                .filter(atom -> !changing.contains(atom.getFirst()))
                .filter(atom -> atom.stream().allMatch(term -> !term.startsWith("?") || bound.containsKey(term)))
                .allMatch(atom -> initially.contains(ground(atom, bound)));
    }

    private static String ground(List<String> atom, Map<String, String> bound) {
        return String.join(
                " ", atom.stream().map(term -> bound.getOrDefault(term, term)).toList());
    }

    private World.Operator operator(Action action, Map<String, String> bound) {
        var name = action.name() + " "
                + String.join(" ", action.variables().stream().map(bound::get).toList());
        var needs = new TreeSet<String>();
        action.pre().stream()
                .filter(atom -> changing.contains(atom.getFirst()))
                .forEach(atom -> needs.add(ground(atom, bound)));
        var adds = new TreeSet<String>();
        action.add().forEach(atom -> adds.add(ground(atom, bound)));
        var deletes = new TreeSet<String>();
        action.del().forEach(atom -> deletes.add(ground(atom, bound)));
        return World.Operator.of(name, cost(action, bound), needs, adds).deleting(deletes);
    }

    private long cost(Action action, Map<String, String> bound) {
        if (!priced) {
            return 1;
        }
        return switch (action.cost()) {
            case List<?> function ->
                costs.getOrDefault(
                        ground(function.stream().map(Object::toString).toList(), bound), 0L);
            default -> Math.round(Double.parseDouble(action.cost().toString()));
        };
    }
}
