package io.naestro.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonSchema;
import io.naestro.base.Values;
import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.plan.Binding;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Plan;
import io.naestro.plan.Retry;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.plan.ToolRef;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The hand-written schema of plans and the records say the same. */
class PlanSchemaTest {
    private static final Json.Obj SCHEMA = PlanText.schema();
    private static final JsonSchema COMPILED = JsonSchema.compile(SCHEMA);
    private static final Set<Class<?>> LEAVES =
            Set.of(Shape.class, Json.class, Json.Obj.class, Pointer.class, Money.class, Duration.class, String.class);

    @Provide
    Arbitrary<Plan<?, ?>> plans() {
        return RandomPlans.any();
    }

    @Property(tries = 100)
    void every_plan_conforms(@ForAll("plans") Plan<?, ?> plan) {
        assertThat(COMPILED.check(PlanText.toJson(plan))).isEmpty();
        assertThat(COMPILED.check(PlanText.spelledOut(plan))).isEmpty();
    }

    @Property(tries = 500)
    void a_spoiled_text_is_refused_by_schema_and_records_or_by_neither(
            @ForAll("plans") Plan<?, ?> plan, @ForAll long seed) {
        var random = new Random(seed);
        var written = random.nextBoolean() ? PlanText.toJson(plan) : PlanText.spelledOut(plan);
        var spoiled = written.get("steps").map(steps -> spoil(written, random)).orElseThrow();
        if (!spoiled.get("naestro").equals(written.get("naestro"))) {
            return; // the header is the reader's, no record has it
        }
        var conforms = COMPILED.check(spoiled).isEmpty();
        assertThat(conforms).as("%s", spoiled).isEqualTo(isRead(spoiled));
    }

    private static boolean isRead(Json.Obj json) {
        try {
            var members = new LinkedHashMap<>(((Json.Obj) new SchemaDefaults(SCHEMA).fill(json)).members());
            members.remove("naestro");
            Values.read(new Json.Obj(members), Shape.of(Plan.class));
            return true;
        } catch (InputException e) {
            return false;
        }
    }

    private static Json.Obj spoil(Json.Obj whole, Random random) {
        var places = new ArrayList<Pointer>();
        places(whole, Pointer.ROOT, places);
        return (Json.Obj) change(whole, places.get(random.nextInt(places.size())), random);
    }

    private static void places(Json json, Pointer here, List<Pointer> places) {
        switch (json) {
            case Json.Obj object ->
                object.members().forEach((name, value) -> {
                    places.add(here.child(name));
                    places(value, here.child(name), places);
                });
            case Json.Arr array -> {
                for (int i = 0; i < array.items().size(); i++) {
                    places(array.items().get(i), here.child(i), places);
                }
            }
            default -> {}
        }
    }

    /** Takes the member at a place away, puts one beside it, or gives it a value of another type. */
    private static Json change(Json json, Pointer place, Random random) {
        var name = place.segments().getFirst();
        if (json instanceof Json.Arr array) {
            var items = new ArrayList<>(array.items());
            var index = Integer.parseInt(name);
            items.set(index, change(items.get(index), rest(place), random));
            return new Json.Arr(items);
        }
        var members = new LinkedHashMap<>(((Json.Obj) json).members());
        if (place.segments().size() > 1) {
            members.put(name, change(members.get(name), rest(place), random));
            return new Json.Obj(members);
        }
        switch (random.nextInt(3)) {
            case 0 -> members.remove(name);
            case 1 -> members.put("unknown", Json.of(true));
            default -> members.put(name, other(members.get(name), random));
        }
        return new Json.Obj(members);
    }

    private static Json other(Json value, Random random) {
        var others = List.of(
                Json.NULL,
                Json.of(true),
                Json.of(-1.5),
                Json.of("?"),
                Json.array(Json.of(1)),
                Json.object().with("x", 1));
        return others.stream()
                .filter(other -> !other.type().equals(value.type()))
                .toList()
                .get(random.nextInt(others.size() - 1));
    }

    private static Pointer rest(Pointer place) {
        return new Pointer(place.segments().subList(1, place.segments().size()));
    }

    @Test
    void the_schema_names_exactly_the_components_of_the_records() {
        var open = new ArrayList<Class<?>>(List.of(Plan.class));
        var seen = new LinkedHashSet<Class<?>>();
        while (!open.isEmpty()) {
            var type = open.removeLast();
            if (LEAVES.contains(type) || type.isPrimitive() || Number.class.isAssignableFrom(type) || !seen.add(type)) {
                continue;
            }
            if (type.isSealed() && type.isInterface()) {
                open.addAll(Arrays.asList(type.getPermittedSubclasses()));
                family(type);
            } else if (type.isRecord()) {
                for (var component : type.getRecordComponents()) {
                    classes(component.getGenericType(), open);
                }
                record(type);
            } else {
                assertThat(type.isEnum()).as("%s", type).isTrue();
            }
        }
        assertThat(seen).hasSizeGreaterThan(30);
        var shared = Set.of(
                "bindings", "checks", "slug", "version", "long", "pointer", "duration", "durationOrNull", "shape");
        var described = new LinkedHashSet<String>(shared);
        seen.stream().filter(type -> !type.isEnum()).forEach(type -> described.add(lower(type.getSimpleName())));
        assertThat(definitions().keySet()).containsExactlyInAnyOrderElementsOf(described);
    }

    private static void family(Class<?> sealed) {
        var kinds = Arrays.stream(sealed.getPermittedSubclasses())
                .map(type -> kind(type, sealed))
                .toList();
        var schema = definition(sealed);
        assertThat(at(schema, "/properties/kind/enum")).isEqualTo(Json.strings(kinds));
        assertThat(((Json.Arr) at(schema, "/allOf")).items())
                .extracting(branch -> at(branch, "/then/$ref"))
                .containsExactlyElementsOf(Arrays.stream(sealed.getPermittedSubclasses())
                        .map(type -> Json.of("#/$defs/" + lower(type.getSimpleName())))
                        .toList());
        assertThat(((Json.Arr) at(schema, "/allOf")).items())
                .extracting(branch -> at(branch, "/if/properties/kind/const"))
                .containsExactlyElementsOf(kinds.stream().map(Json::of).toList());
    }

    private static void record(Class<?> type) {
        var schema = definition(type);
        var sealed = Arrays.stream(type.getInterfaces()).filter(Class::isSealed).findFirst();
        var properties = new ArrayList<String>();
        var required = new ArrayList<String>();
        sealed.ifPresent(family -> {
            properties.add("kind");
            required.add("kind");
            assertThat(at(schema, "/properties/kind/const")).isEqualTo(Json.of(kind(type, family)));
        });
        for (var component : type.getRecordComponents()) {
            properties.add(component.getName());
            var property = at(schema, "/properties/" + component.getName());
            var nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (!nullable && property.at(Pointer.of("/default")).isEmpty()) {
                required.add(component.getName());
            }
            enumConstants(component, property);
            assertThat(property.at(Pointer.of("/description")))
                    .as("%s", component)
                    .isPresent();
        }
        assertThat(((Json.Obj) at(schema, "/properties")).members().keySet())
                .as("%s", type)
                .containsExactlyElementsOf(properties);
        var needed = ((Json.Obj) schema).get("required").orElse(Json.Arr.EMPTY);
        assertThat(needed).as("%s", type).isEqualTo(Json.strings(required));
        assertThat(at(schema, "/additionalProperties")).isEqualTo(Json.of(false));
    }

    private static void enumConstants(RecordComponent component, Json property) {
        var type = component.getType();
        var list = type == Set.class ? (ParameterizedType) component.getGenericType() : null;
        var constants = list == null ? type : (Class<?>) list.getActualTypeArguments()[0];
        if (constants.isEnum()) {
            var names = Arrays.stream(constants.getEnumConstants())
                    .map(Object::toString)
                    .toList();
            assertThat(at(property, list == null ? "/enum" : "/items/enum")).isEqualTo(Json.strings(names));
        }
    }

    private static void classes(Type type, List<Class<?>> found) {
        switch (type) {
            case Class<?> raw -> found.add(raw);
            case ParameterizedType generic -> {
                var raw = (Class<?>) generic.getRawType();
                if (List.of(List.class, Set.class, Map.class).contains(raw)) {
                    Arrays.asList(generic.getActualTypeArguments()).forEach(argument -> classes(argument, found));
                } else {
                    found.add(raw);
                }
            }
            default -> throw new AssertionError(type);
        }
    }

    private static String kind(Class<?> type, Class<?> sealed) {
        return lower(type.getSimpleName()
                .substring(
                        0,
                        type.getSimpleName().length() - sealed.getSimpleName().length()));
    }

    private static String lower(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static Map<String, Json> definitions() {
        return ((Json.Obj) at(SCHEMA, "/$defs")).members();
    }

    private static Json definition(Class<?> type) {
        return at(SCHEMA, "/$defs/" + lower(type.getSimpleName()));
    }

    private static Json at(Json json, String place) {
        return json.at(Pointer.of(place)).orElseThrow(() -> new AssertionError(place + " in " + json));
    }

    @Test
    void the_head_of_the_file_has_the_header_and_what_a_plan_has() {
        var plan = (Json.Obj) at(definition(Plan.class), "/properties");
        var head = new LinkedHashMap<>(((Json.Obj) at(SCHEMA, "/properties")).members());
        assertThat(head.remove("naestro")).isNotNull();
        assertThat(head.keySet()).containsExactlyElementsOf(plan.members().keySet());
        head.forEach((name, value) ->
                assertThat(value).isEqualTo(Json.object().with("$ref", "#/$defs/plan/properties/" + name)));
    }

    @Test
    void the_defaults_of_the_schema_are_those_of_the_records() {
        var plan = PlanText.read("""
                {"naestro": "plan/v1", "name": "p", "version": 1, "input": {}, "output": {}, "result": {"kind": "input"},
                 "steps": [
                   {"kind": "model", "id": "m", "prompt": {"id": "x", "text": "y"}, "output": {}},
                   {"kind": "agent", "id": "a", "task": "t", "output": {}, "options": {"retry": {"retries": 3}}},
                   {"kind": "approval", "id": "q", "question": "?",
                    "options": {"checks": [{"kind": "evaluator", "evaluator": "e"},
                       {"kind": "condition", "message": "", "condition": {"kind": "compare", "path": "", "op": "EXISTS"}}]}},
                   {"kind": "map", "id": "e", "over": {"kind": "step", "step": "m"},
                    "body": {"kind": "tool", "id": "t", "tool": {"name": "n", "version": 1}, "input": {"kind": "item"},
                             "output": {}}}]}
                """, "");
        var root = Pointer.ROOT;
        var item = new Binding.ItemBinding(root);
        assertThat(plan.result()).isEqualTo(new Binding.InputBinding(root));
        assertThat(plan.budget()).isEqualTo(Budget.UNLIMITED);
        assertThat(plan.checks()).isEmpty();
        var options = StepOptions.DEFAULT;
        var tool = new Step.ToolStep("t", options, new ToolRef("n", 1), item, Shape.ANY);
        assertThat(plan.steps())
                .containsExactly(
                        new Step.ModelStep("m", options, Prompt.of("x", "y"), Map.of(), Shape.ANY, ModelNeeds.ANY),
                        new Step.AgentStep("a", options.withRetry(Retry.times(3)), "t", Map.of(), Shape.ANY),
                        new Step.ApprovalStep(
                                "q",
                                options.withCheck(Check.passes("e")).withCheck(Check.that(Condition.exists(""), "")),
                                "?",
                                Map.of()),
                        new Step.MapStep(
                                "e", options, new Binding.StepBinding("m", root), tool, Step.MapStep.DEFAULT_WINDOW));
    }
}
