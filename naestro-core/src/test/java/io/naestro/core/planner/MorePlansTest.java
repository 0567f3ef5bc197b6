package io.naestro.core.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.core.plan.PlanText;
import io.naestro.core.planner.SymbolicPlanner.Supposition;
import io.naestro.core.planner.SymbolicPlannerTest.Draft;
import io.naestro.core.planner.SymbolicPlannerTest.Facts;
import io.naestro.core.planner.SymbolicPlannerTest.Get;
import io.naestro.core.planner.SymbolicPlannerTest.Order;
import io.naestro.core.planner.SymbolicPlannerTest.Page;
import io.naestro.core.planner.SymbolicPlannerTest.Receipt;
import io.naestro.core.planner.SymbolicPlannerTest.Report;
import io.naestro.effect.Origin;
import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.memory.MemoryRecord;
import io.naestro.memory.Skill;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.plan.Binding;
import io.naestro.plan.Condition;
import io.naestro.plan.Condition.Op;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Constraints;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arguments of every form, plans that go on after a failure, and goals that are not so simple. */
class MorePlansTest {
    private static final ToolContract<?, ?> FETCH = SymbolicPlannerTest.FETCH;
    private static final ToolContract<?, ?> ARCHIVE = SymbolicPlannerTest.ARCHIVE;
    private static final ToolContract<?, ?> EXTRACT = SymbolicPlannerTest.EXTRACT;
    private static final ToolContract<?, ?> WRITE = SymbolicPlannerTest.WRITE;
    private static final Goal<Report> GOAL = SymbolicPlannerTest.GOAL;
    private static final StepOptions PLAIN = StepOptions.DEFAULT;

    private final SymbolicPlanner planner = SymbolicPlanner.with(Desk.TIME);

    private static List<String> ids(Plan<?, ?> plan) {
        return plan.steps().stream().map(Step::id).toList();
    }

    private static <A, R> ToolContract.Builder<A, R> pure(String name, Class<A> input, Class<R> output) {
        return SymbolicPlannerTest.tool(name, input, output);
    }

    private Plan<?, ?> plan(Goal<?> goal, Desk desk) {
        return planner.propose(goal, desk).plan().orElseThrow();
    }

    private static Binding of(String step) {
        return new Binding.StepBinding(step, Pointer.ROOT);
    }

    private static Binding input(String place) {
        return new Binding.InputBinding(Pointer.of(place));
    }

    private static Plan<?, ?> plan(Shape<?> output, String result, Step... steps) {
        return new Plan<>("page", 1, Shape.ANY, output, List.of(steps), of(result), Budget.UNLIMITED, List.of());
    }

    // ---- arguments ----

    record Empty() {}

    record Urls(List<String> urls) {}

    @Test
    void a_whole_argument_comes_from_the_goal_and_a_tool_without_members_is_given_an_empty_object() {
        var size = ToolContract.named("page.size", Shape.of(Page.class), Shape.of(Receipt.class))
                .repeat(Repeat.PURE)
                .build();
        var now = pure("page.now", Empty.class, Page.class).build();
        var page = Json.object().with("title", "A").with("text", "B");
        var goal = Goal.of("Measure").yielding(Receipt.class);

        var given = plan(goal.given("page", page), Desk.of(size));
        var made = plan(goal, Desk.of(size, now));

        assertThat(((Step.ToolStep) given.steps().getFirst()).input()).isEqualTo(input("/page"));
        assertThat(ids(made)).containsExactly("page-now", "page-size");
        assertThat(((Step.ToolStep) made.steps().getFirst()).input()).isEqualTo(new Binding.ObjectBinding(Map.of()));
    }

    @Test
    void a_tool_that_takes_a_plain_value_is_called_for_each_element() {
        var get = ToolContract.named("get", Shape.of(String.class), Shape.of(Page.class))
                .repeat(Repeat.PURE)
                .build();
        var goal =
                Goal.of("Read").given("urls", Json.strings(List.of("a", "b"))).yielding(Shape.listOf(Page.class));

        var map = (Step.MapStep) plan(goal, Desk.of(get)).steps().getFirst();

        assertThat(map.over()).isEqualTo(input("/urls"));
        assertThat(((Step.ToolStep) map.body()).input()).isEqualTo(new Binding.ItemBinding(Pointer.ROOT));
    }

    record Both(String url, Page page) {}

    @Test
    void of_several_arguments_only_one_changes_with_the_element() {
        var merge = pure("merge", Both.class, Facts.class).build();
        var page = Json.object().with("title", "A").with("text", "B");
        var goal = Goal.of("Read")
                .given("urls", Json.strings(List.of("a", "b")))
                .given("page", page)
                .yielding(Shape.listOf(Facts.class));

        var map = (Step.MapStep) plan(goal, Desk.of(merge)).steps().getFirst();

        assertThat(((Step.ToolStep) map.body()).input())
                .isEqualTo(new Binding.ObjectBinding(
                        Map.of("url", new Binding.ItemBinding(Pointer.ROOT), "page", input("/page"))));
    }

    @Test
    void lists_that_nobody_gives_are_priced_by_the_rules() {
        var list = pure("site.list", Get.class, Urls.class).build();

        var proposal = planner.rules(Rules.NONE.listSize(3))
                .propose(GOAL.yielding(Shape.listOf(Page.class)), Desk.of(FETCH, list));

        assertThat(proposal.cost().money()).isEqualTo(Money.eur("0.03"));
        assertThat(proposal.problems()).isEmpty();
        assertThat(planner.knows(GOAL.yielding(Shape.listOf(Urls.class)), Desk.of(FETCH, list)))
                .isFalse();
    }

    @Test
    void steps_whose_names_would_be_the_same_are_numbered() {
        var one = pure("a.print", Get.class, Page.class).build();
        var other = pure("a-print", Get.class, Facts.class).build();

        assertThat(ids(plan(GOAL, Desk.of(one, other, WRITE)))).containsExactly("a-print", "a-print-2", "report-write");
        assertThat(Emitter.slug("...")).isEqualTo("step");
    }

    // ---- after a failure ----

    @Test
    void what_ended_well_and_is_wanted_is_the_result_of_the_new_plan() {
        var goal = GOAL.yielding(Page.class);
        var desk = Desk.of(FETCH, EXTRACT);
        var read = new Step.ToolStep("read", PLAIN, FETCH.ref(), input(""), FETCH.output());
        var names = new Step.ToolStep("names", PLAIN, EXTRACT.ref(), of("read"), EXTRACT.output());
        var before = plan(Shape.of(Page.class), "read", read, names);

        var found = (Planner.Found<Page>)
                planner.revise(goal, Planner.Revision.of(before, 0, "names", "broke", List.of("read")), desk);

        assertThat(found.plan().steps()).containsExactly(read);
        assertThat(found.plan().result()).isEqualTo(of("read"));
    }

    @Test
    void every_kind_of_step_that_ended_well_is_kept_with_what_it_yields() {
        var ask = new Step.ModelStep(
                "ask", PLAIN, Prompt.of("a", "b"), Map.of(), Shape.of(Receipt.class), ModelNeeds.ANY);
        var agent = new Step.AgentStep("agent", PLAIN, "look", Map.of(), Shape.of(Order.class));
        var approve = new Step.ApprovalStep("approve", PLAIN, "Go on?", Map.of());
        var get = new Step.ToolStep("get", PLAIN, FETCH.ref(), new Binding.ItemBinding(Pointer.ROOT), FETCH.output());
        var each = new Step.MapStep("each", PLAIN, input("/urls"), get, 4);
        var asked = new Step.MapStep("asked", PLAIN, input("/urls"), ask, 4);
        var sub = new Step.SubPlanStep(
                "sub", PLAIN, plan(Shape.of(Receipt.class), "ask", ask), new Binding.LiteralBinding(Json.NULL));
        var gone = new Step.ToolStep("gone", PLAIN, new ToolRef("gone", 1), input(""), Shape.of(Order.class));
        var write = new Step.ToolStep("write", PLAIN, WRITE.ref(), input(""), WRITE.output());
        var before = plan(Shape.of(Report.class), "write", ask, agent, approve, each, asked, sub, gone, write);
        var ended = List.of("ask", "agent", "approve", "each", "asked", "sub", "gone");
        var other = pure("report.draft", Draft.class, Report.class).build();

        var proposed = planner.revise(
                GOAL, Planner.Revision.of(before, 0, "write", "broke", ended), Desk.of(FETCH, EXTRACT, WRITE, other));

        assertThat(proposed)
                .isInstanceOfSatisfying(
                        Planner.Found.class,
                        found -> assertThat(ids(found.plan()))
                                .containsExactly("approve", "web-get", "text-facts", "report-draft"));
    }

    @Test
    void a_tool_that_acted_is_not_called_again_and_its_effects_stay() {
        var open = ToolContract.named("shop.open", Shape.NOTHING, Shape.NOTHING)
                .ensures(Condition.that("/open", Op.EQ, Json.of(true)))
                .build();
        var look = ToolContract.named("shop.look", Shape.NOTHING, Shape.NOTHING)
                .repeat(Repeat.PURE)
                .build();
        var pay = ToolContract.named("shop.pay", Order.class, Receipt.class)
                .repeat(Repeat.IDEMPOTENT)
                .requires(Condition.that("/open", Op.EQ, Json.of(true)))
                .build();
        var goal = Goal.of("Pay").given("item", "book").yielding(Receipt.class);
        var before = plan(
                Shape.of(Receipt.class),
                "pay",
                new Step.ToolStep("open", PLAIN, open.ref(), Guards.NOTHING, open.output()),
                new Step.ToolStep("look", PLAIN, look.ref(), Guards.NOTHING, look.output()),
                new Step.ToolStep("pay", PLAIN, pay.ref(), input(""), pay.output()));

        var revision = new Planner.Revision(
                before, 0, "pay", "time-out", List.of("open", "look"), List.of("shop.pay@1", "shop.open@1"));
        var found = (Planner.Found<Receipt>) planner.revise(goal, revision, Desk.of(open, look, pay));

        assertThat(ids(found.plan())).containsExactly("open", "shop-pay");
    }

    @ParameterizedTest
    @CsvSource({"IDEMPOTENT, true", "KEYED, false", "ONCE, false"})
    void what_is_done_may_be_called_for_again_only_if_a_second_call_does_no_harm(Repeat repeat, boolean possible) {
        var open = ToolContract.named("shop.open", Shape.NOTHING, Shape.NOTHING)
                .repeat(repeat)
                .build();
        var pay = pure("shop.pay", Order.class, Receipt.class).build();
        var goal = Goal.of("Pay").given("item", "book").yielding(Receipt.class);
        var before = plan(
                Shape.of(Receipt.class),
                "pay",
                new Step.ToolStep("open", PLAIN, open.ref(), Guards.NOTHING, open.output()),
                new Step.ToolStep("pay", PLAIN, pay.ref(), input(""), pay.output()));

        var revised = planner.rules(Rules.NONE.require("shop.open"))
                .revise(goal, Planner.Revision.of(before, 0, "pay", "time-out", List.of("open")), Desk.of(open, pay));

        assertThat(revised instanceof Planner.Found).isEqualTo(possible);
    }

    // ---- goals and limits ----

    @Test
    void several_limits_that_are_in_the_way_together_are_named_together() {
        var goal = GOAL.yielding(Page.class)
                .within(Budget.of(Money.eur("0.001")).withCalls(0).withTime(Duration.ofMillis(1)));

        assertThat(planner.propose(goal, Desk.of(FETCH)).problems().getFirst().message())
                .contains("every plan needs more calls, money, time than there is")
                .contains("and there is 0 calls, 0.001 EUR, 1 ms");
    }

    @Test
    void says_how_much_less_a_plan_could_cost_when_the_effort_is_spent() {
        var tools = new ArrayList<ToolContract<?, ?>>(List.of(FETCH, ARCHIVE, EXTRACT, WRITE));
        var open = ToolContract.named("flag.off", Shape.NOTHING, Shape.NOTHING)
                .ensures(Condition.that("/on", Op.EQ, Json.of(false)))
                .build();
        var on = ToolContract.named("flag.on", Shape.NOTHING, Shape.NOTHING)
                .requires(Condition.that("/on", Op.EQ, Json.of(false)))
                .ensures(Condition.that("/on", Op.EQ, Json.of(true)))
                .build();
        tools.add(open);
        tools.add(on);
        var hasty =
                planner.effort(Effort.nodes(1)).rules(Rules.NONE.achieve(Condition.that("/on", Op.EQ, Json.of(true))));

        var none = hasty.propose(GOAL, Desk.of(tools));

        assertThat(none.problems().getFirst().message()).isEqualTo("no plan was found before the effort was spent");
    }

    @Test
    void an_effort_that_ends_before_the_deadline_is_left_as_it_is() {
        var brief = planner.effort(Effort.nodes(50).within(Desk.TIME, 1_000));

        assertThat(ids(brief.propose(GOAL, Desk.of(FETCH, EXTRACT, WRITE))
                        .plan()
                        .orElseThrow()))
                .containsExactly("web-get", "text-facts", "report-write");
    }

    @Test
    void what_no_plan_needs_any_more_is_said_when_a_ban_is_lifted() {
        var desk = Desk.of(FETCH)
                .under(step -> step instanceof Step.ToolStep ? Constraints.denied("no", "") : Constraints.NONE);

        assertThat(planner.whatIf(GOAL.yielding(Page.class), desk, new Supposition.Allowed("web.get@1"))
                        .text())
                .isEqualTo("cost: no plan -> 0.01 EUR, 1 call, 2s");
    }

    @Test
    void a_plan_that_has_no_identity_is_refused_with_the_reason() {
        var huge = Shape.schema(
                (Json.Obj)
                        JsonText.parse(
                                "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"number\",\"maximum\":1e400}},\"required\":[\"n\"]}"));
        var tool = ToolContract.named("count", Shape.NOTHING, huge)
                .repeat(Repeat.PURE)
                .build();

        assertThat(planner.propose(Goal.of("Count").yielding(huge), Desk.of(tool))
                        .problems())
                .anySatisfy(problem -> assertThat(problem.message()).contains("no canonical form"));
    }

    @Test
    void the_goal_may_want_nothing_but_that_something_is_used() {
        var ping = ToolContract.named("ping", Shape.NOTHING, Shape.NOTHING).build();

        var plan = planner.rules(Rules.NONE.require("ping"))
                .propose(Goal.of("Ping").yielding(Shape.NOTHING), Desk.of(ping));

        assertThat(ids(plan.plan().orElseThrow())).containsExactly("ping");
    }

    @Test
    void a_template_is_for_the_tools_the_values_and_the_places_it_was_made_for() {
        var coded = ToolContract.named(
                        "code.get",
                        Shape.schema(
                                (Json.Obj)
                                        JsonText.parse(
                                                "{\"type\":\"object\",\"properties\":{\"code\":{\"type\":\"string\",\"maxLength\":2}},\"required\":[\"code\"]}")),
                        Shape.of(Page.class))
                .repeat(Repeat.PURE)
                .requires(Condition.all(Condition.that("/ready", Op.EQ, Json.of(true))))
                .build();
        var goal = Goal.of("Read").given("ready", Json.of(true)).yielding(Page.class);
        var desk = Desk.of(coded);

        var first = planner.plan(goal.given("code", "ab"), desk);
        var tooLong = planner.plan(goal.given("code", "abc"), desk);
        var elsewhere = planner.plan(goal.given("code", "ab"), Desk.of(FETCH));
        var again = planner.plan(goal.given("code", "cd"), desk);

        assertThat(first).isInstanceOf(Planner.Found.class).isEqualTo(again);
        assertThat(tooLong).isInstanceOf(Planner.NoPlan.class);
        assertThat(elsewhere).isInstanceOf(Planner.NoPlan.class);
    }

    @Test
    void long_plans_are_explained_without_the_price_of_every_alternative() {
        var tools = new ArrayList<ToolContract<?, ?>>();
        var goal = Goal.of("Long").given("v0", "x");
        for (int i = 0; i < 22; i++) {
            tools.add(ToolContract.named("step.s" + i, member("v" + i), member("v" + (i + 1)))
                    .repeat(Repeat.PURE)
                    .build());
        }

        var proposal = planner.propose(goal.yielding(member("v22")), Desk.of(tools));

        assertThat(proposal.steps()).hasSize(22);
        assertThat(proposal.steps().getFirst().without()).isEqualTo("there is no plan without it");
        assertThat(proposal.steps().getLast().without()).isEqualTo("alternatives not priced");
    }

    private static Shape<Json> member(String name) {
        return Shape.schema(Json.object()
                .with("type", "object")
                .with("properties", Json.object().with(name, Json.object().with("type", "string")))
                .with("required", Json.strings(List.of(name))));
    }

    // ---- the state of the world ----

    @Test
    void says_which_step_makes_a_state_hold_and_what_spoils_it() {
        var spoil = ToolContract.named("shop.pay", Order.class, Receipt.class)
                .ensures(Condition.any(
                        Condition.that("/open", Op.EQ, Json.of(true)), Condition.that("/late", Op.EQ, Json.of(true))))
                .build();
        var open = ToolContract.named("shop.open", Shape.NOTHING, Shape.NOTHING)
                .ensures(Condition.that("/open", Op.EQ, Json.of(true)))
                .build();
        var goal = Goal.of("Pay")
                .given("item", "book")
                .given("open", Json.of(true))
                .yielding(Receipt.class);

        var proposal = planner.rules(Rules.NONE.achieve(Condition.that("/open", Op.EQ, Json.of(true))))
                .propose(goal, Desk.of(spoil, open));

        assertThat(ids(proposal.plan().orElseThrow())).containsExactly("shop-pay", "shop-open");
        assertThat(proposal.steps().getLast().reason()).isEqualTo("makes hold /open EQ true, which is wanted");
    }

    @Test
    void of_two_tools_that_find_out_the_same_the_cheaper_is_asked_and_no_more_than_three_things_in_a_row() {
        record Seen(boolean a) {}
        var dear = pure("look.a", Order.class, Seen.class)
                .reveals("/a", "/a")
                .cost(Money.eur("0.09"))
                .build();
        var cheap = pure("look.b", Order.class, Seen.class)
                .reveals("/a", "/a")
                .cost(Money.eur("0.01"))
                .build();
        var last = pure("look.c", Order.class, Seen.class)
                .reveals("/a", "/a")
                .cost(Money.eur("0.05"))
                .build();
        var act = ToolContract.named("act", Order.class, Receipt.class)
                .requires(Condition.that("/a", Op.EQ, Json.of(true)))
                .build();
        var goal = Goal.of("Act").given("item", "x").yielding(Receipt.class);

        assertThat(ids(plan(goal, Desk.of(dear, cheap, last, act)))).containsExactly("look-b", "act");

        var four = new ArrayList<ToolContract<?, ?>>();
        var all = new ArrayList<Condition>();
        for (var name : List.of("p", "q", "r", "s")) {
            four.add(pure("look." + name, Order.class, Seen.class)
                    .reveals("/" + name, "/a")
                    .build());
            all.add(Condition.that("/" + name, Op.EQ, Json.of(true)));
        }
        four.add(ToolContract.named("act", Order.class, Receipt.class)
                .requires(new Condition.AllCondition(all))
                .build());
        assertThat(planner.propose(goal, Desk.of(four)).plan()).isEmpty();
    }

    @Test
    void a_tool_that_finds_out_without_spoiling_anything_is_preferred() {
        record Seen(boolean a) {}
        var spoiled = Condition.that("/x", Op.EQ, Json.of(true));
        var found = Condition.that("/a", Op.EQ, Json.of(true));
        var tools = new ArrayList<ToolContract<?, ?>>();
        for (var name : List.of("look.a", "look.c")) {
            tools.add(pure(name, Order.class, Seen.class)
                    .reveals("/a", "/a")
                    .ensures(spoiled)
                    .build());
        }
        tools.add(pure("look.b", Order.class, Seen.class).reveals("/a", "/a").build());
        tools.add(pure("yes", Order.class, Receipt.class).requires(found).build());
        tools.add(pure("too", Order.class, Receipt.class).requires(found).build());
        tools.add(pure("no", Order.class, Receipt.class)
                .requires(Condition.not(found))
                .requires(Condition.not(spoiled))
                .build());
        var goal = Goal.of("Act").given("item", "x").yielding(Receipt.class);

        var proposal = planner.propose(goal, Desk.of(tools));

        assertThat(ids(proposal.plan().orElseThrow())).contains("look-b", "no").doesNotContain("look-a", "look-c");
        assertThat(proposal.explain()).contains("no plan weighs less than 0");
        assertThat(ids(plan(goal.given("a", Json.of(false)), Desk.of(tools)))).containsExactly("no");
    }

    @Test
    void branches_may_be_of_different_lengths() {
        record Seen(boolean a) {}
        var p = Condition.that("/p", Op.EQ, Json.of(true));
        var q = Condition.that("/q", Op.EQ, Json.of(true));
        var desk = Desk.of(
                pure("look.p", Order.class, Seen.class).reveals("/p", "/a").build(),
                pure("look.q", Order.class, Seen.class).reveals("/q", "/a").build(),
                pure("a", Order.class, Receipt.class).requires(Condition.not(p)).build(),
                pure("b", Order.class, Receipt.class)
                        .requires(Condition.all(p, q))
                        .build(),
                pure("c", Order.class, Receipt.class)
                        .requires(Condition.all(p, Condition.not(q)))
                        .build());

        var plan = plan(Goal.of("Act").given("item", "x").yielding(Receipt.class), desk);

        assertThat(ids(plan)).containsExactlyInAnyOrder("look-p", "look-q", "a", "b", "c");
        assertThat(((Binding.FirstBinding) plan.result()).choices()).hasSize(3);
    }

    record Named(String name) {}

    record Prepared(String item, Facts facts) {}

    @Test
    void what_some_branches_share_and_one_between_them_does_not_is_done_in_each() {
        record Seen(boolean a) {}
        var p = Condition.that("/p", Op.EQ, Json.of(true));
        var q = Condition.that("/q", Op.EQ, Json.of(true));
        var desk = Desk.of(
                pure("look.p", Order.class, Seen.class).reveals("/p", "/a").build(),
                pure("look.q", Order.class, Seen.class).reveals("/q", "/a").build(),
                pure("prepare", Order.class, Facts.class).build(),
                pure("a", Prepared.class, Receipt.class)
                        .requires(Condition.not(p))
                        .build(),
                pure("b", Prepared.class, Receipt.class)
                        .requires(Condition.all(p, q))
                        .build(),
                pure("c", Order.class, Receipt.class)
                        .requires(Condition.all(p, Condition.not(q)))
                        .build());

        var plan = plan(Goal.of("Act").given("item", "x").yielding(Receipt.class), desk);

        assertThat(ids(plan)).containsExactlyInAnyOrder("look-p", "look-q", "prepare", "prepare-2", "a", "b", "c");
    }

    private static Skill skill(String name, Plan<?, ?> plan) {
        var source = new MemoryRecord.Source(null, "", Instant.EPOCH, Origin.USER, List.of());
        return new Skill(name, source, name, "", new MemoryRecord.Recipe(PlanText.toJson(plan), List.of()), 0, 0);
    }

    @Test
    void a_skill_whose_recipe_cannot_run_is_left_aside_with_the_reason() {
        var call = new Step.ToolStep(
                "call", PLAIN, new ToolRef("gone", 1), new Binding.LiteralBinding(Json.NULL), Shape.of(Page.class));
        var ask = new Step.ModelStep(
                "ask", PLAIN, Prompt.of("a", "b"), Map.of("page", of("call")), Shape.of(Page.class), ModelNeeds.ANY);
        var skilled = planner.skills(List.of(skill("ask for it", plan(Shape.of(Page.class), "ask", call, ask))));
        var pages = GOAL.given("urls", Json.strings(List.of("a"))).yielding(Shape.listOf(Page.class));
        var bind = ToolContract.named("bind", Album.class, Receipt.class).build(); // acts, so it may stand unread

        assertThat(skilled.propose(Goal.of("Page").yielding(Page.class), Desk.of(EXTRACT))
                        .notes())
                .singleElement()
                .satisfies(note -> assertThat(note).startsWith("ask for it was not considered: "));
        assertThat(ids(skilled.rules(Rules.NONE.require("bind"))
                        .propose(pages, Desk.of(FETCH, bind))
                        .plan()
                        .orElseThrow()))
                .contains("bind", "web-get");
    }

    record Album(Page cover, List<Page> pages) {}

    @Test
    void one_tool_may_yield_an_element_and_a_list_of_them_and_denied_tools_neither() {
        var bind = pure("bind", Album.class, Receipt.class).build();
        var goal = GOAL.given("urls", Json.strings(List.of("a", "b"))).yielding(Receipt.class);
        var desk = Desk.of(FETCH, ARCHIVE, bind)
                .under(step ->
                        step instanceof Step.ToolStep call && call.tool().name().equals("archive.get")
                                ? Constraints.denied("no", "")
                                : Constraints.NONE);

        var first = planner.plan(goal, desk);

        assertThat(first)
                .isInstanceOfSatisfying(
                        Planner.Found.class,
                        found -> assertThat(ids(found.plan())).contains("web-get", "web-get-2", "bind"));
        assertThat(planner.plan(goal, desk)).isEqualTo(first);
    }

    @Test
    void a_skill_is_never_called_for_each_element() {
        var page = Shape.schema(Json.object().with("type", "object").with("title", "a page without a type of its own"));
        var make =
                new Step.ToolStep("make", PLAIN, new ToolRef("make", 1), new Binding.InputBinding(Pointer.ROOT), page);
        var skilled = planner.skills(List.of(skill("make a page", plan(page, "make", make))));
        var contract = ToolContract.named("make", Shape.of(Get.class), page)
                .repeat(Repeat.PURE)
                .build();
        var goal =
                Goal.of("Pages").given("urls", Json.strings(List.of("a", "b"))).yielding(new Shape.OfList<>(page));

        assertThat(ids(skilled.propose(goal, Desk.of(contract)).plan().orElseThrow()))
                .containsExactly("make");
        assertThat(skilled.propose(goal, Desk.of()).plan()).isEmpty();
    }

    @Test
    void a_tool_that_takes_a_text_is_given_the_only_text_there_is() {
        var get = ToolContract.named("get", Shape.of(String.class), Shape.of(Page.class))
                .repeat(Repeat.PURE)
                .build();

        assertThat(((Step.ToolStep) plan(GOAL.yielding(Page.class), Desk.of(get))
                                .steps()
                                .getFirst())
                        .input())
                .isEqualTo(input("/url"));
    }

    @Test
    void gives_up_when_the_policy_has_refused_eight_plans() {
        var tools = new ArrayList<ToolContract<?, ?>>();
        for (int i = 0; i < 9; i++) {
            tools.add(pure("get" + i, Get.class, Page.class).build());
        }
        var desk = Desk.of(tools)
                .under(step -> step instanceof Step.ToolStep call && call.input() instanceof Binding.ObjectBinding
                        ? Constraints.denied("not this address", "")
                        : Constraints.NONE);

        var proposal = planner.propose(GOAL.yielding(Page.class), desk);

        assertThat(proposal.plan()).isEmpty();
        assertThat(proposal.notes()).hasSize(8);
    }

    @Test
    void names_what_is_missing_where_nobody_yields_it_or_only_in_a_circle_and_by_the_way_that_lacks_least() {
        var page = pure("a.page", Facts.class, Page.class).build();
        var more = pure("a.write", Both.class, Report.class).build();
        var less = pure("b.write", Named.class, Report.class).build();
        var goal = Goal.of("Report");

        assertThat(planner.propose(goal.yielding(Report.class), Desk.of(FETCH))
                        .problems()
                        .getFirst()
                        .message())
                .startsWith("nothing yields Report and the goal does not give it");
        assertThat(planner.propose(goal.yielding(Facts.class), Desk.of(page, EXTRACT))
                        .problems()
                        .getFirst()
                        .message())
                .startsWith("text.facts@1 would yield Facts but needs Page; a.page@1 would yield Page but needs Facts");
        assertThat(planner.propose(goal.yielding(Report.class), Desk.of(more, less))
                        .problems()
                        .getFirst()
                        .message())
                .startsWith("b.write@1 would yield Report but needs 'name' (string)");
    }
}
