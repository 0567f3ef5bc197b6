package io.naestro.core.planner;

import io.naestro.core.planner.Literals.Change;
import io.naestro.core.planner.Literals.Literal;
import io.naestro.goal.Goal;
import io.naestro.plan.Binding;
import io.naestro.plan.Condition;
import io.naestro.plan.Step;
import io.naestro.tool.Planning;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What there is to plan with for one goal: from the wanted result backwards, every way to use every tool and method
 * that may matter, and nothing else.
 */
final class Domain {

    /** Says why a tool or method must not be used, or nothing when it may. */
    interface Gatekeeper extends Function<Catalog.Entry, Optional<String>> {}

    /**
     * What is there already when planning starts.
     *
     * @param facts values by the key of their fact, and where they are
     * @param effects what the steps that ended made of the state of the world, in their order
     */
    record Kept(Map<String, Binding> facts, List<Planning> effects) {
        static final Kept NOTHING = new Kept(Map.of(), List.of());
    }

    private final Catalog catalog;
    private final Rules rules;
    private final Gatekeeper gatekeeper;
    private final Kept kept;
    private final Given given;
    private final Slot.@Nullable Fact wanted;
    private final List<SortedSet<Literal>> achieve;

    private final Map<String, Action> actions = new TreeMap<>();
    private final Map<String, String> excluded = new TreeMap<>();
    private final Set<Literal> literals = new TreeSet<>();
    private final Map<String, String> words = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private final Deque<Runnable> open = new ArrayDeque<>();

    Domain(Catalog catalog, Goal<?> goal, Rules rules, Gatekeeper gatekeeper, Kept kept) {
        this.catalog = catalog;
        this.rules = rules;
        this.gatekeeper = gatekeeper;
        this.kept = kept;
        this.given = new Given(goal.inputs());
        var kind = Kind.of(goal.result());
        wanted = kind.isAnything() || kind.isNothing() ? null : result(kind);
        achieve = Literals.ways(rules.achieve());
        if (wanted != null) {
            want(wanted, kind);
        }
        achieve.forEach(way -> way.forEach(this::want));
        catalog.entries().stream()
                .filter(entry -> rules.required().stream().anyMatch(entry::isOrUses))
                .forEach(this::use);
        while (!open.isEmpty()) {
            open.remove().run();
        }
    }

    /** A wanted result counts by its schema: that is all that is left of it once it was journaled. */
    static Slot.Fact result(Kind kind) {
        return new Slot.Fact(kind.key(), kind.label());
    }

    // ---- backwards from what is wanted ----

    private void want(Slot.Fact fact, Kind kind) {
        if (words.putIfAbsent(value(fact.key()), fact.label()) == null) {
            open.add(() -> {
                catalog.producers(fact.key()).forEach(this::use);
                kind.element().ifPresent(this::useForEach);
            });
        }
    }

    private void want(Literal literal) {
        literals.add(literal);
        literals.add(literal.not());
        if (words.putIfAbsent(state(literal), literal.toString()) == null) {
            open.add(() -> {
                catalog.changing().stream()
                        .filter(entry -> makes(entry.planning(), literal))
                        .forEach(this::use);
                sensors(literal).forEach(this::use);
            });
        }
    }

    private static boolean makes(Planning planning, Literal literal) {
        return Literals.change(planning, literal.atom()) == (literal.positive() ? Change.TRUE : Change.FALSE);
    }

    private void use(Catalog.Entry entry) {
        if (used.add(entry.name()) && mayUse(entry)) {
            arguments(entry).forEach(args -> add(entry, args, null));
        }
    }

    private boolean mayUse(Catalog.Entry entry) {
        if (rules.forbidden().stream().anyMatch(entry::isOrUses)) {
            excluded.put(entry.name(), "the rules forbid it");
        } else {
            gatekeeper.apply(entry).ifPresent(reason -> excluded.put(entry.name(), reason));
        }
        return !excluded.containsKey(entry.name());
    }

    /** The whole argument as one value where somebody has such a value, and put together from its members. */
    private List<List<Action.Arg>> arguments(Catalog.Entry entry) {
        if (entry.input().isNothing()) {
            return List.of(List.of());
        }
        var whole = arg(entry.whole());
        var ways = new ArrayList<List<Action.Arg>>();
        if (!entry.input().isObject()
                || whole.given() != null
                || isYielded(entry.whole().fact())) {
            ways.add(List.of(whole));
        }
        if (entry.input().isObject()) {
            ways.add(entry.slots().stream().map(this::arg).toList());
        }
        return ways;
    }

    private boolean isYielded(Slot.Fact fact) {
        return kept.facts().containsKey(fact.key())
                || !catalog.producers(fact.key()).isEmpty();
    }

    private Action.Arg arg(Slot slot) {
        var place = given.placeFor(slot);
        return new Action.Arg(slot, place.isPresent() ? null : slot.fact(), place.orElse(null));
    }

    /** A tool that yields one element yields a list of them when it is called for each element of another list. */
    private void useForEach(Kind element) {
        for (var entry : catalog.producersOf(element)) {
            if (entry.method() == null && used.add("each " + entry.name()) && mayUse(entry)) {
                var slots = entry.input().isObject() ? entry.slots() : List.of(entry.whole());
                for (var slot : slots) {
                    var args = slots.stream()
                            .map(other -> other.equals(slot) ? listArg(slot) : arg(other))
                            .toList();
                    add(entry, args, slot);
                }
            }
        }
    }

    private Action.Arg listArg(Slot slot) {
        var place = given.placeForList(slot);
        var needed = new Slot(slot.name(), slot.kind(), true);
        return new Action.Arg(needed, place.isPresent() ? null : slot.listFact(), place.orElse(null));
    }

    private void add(Catalog.Entry entry, List<Action.Arg> args, @Nullable Slot over) {
        for (var requires : Literals.ways(entry.planning().requires())) {
            var name = entry.name() + (over == null ? "" : " for each '" + over.name() + "'");
            var action = new Action(
                    unused(name),
                    entry,
                    args,
                    over == null ? null : over.name(),
                    requires,
                    over == null
                            ? entry.yields()
                            : Catalog.yields(entry.output().list()),
                    cost(entry, args, over));
            actions.put(action.name(), action);
            requires.forEach(this::want);
        }
        for (var arg : args) {
            if (arg.isNeeded()) {
                var isOver = over != null && arg.slot().name().equals(over.name());
                want(
                        Objects.requireNonNull(arg.fact()),
                        isOver ? arg.slot().kind().list() : arg.slot().kind());
            }
        }
    }

    private String unused(String name) {
        var free = name;
        for (int i = 2; actions.containsKey(free); i++) {
            free = name + " #" + i;
        }
        return free;
    }

    private Cost cost(Catalog.Entry entry, List<Action.Arg> args, @Nullable Slot over) {
        var once = entry.cost(catalog, rules.listSize());
        if (over == null) {
            return once;
        }
        var place = args.stream()
                .filter(arg -> arg.slot().name().equals(over.name()))
                .map(Action.Arg::given)
                .filter(Objects::nonNull)
                .findFirst();
        var elements = place.map(given::size).orElse(rules.listSize());
        var rounds = (elements + Step.MapStep.DEFAULT_WINDOW - 1) / Step.MapStep.DEFAULT_WINDOW;
        return once.times(elements).lasting(once.time().multipliedBy(rounds));
    }

    // ---- what nobody knows before it was found out ----

    /** The tools that find out whether a comparison holds, where that is not known. */
    List<Catalog.Entry> sensors(Literal literal) {
        return truth(literal.atom()) != Change.UNKNOWN
                ? List.of()
                : catalog.revealing().stream()
                        .filter(entry -> Literals.reveal(entry.planning(), literal.atom())
                                .isPresent())
                        .toList();
    }

    /** The comparisons that matter and that somebody can find out, in order. */
    List<Literal> unknowns() {
        return literals.stream()
                .filter(Literal::positive)
                .filter(literal -> sensors(literal).stream().anyMatch(entry -> !excluded.containsKey(entry.name())))
                .toList();
    }

    /** Whether a comparison holds at first. What a tool could find out, and the goal does not say, is unknown. */
    private Change truth(Condition.CompareCondition atom) {
        for (int i = kept.effects().size() - 1; i >= 0; i--) {
            var change = Literals.change(kept.effects().get(i), atom);
            if (change != Change.NONE) {
                return change;
            }
        }
        var revealed = catalog.revealing().stream()
                .anyMatch(entry -> Literals.reveal(entry.planning(), atom).isPresent());
        return revealed && given.inputs().at(atom.path()).isEmpty()
                ? Change.UNKNOWN
                : new Literal(atom, true).holds(given.inputs()) ? Change.TRUE : Change.FALSE;
    }

    // ---- the world ----

    /**
     * The world for one course of events.
     *
     * @param assumed what is taken to be found out, and by whom
     * @param limits what a plan may use, by resource
     * @param horizon how long it may take, in milliseconds
     */
    World world(Map<Literal, Catalog.Entry> assumed, SortedMap<String, Long> limits, long horizon) {
        var initially = new TreeSet<String>();
        kept.facts().keySet().forEach(key -> initially.add(value(key)));
        for (var literal : literals) {
            var truth = truth(literal.atom());
            if (truth == (literal.positive() ? Change.TRUE : Change.FALSE)) {
                initially.add(state(literal));
            }
        }
        var operators = new ArrayList<World.Operator>();
        actions.values().forEach(action -> operators.add(operator(action, assumed)));
        var goal = goal(operators);
        assumed.values().forEach(sensor -> goal.add(done(sensor.name())));
        return new World(initially, operators, goal, limits, horizon);
    }

    private SortedSet<String> goal(List<World.Operator> operators) {
        var goal = new TreeSet<String>();
        if (wanted != null) {
            goal.add(value(wanted.key()));
        }
        rules.required().forEach(name -> goal.add(done(name)));
        if (achieve.size() == 1) {
            achieve.getFirst().forEach(literal -> goal.add(state(literal)));
        } else {
            goal.add(ACHIEVED);
            for (var way : achieve) {
                var needs = way.stream().map(Domain::state).collect(Collectors.toSet());
                operators.add(World.Operator.of(ACHIEVED + " #" + operators.size(), 0, needs, Set.of(ACHIEVED)));
            }
        }
        return goal;
    }

    private World.Operator operator(Action action, Map<Literal, Catalog.Entry> assumed) {
        var needs = new TreeSet<String>();
        action.args().stream()
                .filter(Action.Arg::isNeeded)
                .forEach(arg ->
                        needs.add(value(Objects.requireNonNull(arg.fact()).key())));
        action.requires().forEach(literal -> needs.add(state(literal)));
        var adds = new TreeSet<String>();
        action.yields().forEach(yield -> adds.add(value(yield.fact().key())));
        adds.add(done(action.entry().name()));
        rules.required().stream().filter(action.entry()::isOrUses).forEach(name -> adds.add(done(name)));
        var deletes = new TreeSet<String>();
        for (var literal : literals) {
            change(action, literal, adds, deletes);
        }
        assumed.forEach((literal, sensor) -> {
            if (sensor.equals(action.entry())) {
                adds.add(state(literal));
            }
        });
        return new World.Operator(
                action.name(),
                needs,
                adds,
                deletes,
                rules.preference().weigh(action.cost()),
                uses(action),
                action.cost().time().toMillis());
    }

    private static void change(Action action, Literal literal, Set<String> adds, Set<String> deletes) {
        switch (Literals.change(action.entry().planning(), literal.atom())) {
            case TRUE -> (literal.positive() ? adds : deletes).add(state(literal));
            case FALSE -> (literal.positive() ? deletes : adds).add(state(literal));
            case UNKNOWN -> deletes.add(state(literal));
            case NONE -> {
                // it stays as it is
            }
        }
    }

    private SortedMap<String, Long> uses(Action action) {
        var uses = new TreeMap<String, Long>();
        var cost = action.cost();
        uses.put(CALLS, cost.calls());
        uses.put(TOKENS, cost.tokens());
        if (cost.money() != null) {
            uses.put(MONEY, cost.money().nanos());
        }
        action.entry().planning().consumes().forEach((resource, amount) -> uses.put(STOCK + resource, amount));
        return uses;
    }

    // ---- names ----

    static final String MONEY = "money";
    static final String TOKENS = "tokens";
    static final String CALLS = "calls";
    static final String STOCK = "stock of ";
    private static final String ACHIEVED = "achieved";

    static String value(String key) {
        return "value " + key;
    }

    static String state(Literal literal) {
        return "state " + literal;
    }

    static String done(String name) {
        return "done " + name;
    }

    /** A fact of the world in words. */
    String words(String fact) {
        return words.getOrDefault(fact, fact);
    }

    Map<String, Action> actions() {
        return actions;
    }

    /** What would have been considered but must not be used, with the reason. */
    Map<String, String> excluded() {
        return excluded;
    }

    Kept kept() {
        return kept;
    }

    /** Whether nothing at all is wanted. */
    boolean isVoid() {
        return wanted == null && rules.required().isEmpty() && rules.achieve().isEmpty();
    }

    Slot.@Nullable Fact wanted() {
        return wanted;
    }
}
