package io.naestro.core;

import static io.naestro.policy.Principal.by;
import static io.naestro.policy.Principal.onBehalfOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Plan;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Grant;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.RunSummary;
import io.naestro.run.Upgrades;
import io.naestro.run.Upgrades.ChangedTool;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A run sleeps while its host is built anew: tools that it still needs are not what they were. */
class UpgradeTest {
    private static final RunKey KEY = RunKey.of("order-1");

    record In(int n) {}

    record Out(int n) {}

    /** What a tool takes in the next release. */
    record Wide(int n, String note) {}

    private final World world = new World(21);
    private final SharedJournal journal = new SharedJournal();
    private final List<Upgrades.Change> asked = new ArrayList<>();

    private static ScriptedTool<In, Out> tool(String name, Repeat repeat) {
        return ScriptedTool.named(name, In.class, Out.class)
                .repeat(repeat)
                .answersAlways(in -> ToolResult.of(new Out(in.n() * 2)));
    }

    private final ScriptedTool<In, Out> read = tool("read", Repeat.PURE);
    private final ScriptedTool<In, Out> pay = tool("pay", Repeat.ONCE);

    /** Reads, asks a person, and pays. */
    private static Plan<In, Out> plan(Tool<In, Out> read, Tool<In, Out> pay) {
        var p = Plan.named("order", 1).input(In.class);
        var known = p.tool("read", read, p.input());
        var agreed = p.approval("agree", known);
        return p.yields(p.tool("pay", pay, p.input()).after(agreed));
    }

    /** A run that waits for a person, whose process has ended. */
    private void sleeping() {
        var first = world.builder().journal(journal).tools(read, pay).build();
        first.start(plan(read, pay), new In(1), KEY, onBehalfOf("ada"));
        world.scheduler.runReady();
        first.close();
    }

    private Naestro next(Upgrades.Answer answer, Tool<?, ?>... tools) {
        return world.builder()
                .journal(journal)
                .tools(tools)
                .upgrades(change -> {
                    asked.add(change);
                    return answer;
                })
                .build();
    }

    private static void agree(Naestro naestro) {
        var question = naestro.approvals().open("default").getFirst();
        var unused = naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));
    }

    private RunSummary.State state(Naestro naestro) {
        world.scheduler.runReady();
        return naestro.runs().find(KEY).orElseThrow().state();
    }

    private static final Upgrades.Answer GO_ON = new Upgrades.ContinueAnswer();

    @Test
    void a_run_whose_tools_are_as_they_were_goes_on_without_a_question() {
        sleeping();
        var said = tool("pay", Repeat.ONCE).contract(contract -> contract.description("Pays better."));
        var naestro = next(GO_ON, tool("read", Repeat.PURE), said);
        naestro.resume();
        agree(naestro);
        assertThat(state(naestro)).isEqualTo(RunSummary.State.DONE);
        assertThat(asked).isEmpty();
    }

    @Test
    void a_tool_that_is_not_needed_any_more_may_be_gone() {
        sleeping();
        var naestro = next(GO_ON, pay);
        naestro.resume();
        agree(naestro);
        assertThat(state(naestro)).isEqualTo(RunSummary.State.DONE);
        assertThat(asked).isEmpty();
    }

    @Test
    void a_tool_that_is_called_again_otherwise_is_told_of() {
        sleeping();
        var naestro = next(GO_ON, read, tool("pay", Repeat.KEYED));
        naestro.resume();
        assertThat(asked).singleElement().satisfies(change -> {
            assertThat(change.run().key()).isEqualTo(KEY);
            assertThat(change.plan().name()).isEqualTo("order");
            assertThat(change.tools()).containsExactly(new ChangedTool(new ToolRef("pay", 1), false, List.of("pay")));
        });
        agree(naestro);
        assertThat(state(naestro)).isEqualTo(RunSummary.State.DONE);
    }

    @Test
    void what_was_accepted_is_not_asked_about_again() {
        sleeping();
        var keyed = tool("pay", Repeat.KEYED);
        next(GO_ON, read, keyed).resume();
        var naestro = next(GO_ON, read, keyed);
        naestro.resume();
        assertThat(asked).hasSize(1);
        assertThat(World.events(naestro.resume().getFirst(), RunEvent.UpgradeAccepted.class))
                .hasSize(1);
    }

    @Test
    void a_step_fails_whose_tool_is_missing_though_the_host_went_on() {
        sleeping();
        var naestro = next(GO_ON, read);
        var run = naestro.resume().getFirst();
        assertThat(asked.getFirst().tools())
                .containsExactly(new ChangedTool(new ToolRef("pay", 1), true, List.of("pay")));
        assertThat(World.events(run, RunEvent.UpgradeAccepted.class)).isEmpty();
        agree(naestro);
        assertThat(state(naestro)).isEqualTo(RunSummary.State.FAILED);
    }

    @Test
    void a_run_is_left_alone_unless_the_host_says_otherwise() {
        sleeping();
        var events = journal.read(journal.runs().getFirst(), 0, 1_000).size();
        var naestro = world.builder().journal(journal).tools(read).build();
        var run = naestro.resume().getFirst();
        assertThat(run.poll())
                .isInstanceOfSatisfying(
                        RunResult.Failed.class,
                        failed -> assertThat(failed.cause().message())
                                .contains("pay@1 is missing", "NaestroBuilder.upgrades"));
        assertThatThrownBy(() -> agree(naestro)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> run.cancel("enough"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot go on in this process");
        naestro.halt("fire");
        naestro.close();
        assertThat(journal.read(journal.runs().getFirst(), 0, 1_000)).hasSize(events);
        var wise = next(GO_ON, read, pay);
        wise.resume();
        agree(wise);
        assertThat(state(wise)).isEqualTo(RunSummary.State.DONE);
    }

    @Test
    void a_host_that_does_not_know_leaves_the_run_alone_and_is_asked_again() {
        sleeping();
        var answers = new ArrayList<Upgrades.Answer>();
        answers.add(null);
        answers.add(new Upgrades.LeaveAnswer());
        answers.add(GO_ON);
        var naestro = world.builder()
                .journal(journal)
                .tools(read, tool("pay", Repeat.KEYED))
                .upgrades(change -> answers.removeFirst())
                .build();
        assertThat(naestro.resume().getFirst().poll()).isInstanceOf(RunResult.Failed.class);
        assertThat(naestro.resume().getFirst().poll()).isInstanceOf(RunResult.Failed.class);
        assertThat(naestro.resume().getFirst().poll()).isInstanceOf(RunResult.Waiting.class);
    }

    @Test
    void a_run_may_be_stopped() {
        sleeping();
        var naestro = next(new Upgrades.StopAnswer("the shop is closed"), read);
        var run = naestro.resume().getFirst();
        assertThat(world.settle(run)).isInstanceOfSatisfying(RunResult.Stopped.class, stopped -> {
            assertThat(stopped.cause()).isEqualTo(StopCause.CANCELLED);
            assertThat(stopped.reason()).isEqualTo("the shop is closed");
        });
    }

    private static Plan<In, Out> wide(Tool<In, Out> read, Tool<Wide, Out> pay) {
        var p = Plan.named("order", 2).input(In.class);
        var known = p.tool("read", read, p.input());
        var agreed = p.approval("agree", known);
        var bill = p.object(
                Wide.class,
                Map.of("n", p.value(World.number(7), Integer.class), "note", p.value(World.text("x"), String.class)));
        return p.yields(p.tool("bill", pay, bill).after(agreed));
    }

    private final ScriptedTool<Wide, Out> bill =
            ScriptedTool.named("bill", Wide.class, Out.class).answersAlways(in -> ToolResult.of(new Out(in.n() * 3)));

    @Test
    void a_run_may_go_on_with_another_plan_and_keeps_what_stands_in_both() {
        sleeping();
        var naestro = next(new Upgrades.MigrateAnswer(wide(read, bill)), read, bill);
        var run = naestro.resume().getFirst();
        world.scheduler.runReady();
        agree(naestro);
        assertThat(world.settle(run).orThrow()).isEqualTo(Json.object().with("n", World.number(21)));
        assertThat(read.calls()).as("its result is kept").hasSize(1);
        assertThat(World.events(run, RunEvent.PlanAdopted.class))
                .extracting(RunEvent.PlanAdopted::why)
                .containsExactly("", "tools that it needs have changed");
        assertThat(World.events(run, RunEvent.ApprovalWithdrawn.class)).hasSize(1);
    }

    @Test
    void a_plan_that_is_not_valid_here_is_not_followed() {
        sleeping();
        var naestro = next(new Upgrades.MigrateAnswer(wide(read, bill)), read);
        assertThat(naestro.resume().getFirst().poll()).isInstanceOf(RunResult.Failed.class);
        assertThat(journal.heads()).hasSize(1);
        assertThat(state(naestro)).isEqualTo(RunSummary.State.WAITING);
    }

    @Test
    void a_plan_that_would_act_again_is_not_followed() {
        var p = Plan.named("twice", 1).input(In.class);
        var paid = p.tool("paid", pay, p.input());
        var agreed = p.approval("agree", paid);
        var first = world.builder().journal(journal).tools(read, pay).build();
        first.start(p.yields(p.tool("read", read, p.input()).after(agreed)), new In(1), KEY, onBehalfOf("ada"));
        world.scheduler.runReady();
        first.close();
        var q = Plan.named("twice", 2).input(In.class);
        var again = q.yields(q.tool("again", pay, q.input()));
        var naestro = next(new Upgrades.MigrateAnswer(again), pay);
        assertThat(naestro.resume().getFirst().poll()).isInstanceOf(RunResult.Failed.class);
        assertThat(pay.calls()).hasSize(1);
    }

    @Test
    void a_plan_that_would_act_again_by_another_version_is_not_followed() {
        var p = Plan.named("twice", 1).input(In.class);
        var paid = p.tool("paid", pay, p.input());
        var agreed = p.approval("agree", paid);
        var first = world.builder().journal(journal).tools(read, pay).build();
        first.start(p.yields(p.tool("read", read, p.input()).after(agreed)), new In(1), KEY, onBehalfOf("ada"));
        world.scheduler.runReady();
        first.close();
        var next = tool("pay", Repeat.ONCE).contract(contract -> contract.version(2));
        var q = Plan.named("twice", 2).input(In.class);
        var again = q.yields(q.tool("again", next, q.input()));
        assertThat(next(new Upgrades.MigrateAnswer(again), next)
                        .resume()
                        .getFirst()
                        .poll())
                .isInstanceOf(RunResult.Failed.class);
        assertThat(next.calls()).isEmpty();
    }

    private static Plan<List<In>, List<Out>> mapped(Tool<In, Out> tool, Tool<In, Out> last, int version) {
        var p = Plan.named("mapped", version).input(Shape.listOf(In.class));
        return p.yields(version == 1 ? p.map("all", tool, p.input()) : p.map("others", last, p.input()));
    }

    @Test
    void calls_that_were_open_are_not_made_under_another_plan_and_what_they_did_is_undone_if_it_fails() {
        var keyed = tool("keyed", Repeat.KEYED).undoes(call -> Optional.of(ToolResult.of(call.output())));
        var first = world.builder().journal(journal).tools(keyed, read).build();
        var started = first.start(mapped(keyed, read, 1), List.of(new In(1), new In(2)), KEY, onBehalfOf("ada"));
        world.settle(started);
        var events = World.events(started);
        var intents = events.lastIndexOf(
                        World.events(started, RunEvent.StepIntent.class).getLast())
                + 1;
        var other = tool("other", Repeat.PURE);
        var next = new World(22);
        var naestro = next.builder()
                .journal(journal.cutAfter(intents))
                .tools(other)
                .upgrades(change -> new Upgrades.MigrateAnswer(mapped(keyed, other, 2)))
                .build();
        var run = naestro.resume().getFirst();
        assertThat(next.settle(run)).isInstanceOf(RunResult.Done.class);
        assertThat(keyed.calls()).hasSize(2);
        assertThat(World.events(run, RunEvent.RunResumed.class).getFirst().open())
                .hasSize(2);
    }

    @Test
    void a_cancelled_run_stays_so_under_another_plan() {
        var first = world.builder().journal(journal).tools(read, pay).build();
        Run<Out> run = first.start(plan(read, pay), new In(1), KEY, onBehalfOf("ada"));
        world.scheduler.runReady();
        run.cancel("enough");
        var events = World.events(run);
        var cancelled = events.indexOf(new RunEvent.CancelRequested("enough")) + 1;
        var next = new World(22);
        var naestro = next.builder()
                .journal(journal.cutAfter(cancelled))
                .tools(read, bill)
                .upgrades(change -> new Upgrades.MigrateAnswer(wide(read, bill)))
                .build();
        assertThat(next.settle(naestro.resume().getFirst())).isInstanceOf(RunResult.Stopped.class);
        assertThat(bill.calls()).isEmpty();
    }
}
