package io.naestro.core.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.core.plan.PlanGraph;
import io.naestro.core.plan.PlanText;
import io.naestro.core.planner.SymbolicPlanner.Supposition;
import io.naestro.effect.Origin;
import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.memory.MemoryRecord;
import io.naestro.memory.Skill;
import io.naestro.plan.Binding;
import io.naestro.plan.Condition;
import io.naestro.plan.Condition.Op;
import io.naestro.plan.Guard;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem.Kind;
import io.naestro.plan.Planner;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.policy.Constraints;
import io.naestro.policy.Verdict;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the planner makes of goals and tools; its words are part of what it promises. */
class SymbolicPlannerTest {
    record Get(String url) {}

    record Page(String title, String text) {}

    record Facts(List<String> names) {}

    record Report(String summary) {}

    record Draft(Page page, Facts facts, @Nullable String tone) {}

    record Receipt(String number) {}

    record Order(String item) {}

    record Stock(int count, boolean open) {}

    static <A, R> ToolContract.Builder<A, R> tool(String name, Class<A> input, Class<R> output) {
        return ToolContract.named(name, input, output).repeat(Repeat.PURE);
    }

    static final ToolContract<?, ?> FETCH = tool("web.get", Get.class, Page.class)
            .cost(Money.eur("0.01"))
            .usually(Duration.ofSeconds(2), 0)
            .build();
    static final ToolContract<?, ?> ARCHIVE = tool("archive.get", Get.class, Page.class)
            .cost(Money.eur("0.05"))
            .usually(Duration.ofSeconds(1), 0)
            .build();
    static final ToolContract<?, ?> EXTRACT = tool("text.facts", Page.class, Facts.class)
            .cost(Money.eur("0.02"))
            .usually(Duration.ofSeconds(3), 500)
            .build();
    static final ToolContract<?, ?> WRITE = tool("report.write", Draft.class, Report.class)
            .usually(Duration.ofSeconds(1), 0)
            .risk(0.1)
            .build();
    static final ToolContract<?, ?> MAIL =
            ToolContract.named("mail.send", Report.class, Receipt.class).build();

    static final Goal<Report> GOAL =
            Goal.of("Report on Ada").given("url", "https://example.org/ada").yielding(Report.class);

    private final SymbolicPlanner planner = SymbolicPlanner.with(Desk.TIME);

    private static List<String> tools(Plan<?, ?> plan) {
        return plan.steps().stream().map(Step::id).toList();
    }

    private Plan<?, ?> plan(Goal<?> goal, Desk desk) {
        return planner.propose(goal, desk).plan().orElseThrow();
    }

    private static Function<Step, Constraints> denying(String tool) {
        return step -> step instanceof Step.ToolStep call && call.tool().name().equals(tool)
                ? Constraints.denied("nothing may leave", "allow " + tool)
                : Constraints.NONE;
    }

    // ---- search ----

    @Test
    void joins_what_is_needed_side_by_side() {
        var plan = plan(GOAL, Desk.of(FETCH, EXTRACT, WRITE));

        assertThat(tools(plan)).containsExactly("web-get", "text-facts", "report-write");
        assertThat(PlanGraph.of(plan).dependencies("report-write")).containsExactlyInAnyOrder("web-get", "text-facts");
        var write = (Step.ToolStep) plan.steps().get(2);
        assertThat(write.input())
                .isEqualTo(new Binding.ObjectBinding(Map.of(
                        "page", new Binding.StepBinding("web-get", Pointer.ROOT),
                        "facts", new Binding.StepBinding("text-facts", Pointer.ROOT))));
    }

    @Test
    void takes_the_cheaper_of_two_producers_by_the_declared_preference() {
        var desk = Desk.of(FETCH, ARCHIVE);
        var goal = GOAL.yielding(Page.class);

        assertThat(tools(plan(goal, desk))).containsExactly("web-get");
        var fastest = planner.rules(Rules.NONE.preferring(Preference.FASTEST)).propose(goal, desk);
        assertThat(tools(fastest.plan().orElseThrow())).containsExactly("archive-get");
    }

    @Test
    void says_why_each_step_is_there_and_what_the_alternatives_cost() {
        var explained =
                planner.propose(GOAL, Desk.of(FETCH, ARCHIVE, EXTRACT, WRITE).under(denying("none")));

        assertThat(explained.explain()).isEqualTo("""
                        plan report@1 (3 steps) costs 0.03 EUR, 3 calls, 6s, 500 tokens, risk 10.0 %; no plan costs less by \
                        the preference (141003 millionths)
                          web-get calls web.get@1: yields Page for 'text-facts', yields Page for 'report-write'; 0.01 EUR, \
                        1 call, 2s; without it a plan costs 0.07 EUR, 3 calls, 5s, 500 tokens, risk 10.0 % (+39000 \
                        millionths) by [archive.get@1, text.facts@1, report.write@1]
                          text-facts calls text.facts@1: yields Facts for 'report-write'; 0.02 EUR, 1 call, 3s, 500 tokens; \
                        there is no plan without it
                          report-write calls report.write@1: yields Report, which is wanted; no money, 1 call, 1s, risk \
                        10.0 %; there is no plan without it""");
    }

    @Test
    void binds_optional_arguments_only_where_the_goal_or_an_earlier_step_has_them() {
        var plan = plan(GOAL.given("tone", "dry"), Desk.of(FETCH, EXTRACT, WRITE));

        var write = (Step.ToolStep) plan.steps().get(2);
        assertThat(((Binding.ObjectBinding) write.input()).members())
                .containsEntry("tone", new Binding.InputBinding(Pointer.of("/tone")));
    }

    record Urls(List<String> urls) {}

    @Test
    void calls_a_tool_for_each_element_of_a_list() {
        var list = tool("site.list", Get.class, Urls.class).build();
        var goal = GOAL.yielding(Shape.listOf(Page.class));

        var plan = plan(goal, Desk.of(FETCH, list));

        assertThat(tools(plan)).containsExactly("site-list", "web-get");
        var map = (Step.MapStep) plan.steps().get(1);
        assertThat(map.over()).isEqualTo(new Binding.StepBinding("site-list", Pointer.of("/urls")));
        assertThat(((Step.ToolStep) map.body()).input())
                .isEqualTo(new Binding.ObjectBinding(Map.of("url", new Binding.ItemBinding(Pointer.ROOT))));
    }

    @Test
    void a_given_list_is_priced_by_its_length() {
        var urls = Json.array(Json.of("https://a"), Json.of("https://b"));
        var goal = Goal.of("Read").given("urls", urls).yielding(Shape.listOf(Page.class));

        var proposal = planner.propose(goal, Desk.of(FETCH));

        assertThat(proposal.cost().money()).isEqualTo(Money.eur("0.02"));
        assertThat(proposal.cost().time()).isEqualTo(Duration.ofSeconds(2));
        var map = (Step.MapStep) proposal.plan().orElseThrow().steps().getFirst();
        assertThat(map.over()).isEqualTo(new Binding.InputBinding(Pointer.of("/urls")));
    }

    // ---- conditions ----

    private static Condition is(String path, boolean value) {
        return Condition.that(path, Op.EQ, Json.of(value));
    }

    static final ToolContract<?, ?> PAY = ToolContract.named("shop.pay", Order.class, Receipt.class)
            .requires(is("/open", true))
            .ensures(is("/paid", true))
            .build();
    static final ToolContract<?, ?> OPEN = ToolContract.named("shop.open", Shape.NOTHING, Shape.NOTHING)
            .requires(is("/open", false))
            .ensures(is("/open", true))
            .build();

    @Test
    void makes_preconditions_hold_by_other_steps_and_waits_for_them() {
        var goal = Goal.of("Pay")
                .given("item", "book")
                .given("open", Json.of(false))
                .yielding(Receipt.class);

        var plan = plan(goal, Desk.of(PAY, OPEN));

        assertThat(tools(plan)).containsExactly("shop-open", "shop-pay");
        assertThat(plan.steps().get(1).options().after()).containsExactly("shop-open");
    }

    @Test
    void leaves_out_what_holds_already() {
        var goal = Goal.of("Pay")
                .given("item", "book")
                .given("open", Json.of(true))
                .yielding(Receipt.class);

        assertThat(tools(plan(goal, Desk.of(PAY, OPEN)))).containsExactly("shop-pay");
    }

    @Test
    void reaches_a_state_of_the_world_without_any_result() {
        var goal = Goal.of("Pay").given("item", "book").given("open", Json.of(false));
        var rules = Rules.NONE.achieve(Condition.any(is("/paid", true), is("/gift", true)));

        var plan = planner.rules(rules).propose(goal, Desk.of(PAY, OPEN)).plan().orElseThrow();

        assertThat(tools(plan)).containsExactly("shop-open", "shop-pay");
    }

    static final ToolContract<?, ?> CHECK = tool("stock.check", Order.class, Stock.class)
            .reveals("/stock", "/count")
            .build();
    static final ToolContract<?, ?> SHIP = ToolContract.named("shop.ship", Order.class, Receipt.class)
            .requires(Condition.that("/stock", Op.GT, Json.of(0)))
            .build();
    static final ToolContract<?, ?> RESERVE = ToolContract.named("shop.reserve", Order.class, Receipt.class)
            .requires(Condition.not(Condition.that("/stock", Op.GT, Json.of(0))))
            .build();

    @Test
    void finds_out_what_nobody_knows_and_goes_on_by_the_answer() {
        var goal = Goal.of("Buy").given("item", "book").yielding(Receipt.class);

        var plan = plan(goal, Desk.of(CHECK, SHIP, RESERVE));

        assertThat(tools(plan)).containsExactly("stock-check", "shop-ship", "shop-reserve");
        var ship = plan.steps().get(1).options().when();
        assertThat(ship).isNotNull();
        assertThat(ship.on()).isEqualTo(new Binding.StepBinding("stock-check", Pointer.of("/count")));
        assertThat(ship.condition()).isEqualTo(Condition.that("", Op.GT, Json.of(0)));
        assertThat(plan.result()).isInstanceOf(Binding.FirstBinding.class);
    }

    @Test
    void says_for_which_answers_there_is_no_plan() {
        var goal = Goal.of("Buy").given("item", "book").yielding(Receipt.class);

        var proposal = planner.propose(goal, Desk.of(CHECK, SHIP));

        assertThat(tools(proposal.plan().orElseThrow())).containsExactly("stock-check", "shop-ship");
        assertThat(proposal.notes()).containsExactly("there is no plan if stock.check@1 finds out: not /stock GT 0");
    }

    // ---- limits, rules, permissions ----

    @Test
    void a_budget_that_is_too_small_is_named_with_the_nearest_plan() {
        var goal = GOAL.within(Budget.of(Money.eur("0.02")));

        var none = planner.propose(goal, Desk.of(FETCH, ARCHIVE, EXTRACT, WRITE));

        assertThat(none.problems())
                .first()
                .hasToString("plan, budget: every plan needs more money than there is: the"
                        + " nearest costs 0.03 EUR, 3 calls, 6s, 500 tokens, risk 10.0 % by [web.get@1, text.facts@1,"
                        + " report.write@1], and there is 0.02 EUR; allow that much money, or offer cheaper tools");
    }

    @Test
    void a_deadline_takes_the_dearer_but_faster_tool() {
        var desk = Desk.of(FETCH, ARCHIVE);
        var goal = GOAL.yielding(Page.class);

        assertThat(planner.plan(goal.by(Desk.NOW.plusMillis(1500)), desk))
                .isInstanceOfSatisfying(
                        Planner.Found.class,
                        found -> assertThat(tools(found.plan())).containsExactly("archive-get"));
        assertThat(planner.propose(goal.by(Desk.NOW.plusMillis(500)), desk).problems())
                .first()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("every plan needs more time")
                        .contains("500 ms"));
        assertThat(planner.propose(goal.by(Desk.NOW.minusSeconds(5)), desk).problems())
                .isNotEmpty();
    }

    @Test
    void a_resource_that_runs_out_limits_the_plan() {
        var greedy = tool("web.get", Get.class, Page.class).consumes("quota", 5).build();
        var rules = Rules.NONE.stock("quota", 4);

        var plan = planner.rules(rules).propose(GOAL.yielding(Page.class), Desk.of(greedy, ARCHIVE));
        var none = planner.rules(rules).propose(GOAL.yielding(Page.class), Desk.of(greedy));

        assertThat(tools(plan.plan().orElseThrow())).containsExactly("archive-get");
        assertThat(none.problems().getFirst().message()).contains("and there is 4 stock of quota");
    }

    @Test
    void steps_that_need_the_same_thing_wait_for_each_other() {
        var page = tool("a.print", Get.class, Page.class).excludes("printer").build();
        var facts = tool("b.print", Get.class, Facts.class).excludes("printer").build();

        var plan = plan(GOAL, Desk.of(page, facts, WRITE));

        assertThat(plan.steps().get(1).options().after()).containsExactly("a-print");
    }

    @Test
    void what_the_policy_would_deny_is_not_proposed_and_what_it_asks_is_named() {
        var desk = Desk.of(FETCH, ARCHIVE)
                .under(step -> step.id().equals("archive-get")
                        ? new Constraints(Verdict.ASK, Set.of(), Set.of(), "", "")
                        : denying("web.get").apply(step));

        var proposal = planner.propose(GOAL.yielding(Page.class), desk);

        assertThat(proposal.steps())
                .singleElement()
                .satisfies(step -> assertThat(step.asks()).isTrue());
        assertThat(proposal.explain()).contains("a person is asked first");
        assertThat(proposal.notes())
                .containsExactly("web.get@1 was not considered: the policy denies it: nothing may leave");
    }

    @Test
    void a_permission_that_is_missing_is_named_with_the_plan_that_it_would_allow() {
        var none = planner.propose(GOAL.yielding(Page.class), Desk.of(FETCH).under(denying("web.get")));

        assertThat(none.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Kind.PERMISSION);
            assertThat(problem)
                    .hasToString(
                            "plan, permission: web.get@1 must not be used: the policy denies it: nothing may leave;"
                                    + " with web.get@1 there is a plan that costs 0.01 EUR, 1 call, 2s by [web.get@1]; allow it,"
                                    + " or offer another tool that yields the same");
        });
    }

    @Test
    void the_first_requirement_that_cannot_be_met_is_named_with_the_chain_to_it() {
        var none = planner.propose(Goal.of("Report").yielding(Report.class), Desk.of(FETCH, EXTRACT, WRITE));

        assertThat(none.problems())
                .singleElement()
                .hasToString("plan, result: report.write@1 would yield Report but"
                        + " needs Facts; text.facts@1 would yield Facts but needs Page; web.get@1 would yield Page but needs"
                        + " 'url' (string); nothing yields 'url' (string) and the goal does not give it; give 'url' (string)"
                        + " with the goal, or register a tool that yields it");
        assertThat(none.explain()).startsWith("plan, result: ");
    }

    @Test
    void tools_can_be_required_and_forbidden() {
        var desk = Desk.of(FETCH, ARCHIVE);
        var goal = GOAL.yielding(Page.class);

        var required = planner.rules(Rules.NONE.require("archive.get")).propose(goal, desk);
        var forbidden = planner.rules(Rules.NONE.forbid("web.get@1")).propose(goal, desk);
        var impossible = planner.rules(Rules.NONE.forbid("web.get")).propose(goal, Desk.of(FETCH));

        assertThat(tools(required.plan().orElseThrow())).containsExactly("archive-get");
        assertThat(tools(forbidden.plan().orElseThrow())).containsExactly("archive-get");
        assertThat(impossible.problems())
                .first()
                .satisfies(problem ->
                        assertThat(problem.message()).isEqualTo("web.get@1 must not be used: the rules forbid it"));
    }

    @Test
    void says_what_another_budget_or_permission_would_change() {
        var desk = Desk.of(FETCH, ARCHIVE).under(denying("web.get"));
        var goal = GOAL.yielding(Page.class);

        assertThat(planner.whatIf(goal, desk, new Supposition.Allowed("web.get@1"))
                        .text())
                .isEqualTo("""
                        cost: 0.05 EUR, 1 call, 1s -> 0.01 EUR, 1 call, 2s
                        - step 'archive-get': calls the tool archive.get@1
                        + step 'web-get': calls the tool web.get@1\
                        """.replace("- step", "~ plan\n    /result/step: \"archive-get\" -> \"web-get\"\n- step"));
        assertThat(planner.whatIf(goal, desk, new Supposition.OtherBudget(Budget.of(Money.eur("0.04"))))
                        .text())
                .isEqualTo("cost: 0.05 EUR, 1 call, 1s -> no plan");
        assertThat(planner.whatIf(goal, desk, new Supposition.Forbidden("archive.get"))
                        .text())
                .isEqualTo("cost: 0.05 EUR, 1 call, 1s -> no plan");
    }

    // ---- skills ----

    private static Skill skill(String name, Plan<?, ?> plan, long successes, long failures) {
        var source = new MemoryRecord.Source(null, "", Instant.EPOCH, Origin.USER, List.of());
        return new Skill(
                name, source, name, "", new MemoryRecord.Recipe(PlanText.toJson(plan), List.of()), successes, failures);
    }

    private static Step.ToolStep call(String id, ToolContract<?, ?> contract, Binding input) {
        return new Step.ToolStep(id, StepOptions.DEFAULT, contract.ref(), input, contract.output());
    }

    private static Binding of(String step) {
        return new Binding.StepBinding(step, Pointer.ROOT);
    }

    /** From an address to facts, with a guard of its own and the page of an earlier step. */
    private static Plan<?, ?> recipe() {
        var read = call("read", FETCH, new Binding.InputBinding(Pointer.ROOT));
        var names = call("names", EXTRACT, of("read"));
        var titled = Condition.that("/title", Op.MIN_SIZE, Json.of(1));
        var guarded = names.with(
                names.options().withWhen(new Guard(of("read"), titled)).withAfter("read"));
        return new Plan<>(
                "recipe",
                1,
                Shape.of(Get.class),
                Shape.of(Facts.class),
                List.of(read, guarded),
                of("names"),
                Budget.UNLIMITED,
                List.of());
    }

    @Test
    void a_skill_becomes_the_steps_of_its_recipe() {
        var skilled = planner.skills(List.of(skill("facts from web", recipe(), 8, 1)));

        var proposal = skilled.propose(
                GOAL.yielding(Facts.class), Desk.of(FETCH, EXTRACT, WRITE).under(step -> Constraints.NONE));
        var forced = planner.skills(List.of(skill("facts from web", recipe(), 0, 0)))
                .rules(Rules.NONE.require("facts from web"))
                .propose(GOAL.yielding(Facts.class), Desk.of(FETCH, EXTRACT));

        assertThat(tools(proposal.plan().orElseThrow())).containsExactly("web-get", "text-facts"); // less risk
        var plan = forced.plan().orElseThrow();
        assertThat(tools(plan)).containsExactly("facts-from-web-read", "facts-from-web-names");
        assertThat(plan.steps().get(1).options().after()).containsExactly("facts-from-web-read");
        assertThat(plan.steps().get(1).options().when()).isNotNull();
        assertThat(plan.result()).isEqualTo(of("facts-from-web-names"));
        assertThat(((Step.ToolStep) plan.steps().get(0)).input())
                .isEqualTo(new Binding.ObjectBinding(Map.of("url", new Binding.InputBinding(Pointer.of("/url")))));
        assertThat(forced.cost().money()).isEqualTo(Money.eur("0.03"));
    }

    @Test
    void a_skill_that_uses_what_is_forbidden_or_denied_is_not_used_and_one_that_cannot_be_read_is_not_there() {
        var skill = skill("facts from web", recipe(), 8, 1);
        var broken = new Skill(
                "x",
                skill.source(),
                "x",
                "",
                new MemoryRecord.Recipe(Json.object().with("no", "plan"), List.of()),
                0,
                0);
        var skilled = planner.skills(List.of(skill, broken));
        var goal = GOAL.yielding(Facts.class);

        assertThat(skilled.propose(goal, Desk.of(FETCH, EXTRACT).under(denying("text.facts")))
                        .explain())
                .contains("facts from web was not considered: the policy denies it: nothing may leave");
        assertThat(skilled.rules(Rules.NONE.forbid("web.get"))
                        .propose(goal, Desk.of(FETCH, EXTRACT))
                        .explain())
                .contains("facts from web was not considered: the rules forbid it");
    }

    @Test
    void tokens_calls_currencies_and_quarantine_limit_plans_too() {
        var desk = Desk.of(FETCH, EXTRACT, WRITE);

        assertThat(planner.propose(GOAL.within(Budget.UNLIMITED.withTokens(100)), desk)
                        .problems()
                        .getFirst()
                        .message())
                .contains("every plan needs more tokens")
                .contains("there is 100 tokens");
        assertThat(planner.propose(GOAL.within(Budget.UNLIMITED.withCalls(2)), desk)
                        .problems()
                        .getFirst()
                        .message())
                .contains("every plan needs more calls")
                .contains("there is 2 calls");
        assertThat(planner.propose(GOAL.within(Budget.of(Money.usd("1"))), desk).notes())
                .contains("web.get@1 was not considered: it costs 0.01 EUR, and the budget of 1.00 USD is in another"
                        + " currency");
        assertThat(planner.propose(
                                GOAL.yielding(Page.class),
                                Desk.of(FETCH)
                                        .under(step -> new Constraints(
                                                Verdict.ALLOW, Set.of(), Set.of("web.get"), "it failed too often", "")))
                        .notes())
                .containsExactly("web.get@1 was not considered: it is in quarantine: it failed too often");
    }

    @Test
    void a_step_that_the_policy_denies_only_with_its_arguments_is_planned_around() {
        var desk = Desk.of(FETCH, ARCHIVE)
                .under(step -> step instanceof Step.ToolStep call
                                && call.tool().name().equals("web.get")
                                && call.input() instanceof Binding.ObjectBinding
                        ? Constraints.denied("not this address", "")
                        : Constraints.NONE);

        var proposal = planner.propose(GOAL.yielding(Page.class), desk);

        assertThat(tools(proposal.plan().orElseThrow())).containsExactly("archive-get");
        assertThat(proposal.notes())
                .containsExactly("web.get@1 was not considered: the policy denies the step: not this address");
    }

    @Test
    void two_things_that_are_not_known_are_found_out_one_after_the_other() {
        record Shop(boolean open) {}
        var hours = tool("shop.hours", Order.class, Shop.class)
                .reveals("/open", "/open")
                .build();
        var ship = ToolContract.named("shop.ship", Order.class, Receipt.class)
                .requires(Condition.all(is("/open", true), Condition.that("/stock", Op.GT, Json.of(0))))
                .build();
        var goal = Goal.of("Buy").given("item", "book").yielding(Receipt.class);

        var proposal = planner.propose(goal, Desk.of(CHECK, hours, ship));

        var plan = proposal.plan().orElseThrow();
        assertThat(tools(plan)).containsExactlyInAnyOrder("shop-hours", "stock-check", "shop-ship");
        assertThat(plan.steps().getLast().options().when()).isNotNull();
        assertThat(proposal.notes())
                .hasSize(2)
                .allSatisfy(note -> assertThat(note).startsWith("there is no plan if "));
    }

    // ---- again ----

    @Test
    void keeps_what_ended_and_goes_round_the_tool_that_failed() {
        var other = tool("text.names", Page.class, Facts.class)
                .cost(Money.eur("0.09"))
                .build();
        var desk = Desk.of(FETCH, EXTRACT, other, WRITE);
        var plan = plan(GOAL, desk);

        var revised =
                planner.revise(GOAL, Planner.Revision.of(plan, 0, "text-facts", "time-out", List.of("web-get")), desk);

        assertThat(revised).isInstanceOfSatisfying(Planner.Found.class, found -> {
            assertThat(tools(found.plan())).containsExactly("web-get", "text-names", "report-write");
            assertThat(found.plan().version()).isEqualTo(2);
            assertThat(found.plan().steps().getFirst()).isEqualTo(plan.steps().getFirst());
            var history = PlanHistory.of(plan).then(found.plan(), "text-facts timed out");
            assertThat(history.text()).contains("because text-facts timed out:").contains("- step 'text-facts'");
            assertThat(PlanHistory.of(plan).text()).isEqualTo("plan report@1 (3 steps) was not revised");
            assertThatThrownBy(() -> new PlanHistory(
                            plan,
                            List.of(
                                    history.revisions().getFirst(),
                                    history.revisions().getFirst())))
                    .hasMessageContaining("give all revisions in order");
        });
    }

    @Test
    void tries_the_same_tool_again_only_if_that_does_no_harm() {
        var goal = GOAL.yielding(Receipt.class);
        var desk = Desk.of(FETCH, EXTRACT, WRITE, MAIL);
        var plan = plan(goal, desk);

        var again =
                planner.revise(goal, Planner.Revision.of(plan, 0, "text-facts", "time-out", List.of("web-get")), desk);
        var never = planner.revise(
                goal,
                Planner.Revision.of(plan, 0, "mail-send", "lost", List.of("web-get", "text-facts", "report-write")),
                desk);
        var bounded = planner.revise(goal, Planner.Revision.of(plan, 3, "text-facts", "time-out", List.of()), desk);

        assertThat(again).isInstanceOf(Planner.Found.class);
        assertThat(never).isInstanceOf(Planner.NoPlan.class);
        assertThat(bounded.toString()).contains("was revised 3 times, which is the most");
    }

    // ---- templates ----

    @Test
    void a_goal_that_recurs_is_compiled_once_until_the_policy_changes() {
        var asked = new AtomicInteger();
        var denied = new ArrayList<String>();
        var desk = Desk.of(FETCH, ARCHIVE).under(step -> {
            asked.incrementAndGet();
            return denied.stream()
                    .map(name -> denying(name).apply(step))
                    .findFirst()
                    .orElse(Constraints.NONE);
        });
        var goal = GOAL.yielding(Page.class);

        var first = planner.plan(goal, desk);
        var before = asked.get();
        var second = planner.plan(goal.given("url", "https://example.org/grace"), desk);
        var again = asked.get() - before;
        denied.add("web.get");
        var third = planner.plan(goal, desk);

        assertThat(second).isEqualTo(first);
        assertThat(again).isEqualTo(2); // each tool was asked about once, and nothing was searched
        assertThat(third).isNotEqualTo(first);
    }

    @Test
    void values_that_conditions_look_at_are_part_of_what_a_template_is_for() {
        var goal = Goal.of("Pay").given("item", "book").yielding(Receipt.class);
        var desk = Desk.of(PAY, OPEN);
        var rules =
                planner.rules(Rules.NONE.achieve(Condition.any(is("/paid", true), Condition.not(is("/open", true)))));

        var open = rules.plan(goal.given("open", Json.of(true)), desk);
        var closed = rules.plan(goal.given("open", Json.of(false)), desk);

        assertThat(open).isNotEqualTo(closed);
        assertThat(rules.plan(goal.given("open", Json.of(true)), desk)).isEqualTo(open);
        assertThat(rules.revisions(1).effort(Effort.nodes(10)).rules().achieve())
                .hasSize(1);
    }

    @Test
    void templates_that_were_not_used_for_longest_are_forgotten() {
        var asked = new AtomicInteger();
        var desk = Desk.of(FETCH).under(step -> {
            asked.incrementAndGet();
            return Constraints.NONE;
        });
        var goal = GOAL.yielding(Page.class);
        for (int i = 0; i < 300; i++) {
            planner.plan(
                    goal.given(
                            "n",
                            Json.array(
                                    java.util.Collections.nCopies(i, Json.NULL).toArray(Json[]::new))),
                    desk);
        }
        asked.set(0);
        planner.plan(goal.given("n", Json.array()), desk);

        assertThat(asked).hasValueGreaterThan(1); // planned again, since it was forgotten
    }

    @Test
    void rules_and_preferences_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> Rules.NONE.require("a").forbid("a"))
                .hasMessage("tools [a] are both required and forbidden; drop one of them");
        assertThatThrownBy(() -> Rules.NONE.listSize(0)).hasMessage("listSize '0' must be at least 1");
        assertThatThrownBy(() -> new Preference(-1, 0, 0, 0)).hasMessageContaining("must not be negative");
        assertThatThrownBy(() -> new Preference(0, -1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Preference(0, 0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Preference(0, 0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knows_which_results_some_tool_yields() {
        var desk = Desk.of(FETCH, tool("echo", Get.class, String.class).build());

        assertThat(planner.knows(GOAL.yielding(Page.class), desk)).isTrue();
        assertThat(planner.knows(GOAL, desk)).isFalse();
        assertThat(planner.knows(GOAL.yielding(String.class), desk)).isFalse();
    }

    @Test
    void a_goal_that_wants_nothing_in_particular_is_refused() {
        assertThat(planner.propose(Goal.of("Do something"), Desk.of(FETCH)).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("the goal wants any value"));
    }
}
