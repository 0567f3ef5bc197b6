package io.naestro.core;

import static io.naestro.policy.Principal.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.evaluate.Evaluator;
import io.naestro.evaluate.EvaluatorSpec;
import io.naestro.evaluate.Outcome;
import io.naestro.evaluate.Subject;
import io.naestro.goal.Goal;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.Capability;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message;
import io.naestro.model.Prompt;
import io.naestro.plan.Check;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Obligation;
import io.naestro.policy.Policy;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How confidential a value is stays with it, up to the policy; what rules want hidden no model is told. */
class LabelsTest {
    private static final Obligation REDACT = new Obligation.RedactObligation(Set.of("pii"));

    private final World world = new World(5);

    record Query(String text) {}

    record Person(String name, String iban) {}

    record Memo(String text) {}

    private static ScriptedTool<Query, Person> registry() {
        return ScriptedTool.named("look.up", Query.class, Person.class)
                .repeat(Repeat.PURE)
                .contract(contract -> contract.label("/iban", Label.PII))
                .returnsAlways(new Person("Ada", "DE89370400440532013000"));
    }

    /** Looks a person up and asks a model to write of them. */
    private static Plan<Query, Memo> writing(ScriptedTool<Query, Person> registry) {
        var p = Plan.named("memo", 1).input(Query.class);
        var person = p.tool("find", registry, p.input());
        return p.yields(p.model("write", Memo.class, Prompt.of("memo", "Write a memo."), person));
    }

    private static String told(ScriptedModel model) {
        return ((Message.TextPart)
                        model.requests().getFirst().messages().get(1).parts().getFirst())
                .text();
    }

    private static List<Effect.ModelCall> modelCalls(TestPolicy policy) {
        return policy.asked.stream()
                .filter(Effect.ModelCall.class::isInstance)
                .map(Effect.ModelCall.class::cast)
                .toList();
    }

    @Test
    void the_label_of_a_field_travels_from_the_contract_to_the_call_of_a_model_and_its_answer() {
        var policy = TestPolicy.open();
        var model = ScriptedModel.named("m").saysJson(new Memo("dear Ada"));
        var send = ScriptedTool.named("send", Memo.class, Memo.class).returnsAlways(new Memo("sent"));
        var registry = registry();
        var p = Plan.named("memo", 1).input(Query.class);
        var memo = p.model("write", Memo.class, Prompt.of("memo", "Write."), p.tool("find", registry, p.input()));
        try (var naestro = world.builder()
                .tools(registry, send)
                .models(model)
                .policy(policy)
                .build()) {
            assertThat(world.settle(naestro.start(p.yields(p.tool("send", send, memo)), new Query("ada"))))
                    .isInstanceOf(RunResult.Done.class);
        }
        var content = modelCalls(policy).getFirst().content();
        assertThat(content.labelsOf(Pointer.of("/find/iban"))).containsExactly(Label.PII);
        assertThat(content.labelsOf(Pointer.of("/find/name"))).isEmpty();
        assertThat(policy.asked)
                .last()
                .isInstanceOfSatisfying(
                        Effect.ToolCall.class,
                        sent -> assertThat(sent.input().allLabels()).containsExactly(Label.PII));
    }

    @Test
    void what_rules_want_hidden_no_model_is_told_and_its_answer_is_free_of_it() {
        var policy = TestPolicy.open().obliging(REDACT);
        var registry = registry();
        var model = ScriptedModel.named("m").saysJson(new Memo("dear Ada"));
        var open = TestPolicy.open();
        try (var naestro = world.builder()
                .tools(registry)
                .models(model)
                .policy(new OnModels(open, policy))
                .build()) {
            var run = naestro.start(writing(registry), new Query("ada"));
            assertThat(world.settle(run).orThrow()).isEqualTo(new Memo("dear Ada"));
            assertThat(told(model))
                    .contains("\"name\":\"Ada\"", "\"iban\":\"[hidden]\"")
                    .doesNotContain("DE89");
            assertThat(World.events(run, RunEvent.StepSucceeded.class)).hasSize(2);
        }
    }

    /** Decides on models by one policy and on everything else by another. */
    private record OnModels(TestPolicy others, TestPolicy models) implements Policy {
        @Override
        public Constraints constraints(Actor actor, Step step) {
            return Constraints.NONE;
        }

        @Override
        public Decision decide(Effect effect) {
            return effect instanceof Effect.ModelCall ? models.decide(effect) : others.decide(effect);
        }

        @Override
        public Digest digest() {
            return TestPolicy.DIGEST;
        }
    }

    @Test
    void a_tool_gets_all_or_nothing() {
        var registry = registry();
        try (var naestro = world.builder()
                .tools(registry)
                .models(ScriptedModel.named("m"))
                .policy(TestPolicy.open().obliging(REDACT))
                .build()) {
            assertThat(stopped(naestro.start(writing(registry), new Query("ada"))))
                    .endsWith("a tool gets all that it is given; leave out of it what it may not have");
        }
    }

    @Test
    void only_labels_can_be_hidden() {
        var registry = registry();
        var policy = TestPolicy.open().obliging(new Obligation.RedactObligation(Set.of("pii", "iban")));
        try (var naestro = world.builder()
                .tools(registry)
                .models(ScriptedModel.named("m"))
                .policy(new OnModels(TestPolicy.open(), policy))
                .build()) {
            assertThat(stopped(naestro.start(writing(registry), new Query("ada"))))
                    .endsWith("what has a label can be hidden: [internal, pii, public, secret, secrets]");
        }
    }

    private String stopped(Run<?> run) {
        return ((RunResult.Stopped<?>) world.settle(run)).reason();
    }

    @Test
    void what_a_judge_tells_a_model_has_all_labels_and_no_parts() {
        var answers = new ArrayList<String>();
        for (var label : List.of(Set.of("pii"), Set.of("secrets"))) {
            var redacting = TestPolicy.open().obliging(new Obligation.RedactObligation(label));
            var registry = registry();
            var model = ScriptedModel.named("m").says("good");
            var p = Plan.named("judged", 1).input(Query.class);
            var plan = p.yields(p.tool("find", registry, p.input()).check(Check.passes("judging")));
            try (var naestro = world.builder()
                    .tools(registry)
                    .models(model)
                    .evaluators(new Asking(answers))
                    .policy(new OnModels(TestPolicy.open(), redacting))
                    .build()) {
                var unused = world.settle(naestro.start(plan, new Query("ada")));
            }
            assertThat(modelCalls(redacting).getFirst().content().allLabels()).containsExactly(Label.PII);
        }
        assertThat(answers.getFirst())
                .contains("nobody knows which parts of what is told have that label; ask a model by a step of its own");
        assertThat(answers.getLast()).isEqualTo("good");
    }

    /** A judge that asks a model and keeps what it says. */
    private record Asking(List<String> answers) implements Evaluator {
        @Override
        public EvaluatorSpec spec() {
            return new EvaluatorSpec("judging", "1", TestPolicy.DIGEST, EvaluatorSpec.Determinism.PURE);
        }

        @Override
        public Outcome evaluate(Subject subject, Context context) {
            var result = context.model().orElseThrow().chat(ChatRequest.of(Message.user("Good?")), context);
            answers.add(
                    switch (result) {
                        case io.naestro.model.ChatResponse response -> response.text();
                        case io.naestro.model.ModelFailure failure -> failure.message();
                    });
            return new Outcome.Passed();
        }
    }

    @Test
    void a_host_says_where_an_input_comes_from_and_how_confidential_it_is() {
        var policy = TestPolicy.open();
        var registry = registry();
        var mail = Payload.of(Json.object().with("text", "pay me"), Origin.UNKNOWN)
                .labeled(Map.of(Pointer.of("/text"), Set.of(Label.SECRET)));
        var model = ScriptedModel.named("m").saysJson(new Memo("dear Ada"));
        try (var naestro =
                world.builder().tools(registry).models(model).policy(policy).build()) {
            var run = naestro.startGiven(writing(registry), mail, RunKey.of("k"), by("ada"));
            assertThat(world.settle(run)).isInstanceOf(RunResult.Done.class);
            assertThatThrownBy(() -> naestro.startGiven(
                            writing(registry), Payload.of(Json.NULL, Origin.USER), RunKey.of("l"), by("ada")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the input does not fit the plan");
        }
        var call = (Effect.ToolCall) policy.asked.getFirst();
        assertThat(call.input().originOf(Pointer.of("/text"))).isEqualTo(Origin.UNKNOWN);
        assertThat(call.input().labelsOf(Pointer.of("/text"))).containsExactly(Label.SECRET);
    }

    @Test
    void a_planner_sees_what_a_goal_gives_with_origins_and_labels() {
        var seen = new ArrayList<Goal<?>>();
        Planner planner = new Planner() {
            @Override
            public <T> Planned<T> plan(Goal<T> goal, Context context) {
                seen.add(goal);
                var unused = context.model().orElseThrow().chat(ChatRequest.of(Message.user("How?")), context);
                return new NoPlan<>(List.of());
            }
        };
        var policy = TestPolicy.open();
        var secret = Payload.of(Json.of("x"), Origin.UNKNOWN).labeled(Map.of(Pointer.ROOT, Set.of(Label.SECRET)));
        try (var naestro = world.builder()
                .planner(planner)
                .models(ScriptedModel.named("m").says("so"))
                .policy(policy)
                .build()) {
            var unused = world.settle(naestro.start(Goal.of("Answer").given("mail", secret)));
        }
        assertThat(seen.getFirst().given().originOf(Pointer.of("/mail"))).isEqualTo(Origin.UNKNOWN);
        assertThat(seen.getFirst().given().labelsOf(Pointer.of("/mail"))).containsExactly(Label.SECRET);
        assertThat(modelCalls(policy).getFirst().content().allLabels()).containsExactly(Label.SECRET);
    }

    /** Allows everything, but models only for text. */
    private record TextOnly(TestPolicy open) implements Policy {
        @Override
        public Constraints constraints(Actor actor, Step step) {
            return Constraints.NONE.withCapabilities(Set.of());
        }

        @Override
        public Decision decide(Effect effect) {
            return open.decide(effect);
        }

        @Override
        public Digest digest() {
            return TestPolicy.DIGEST;
        }
    }

    @Test
    void a_schema_is_told_in_words_where_a_model_may_not_be_used_for_schemas() {
        for (var allowed : List.of(true, false)) {
            var policy = TestPolicy.open();
            var model = ScriptedModel.named("m")
                    .card(card -> card.capabilities(Capability.JSON_SCHEMA))
                    .saysJson(Plans.DOC);
            try (var naestro = world.builder()
                    .models(model)
                    .policy(allowed ? policy : new TextOnly(policy))
                    .build()) {
                assertThat(world.settle(naestro.start(Plans.asking(), Plans.ITEM))
                                .orThrow())
                        .isEqualTo(Plans.DOC);
            }
            assertThat(model.requests().getFirst().answer() != null).isEqualTo(allowed);
            assertThat(modelCalls(policy).getFirst().uses())
                    .isEqualTo(allowed ? Set.of(Capability.JSON_SCHEMA) : Set.of());
        }
    }
}
