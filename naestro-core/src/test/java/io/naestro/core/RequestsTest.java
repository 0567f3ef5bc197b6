package io.naestro.core;

import static io.naestro.core.Plans.DOC;
import static io.naestro.core.Plans.ITEM;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.plan.PlanText;
import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.goal.Budget;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.Capability;
import io.naestro.model.ChatRequest;
import io.naestro.model.Prompt;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanBuilder;
import io.naestro.policy.Mode;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.route.Router;
import io.naestro.route.Setback;
import io.naestro.run.FailureCause;
import io.naestro.run.Journal;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What models and routers are told of a step. */
class RequestsTest {
    private static final Json WRITTEN = Json.object().with("id", "4711");

    private final World world = new World(41);
    private ScriptedModel model = ScriptedModel.named("m");

    private void modelThat(Capability... can) {
        model = ScriptedModel.named("m").card(card -> card.capabilities(can));
    }

    private ChatRequest asked(Plan<Plans.Item, ?> plan) {
        try (var naestro = world.builder().models(model).build()) {
            assertThat(world.settle(naestro.start(plan, ITEM))).isInstanceOf(RunResult.Done.class);
            return model.requests().getLast();
        }
    }

    private static Plan<Plans.Item, String> text() {
        var p = Plan.named("text", 1).input(Plans.Item.class);
        return p.yields(p.model("one", String.class, Prompt.of("read", "Read it."), p.input()));
    }

    private static String system(ChatRequest request) {
        return request.messages().getFirst().parts().toString();
    }

    @Test
    void a_model_that_knows_schemas_is_given_one_and_another_is_told_it() {
        modelThat();
        model.saysJson(DOC);
        var told = asked(Plans.asking());
        assertThat(told.answer()).isNull();
        assertThat(system(told)).contains("JSON Schema");
        modelThat(Capability.JSON_SCHEMA);
        model.saysJson(DOC);
        var given = asked(Plans.asking());
        assertThat(given.answer()).isNotNull();
        assertThat(system(given)).doesNotContain("JSON Schema");
    }

    @Test
    void a_model_that_shall_answer_in_words_hears_of_no_schema() {
        for (var capabilities : List.of(new Capability[0], new Capability[] {Capability.JSON_SCHEMA})) {
            modelThat(capabilities);
            model.says("fine");
            var request = asked(text());
            assertThat(request.answer()).isNull();
            assertThat(system(request)).doesNotContain("JSON Schema");
        }
    }

    @Test
    void a_plan_in_java_and_the_same_plan_read_from_text_send_the_same_request() {
        var p = Plan.named("two-inputs", 1).input(Plans.Item.class);
        var quick = Plans.reader("reads").returnsAlways(DOC);
        var zeta = p.tool("zeta", quick, p.input());
        var alpha = p.tool("alpha", quick, p.input());
        var plan = p.yields(p.model("one", String.class, Prompt.of("read", "Read it."), zeta, alpha));
        var text = io.naestro.base.JsonText.write(PlanText.toJson(plan));
        var read = PlanText.read(text, "plan.json");
        model.says("fine").says("fine");
        try (var naestro = world.builder().models(model).tools(quick).build()) {
            world.settle(naestro.start(plan, ITEM));
            @SuppressWarnings("unchecked") // a plan read from text takes and gives JSON
            var same = (Plan<Json, Json>) read;
            world.settle(naestro.start(same, Json.object().with("id", ITEM.id())));
        }
        assertThat(model.requests().getLast()).isEqualTo(model.requests().getFirst());
        assertThat(model.requests().getLast().toString()).containsSubsequence("alpha", "zeta");
    }

    @Test
    void a_router_hears_what_sort_of_task_it_is() {
        var tasks = new ArrayList<String>();
        var router = new Router() {
            @Override
            public Routed route(RouteRequest request) {
                tasks.add(request.taskType());
                return Route.to(request.id(), "m", 100);
            }

            @Override
            public NextHop next(Setback setback) {
                return new NextHop.StopHop("enough");
            }

            @Override
            public void learn(RouteFeedback feedback) {
                // nothing to learn
            }
        };
        model.saysJson(DOC).saysJson(DOC);
        try (var naestro = world.builder().models(model).router(router).build()) {
            world.settle(naestro.start(Plans.asking(), ITEM));
            world.settle(naestro.start(Plans.asking(step -> step.taskType("extract")), ITEM));
        }
        assertThat(tasks).containsExactly("model", "extract");
    }

    @Test
    void a_call_may_take_no_longer_than_the_budget_of_its_step() {
        var tool = Plans.reader("reads").returnsAlways(DOC);
        var within = Plans.calling(tool, step -> step.budget(Budget.of(ofSeconds(3))));
        try (var naestro = world.builder().tools(tool).build()) {
            var start = world.time.now();
            var run = naestro.start(within, ITEM);
            world.settle(run);
            assertThat(World.events(run, RunEvent.StepIntent.class).getFirst().deadline())
                    .isEqualTo(start.plusSeconds(3));
        }
    }

    @Test
    void a_step_of_a_kind_that_only_a_later_release_runs_fails_and_says_so() {
        PlanBuilder<Plans.Item> p = Plan.named("later", 1).input(Plans.Item.class);
        var plan = p.yields(p.agent("one", String.class, "writer", "Write it.", p.input()));
        var journal = new SharedJournal();
        accept(new Store(journal).of(Folded.RUN), Payload.of(WRITTEN, Origin.USER), plan);
        try (var naestro = world.builder().journal(journal).build()) {
            assertThat(world.settle(naestro.resume().getFirst()))
                    .isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
                        assertThat(failed.step()).isEqualTo("one");
                        assertThat(failed.cause())
                                .isEqualTo(new FailureCause.DataCause(
                                        "steps of the kind of 'one' are not run by this release"));
                    });
        }
    }

    @Test
    void what_a_model_says_has_the_labels_of_what_it_was_told() {
        var journal = new SharedJournal();
        var store = new Store(journal).of(Folded.RUN);
        accept(store, new Payload(WRITTEN, Map.of(), Map.of(Pointer.of("/id"), Set.of(Label.PII))), Plans.asking());
        try (var naestro =
                world.builder().models(model.saysJson(DOC)).journal(journal).build()) {
            var run = naestro.resume().getFirst();
            assertThat(world.settle(run)).isInstanceOf(RunResult.Done.class);
            var outcome = World.events(run, RunEvent.StepOutcome.class).getFirst();
            assertThat(store.payload(outcome.output()).labelsOf(Pointer.ROOT)).containsExactly(Label.PII);
        }
    }

    /** Writes the acceptance of a run as another process would have. */
    private static void accept(RunStore store, Payload input, Plan<?, ?> plan) {
        var its = Folded.accepted();
        var accepted = new RunEvent.RunAccepted(
                its.key(), its.principal(), Mode.AUTO, "title", null, store.keep(input), null, Json.Obj.EMPTY);
        var adopted = new RunEvent.PlanAdopted(0, store.keep(plan).digest(), "");
        store.append(List.of(Folded.recorded(0, accepted), Folded.recorded(1, adopted)), Journal.Durability.DURABLE);
    }
}
