package io.naestro.core.planner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Carries a plan out over the text of a PDDL domain and problem, step by step, and says what it costs. Written from the
 * semantics of PDDL 1.2 (McDermott et al. 1998) with the action costs of 2008, for STRIPS with types and negative
 * preconditions: what is not said does not hold, and what a step deletes goes before what it adds comes. It grounds
 * nothing and shares nothing with the planner or its reader of PDDL, so that neither can hide a fault of the other.
 */
final class Strips {

    /** A plan that does not do what it should. */
    static final class Invalid extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message);
        }
    }

    /** A word, or a list of expressions. */
    private record Expression(String word, List<Expression> parts) {
        Expression get(int i) {
            return parts.get(i);
        }

        String head() {
            return parts.isEmpty() ? "" : parts.getFirst().word;
        }

        List<Expression> rest() {
            return parts.subList(1, parts.size());
        }

        /** A member after its keyword, such as the list that follows {@code :effect}. */
        Expression after(String keyword) {
            for (int i = 0; i + 1 < parts.size(); i++) {
                if (parts.get(i).word.equals(keyword)) {
                    return parts.get(i + 1);
                }
            }
            return new Expression("", List.of());
        }
    }

    private final Map<String, String> supertypes = new HashMap<>();
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, Expression> actions = new HashMap<>();
    private final Set<List<String>> facts = new HashSet<>();
    private final Map<List<String>, Double> numbers = new HashMap<>();
    private Expression goal = new Expression("", List.of());
    private boolean priced;
    private double cost;

    private Strips(String domain, String problem) {
        for (var text : List.of(domain, problem)) {
            for (var part : new Reader(text).whole().rest()) {
                section(part);
            }
        }
    }

    /**
     * What a plan costs: as many units as it has steps where the problem names no metric.
     *
     * @param plan the steps, each as the name of its action and its arguments, apart by blanks
     * @throws Invalid if a step cannot be done, or the goal does not hold in the end
     */
    static long run(String domain, String problem, List<String> plan) {
        var world = new Strips(domain, problem);
        plan.forEach(world::step);
        if (!world.holds(world.goal, Map.of())) {
            throw new Invalid("the goal does not hold after the last step");
        }
        return Math.round(world.cost);
    }

    private void section(Expression part) {
        switch (part.head()) {
            case ":types" -> supertypes.putAll(typed(part.rest()));
            case ":objects", ":constants" -> types.putAll(typed(part.rest()));
            case ":action" -> actions.put(part.get(1).word, part);
            case ":goal" -> goal = part.get(1);
            case ":metric" -> priced = true;
            case ":init" -> part.rest().forEach(this::initial);
            default -> {}
        }
    }

    private void initial(Expression fact) {
        if (fact.head().equals("=")) {
            numbers.put(ground(fact.get(1), Map.of()), Double.parseDouble(fact.get(2).word));
        } else {
            facts.add(ground(fact, Map.of()));
        }
    }

    private static Map<String, String> typed(List<Expression> names) {
        var typed = new LinkedHashMap<String, String>();
        int from = 0;
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).word.equals("-")) {
                for (var name : names.subList(from, i)) {
                    typed.put(name.word, names.get(i + 1).word);
                }
                from = i + 2;
            }
        }
        for (var name : names.subList(Math.min(from, names.size()), names.size())) {
            typed.put(name.word, "object");
        }
        return typed;
    }

    private void step(String text) {
        var words = text.split(" ");
        var action = actions.get(words[0]);
        if (action == null) {
            throw new Invalid("there is no action '" + words[0] + "'");
        }
        var bound = bound(text, words, typed(action.after(":parameters").parts));
        if (!holds(action.after(":precondition"), bound)) {
            throw new Invalid("the precondition of '" + text + "' does not hold");
        }
        var added = new HashSet<List<String>>();
        cost += priced ? 0 : 1;
        apply(action.after(":effect"), bound, added);
        facts.addAll(added);
    }

    private Map<String, String> bound(String text, String[] words, Map<String, String> parameters) {
        if (words.length != parameters.size() + 1) {
            throw new Invalid("'" + text + "' has not the " + parameters.size() + " arguments of its action");
        }
        var bound = new HashMap<String, String>();
        int i = 1;
        for (var parameter : parameters.entrySet()) {
            if (!isOf(words[i], parameter.getValue())) {
                throw new Invalid("'" + words[i] + "' in '" + text + "' is no " + parameter.getValue());
            }
            bound.put(parameter.getKey(), words[i++]);
        }
        return bound;
    }

    private boolean isOf(String object, String type) {
        var own = types.get(object);
        while (own != null && !own.equals(type)) {
            own = supertypes.get(own);
        }
        return own != null || (type.equals("object") && types.containsKey(object));
    }

    private boolean holds(Expression formula, Map<String, String> bound) {
        return switch (formula.head()) {
            case "" -> true;
            case "and" -> formula.rest().stream().allMatch(part -> holds(part, bound));
            case "not" -> !holds(formula.get(1), bound);
            case "=" ->
                ground(formula, bound).get(1).equals(ground(formula, bound).get(2));
            default -> facts.contains(ground(formula, bound));
        };
    }

    private void apply(Expression effect, Map<String, String> bound, Set<List<String>> added) {
        switch (effect.head()) {
            case "" -> {}
            case "and" -> effect.rest().forEach(part -> apply(part, bound, added));
            case "not" -> facts.remove(ground(effect.get(1), bound));
            case "increase" -> cost += priced ? amount(effect.get(2), bound) : 0;
            default -> added.add(ground(effect, bound));
        }
    }

    private double amount(Expression amount, Map<String, String> bound) {
        if (amount.parts.isEmpty()) {
            return Double.parseDouble(amount.word);
        }
        var number = numbers.get(ground(amount, bound));
        if (number == null) {
            throw new Invalid("nothing is said of " + ground(amount, bound));
        }
        return number;
    }

    private static List<String> ground(Expression atom, Map<String, String> bound) {
        return atom.parts.stream()
                .map(part -> bound.getOrDefault(part.word, part.word))
                .toList();
    }

    /** Reads one expression, character by character. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text.toLowerCase(Locale.ROOT);
        }

        Expression whole() {
            skip();
            if (text.charAt(at) != '(') {
                int from = at;
                while (at < text.length() && " \t\r\n();".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                return new Expression(text.substring(from, at), List.of());
            }
            at++;
            var parts = new ArrayList<Expression>();
            for (skip(); text.charAt(at) != ')'; skip()) {
                parts.add(whole());
            }
            at++;
            return new Expression("", parts);
        }

        private void skip() {
            while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ';')) {
                at = text.charAt(at) == ';' ? Math.max(text.indexOf('\n', at), at + 1) : at + 1;
            }
        }
    }
}
