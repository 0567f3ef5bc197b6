package io.naestro.core.planner;

import io.naestro.base.Digests;
import io.naestro.base.Values;
import io.naestro.core.plan.PlanText;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.tool.Planning;
import io.naestro.tool.ToolContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What all tools and methods take and yield, with an index of who yields what. Immutable once made. */
final class Catalog {
    private static final int DEEPEST = 2;

    /** What a step of a method that asks a model is taken to cost: ten seconds and two thousand tokens. */
    private static final Cost MODEL_STEP = new Cost(null, Duration.ofSeconds(10), 2_000, 0, 1);

    /**
     * A tool or method.
     *
     * @param name the tool's name and version, or the skill's name
     * @param contract the tool's contract, or null for a method
     * @param method the plan of a method, or null for a tool
     * @param input what it takes as a whole
     * @param slots the members of what it takes; empty when that is no object
     * @param yields what it yields
     * @param output the kind of what it yields
     * @param chance the risk that a method fails, by how it did before
     */
    record Entry(
            String name,
            @Nullable ToolContract<?, ?> contract,
            @Nullable Plan<?, ?> method,
            Kind input,
            List<Slot> slots,
            List<Slot.Yield> yields,
            Kind output,
            double chance) {

        Planning planning() {
            return contract == null ? Planning.NONE : contract.planning();
        }

        /** A copy whose result as a whole also counts as values of these Java types. */
        Entry alsoYielding(Set<String> types) {
            var more = new ArrayList<>(yields);
            types.forEach(type -> more.add(new Slot.Yield(new Slot.Fact(type, output.label()), Pointer.ROOT)));
            return new Entry(name, contract, method, input, slots, more, output, chance);
        }

        /** The whole argument. */
        Slot whole() {
            return new Slot("", input, true);
        }

        /** The tools that a method uses, or the tool itself. */
        List<String> tools() {
            return method == null
                    ? List.of(name)
                    : method.steps().stream().flatMap(Entry::tools).toList();
        }

        /** Whether a name, with or without version, means this or a tool that this uses. */
        boolean isOrUses(String other) {
            return Rules.matches(other, name) || tools().stream().anyMatch(tool -> Rules.matches(other, tool));
        }

        /** What a call, or the whole method, is expected to cost. */
        Cost cost(Catalog catalog, int listSize) {
            return method == null
                    ? of(Objects.requireNonNull(contract))
                    : method.steps().stream()
                            .map(step -> cost(step, catalog, listSize))
                            .reduce(new Cost(null, Duration.ZERO, 0, chance, 0), Cost::plus);
        }

        private static Cost of(ToolContract<?, ?> contract) {
            var planning = contract.planning();
            return new Cost(contract.cost(), planning.duration(), planning.tokens(), planning.risk(), 1);
        }

        private static Cost cost(Step step, Catalog catalog, int listSize) {
            return switch (step) {
                case Step.ToolStep tool ->
                    catalog.entries.stream()
                            .filter(entry -> entry.name.equals(tool.tool().toString()))
                            .findFirst()
                            .map(entry -> entry.cost(catalog, listSize))
                            .orElse(Cost.NOTHING);
                case Step.MapStep map -> cost(map.body(), catalog, listSize).times(listSize);
                case Step.ModelStep model -> MODEL_STEP;
                case Step.AgentStep agent -> MODEL_STEP;
                case Step.ApprovalStep approval -> Cost.NOTHING;
                case Step.SubPlanStep sub -> Cost.NOTHING;
            };
        }

        private static Stream<String> tools(Step step) {
            return switch (step) {
                case Step.ToolStep tool -> Stream.of(tool.tool().toString());
                case Step.MapStep map -> tools(map.body());
                default -> Stream.of();
            };
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, List<Entry>> byFact = new HashMap<>();
    private final Map<String, List<Entry>> byOutput = new HashMap<>();
    private final List<Entry> changing;
    private final List<Entry> revealing;
    private final Digest digest;

    private Catalog(List<ToolContract<?, ?>> tools, List<Method> methods) {
        var ordered = tools.stream()
                .sorted(Comparator.<ToolContract<?, ?>, String>comparing(ToolContract::name)
                        .thenComparingInt(ToolContract::version))
                .toList();
        ordered.forEach(this::add);
        methods.stream().sorted(Comparator.comparing(Method::name)).forEach(this::add);
        var named = namedKinds();
        entries.replaceAll(entry -> entry.output().nominal().isEmpty()
                ? entry.alsoYielding(named.getOrDefault(entry.output().key(), new TreeSet<>()))
                : entry);
        for (var entry : entries) {
            for (var yield : entry.yields()) {
                index(byFact, yield.fact().key(), entry);
            }
            index(byOutput, entry.output().nominal().orElse(entry.output().key()), entry);
            if (entry.output().nominal().isPresent()) {
                index(byOutput, entry.output().key(), entry);
            }
        }
        changing = entries.stream()
                .filter(entry -> !entry.planning().ensures().isEmpty())
                .toList();
        digest = Digests.of(
                "catalog/v1",
                new Json.Arr(entries.stream().<Json>map(Catalog::json).toList()));
        revealing = entries.stream()
                .filter(entry -> !entry.planning().reveals().isEmpty())
                .toList();
    }

    /**
     * A skill whose plan could be read.
     *
     * @param name the skill's name
     * @param plan what it does
     * @param chance the risk that it fails
     */
    record Method(String name, Plan<?, ?> plan, double chance) {}

    static Catalog of(List<ToolContract<?, ?>> tools, List<Method> methods) {
        return new Catalog(tools, methods);
    }

    private void add(ToolContract<?, ?> contract) {
        var output = Kind.of(contract.output());
        var input = Kind.of(contract.input());
        entries.add(new Entry(
                contract.ref().toString(),
                contract,
                null,
                input,
                slots(input),
                yields(output),
                output,
                contract.planning().risk()));
    }

    private void add(Method method) {
        var output = Kind.of(method.plan().output());
        var input = Kind.of(method.plan().input());
        entries.add(new Entry(
                method.name(), null, method.plan(), input, slots(input), yields(output), output, method.chance()));
    }

    /** The Java types, by the schema that they have, which plain JSON of that schema may stand for. */
    private Map<String, Set<String>> namedKinds() {
        var named = new HashMap<String, Set<String>>();
        for (var entry : entries) {
            entry.input()
                    .nominal()
                    .ifPresent(name -> named.computeIfAbsent(entry.input().key(), absent -> new TreeSet<>())
                            .add(name));
            for (var slot : entry.slots()) {
                slot.kind()
                        .nominal()
                        .ifPresent(name -> named.computeIfAbsent(slot.kind().key(), absent -> new TreeSet<>())
                                .add(name));
            }
        }
        return named;
    }

    private static void index(Map<String, List<Entry>> index, String key, Entry entry) {
        index.computeIfAbsent(key, absent -> new ArrayList<>()).add(entry);
    }

    private static List<Slot> slots(Kind input) {
        var required = input.required();
        return input.members().entrySet().stream()
                .map(member -> new Slot(member.getKey(), member.getValue(), required.contains(member.getKey())))
                .toList();
    }

    /** What a value of a kind gives: itself, and its members that are always there. */
    static List<Slot.Yield> yields(Kind kind) {
        var yields = new LinkedHashMap<String, Slot.Yield>();
        yields("", kind, Pointer.ROOT, 0, yields);
        return List.copyOf(yields.values());
    }

    private static void yields(String name, Kind kind, Pointer at, int depth, Map<String, Slot.Yield> yields) {
        if (kind.isAnything() || kind.isNothing()) {
            return;
        }
        if (!name.isEmpty()) {
            put(new Slot.Fact("'" + name + "' " + kind.key(), "'" + name + "' (" + kind.label() + ")"), at, yields);
            coarser(kind)
                    .forEach(key -> put(
                            new Slot.Fact("'" + name + "' " + key, "'" + name + "' (" + kind.label() + ")"),
                            at,
                            yields));
        }
        if (name.isEmpty() || !kind.isScalar()) {
            put(new Slot.Fact(kind.key(), kind.label()), at, yields);
            kind.nominal().ifPresent(key -> put(new Slot.Fact(key, kind.label()), at, yields));
        }
        if (depth < DEEPEST) {
            var required = kind.required();
            kind.members().forEach((member, below) -> {
                if (required.contains(member)) {
                    yields(member, below, at.child(member), depth + 1, yields);
                }
            });
        }
    }

    private static void put(Slot.Fact fact, Pointer at, Map<String, Slot.Yield> yields) {
        yields.putIfAbsent(fact.key(), new Slot.Yield(fact, at));
    }

    /** A whole number is a number, and a text with a format is a text. */
    private static List<String> coarser(Kind kind) {
        var type = kind.schema().members().get("type");
        var plain = "{\"type\":\"string\"}";
        if (Json.of("integer").equals(type)) {
            return List.of("{\"type\":\"number\"}");
        }
        return Json.of("string").equals(type) && !kind.key().equals(plain) ? List.of(plain) : List.of();
    }

    /** The identity of all tools and methods, as far as a planner looks at them. */
    Digest digest() {
        return digest;
    }

    private static Json json(Entry entry) {
        var json = Json.object()
                .with("name", entry.name())
                .with("input", entry.input().key())
                .with("output", entry.output().key());
        if (!entry.planning().equals(Planning.NONE)) {
            json = json.with("planning", Values.write(entry.planning()));
        }
        if (entry.contract() != null && entry.contract().cost() != null) {
            json = json.with("cost", Values.write(entry.contract().cost()));
        }
        return entry.method() == null ? json : json.with("method", PlanText.toJson(entry.method()));
    }

    List<Entry> entries() {
        return entries;
    }

    /** Who yields a value with that key, alone or as a part. */
    List<Entry> producers(String key) {
        return byFact.getOrDefault(key, List.of());
    }

    /** Whose result as a whole is of that kind. */
    List<Entry> producersOf(Kind kind) {
        return byOutput.getOrDefault(kind.nominal().orElse(kind.key()), List.of());
    }

    /** Who changes the state of the world. */
    List<Entry> changing() {
        return changing;
    }

    /** Who finds out something about the state of the world. */
    List<Entry> revealing() {
        return revealing;
    }
}
