package io.naestro.core.plan;

import static io.naestro.core.plan.PlanGraphTest.plan;
import static io.naestro.core.plan.PlanGraphTest.step;
import static io.naestro.core.plan.TestWorld.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Price;
import io.naestro.model.Prompt;
import io.naestro.model.Residency;
import io.naestro.plan.Binding;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Condition.Op;
import io.naestro.plan.Guard;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanBuilder;
import io.naestro.plan.PlanProblem;
import io.naestro.plan.Ref;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Constraints;
import io.naestro.policy.Verdict;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanValidatorTest {
    private static List<String> problems(Plan<?, ?> plan) {
        return problems(plan, WORLD);
    }

    private static List<String> problems(Plan<?, ?> plan, PlanWorld world) {
        return PlanValidator.validate(plan, world).stream()
                .map(problem -> problem.kind() + " " + problem)
                .toList();
    }

    private static PlanBuilder<TestWorld.Person> person() {
        return Plan.named("p", 1).input(TestWorld.Person.class);
    }

    private static Ref<TestWorld.Get> get(PlanBuilder<?> p, Ref<?> url) {
        return p.object(TestWorld.Get.class, Map.of("url", url));
    }

    private static Binding read(String step, String at) {
        return new Binding.StepBinding(step, Pointer.of(at));
    }

    private static Binding literal(Json value) {
        return new Binding.LiteralBinding(value);
    }

    private static Step.ToolStep tool(String id, String name, Binding input) {
        return new Step.ToolStep(id, StepOptions.DEFAULT, new ToolRef(name, 1), input, Shape.ANY);
    }

    private static Step write(String id, Binding path, Binding text) {
        return tool(id, "fs.write", new Binding.ObjectBinding(Map.of("path", path, "text", text)));
    }

    // Names and order.

    @Test
    void an_id_stands_for_one_step() {
        assertThat(problems(plan(step("a"), step("a"))))
                .containsExactly("NAME step 'a', id: two steps have the id 'a'; give one of them another id");
    }

    @Test
    void a_circle_is_named() {
        assertThat(problems(plan(step("a", "c"), step("b", "a"), step("c", "b"))))
                .containsExactly("CYCLE step 'a', reads: steps wait for each other: a -> c -> b -> a;"
                        + " let one of them read something else");
    }

    @Test
    void a_long_circle_is_cut() {
        var steps = IntStream.range(0, 30)
                .mapToObj(i -> step("s" + i, "s" + (i + 29) % 30))
                .toArray(Step[]::new);
        assertThat(problems(plan(steps))).singleElement().asString().contains("-> s12 -> s11 -> ... (30 steps)");
    }

    // Bindings that lead nowhere.

    @Test
    void a_step_that_does_not_exist_is_named_with_those_that_nearly_are() {
        assertThat(problems(plan(step("fetch"), step("b", "fetsh"), step("c", "fetch", "b"))))
                .containsExactly("DANGLING step 'b', inputs.fetsh: it waits for step 'fetsh', which does not exist;"
                        + " did you mean 'fetch'?");
        assertThat(problems(plan(step("b", "nothing-like-it"))))
                .containsExactly("DANGLING step 'b', inputs.nothing-like-it: it waits for step 'nothing-like-it',"
                        + " which does not exist; use one of the steps [b]");
    }

    @Test
    void a_result_and_a_wait_can_lead_nowhere_too() {
        var late = step("a").with(StepOptions.DEFAULT.withAfter("b"));
        var plan = new Plan<>("p", 1, Shape.ANY, Shape.ANY, List.of(late), read("c", ""), Budget.UNLIMITED, List.of());
        assertThat(problems(plan))
                .containsExactly(
                        "DANGLING step 'a', options.after: it waits for step 'b', which does not exist;"
                                + " did you mean 'a'?",
                        "DANGLING plan, result: the plan waits for step 'c', which does not exist; did you mean 'a'?",
                        "UNREACHABLE step 'a', output: nothing that matters reads its result, and it changes nothing;"
                                + " read its result, or take the step out");
    }

    @Test
    void many_names_are_cut() {
        var steps = new ArrayList<Step>();
        IntStream.range(0, 25).forEach(i -> steps.add(step("step-" + i)));
        steps.add(step("last", steps.stream().map(Step::id).toArray(String[]::new)));
        steps.add(step("end", "zzzzzzzz", "last"));
        assertThat(problems(plan(steps.toArray(Step[]::new))))
                .singleElement()
                .asString()
                .contains("step-18, step-19, ... 27 in all]");
    }

    @Test
    void a_place_that_does_not_exist_is_named_with_what_is_there() {
        var p = person();
        var page = p.tool("page", TestWorld.GET, get(p, p.input().at("/nam", String.class)));
        var memo = p.model("memo", String.class, Prompt.of("x", "y"), page.at("/titel", String.class));
        assertThat(problems(memo.yields(memo)))
                .containsExactly(
                        "DANGLING step 'page', input.url: there is no '/nam' in the plan's input: there is no member"
                                + " 'nam'; its members are [name, nick, tags, age]; read a place that exists",
                        "DANGLING step 'memo', inputs.titel: there is no '/titel' in the result of step 'page': there"
                                + " is no member 'titel'; its members are [title, note, links]; read a place that exists");
    }

    @Test
    void an_element_is_there_only_inside_a_map() {
        var item = new Binding.ItemBinding(Pointer.of("/x"));
        assertThat(problems(plan(write("a", literal(Json.of("p")), item))))
                .singleElement()
                .asString()
                .startsWith("DANGLING step 'a', input.text: it reads the element of a map, but stands in none; ");
        var p = person();
        var pages = p.map(
                "pages",
                p.input().listAt("/tags", String.class),
                (body, element) -> body.tool("page", TestWorld.GET, get(body, element)));
        assertThat(problems(pages.yields(pages))).isEmpty();
        var wrong = p.map("wrong", pages, (body, element) -> body.tool("x", TestWorld.GET, get(body, element)));
        var lost = p.map(
                "lost",
                pages,
                (body, element) -> body.tool("x", TestWorld.GET, get(body, element.at("/titles", String.class))));
        assertThat(problems(p.approval("ok", wrong, lost).yields(pages)))
                .containsExactly(
                        "MISTYPED step 'wrong', body.input.url: the element of the list does not fit the tool"
                                + " web.get@2: is an object, where a string is wanted; bind a value of the shape that is"
                                + " wanted, or change the shape",
                        "DANGLING step 'lost', body.input.url: there is no '/titles' in the element of the list: there"
                                + " is no member 'titles'; its members are [title, note, links]; read a place that exists");
    }

    // Bindings that do not fit.

    @Test
    void what_may_be_missing_is_not_given_to_who_needs_it() {
        var p = person();
        var page = p.tool("page", TestWorld.GET, get(p, p.input().at("/nick", String.class)));
        assertThat(problems(page.yields(page.at("/note", String.class))))
                .containsExactly(
                        "MISTYPED step 'page', input.url: '/nick' in the plan's input may be missing, but the tool"
                                + " web.get@2 needs it; bind a value of the shape that is wanted, or change the shape",
                        "MISTYPED plan, result: '/note' in the result of step 'page' may be missing, but the plan's"
                                + " output needs it; bind a value of the shape that is wanted, or change the shape");
        var join = p.tool(
                "join",
                TestWorld.JOIN,
                p.object(
                        TestWorld.Join.class,
                        Map.of(
                                "parts",
                                p.input().listAt("/tags", String.class),
                                "between",
                                p.input().at("/nick", String.class))));
        assertThat(problems(p.approval("ok", join).yields(join.at("/text", String.class))))
                .noneMatch(problem -> problem.contains("join"));
    }

    @Test
    void an_object_has_the_members_that_its_reader_wants() {
        var p = person();
        var url = p.input().at("/name", String.class);
        var tool = TestWorld.GET;
        var none = p.tool("none", tool, p.object(TestWorld.Get.class, Map.of()));
        var more = p.tool("more", tool, p.object(TestWorld.Get.class, Map.of("url", url, "uri", url)));
        var list = p.tool(
                "list",
                tool,
                new Ref.Part<>("x", p.list(String.class, List.of(url)).binding(), Shape.of(TestWorld.Get.class)));
        var number = p.tool("number", tool, p.value(Json.of(1), TestWorld.Get.class));
        assertThat(problems(p.approval("ok", none, more, list, number).yields(url)))
                .containsExactly(
                        "MISTYPED step 'none', input: the member 'url' is missing, which the tool web.get@2 needs; bind a"
                                + " value of the shape that is wanted, or change the shape",
                        "MISTYPED step 'more', input: the member 'uri' is not known to the tool web.get@2; its members"
                                + " are [url]; bind a value of the shape that is wanted, or change the shape",
                        "MISTYPED step 'list', input: an array does not fit the tool web.get@2, which wants an object;"
                                + " bind a value of the shape that is wanted, or change the shape",
                        "MISTYPED step 'number', input: the constant does not fit the tool web.get@2: '1' is of type"
                                + " number; allowed: object; bind a value of the shape that is wanted, or change the"
                                + " shape");
    }

    sealed interface Shown {
        record TextShown(String text) implements Shown {}

        record LinkShown(String url, @Nullable Shown inside) implements Shown {}
    }

    record Shelf(Shown shown, @Nullable List<Shown> others, Map<String, Long> sizes) {}

    @Test
    void of_several_alternatives_the_one_that_is_meant_is_checked() {
        var show = TestWorld.tool(
                ToolContract.named("shelf.put", Shelf.class, String.class).build());
        var world = WORLD.with(show);
        var text = new Binding.InputBinding(Pointer.of("/name"));
        var age = new Binding.InputBinding(Pointer.of("/age"));
        assertThat(problems(shelf(Map.of("kind", literal(Json.of("text")), "text", text), age), world))
                .isEmpty();
        assertThat(problems(shelf(Map.of("kind", literal(Json.of("text")), "text", age), age), world))
                .containsExactly(
                        "MISTYPED step 'put', input.shown.text: '/age' in the plan's input does not fit the tool"
                                + " shelf.put@1: is an integer, where a string is wanted; bind a value of the shape that is wanted,"
                                + " or change the shape");
        assertThat(problems(shelf(Map.of("kind", literal(Json.of("link")), "text", text), age), world))
                .hasSize(2);
        // Which alternative is meant shows at run time only.
        assertThat(problems(shelf(Map.of("kind", text, "any", age), age), world))
                .isEmpty();
        assertThat(problems(shelf(Map.of("kind", literal(Json.of("text")), "text", text), text), world))
                .singleElement()
                .asString()
                .startsWith("MISTYPED step 'put', input.sizes.small: ");
    }

    private static Plan<?, ?> shelf(Map<String, Binding> shown, Binding size) {
        var member = new Binding.ObjectBinding(shown);
        var input = new Binding.ObjectBinding(Map.of(
                "shown", member,
                "others",
                        new Binding.ListBinding(List.of(new Binding.ObjectBinding(Map.of(
                                "kind",
                                literal(Json.of("text")),
                                "text",
                                new Binding.InputBinding(Pointer.of("/name")))))),
                "sizes", new Binding.ObjectBinding(Map.of("small", size))));
        var step = new Step.ToolStep(
                "put", StepOptions.DEFAULT, new ToolRef("shelf.put", 1), input, Shape.of(String.class));
        return new Plan<>(
                "p",
                1,
                Shape.of(TestWorld.Person.class),
                Shape.ANY,
                List.of(step),
                read("put", ""),
                Budget.UNLIMITED,
                List.of());
    }

    @Test
    void constants_are_checked_against_a_part_of_a_larger_schema() {
        var schema = Json.object()
                .with("type", "object")
                .with(
                        "properties",
                        Json.object()
                                .with("a", Json.object().with("$ref", "#/$defs/small"))
                                .with("b", Json.object().with("$ref", "#/properties/a"))
                                .with("c", Json.of(true)))
                .with("$defs", Json.object().with("small", Json.object().with("maximum", 3)));
        var tool = TestWorld.tool(
                ToolContract.named("t.t", Shape.schema(schema), Shape.ANY).build());
        var nine = literal(Json.of(9));
        var plan =
                plan(tool("x", "t.t", new Binding.ObjectBinding(Map.of("a", nine, "b", nine, "c", nine, "d", nine))));
        // What 'b' refers to cannot be compiled by itself, so nothing is sure.
        assertThat(problems(plan, WORLD.with(tool)))
                .singleElement()
                .asString()
                .startsWith("MISTYPED step 'x', input.a: the constant does not fit the tool t.t@1: '9' ");
    }

    @Test
    void readers_that_take_anything_still_read_only_what_exists() {
        var inside = new Binding.ObjectBinding(Map.of("x", new Binding.ListBinding(List.of(read("none", "")))));
        var ask = new Step.ApprovalStep("ask", StepOptions.DEFAULT, "?", Map.of("all", inside));
        assertThat(problems(plan(ask))).singleElement().asString().startsWith("DANGLING step 'ask', shown.all.x.0: ");
        var anything = TestWorld.tool(ToolContract.named("t.t", Shape.ANY, Shape.ANY)
                .repeat(Repeat.KEYED)
                .build());
        assertThat(problems(plan(tool("a", "t.t", inside)), WORLD.with(anything)))
                .singleElement()
                .asString()
                .startsWith("DANGLING step 'a', input.x.0: ");
        var sometimes =
                TestWorld.tool(ToolContract.named("t.t", Shape.schema((Json.Obj) JsonText.parse("""
                        {"anyOf": [{"type": "object", "properties": {"k": {"const": 1}}},
                                   {"type": "object", "properties": {"k": true, "v": {"type": "string"}}},
                                   {"type": "object", "properties": {"k": {"const": "z"}}}]}
                        """)), Shape.ANY)
                        .build());
        var second = new Binding.ObjectBinding(Map.of("k", literal(Json.of(2)), "v", literal(Json.of(3))));
        assertThat(problems(plan(tool("a", "t.t", second)), WORLD.with(sometimes)))
                .singleElement()
                .asString()
                .startsWith("MISTYPED step 'a', input.v: the constant does not fit the tool t.t@1: '3' ");
    }

    @Test
    void the_elements_of_one_of_several_lists_are_unsure() {
        var lists = Shape.schema((Json.Obj) JsonText.parse("""
                {"anyOf": [{"type": "array", "items": {"type": "string"}},
                           {"type": "array", "items": {"type": "integer"}},
                           {"type": "object", "properties": {"x": {"type": "array"}}},
                           {"type": "object", "properties": {"x": {"type": "array", "items": {"type": "null"}}}}]}
                """));
        var one = new Step.ModelStep("one", StepOptions.DEFAULT, Prompt.of("x", "y"), Map.of(), lists, ModelNeeds.ANY);
        for (var at : List.of("", "/x")) {
            var body = tool(
                    "b", "web.get", new Binding.ObjectBinding(Map.of("url", new Binding.ItemBinding(Pointer.ROOT))));
            var map = new Step.MapStep("m", StepOptions.DEFAULT, read("one", at), body, 1);
            assertThat(problems(plan(one, map))).noneMatch(problem -> problem.contains("body"));
        }
    }

    @Test
    void a_map_goes_through_a_list() {
        var p = person();
        var over = new Ref.Part<>("x", p.input().at("/name", String.class).binding(), Shape.listOf(String.class));
        var map = p.map("map", over, (body, item) -> body.tool("page", TestWorld.GET, get(body, item)));
        assertThat(problems(map.yields(map)))
                .singleElement()
                .asString()
                .startsWith(
                        "MISTYPED step 'map', over: '/name' in the plan's input does not fit the map: is a string, where"
                                + " an array is wanted");
        for (var unsure : List.of(
                literal(Json.array(Json.of(1))), read("nowhere", ""), read("any", "/x"), read("two", "/text"))) {
            var body = tool(
                    "b", "web.get", new Binding.ObjectBinding(Map.of("url", new Binding.ItemBinding(Pointer.ROOT))));
            var two = new Step.ModelStep(
                    "two", StepOptions.DEFAULT, Prompt.of("x", "y"), Map.of(), Shape.of(Shown.class), ModelNeeds.ANY);
            var any = new Step.ModelStep(
                    "any", StepOptions.DEFAULT, Prompt.of("x", "y"), Map.of(), Shape.ANY, ModelNeeds.ANY);
            var step = new Step.MapStep("m", StepOptions.DEFAULT, unsure, body, 1);
            assertThat(problems(plan(any, two, step, step("end", "any", "two", "m"))))
                    .noneMatch(problem -> problem.contains("body"));
        }
    }

    @Test
    void the_body_of_a_map_is_a_plain_tool_or_model_step() {
        var guard = new Guard(literal(Json.NULL), Condition.all());
        var list = literal(Json.array());
        var approval = new Step.ApprovalStep("ask", StepOptions.DEFAULT, "?", Map.of());
        assertThat(problems(plan(new Step.MapStep("a", StepOptions.DEFAULT, list, approval, 1))))
                .containsExactly(
                        "UNSUPPORTED step 'a', body.kind: the body of a map is a tool or model step only; use a"
                                + " tool or model step");
        var unsupported = "UNSUPPORTED step 'a', body.options: the body of a map has no guard and waits for nothing by"
                + " itself; put 'when' and 'after' on the map step";
        for (var options : List.of(StepOptions.DEFAULT.withWhen(guard), StepOptions.DEFAULT.withAfter("b"))) {
            var map = new Step.MapStep("a", StepOptions.DEFAULT, list, step("x").with(options), 1);
            assertThat(problems(plan(step("b"), map, step("c", "a", "b")))).containsExactly(unsupported);
        }
        assertThat(problems(plan(new Step.MapStep("a", StepOptions.DEFAULT, list, step("x"), 1001))))
                .containsExactly(
                        "SIZE step 'a', window: the window 1001 is larger than 1000; lower it to 1000 or less");
    }

    // Results that nobody wants.

    @Test
    void a_step_that_only_computes_must_lead_somewhere() {
        var unread =
                "output: nothing that matters reads its result, and it changes nothing; read its result, or take the"
                        + " step out";
        assertThat(problems(plan(step("a"), step("b", "a"), step("c"))))
                .containsExactly("UNREACHABLE step 'a', " + unread, "UNREACHABLE step 'b', " + unread);
        var guard = new Guard(read("a", ""), Condition.exists(""));
        assertThat(problems(plan(step("a"), step("c").with(StepOptions.DEFAULT.withWhen(guard)))))
                .isEmpty();
        assertThat(problems(plan(step("a"), step("c").with(StepOptions.DEFAULT.withAfter("a")))))
                .isEmpty();
        var acts = write("w", literal(Json.of("p")), literal(Json.of("t")));
        var asks = new Step.ApprovalStep("ask", StepOptions.DEFAULT, "?", Map.of());
        assertThat(problems(plan(step("a"), write("w", literal(Json.of("p")), read("a", "")), asks, step("c"))))
                .isEmpty();
        var map = new Step.MapStep("m", StepOptions.DEFAULT, literal(Json.array()), acts, 1);
        assertThat(problems(plan(map, step("c")))).isEmpty();
    }

    // Budgets.

    @Test
    void a_step_has_no_larger_budget_than_its_plan() {
        var larger = new Budget(Money.eur("2"), Duration.ofMinutes(2), 200L, 20);
        var same = new Budget(Money.eur("1"), Duration.ofMinutes(1), 100L, 10);
        var plan = plan(step("a").with(StepOptions.DEFAULT.withBudget(larger)));
        assertThat(problems(plan.within(same)))
                .containsExactly(
                        "BUDGET step 'a', options.budget.money: 2.00 EUR is more than the 1.00 EUR of the plan; lower it"
                                + " to 1.00 EUR, or raise the other",
                        "BUDGET step 'a', options.budget.time: PT2M is more than the PT1M of the plan; lower it to PT1M,"
                                + " or raise the other",
                        "BUDGET step 'a', options.budget.tokens: 200 is more than the 100 of the plan; lower it to 100, or"
                                + " raise the other",
                        "BUDGET step 'a', options.budget.calls: 20 is more than the 10 of the plan; lower it to 10, or"
                                + " raise the other");
        assertThat(problems(plan.within(larger))).isEmpty();
        assertThat(problems(plan)).isEmpty();
        assertThat(problems(plan.within(larger.withMoney(Money.usd("9")))))
                .containsExactly(
                        "BUDGET step 'a', options.budget.money: 2.00 EUR is in another currency than the 9.00 USD"
                                + " of the plan; use one currency throughout");
    }

    @Test
    void a_call_costs_no_more_than_may_be_spent() {
        var p = person();
        var page = p.tool("page", TestWorld.GET, get(p, p.input().at("/name", String.class)));
        var plan = page.yields(page);
        assertThat(problems(plan.within(Budget.of(Money.eur("0.009")))))
                .containsExactly(
                        "BUDGET step 'page', tool: 0.01 EUR is more than the 0.009 EUR of its budget; lower it to"
                                + " 0.009 EUR, or raise the other");
        assertThat(problems(
                        page.budget(Budget.of(Money.eur("0.01"))).yields(page).within(Budget.of(Money.eur("1")))))
                .isEmpty();
    }

    @Test
    void a_plan_may_make_the_calls_that_it_is_sure_to_make() {
        var guard = new Guard(literal(Json.NULL), Condition.exists(""));
        var maybe = step("maybe").with(StepOptions.DEFAULT.withWhen(guard));
        var map = new Step.MapStep("map", StepOptions.DEFAULT, literal(Json.array()), step("x"), 1);
        var ask = new Step.ApprovalStep("ask", StepOptions.DEFAULT, "?", Map.of());
        var plan = plan(
                step("a"), maybe, step("then", "maybe"), map, ask, step("b", "a", "then", "map"), step("c", "a", "b"));
        var budget = Budget.UNLIMITED;
        var reads = plan(step("a"), map, ask, step("b", "a", "map"));
        assertThat(problems(plan.within(budget.withCalls(1)))).isEmpty();
        assertThat(problems(plan.within(budget.withCalls(0))))
                .singleElement()
                .asString()
                .contains("at least 1 calls, and may make 0");
        assertThat(problems(reads.within(budget.withCalls(2)))).isEmpty();
        assertThat(problems(reads.within(budget.withCalls(1))))
                .containsExactly("BUDGET plan, budget.calls: the plan makes at least 2 calls, and may make 1; raise the"
                        + " limit to 2 or more, or take steps out");
    }

    // The world.

    @Test
    void an_unknown_tool_is_named_with_those_that_nearly_are() {
        assertThat(problems(plan(tool("a", "web.gett", literal(Json.NULL)))))
                .containsExactly("UNKNOWN step 'a', tool: the tool web.gett@1 is not known; did you mean 'web.get@1' or"
                        + " 'web.get@2'?");
        assertThat(problems(
                        plan(tool("a", "x", literal(Json.NULL))),
                        new TestWorld(List.of(), List.of(), step -> Constraints.NONE)))
                .containsExactly("UNKNOWN step 'a', tool: the tool x@1 is not known; register the tool");
    }

    @Test
    void a_tool_yields_what_the_plan_takes_it_to_yield() {
        var step = new Step.ToolStep(
                "a",
                StepOptions.DEFAULT,
                new ToolRef("mail.send", 1),
                new Binding.ObjectBinding(Map.of("to", literal(Json.of("x")), "body", literal(Json.of("y")))),
                Shape.of(Integer.class));
        assertThat(problems(plan(step)))
                .containsExactly(
                        "MISTYPED step 'a', output: the tool mail.send@1 does not yield this shape: is a string,"
                                + " where an integer is wanted; use the output schema of the tool's contract");
    }

    @Test
    void a_tool_that_acts_each_time_is_not_retried() {
        var p = person();
        var text = p.input().at("/name", String.class);
        var mail = p.object(TestWorld.Mail.class, Map.of("to", text, "body", text));
        var sent = p.tool("mail", TestWorld.MAIL, mail).retry(1);
        assertThat(problems(sent.yields(sent)))
                .containsExactly(
                        "UNSUPPORTED step 'mail', options.retry: the tool mail.send@1 acts each time it is called"
                                + " and must not be retried blindly; take the retries out, or use a tool that recognizes repeated"
                                + " calls");
    }

    @Test
    void a_tool_that_should_no_longer_be_used_is_a_warning() {
        var p = person();
        var page = p.tool("page", TestWorld.OLD, get(p, p.input().at("/name", String.class)));
        var plan = page.yields(page);
        assertThat(problems(plan)).isEmpty();
        assertThat(PlanValidator.warnings(plan, WORLD))
                .containsExactly(
                        "step 'page': the tool web.get@1 should no longer be used (it is slow); use web.get@2");
        var gone = TestWorld.tool(ToolContract.named("web.get", TestWorld.Get.class, TestWorld.Page.class)
                .deprecated("it is going away", "")
                .build());
        assertThat(PlanValidator.warnings(plan, WORLD.with(gone)))
                .containsExactly("step 'page': the tool web.get@1 should no longer be used (it is going away)");
    }

    @Test
    void what_the_policy_denies_is_told_with_its_remedy() {
        var plan = plan(step("a"));
        assertThat(problems(plan, WORLD.with(step -> Constraints.denied("rule 7 says no", "allow the role 'worker'"))))
                .containsExactly(
                        "PERMISSION step 'a', policy: the policy denies the step: rule 7 says no; allow the role"
                                + " 'worker'");
        assertThat(problems(plan, WORLD.with(step -> Constraints.denied("no", ""))))
                .containsExactly(
                        "PERMISSION step 'a', policy: the policy denies the step: no; change the policy, or take"
                                + " the step out");
    }

    @Test
    void what_is_in_quarantine_is_not_used() {
        var quarantine =
                new Constraints(Verdict.ALLOW, Set.of(Residency.LOCAL), Set.of("fs.write", "small"), "an incident", "");
        var plan = plan(step("a"), write("w", literal(Json.of("p")), read("a", "")));
        assertThat(problems(plan, WORLD.with(step -> quarantine)))
                .containsExactly(
                        "UNKNOWN step 'a', needs: no model will do: 'small' is in quarantine; 'large' has the residency"
                                + " CLOUD, which the policy excludes; register a model that will do, or ask for less",
                        "PERMISSION step 'w', tool: the tool fs.write@1 is in quarantine: an incident; end the quarantine,"
                                + " or use another tool");
    }

    @Test
    void no_model_that_will_do_is_told_with_the_reason_for_each() {
        var needs = new ModelNeeds(Set.of(Capability.VISION, Capability.AUDIO), 10, 0, List.of("a", "b", "c"));
        var a = ModelCard.named("a").capabilities(Capability.VISION).build();
        var b = ModelCard.named("b")
                .capabilities(Capability.AUDIO, Capability.VISION)
                .contextTokens(9)
                .build();
        var c = ModelCard.named("c")
                .capabilities(Capability.AUDIO, Capability.VISION)
                .build();
        var d = ModelCard.named("d").build();
        var step = new Step.ModelStep(
                "m", StepOptions.DEFAULT, Prompt.of("x", "y"), Map.of(), Shape.of(String.class), needs);
        var budgeted = plan(step).within(Budget.of(Money.eur("1")));
        assertThat(problems(budgeted, WORLD.with(a, b, c, d)))
                .containsExactly(
                        "UNKNOWN step 'm', needs: no model will do: 'a' lacks AUDIO; 'b' has a context of 9 tokens,"
                                + " not 10; 'c' has no known price, and there is a budget of 1.00 EUR; 'd' is not one of [a, b, c];"
                                + " register a model that will do, or ask for less");
        assertThat(problems(plan(step), WORLD.with(a, b, c, d))).isEmpty();
        assertThat(problems(plan(step), new TestWorld(List.of(), List.of(), one -> Constraints.NONE)))
                .containsExactly("UNKNOWN step 'm', needs: there is no model; register a model");
        assertThat(problems(
                        budgeted,
                        WORLD.with(ModelCard.named("c")
                                .capabilities(Capability.AUDIO, Capability.VISION)
                                .price(Price.FREE)
                                .build())))
                .isEmpty();
    }

    // Checks and conditions.

    @ParameterizedTest
    @EnumSource(Op.class)
    void a_comparison_that_can_never_hold_is_told(Op op) {
        var never = Map.of(
                Op.LT, "a number or a string",
                Op.LE, "a number or a string",
                Op.GT, "a number or a string",
                Op.GE, "a number or a string",
                Op.IN, "an array",
                Op.MATCHES, "a regular expression",
                Op.MIN_SIZE, "a number",
                Op.MAX_SIZE, "a number");
        var checked =
                step("a").with(StepOptions.DEFAULT.withCheck(Check.that(Condition.that("", op, Json.of(true)), "")));
        var expected = never.containsKey(op)
                ? List.of("MISTYPED step 'a', options.checks.0.condition.value: " + op
                        + " never holds with true; compare" + " with " + never.get(op))
                : List.of();
        assertThat(problems(plan(checked))).isEqualTo(expected);
    }

    @Test
    void comparisons_that_can_hold_are_fine_at_any_depth() {
        var fine = Condition.all(
                Condition.any(Condition.that("", Op.LT, Json.of("x")), Condition.that("", Op.GE, Json.of(1))),
                Condition.not(Condition.that("", Op.IN, Json.array())),
                Condition.that("", Op.MATCHES, Json.of("^a")),
                Condition.that("", Op.MAX_SIZE, Json.of(3)));
        var guard = new Guard(literal(Json.NULL), fine);
        assertThat(problems(plan(step("a").with(StepOptions.DEFAULT.withWhen(guard)))))
                .isEmpty();
        var wrong = new Guard(
                literal(Json.NULL), Condition.any(Condition.not(Condition.that("", Op.MATCHES, Json.of("(a")))));
        assertThat(problems(plan(step("a").with(StepOptions.DEFAULT.withWhen(wrong)))))
                .containsExactly("MISTYPED step 'a', options.when.condition.parts.0.part.value: \"(a\" is not a regular"
                        + " expression in RE2 syntax: missing closing ); write it in RE2 syntax, without look-around and back"
                        + " references");
    }

    @Test
    void checks_of_the_plan_are_looked_at_as_well() {
        var bad = new Check.SchemaCheck(Json.object().with("$ref", "http://example.com/x"));
        assertThat(problems(plan(step("a")).checking(bad, Check.passes("tones"), Check.passes("tone"))))
                .containsExactly(
                        "MISTYPED plan, checks.0.schema: the schema cannot be used: /$ref: 'http://example.com/x' is a"
                                + " reference out of the schema; allowed: #, #/...,"
                                + " https://json-schema.org/draft/2020-12/schema; write a JSON Schema, draft 2020-12",
                        "UNKNOWN plan, checks.1.evaluator: the evaluator 'tones' is not known; did you mean 'tone'?");
        var many = plan(step("a"))
                .checking(Collections.nCopies(1001, Check.passes("tone")).toArray(Check[]::new));
        assertThat(problems(many))
                .containsExactly(
                        "SIZE plan, checks: there are 1001 checks, more than 1000; put them together in one schema"
                                + " or condition");
    }

    @Test
    void a_shape_that_has_no_schema_is_told() {
        var bad = Shape.schema(Json.object().with("type", "text"));
        var step = new Step.ModelStep("m", StepOptions.DEFAULT, Prompt.of("x", "y"), Map.of(), bad, ModelNeeds.ANY);
        assertThat(problems(plan(step)))
                .singleElement()
                .asString()
                .startsWith("MISTYPED step 'm', output: the shape cannot be used: /type: 'text' ");
        var p = Plan.named("p", 1).input(Thread.class);
        assertThat(problems(p.yields(p.input())))
                .hasSize(2)
                .allMatch(problem -> problem.contains("the shape cannot be used: ") && problem.contains("Thread"));
    }

    // Sizes.

    @Test
    void what_is_too_large_is_told_before_anything_else() {
        Binding deep = literal(Json.NULL);
        for (int i = 0; i < 100_000; i++) {
            deep = new Binding.ObjectBinding(Map.of("x", deep));
        }
        var limits = "; split it into smaller plans";
        assertThat(problems(plan(write("w", deep, literal(Json.NULL)))))
                .containsExactly("SIZE plan, steps: the plan is nested deeper than 64 levels" + limits);
        var steps = new Step[100_001];
        Arrays.fill(steps, step("a"));
        assertThat(problems(plan(steps)))
                .containsExactly("SIZE plan, steps: the plan has more than 100000 steps" + limits);
        var wide = literal(new Json.Arr(Collections.nCopies(1_000_001, Json.NULL)));
        assertThat(problems(plan(write("w", wide, literal(Json.NULL)))))
                .containsExactly("SIZE plan, steps: the plan has more than 1000000 parts" + limits);
    }

    static Optional<String> excessAtDepth(int nested) {
        Shape<?> shape = Shape.ANY;
        for (int i = 0; i < nested; i++) {
            shape = new Shape.OfList<>(shape);
        }
        return PlanSize.excess(new Plan<>(
                "p",
                1,
                shape,
                Shape.ANY,
                List.of(),
                new Binding.InputBinding(Pointer.ROOT),
                Budget.UNLIMITED,
                List.of()));
    }

    @Test
    void what_is_not_too_deep_can_be_written_and_read() {
        assertThat(excessAtDepth(63)).isPresent();
        assertThat(excessAtDepth(62)).isEmpty();
        Shape<?> shape = Shape.ANY;
        for (int i = 0; i < 62; i++) {
            shape = new Shape.OfList<>(shape);
        }
        var plan = new Plan<>(
                "p",
                1,
                shape,
                Shape.ANY,
                List.of(),
                new Binding.InputBinding(Pointer.ROOT),
                Budget.UNLIMITED,
                List.of());
        assertThat(PlanText.identity(PlanText.read(PlanText.write(plan), ""))).isEqualTo(PlanText.identity(plan));
    }

    @Test
    void a_number_that_has_no_canonical_form_keeps_a_plan_from_running() {
        var odd = literal(Json.of(9_007_199_254_740_993L));
        var ask = new Step.ApprovalStep("ask", StepOptions.DEFAULT, "?", Map.of("n", odd));
        assertThat(problems(plan(ask)))
                .singleElement()
                .asString()
                .startsWith("UNSUPPORTED plan, identity: the plan has no canonical form: ")
                .contains("9007199254740993")
                .endsWith("; write such numbers and texts as strings that say the same");
    }

    @Test
    void ten_thousand_steps_are_validated_and_each_mistake_in_them_is_told_up_to_a_thousand() {
        assertThat(problems(PlanGraphTest.chain(10_000))).isEmpty();
        var wrong =
                IntStream.range(0, 10_000).mapToObj(i -> step("s" + i, "none")).toArray(Step[]::new);
        assertThat(problems(plan(wrong))).hasSize(1000);
    }

    // What this engine does not run.

    @Test
    void agents_and_sub_plans_are_checked_but_not_run() {
        var p = person();
        var inner = Plan.named("inner", 1).input(String.class);
        var page = inner.tool("page", TestWorld.GET, get(inner, inner.input().at("/x", String.class)));
        var sub = p.subPlan(
                        "sub",
                        page.yields(page.at("/titel", String.class)).within(Budget.of(Money.eur("3"))),
                        p.input().at("/age", String.class))
                .budget(Budget.of(Money.eur("2")));
        var agent = p.agent("agent", String.class, "clerk", "Tidy up.", sub);
        assertThat(problems(agent.yields(agent).within(Budget.of(Money.eur("2.5")))))
                .containsExactly(
                        "MISTYPED step 'sub', input: '/age' in the plan's input does not fit plan inner@1 (1 steps): is an"
                                + " integer, where a string is wanted; bind a value of the shape that is wanted, or change"
                                + " the shape",
                        "BUDGET step 'sub', plan.budget.money: 3.00 EUR is more than the 2.00 EUR of the step; lower it to"
                                + " 2.00 EUR, or raise the other",
                        "BUDGET step 'sub', plan.budget.money: 3.00 EUR is more than the 2.50 EUR of the plan; lower it to"
                                + " 2.50 EUR, or raise the other",
                        "UNSUPPORTED step 'sub', kind: sub-plans are not run by this engine yet; put its steps into this"
                                + " plan",
                        "DANGLING step 'sub/page', input.url: there is no '/x' in the plan's input: a string has no parts;"
                                + " read a place that exists",
                        "DANGLING step 'sub', plan.result: there is no '/titel' in the result of step 'page': there is no"
                                + " member 'titel'; its members are [title, note, links]; read a place that exists",
                        "UNSUPPORTED step 'agent', kind: agent steps are not run by this engine yet; use model and tool"
                                + " steps");
    }

    @Test
    void a_problem_has_all_that_a_program_needs_as_well() {
        assertThat(PlanValidator.validate(plan(step("a", "b")), WORLD))
                .containsExactly(new PlanProblem(
                        PlanProblem.Kind.DANGLING,
                        "a",
                        "inputs.b",
                        "it waits for step 'b', which does not exist",
                        "did you mean 'a'?"));
    }
}
