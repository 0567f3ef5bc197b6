package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.planner.SymbolicPlanner;
import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Condition.Op;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.run.FailureCause;
import io.naestro.run.Journal;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.Spend;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** A run that was given a goal looks for another way when a step or its result fails. */
class RevisedRunTest {
    record Get(String url) {}

    record Page(String body) {}

    record Names(List<String> names) {}

    record Sent(String ticket) {}

    private static final Goal<Names> GOAL =
            Goal.of("Who is named?").given("url", "https://example.org").yielding(Names.class);

    private final World world = new World(5);

    private static <I, O> ScriptedTool<I, O> pure(String name, Class<I> input, Class<O> output, String euros) {
        return ScriptedTool.named(name, input, output)
                .contract(contract -> contract.repeat(Repeat.PURE).cost(Money.eur(euros)));
    }

    private final ScriptedTool<Get, Page> get =
            pure("web.get", Get.class, Page.class, "0.01").returnsAlways(new Page("Ada met Bob"));
    private final ScriptedTool<Page, Names> quick = pure("names.quick", Page.class, Names.class, "0.01");
    private final ScriptedTool<Page, Names> thorough =
            pure("names.thorough", Page.class, Names.class, "0.05").returnsAlways(new Names(List.of("Ada", "Bob")));

    private <T> RunResult<T> settle(Run<T> run) {
        return world.settle(run);
    }

    private static List<RunEvent.PlanAdopted> plans(Run<?> run) {
        return World.events(run, RunEvent.PlanAdopted.class);
    }

    // ---- what is kept and what is told ----

    @Test
    void goes_round_a_tool_that_failed_and_keeps_what_was_done() {
        quick.fails(Kind.INVALID_INPUT);
        var naestro = world.builder().tools(get, quick, thorough).build();

        var run = naestro.start(GOAL);

        assertThat(settle(run).orThrow()).isEqualTo(new Names(List.of("Ada", "Bob")));
        assertThat(get.calls()).as("its result is kept").hasSize(1);
        assertThat(quick.calls()).hasSize(1);
        assertThat(plans(run)).extracting(RunEvent.PlanAdopted::revision).containsExactly(0, 1);
        assertThat(plans(run).getLast().why())
                .isEqualTo("step 'names-quick' failed: tool names.quick@1: INVALID_INPUT, scripted failure");
        assertThat(naestro.plans(run.id()).orElseThrow()).satisfies(history -> {
            assertThat(history.plan().version()).isEqualTo(2);
            assertThat(history.revisions()).singleElement().satisfies(revised -> {
                assertThat(revised.from()).isEqualTo(plans(run).getFirst().plan());
                assertThat(revised.to()).isEqualTo(plans(run).getLast().plan());
            });
            assertThat(history.text())
                    .startsWith("because step 'names-quick' failed: ")
                    .contains("- step 'names-quick'", "+ step 'names-thorough'");
        });
        assertThat(naestro.plans(new RunId(new UUID(1, 1)))).isEmpty();
    }

    @Test
    void a_result_that_does_not_pass_is_blamed_on_the_step_that_made_it() {
        quick.returns(new Names(List.of()));
        var naestro = world.builder().tools(get, quick, thorough).build();

        var run = naestro.start(
                GOAL.until(Check.that(Condition.that("/names", Op.MIN_SIZE, Json.of(1)), "nobody is named")));

        assertThat(settle(run).orThrow()).isEqualTo(new Names(List.of("Ada", "Bob")));
        assertThat(get.calls()).hasSize(1);
        assertThat(plans(run).getLast().why()).isEqualTo("step 'names-quick' failed: check failed: nobody is named");
        assertThat(World.events(run, RunEvent.StepFailed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.attempt()).isOne());
    }

    @Test
    void without_another_way_the_run_fails_as_it_would_have() {
        quick.fails(Kind.INVALID_INPUT)
                .fails(Kind.INVALID_INPUT)
                .fails(Kind.FAULT)
                .fails(Kind.FAULT);
        var naestro = world.builder().tools(get, quick).build();

        var run = naestro.start(GOAL);

        assertThat(settle(run)).isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
            assertThat(failed.step()).isEqualTo("names-quick");
            assertThat(failed.cause())
                    .isEqualTo(new FailureCause.ToolCause(
                            "names.quick@1", ToolFailure.of(Kind.FAULT, "scripted failure")));
        });
        assertThat(plans(run))
                .as("a pure tool is tried again, three times at most")
                .hasSize(4);
        assertThat(World.events(run, RunEvent.StepIntent.class).stream()
                        .filter(intent -> intent.step().equals("names-quick"))
                        .map(RunEvent.StepIntent::attempt))
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void a_result_for_which_nobody_is_to_blame_fails_the_run() {
        var naestro = world.builder()
                .planner(answering((goal, before) -> {
                    var plan = Plan.named("echo", 1).input(Json.class);
                    return plan.yields(plan.input());
                }))
                .build();

        var run = naestro.start(Goal.of("Nothing").until(Check.that(Condition.exists("/never"), "it is not there")));

        assertThat(settle(run))
                .isInstanceOfSatisfying(
                        RunResult.Failed.class,
                        failed -> assertThat(failed.cause())
                                .isEqualTo(new FailureCause.CheckCause(List.of("it is not there"))));
        assertThat(plans(run)).hasSize(1);
    }

    @Test
    void a_result_that_never_passes_fails_the_run_when_there_were_enough_plans() {
        mail.repeat(Repeat.PURE).answersAlways(in -> ToolResult.of(new Sent("0")));
        var naestro = world.builder()
                .tools(mail)
                .planner(answering((goal, before) -> sending("send", mail)))
                .build();

        var run = naestro.start(Goal.of("Send it")
                .yielding(Sent.class)
                .until(Check.that(Condition.that("/ticket", Op.EQ, Json.of("1")), "no ticket")));

        assertThat(settle(run))
                .isInstanceOfSatisfying(
                        RunResult.Failed.class,
                        failed -> assertThat(failed.step()).isEmpty());
        assertThat(mail.calls()).hasSize(11);
    }

    // ---- nothing is done twice ----

    private final ScriptedTool<Get, Sent> mail = ScriptedTool.named("mail.send", Get.class, Sent.class);

    @Test
    void a_tool_that_acts_each_time_is_not_called_again_after_it_failed() {
        mail.fails(Kind.TIMEOUT);
        var naestro = world.builder().tools(mail).build();

        var run = naestro.start(
                Goal.of("Send it").given("url", "https://example.org").yielding(Sent.class));

        assertThat(settle(run)).isInstanceOf(RunResult.Failed.class);
        assertThat(mail.calls()).hasSize(1);
        assertThat(plans(run)).hasSize(1);
    }

    /** A planner whose plans are given by how many came before. */
    private static Planner answering(BiFunction<Goal<?>, Integer, Plan<?, ?>> plans) {
        return new Planner() {
            @Override
            public <T> Planned<T> plan(Goal<T> goal, Context context) {
                return found(plans.apply(goal, 0));
            }

            @Override
            public <T> Planned<T> revise(Goal<T> goal, Revision revision, Context context) {
                return found(plans.apply(goal, revision.number() + 1));
            }

            @SuppressWarnings("unchecked")
            private <T> Planned<T> found(Plan<?, ?> plan) {
                return new Found<>((Plan<?, T>) plan);
            }
        };
    }

    private Plan<?, ?> sending(String id, Tool<Get, Sent> tool) {
        var plan = Plan.named("send", 1).input(Json.class);
        var ask = plan.object(Get.class, Map.of("url", plan.value(Json.of("a"), String.class)));
        return plan.yields(plan.tool(id, tool, ask));
    }

    private Run<Sent> send(BiFunction<Goal<?>, Integer, Plan<?, ?>> plans, Tool<?, ?>... tools) {
        var naestro = world.builder().tools(tools).planner(answering(plans)).build();
        return naestro.start(Goal.of("Send it").yielding(Sent.class));
    }

    @Test
    void a_plan_that_would_act_again_is_not_followed_whoever_proposes_it() {
        mail.fails(Kind.TIMEOUT);

        var renamed = send((goal, before) -> sending("send-" + before, mail), mail);

        assertThat(settle(renamed)).isInstanceOf(RunResult.Failed.class);
        assertThat(mail.calls()).hasSize(1);
        assertThat(plans(renamed)).hasSize(1);
    }

    @Test
    void nor_is_one_that_acts_again_by_a_step_that_only_looks_the_same() {
        mail.fails(Kind.TIMEOUT);

        var same = send((goal, before) -> sending("send", mail), mail);

        assertThat(settle(same)).isInstanceOf(RunResult.Failed.class);
        assertThat(mail.calls()).hasSize(1);
    }

    @Test
    void a_keyed_call_may_be_made_again_by_the_same_step_with_the_same_key() {
        mail.repeat(Repeat.KEYED).fails(Kind.INVALID_INPUT).returns(new Sent("7"));

        var run = send((goal, before) -> sending("send", mail), mail);

        assertThat(settle(run).orThrow()).isEqualTo(new Sent("7"));
        assertThat(mail.calls()).hasSize(2);
        assertThat(mail.calls().getFirst()).isEqualTo(mail.calls().getLast());
    }

    @Test
    void the_symbolic_planner_makes_a_keyed_call_again_where_there_is_no_other_way() {
        mail.repeat(Repeat.KEYED).fails(Kind.CONFLICT).returns(new Sent("7"));
        var naestro = world.builder().tools(mail).build();

        var run = naestro.start(
                Goal.of("Send it").given("url", "https://example.org").yielding(Sent.class));

        assertThat(settle(run).orThrow()).isEqualTo(new Sent("7"));
        assertThat(mail.calls()).extracting(ScriptedTool.Call::idempotencyKey).containsOnly(run.id() + "/mail-send");
        assertThat(mail.calls()).hasSize(2);
    }

    @Test
    void a_keyed_call_is_not_made_again_by_another_step() {
        mail.repeat(Repeat.KEYED).fails(Kind.INVALID_INPUT);

        var run = send((goal, before) -> sending("send-" + before, mail), mail);

        assertThat(settle(run)).isInstanceOf(RunResult.Failed.class);
        assertThat(mail.calls()).hasSize(1);
    }

    @Test
    void a_keyed_call_is_not_made_again_when_what_it_reads_is_made_anew() {
        mail.repeat(Repeat.KEYED).fails(Kind.INVALID_INPUT);
        var url = pure("url", Sent.class, Get.class, "0.01").returnsAlways(new Get("a"));

        var run = send(
                (goal, before) -> {
                    var plan = Plan.named("send", 1).input(Json.class);
                    var sent =
                            plan.object(Sent.class, Map.of("ticket", plan.value(Json.of("" + before), String.class)));
                    return plan.yields(plan.tool("send", mail, plan.tool("url", url, sent)));
                },
                mail,
                url);

        assertThat(settle(run)).isInstanceOf(RunResult.Failed.class);
        assertThat(mail.calls()).hasSize(1);
        assertThat(url.calls()).hasSize(1);
    }

    @Test
    void another_tool_that_acts_may_take_the_place_of_one_that_failed() {
        mail.fails(Kind.INVALID_INPUT);
        var note = ScriptedTool.named("note", Get.class, Sent.class).returns(new Sent("9"));

        var run = send((goal, before) -> before == 0 ? sending("send", mail) : sending("send", note), mail, note);

        assertThat(settle(run).orThrow()).isEqualTo(new Sent("9"));
        assertThat(World.events(run, RunEvent.StepIntent.class))
                .extracting(RunEvent.StepIntent::attempt)
                .as("attempts of one name are counted on")
                .containsExactly(1, 2);
    }

    @Test
    void what_acted_and_ended_well_stays_done_and_steps_that_were_not_called_may_still_act() {
        var other = ScriptedTool.named("log.write", Get.class, Sent.class);
        mail.returns(new Sent("1")).returns(new Sent("2"));
        other.fails(Kind.FAULT);
        var third = pure("log.note", Get.class, Sent.class, "0.01").returns(new Sent("3"));

        var run = send(
                (goal, before) -> {
                    var plan = Plan.named("send", 1).input(Json.class);
                    var ask = plan.object(Get.class, Map.of("url", plan.value(Json.of("a"), String.class)));
                    var first = plan.tool("first", mail, ask);
                    var middle = plan.tool("middle", before == 0 ? other : third, ask)
                            .after(first);
                    return plan.yields(plan.tool("last", mail, ask).after(middle));
                },
                mail,
                other,
                third);

        assertThat(settle(run).orThrow()).isEqualTo(new Sent("2"));
        assertThat(mail.calls()).hasSize(2);
        assertThat(other.calls()).hasSize(1);
    }

    @Test
    void however_many_plans_a_planner_has_ten_revisions_are_the_most() {
        mail.repeat(Repeat.PURE).answersAlways(in -> ToolResult.failed(Kind.INVALID_INPUT, "no"));

        var run = send((goal, before) -> sending("send-" + before, mail), mail);

        assertThat(settle(run)).isInstanceOf(RunResult.Failed.class);
        assertThat(plans(run)).hasSize(11);
        assertThat(mail.calls()).hasSize(11);
    }

    @Test
    void the_planner_is_told_what_failed_what_is_done_and_what_failed_before() {
        var told = new ArrayList<Planner.Revision>();
        quick.fails(Kind.INVALID_INPUT);
        var symbolic = SymbolicPlanner.with(world.time);
        var naestro = world.builder()
                .tools(
                        get,
                        quick,
                        pure("names.slow", Page.class, Names.class, "0.09").fails(Kind.FAULT),
                        thoroughFails())
                .planner(new Planner() {
                    @Override
                    public <T> Planned<T> plan(Goal<T> goal, Context context) {
                        return symbolic.plan(goal, context);
                    }

                    @Override
                    public <T> Planned<T> revise(Goal<T> goal, Revision revision, Context context) {
                        told.add(revision);
                        return symbolic.revise(goal, revision, context);
                    }
                })
                .build();

        settle(naestro.start(GOAL));

        assertThat(told).extracting(Planner.Revision::number).startsWith(0, 1);
        assertThat(told).extracting(Planner.Revision::failedStep).startsWith("names-quick", "names-thorough");
        assertThat(told.get(1).completed()).containsExactly("web-get");
        assertThat(told.get(1).blamed()).containsExactly("names.quick@1", "names.thorough@1");
        assertThat(told.get(1).message()).isEqualTo("tool names.thorough@1: FAULT, down");
    }

    @Test
    void the_planner_is_told_what_is_left_to_spend() {
        var told = new ArrayList<Budget>();
        quick.fails(Kind.INVALID_INPUT);
        var symbolic = SymbolicPlanner.with(world.time);
        var naestro = world.builder()
                .tools(get, quick, thorough)
                .planner(new Planner() {
                    @Override
                    public <T> Planned<T> plan(Goal<T> goal, Context context) {
                        told.add(goal.budget());
                        return symbolic.plan(goal, context);
                    }

                    @Override
                    public <T> Planned<T> revise(Goal<T> goal, Revision revision, Context context) {
                        told.add(goal.budget());
                        return symbolic.revise(goal, revision, context);
                    }
                })
                .build();
        var budget = Budget.of(Money.eur("1.00")).withTokens(100).withCalls(9);

        var result = settle(naestro.start(GOAL.within(budget)));

        assertThat(result).isInstanceOf(RunResult.Done.class);
        assertThat(told).containsExactly(budget, Parts.left(budget, new Spend(Money.eur("0.02"), 0, 2)));
    }

    @Test
    void what_is_left_of_a_budget_is_never_below_nothing() {
        var all = Budget.of(Money.eur("1.00")).withTokens(10).withCalls(2);

        assertThat(Parts.left(all, new Spend(Money.eur("0.25"), 4, 1)))
                .isEqualTo(Budget.of(Money.eur("0.75")).withTokens(6).withCalls(1));
        assertThat(Parts.left(all, new Spend(Money.eur("1.25"), 11, 3)))
                .isEqualTo(Budget.of(Money.eur("0.00")).withTokens(0).withCalls(0));
        assertThat(Parts.left(all, Spend.NOTHING)).isEqualTo(all);
        assertThat(Parts.left(Budget.UNLIMITED, new Spend(Money.eur("1.00"), 1, 1)))
                .isEqualTo(Budget.UNLIMITED);
    }

    private static ScriptedTool<Page, Names> thoroughFails() {
        return pure("names.thorough", Page.class, Names.class, "0.05")
                .answersAlways(in -> ToolResult.failed(Kind.FAULT, "down"));
    }

    // ---- what is under way ----

    @Test
    void elements_that_failed_are_worked_on_again_under_the_next_plan() {
        var calls = ScriptedTool.named("upper", Get.class, Page.class)
                .repeat(Repeat.PURE)
                .answers(in -> ToolResult.of(new Page(in.url())))
                .fails(Kind.INVALID_INPUT)
                .answersAlways(in -> ToolResult.of(new Page(in.url())));
        var naestro = world.builder()
                .tools(calls)
                .planner(SymbolicPlanner.with(world.time))
                .build();

        var run = naestro.start(
                Goal.of("Read").given("urls", Json.strings(List.of("a", "b"))).yielding(Shape.listOf(Page.class)));

        assertThat(settle(run).orThrow()).containsExactly(new Page("a"), new Page("b"));
        assertThat(plans(run)).hasSize(2);
    }

    @Test
    void what_waits_for_people_or_a_moment_is_asked_anew_if_the_next_plan_wants_it() {
        var slow = ScriptedTool.named("slow", Get.class, Page.class)
                .repeat(Repeat.IDEMPOTENT)
                .answersAlways(in -> ToolResult.failed(Kind.UNAVAILABLE, "later"));
        mail.repeat(Repeat.IDEMPOTENT).fails(Kind.INVALID_INPUT).returnsAlways(new Sent("2"));
        var run = send(
                (goal, before) -> {
                    var plan = Plan.named("send", 1).input(Json.class);
                    var ask = plan.object(Get.class, Map.of("url", plan.value(Json.of("a"), String.class)));
                    var agreed = plan.approval("agree");
                    if (before == 0) {
                        plan.tool("slow", slow, ask).retry(5);
                    }
                    var sent = plan.tool("send", mail, ask);
                    return plan.yields(
                            plan.tool("last", mail, ask).after(agreed).after(sent));
                },
                mail,
                slow);
        world.scheduler.runReady();

        assertThat(plans(run)).hasSize(2);
        assertThat(World.events(run, RunEvent.ApprovalWithdrawn.class))
                .singleElement()
                .satisfies(withdrawn -> assertThat(withdrawn.reason()).startsWith("step 'send' failed: "));
        assertThat(World.events(run, RunEvent.ApprovalAsked.class)).hasSize(2);
    }

    @Test
    void of_two_steps_that_fail_side_by_side_the_first_is_blamed_and_neither_is_kept() {
        var sources = List.of(pure("one", Get.class, Page.class, "0.01"), pure("two", Get.class, Page.class, "0.01"));
        sources.forEach(source -> source.fails(Kind.NOT_FOUND).returnsAlways(new Page("Ada")));
        var join = pure("join", Two.class, Sent.class, "0.01").returns(new Sent("3"));
        var run = send(
                (goal, before) -> {
                    var plan = Plan.named("join", 1 + before).input(Json.class);
                    var ask = plan.object(Get.class, Map.of("url", plan.value(Json.of("a"), String.class)));
                    var one = plan.tool("one", sources.getFirst(), ask);
                    var two = plan.tool("two", sources.getLast(), ask);
                    return plan.yields(plan.tool("join", join, plan.object(Two.class, Map.of("one", one, "two", two))));
                },
                sources.getFirst(),
                sources.getLast(),
                join);

        assertThat(settle(run).orThrow()).isEqualTo(new Sent("3"));
        assertThat(plans(run)).hasSize(2);
        assertThat(sources).allSatisfy(source -> assertThat(source.calls()).hasSize(2));
    }

    record Two(Page one, Page two) {}

    @Test
    void elements_that_wait_are_begun_anew_when_another_step_fails() {
        var each = ScriptedTool.named("each", Get.class, Page.class)
                .repeat(Repeat.IDEMPOTENT)
                .answers(in -> ToolResult.of(new Page("a")))
                .answers(in -> ToolResult.failed(Kind.UNAVAILABLE, "later"))
                .answersAlways(in -> ToolResult.of(new Page("b")));
        mail.fails(Kind.INVALID_INPUT);
        var other = ScriptedTool.named("other", Get.class, Sent.class).returns(new Sent("4"));
        var run = send(
                (goal, before) -> {
                    var plan = Plan.named("all", 1).input(Json.class);
                    var ask = plan.object(Get.class, Map.of("url", plan.value(Json.of("a"), String.class)));
                    plan.map("map", each, plan.list(Get.class, List.of(ask, ask)))
                            .window(1)
                            .retry(3);
                    return plan.yields(plan.tool("send", before == 0 ? mail : other, ask));
                },
                each,
                mail,
                other);

        assertThat(settle(run).orThrow()).isEqualTo(new Sent("4"));
        assertThat(plans(run)).hasSize(2);
        assertThat(each.calls()).hasSizeBetween(3, 4);
    }

    @Test
    void what_was_only_suggested_is_not_suggested_again() {
        quick.fails(Kind.INVALID_INPUT);
        var naestro = world.builder()
                .mode(Mode.GUIDE)
                .tools(get, quick, thorough, mail)
                .planner(answering((goal, before) -> {
                    var plan = Plan.named("both", 1).input(Json.class);
                    var ask = plan.object(Get.class, Map.of("url", plan.value(Json.of("a"), String.class)));
                    var told = plan.tool("tell", mail, ask);
                    var page = plan.tool("get", get, ask).after(told);
                    return plan.yields(plan.tool("names", before == 0 ? quick : thorough, page));
                }))
                .build();

        var run = naestro.start(GOAL);

        assertThat(settle(run))
                .isInstanceOfSatisfying(
                        RunResult.Done.class,
                        done -> assertThat(done.suggestions()).hasSize(1));
        assertThat(plans(run)).hasSize(2);
    }

    // ---- another process ----

    @Test
    void killed_after_any_event_a_revised_run_comes_to_the_same_end() {
        var journal = new SharedJournal();
        var begun = process(new World(1), journal);
        var run = begun.start(GOAL, RunKey.of("names"), Principal.HOST);
        worlds.getFirst().scheduler.runUntilIdle();
        var wanted = run.poll().orThrow();
        var events = World.events(run).size();

        for (int killed = 1; killed < events; killed++) {
            var other = new World(killed);
            var next = process(other, journal.cutAfter(killed));
            for (var open : next.resume()) {
                other.scheduler.runUntilIdle();
                assertThat(open.poll().orThrow())
                        .as("killed after %s", killed)
                        .isEqualTo(Json.object().with("names", Json.strings(wanted.names())));
            }
        }
    }

    private final List<World> worlds = new ArrayList<>();

    private Naestro process(World its, Journal journal) {
        worlds.add(its);
        return its.builder()
                .journal(journal)
                .tools(
                        pure("web.get", Get.class, Page.class, "0.01").returnsAlways(new Page("Ada")),
                        pure("names.quick", Page.class, Names.class, "0.01")
                                .answersAlways(in -> ToolResult.failed(Kind.INVALID_INPUT, "no")),
                        pure("names.thorough", Page.class, Names.class, "0.05")
                                .returnsAlways(new Names(List.of("Ada"))))
                .build();
    }
}
