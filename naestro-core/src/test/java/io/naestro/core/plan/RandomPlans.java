package io.naestro.core.plan;

import io.naestro.base.Schemas;
import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.Capability;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.plan.Binding;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Guard;
import io.naestro.plan.Plan;
import io.naestro.plan.Retry;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.plan.ToolRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Makes random plans that are valid in {@link TestWorld#WORLD}: directed acyclic graphs of tool, model, approval and
 * map steps with all options, over Java classes and over plain schemas. With {@code all} there are agent steps and
 * sub-plans, which are well-formed but not run by this engine.
 */
final class RandomPlans {
    private static final String[] WORDS = {"", "a", "héllo", "two words", "\"quoted\"\n", "漢字", "$x", "~/", "😀"};
    private static final Json.Obj TEXT = Json.object().with("type", "string");

    private final Random random;
    private final boolean all;
    private final List<Step> steps = new ArrayList<>();
    private final List<Binding> texts = new ArrayList<>();
    private final List<Binding> lists = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();

    private RandomPlans(Random random, boolean all) {
        this.random = random;
        this.all = all;
        texts.add(input("/name"));
        texts.add(new Binding.LiteralBinding(Json.of(word())));
        lists.add(input("/tags"));
    }

    /** Plans that the validator accepts. */
    static Arbitrary<Plan<?, ?>> valid() {
        return Arbitraries.longs().map(seed -> new RandomPlans(new Random(seed), false).plan(12));
    }

    /** Plans with all kinds of steps. */
    static Arbitrary<Plan<?, ?>> any() {
        return Arbitraries.longs().map(seed -> new RandomPlans(new Random(seed), true).plan(10));
    }

    private Plan<?, ?> plan(int most) {
        var count = random.nextInt(most);
        for (int i = 0; i < count; i++) {
            step("s" + i);
        }
        var shown = new LinkedHashMap<String, Binding>();
        unread.forEach(id -> shown.put(word() + id, new Binding.StepBinding(id, Pointer.ROOT)));
        shown.put("more", texts());
        steps.add(
                new Step.ModelStep("last", options(), prompt(), shown, Shape.of(TestWorld.Text.class), ModelNeeds.ANY));
        Collections.shuffle(steps, random);
        return finish(asItIsOrAsSchema(Shape.of(TestWorld.Person.class)), asItIsOrAsSchema(Shape.of(String.class)));
    }

    private Shape<?> asItIsOrAsSchema(Shape<?> shape) {
        return random.nextBoolean() ? shape : Shape.schema(Schemas.of(shape));
    }

    private <I, O> Plan<I, O> finish(Shape<I> input, Shape<O> output) {
        return new Plan<>(
                random.nextBoolean() ? "p" : "a-plan-2",
                1 + random.nextInt(3),
                input,
                output,
                steps,
                new Binding.StepBinding("last", Pointer.of("/text")),
                new Budget(
                        random.nextBoolean() ? Money.eur("5.00") : null,
                        random.nextBoolean() ? Duration.ofHours(1) : null,
                        random.nextBoolean() ? 1_000_000L : null,
                        random.nextBoolean() ? 1_000 : null),
                checks());
    }

    private void step(String id) {
        var step = switch (random.nextInt(all ? 8 : 6)) {
            case 0 -> tool(id);
            case 1 -> model(id);
            case 2 -> new Step.ApprovalStep(id, options(), word(), Map.of("it", texts()));
            case 3 -> map(id);
            case 4 -> tool(id);
            case 5 -> model(id);
            case 6 -> new Step.AgentStep(id, options(), word(), Map.of("it", texts()), Shape.of(String.class));
            default ->
                new Step.SubPlanStep(
                        id,
                        options().withBudget(Budget.UNLIMITED),
                        Plan.named("inner", 2)
                                .input(String.class)
                                .yields(Plan.named("inner", 2)
                                        .input(String.class)
                                        .input()),
                        texts());
        };
        steps.add(step);
        ids.add(id);
        offer(step);
    }

    /** Makes the result of a step known to later steps. */
    private void offer(Step step) {
        switch (step) {
            case Step.ToolStep tool -> {
                switch (tool.tool().name()) {
                    case "text.join" -> {
                        texts.add(result(step, "/text"));
                        unread.add(step.id());
                    }
                    case "web.get" -> {
                        texts.add(result(step, "/title"));
                        lists.add(result(step, "/links"));
                        unread.add(step.id());
                    }
                    case "fs.write" -> texts.add(result(step, "/path"));
                    default -> texts.add(result(step, ""));
                }
            }
            case Step.MapStep map -> {
                lists.add(result(step, ""));
                unread.add(step.id());
            }
            case Step.ApprovalStep approval -> {}
            default -> {
                texts.add(result(step, ""));
                unread.add(step.id());
            }
        }
    }

    private Step tool(String id) {
        return switch (random.nextInt(4)) {
            case 0 -> {
                var parts = random.nextBoolean() ? pick(lists) : new Binding.ListBinding(List.of(texts(), texts()));
                var members = new LinkedHashMap<String, Binding>(Map.of("parts", parts));
                if (random.nextBoolean()) {
                    members.put("between", random.nextBoolean() ? texts() : input("/nick"));
                }
                yield tool(id, "text.join", 1, object(members), TestWorld.Text.class);
            }
            case 1 -> tool(id, "web.get", 2, object(Map.of("url", texts())), TestWorld.Page.class);
            case 2 ->
                tool(id, "fs.write", 1, object(Map.of("path", texts(), "text", texts())), TestWorld.Written.class);
            default -> {
                var step = tool(id, "mail.send", 1, object(Map.of("to", texts(), "body", texts())), String.class);
                yield step.with(step.options().withRetry(Retry.NONE)); // it acts each time
            }
        };
    }

    private Step tool(String id, String name, int version, Binding input, Class<?> output) {
        return new Step.ToolStep(id, options(), new ToolRef(name, version), input, Shape.of(output));
    }

    private Step model(String id) {
        var needs = random.nextBoolean()
                ? ModelNeeds.ANY
                : new ModelNeeds(Set.of(Capability.VISION, Capability.JSON_SCHEMA), 50_000, 500, List.of("large"));
        return new Step.ModelStep(
                id,
                options(),
                prompt(),
                Map.of("one", texts(), "two", pick(lists)),
                random.nextBoolean() ? Shape.of(String.class) : Shape.schema(TEXT),
                needs);
    }

    private Step map(String id) {
        var item = new Binding.ItemBinding(Pointer.ROOT);
        var body = random.nextBoolean()
                ? new Step.ModelStep(
                        "body", bodyOptions(), prompt(), Map.of("item", item), Shape.of(String.class), ModelNeeds.ANY)
                : new Step.ToolStep(
                        "body",
                        bodyOptions().withRetry(Retry.NONE),
                        new ToolRef("mail.send", 1),
                        object(Map.of("to", item, "body", texts())),
                        Shape.of(String.class));
        return new Step.MapStep(id, options(), pick(lists), body, 1 + random.nextInt(12));
    }

    private StepOptions options() {
        var options = bodyOptions();
        if (random.nextInt(4) == 0) {
            options = options.withWhen(new Guard(texts(), condition(3)));
        }
        for (var id : ids) {
            if (random.nextInt(12) == 0) {
                options = options.withAfter(id);
            }
        }
        return options;
    }

    private StepOptions bodyOptions() {
        if (random.nextBoolean()) {
            return StepOptions.DEFAULT;
        }
        return new StepOptions(
                word(),
                word(),
                word(),
                checks(),
                new Retry(
                        random.nextInt(3),
                        Duration.ofMillis(random.nextInt(2000)),
                        1 + random.nextInt(30) / 10.0,
                        Duration.ofSeconds(random.nextInt(90))),
                random.nextBoolean() ? null : Duration.ofMillis(1 + random.nextInt(100_000)),
                random.nextBoolean()
                        ? Budget.UNLIMITED
                        : new Budget(Money.eur("0.0" + (1 + random.nextInt(9))), Duration.ofMinutes(2), 1000L, 3),
                null,
                List.of());
    }

    private List<Check> checks() {
        var checks = new ArrayList<Check>();
        for (int i = random.nextInt(3); i > 0; i--) {
            checks.add(
                    switch (random.nextInt(3)) {
                        case 0 -> Check.that(condition(3), word());
                        case 1 -> new Check.SchemaCheck(random.nextBoolean() ? TEXT : Json.object());
                        default -> Check.scores("tone", random.nextInt(11) / 10.0);
                    });
        }
        return checks;
    }

    private Condition condition(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            var path = random.nextBoolean() ? "" : "/a~1b/0";
            return switch (random.nextInt(6)) {
                case 0 -> Condition.that(path, Condition.Op.MATCHES, Json.of("^[a-z]{1,3}$"));
                case 1 -> Condition.that(path, Condition.Op.IN, Json.array(Json.of(word()), Json.NULL));
                case 2 -> Condition.exists(path);
                case 3 -> Condition.that(path, Condition.Op.EQ, Json.of(random.nextInt(100) / 8.0));
                case 4 -> Condition.that(path, Condition.Op.MIN_SIZE, Json.of(random.nextInt(5)));
                default -> Condition.that(path, Condition.Op.NE, Json.object().with(word(), word()));
            };
        }
        return switch (random.nextInt(3)) {
            case 0 -> Condition.all(condition(depth - 1), condition(depth - 1));
            case 1 -> Condition.any(condition(depth - 1));
            default -> Condition.not(condition(depth - 1));
        };
    }

    private Prompt prompt() {
        return new Prompt(word(), 1 + random.nextInt(2), word());
    }

    private Binding texts() {
        return pick(texts);
    }

    private static Binding object(Map<String, Binding> members) {
        return new Binding.ObjectBinding(members);
    }

    private static Binding input(String at) {
        return new Binding.InputBinding(Pointer.of(at));
    }

    private static Binding result(Step step, String at) {
        return new Binding.StepBinding(step.id(), Pointer.of(at));
    }

    private String word() {
        return WORDS[random.nextInt(WORDS.length)];
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
