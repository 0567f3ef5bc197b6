package io.naestro.core;

import static io.naestro.core.Plans.DOC;
import static io.naestro.core.Plans.ITEM;
import static io.naestro.policy.Principal.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.core.Plans.Doc;
import io.naestro.core.Plans.Item;
import io.naestro.json.Json;
import io.naestro.plan.Plan;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import io.naestro.run.RunEvent;
import io.naestro.run.RunNotDone;
import io.naestro.run.RunResult;
import io.naestro.run.Suggestion;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModeTest {
    private final World world = new World(1);
    private final ScriptedTool<Item, Doc> send = Plans.actor("send").returnsAlways(DOC);

    private NaestroBuilder in(Mode mode) {
        return world.builder().mode(mode).tools(send);
    }

    @Test
    void guide_suggests_what_would_act_and_shows_it() {
        try (var naestro = in(Mode.GUIDE).build()) {
            var run = naestro.start(Plans.calling(send), ITEM);
            assertThat(world.settle(run)).isInstanceOfSatisfying(RunResult.Done.class, done -> {
                assertThat(done.value()).isNull();
                assertThat(done.suggestions()).singleElement().satisfies(one -> {
                    var suggestion = (Suggestion) one;
                    assertThat(suggestion.step()).isEqualTo("one");
                    assertThat(suggestion.title()).isEqualTo("tool send@1");
                    assertThat(suggestion.shown())
                            .isEqualTo(Json.object()
                                    .with("tool", "send@1")
                                    .with("argument", Json.object().with("id", "4711")));
                });
            });
            assertThatThrownBy(() -> run.poll().orThrow())
                    .isInstanceOf(RunNotDone.class)
                    .hasMessageContaining("only suggested [tool send@1]");
            assertThat(send.calls()).isEmpty();
            assertThat(World.events(run, RunEvent.StepIntent.class)).isEmpty();
        }
    }

    @Test
    void guide_skips_what_reads_a_suggestion_and_does_what_only_comes_after_it() {
        var look = ScriptedTool.named("look", Doc.class, Doc.class)
                .repeat(Repeat.PURE)
                .returnsAlways(new Doc("seen"));
        var read = Plans.reader("read").returnsAlways(new Doc("read"));
        var plan = Plan.named("three", 1).input(Item.class);
        var one = plan.tool("one", send, plan.input());
        var two = plan.tool("two", look, one);
        var three = plan.tool("three", read, plan.input()).after(two);
        try (var naestro = in(Mode.GUIDE).tools(look, read).build()) {
            var run = naestro.start(plan.yields(three), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(new Doc("read"));
            assertThat(((RunResult.Done<Doc>) run.poll()).suggestions()).hasSize(1);
            assertThat(World.events(run, RunEvent.StepSkipped.class))
                    .containsExactly(new RunEvent.StepSkipped("two", "it reads step 'one', which was only suggested"));
            assertThat(look.calls()).isEmpty();
            assertThat(send.calls()).isEmpty();
        }
    }

    @Test
    void guide_does_what_changes_nothing() {
        var read = Plans.reader("read").returnsAlways(DOC);
        try (var naestro = in(Mode.GUIDE).tools(read).build()) {
            var result = world.settle(naestro.start(Plans.calling(read), ITEM));
            assertThat(result.orThrow()).isEqualTo(DOC);
            assertThat(((RunResult.Done<Doc>) result).suggestions()).isEmpty();
        }
    }

    @Test
    void guide_does_not_even_suggest_what_is_denied() {
        try (var naestro =
                in(Mode.GUIDE).policy(TestPolicy.of(effect -> Verdict.DENY)).build()) {
            assertThat(world.settle(naestro.start(Plans.calling(send), ITEM))).isInstanceOf(RunResult.Stopped.class);
        }
    }

    @Test
    void copilot_acts_once_a_person_agreed() {
        try (var naestro = in(Mode.COPILOT).build()) {
            var run = naestro.start(Plans.calling(send), ITEM);
            world.scheduler.runReady();
            assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
            assertThat(send.calls()).isEmpty();
            var question = naestro.approvals().open("default").getFirst();
            assertThat(question.shown().toString()).contains("4711");
            naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(send.calls()).hasSize(1);
        }
    }

    @Test
    void copilot_does_not_act_when_a_person_refuses() {
        try (var naestro = in(Mode.COPILOT).build()) {
            var run = naestro.start(Plans.calling(send), ITEM);
            world.scheduler.runReady();
            var question = naestro.approvals().open("default").getFirst();
            naestro.approvals().refuse(question.id(), question.digest(), "not today", by("bob"));
            assertThat(world.settle(run)).isInstanceOfSatisfying(RunResult.Stopped.class, stopped -> {
                assertThat(stopped.cause()).isEqualTo(RunResult.StopCause.DENIED);
                assertThat(stopped.reason()).contains("not today");
            });
            assertThat(send.calls()).isEmpty();
        }
    }

    @Test
    void an_agreement_for_the_run_covers_the_same_tool_again() {
        var plan = Plans.calling(send, send);
        try (var naestro = in(Mode.COPILOT).build()) {
            var run = naestro.start(plan, ITEM);
            world.scheduler.runReady();
            var question = naestro.approvals().open("default").getFirst();
            naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_RUN, by("bob"));
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(World.events(run, RunEvent.ApprovalAsked.class)).hasSize(1);
            assertThat(send.calls()).hasSize(2);
        }
    }

    @Test
    void an_agreement_for_one_call_covers_no_other() {
        try (var naestro = in(Mode.COPILOT).build()) {
            var run = naestro.start(Plans.calling(send, send), ITEM);
            world.scheduler.runReady();
            var question = naestro.approvals().open("default").getFirst();
            naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));
            world.scheduler.runReady();
            assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
            assertThat(send.calls()).hasSize(1);
        }
    }

    @Test
    void auto_acts() {
        try (var naestro = in(Mode.AUTO).build()) {
            var run = naestro.start(Plans.calling(send), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(World.events(run, RunEvent.EffectDecided.class))
                    .extracting(decided -> List.of(decided.verdict(), decided.mode()))
                    .containsExactly(List.of(Verdict.ALLOW, Mode.AUTO));
        }
    }
}
