package io.naestro.core;

import static io.naestro.goal.Money.eur;
import static io.naestro.policy.Principal.by;
import static io.naestro.policy.Principal.onBehalfOf;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.model.Price;
import io.naestro.model.Prompt;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Plan;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.run.Run;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunSummary;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import org.junit.jupiter.api.Test;

/** What a host should be able to write, nearly word for word. */
class WishesTest {
    record Greeting(String text) {}

    record Case(String id) {}

    record Doc(String text) {}

    record Facts(String name, int score) {}

    record Hits(int count) {}

    record Memo(String text) {}

    /** The document store of the host. */
    record Dms() {
        Tool<Case, Doc> fetch() {
            return ScriptedTool.named("dms.fetch", Case.class, Doc.class)
                    .repeat(Repeat.PURE)
                    .returnsAlways(new Doc("Ada Lovelace, 36"));
        }
    }

    /** The sanctions list of the host. */
    record Sanctions() {
        Tool<Facts, Hits> screen() {
            return ScriptedTool.named("sanctions.screen", Facts.class, Hits.class)
                    .repeat(Repeat.PURE)
                    .returnsAlways(new Hits(0));
        }
    }

    private final Prompt prompt = Prompt.of("extract", "Extract the facts.");
    private final Prompt memoPrompt = Prompt.of("memo", "Write the memo.");
    private final Dms dms = new Dms();
    private final Sanctions sanctions = new Sanctions();

    @Test
    void a_goal_in_one_line() {
        var model = ScriptedModel.named("qwen3-32b").saysJson(new Greeting("Hello Ada"));
        try (var naestro = Naestro.builder().models(model).build()) {
            assertThat(naestro.start(Goal.of("Greet Ada").yielding(Greeting.class))
                            .await(ofSeconds(30))
                            .orThrow()
                            .text())
                    .isEqualTo("Hello Ada");
        }
    }

    @Test
    void a_plan_by_hand_that_a_person_releases() {
        var p = Plan.named("kyc-memo", 2).input(Case.class);
        var doc = p.tool("fetch", dms.fetch(), p.input());
        var facts = p.model("extract", Facts.class, prompt, doc)
                .check(Check.that(Condition.that("/score", Condition.Op.GE, World.number(0)), "no score"))
                .retry(2);
        var hits = p.tool("screen", sanctions.screen(), facts);
        var draft = p.model("draft", Memo.class, memoPrompt, doc, facts);
        Plan<Case, Memo> plan =
                p.approval("release", draft, hits).yields(draft).within(Budget.of(eur("0.40"), ofMinutes(5)));

        var model = ScriptedModel.named("m")
                .card(card -> card.price(Price.perMillionTokens(eur("1.00"), eur("3.00"))))
                .saysJson(new Facts("Ada Lovelace", 7))
                .saysJson(new Memo("Nothing known."));
        try (var naestro = Naestro.builder()
                .models(model)
                .tools(dms.fetch(), sanctions.screen())
                .policy(TestPolicy.open())
                .mode(Mode.AUTO)
                .build()) {
            Run<Memo> run = naestro.start(plan, new Case("4711"), RunKey.of("kyc-4711"), onBehalfOf("ada"));
            assertThat(answer(run)).isEqualTo("accepted 1");

            var question = naestro.approvals().open("default").getFirst();
            assertThat(question.shown().toString()).contains("Nothing known.");
            naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));

            assertThat(answer(run)).isEqualTo("ok Nothing known.");
            assertThat(naestro.runs().find(RunKey.of("kyc-4711")).orElseThrow().state())
                    .isEqualTo(RunSummary.State.DONE);
            assertThat(naestro.start(plan, new Case("4711"), RunKey.of("kyc-4711"), onBehalfOf("ada"))
                            .id())
                    .isEqualTo(run.id());
        }
    }

    private static String answer(Run<Memo> run) {
        return switch (run.await(ofSeconds(20))) {
            case RunResult.Done<Memo> done -> "ok " + done.orThrow().text();
            case RunResult.Waiting<Memo> waiting ->
                "accepted " + waiting.approvals().size();
            case RunResult.Running<Memo> running -> "accepted " + running.progress();
            case RunResult.Stopped<Memo> stopped -> "conflict " + stopped.cause() + stopped.partial();
            case RunResult.Failed<Memo> failed -> "badGateway " + failed.step() + failed.cause();
        };
    }
}
