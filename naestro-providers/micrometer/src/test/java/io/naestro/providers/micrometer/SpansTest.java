package io.naestro.providers.micrometer;

import static io.naestro.policy.Principal.by;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.naestro.core.Naestro;
import io.naestro.core.journal.FileJournal;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.goal.Goal;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.memory.MemoryScope;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.model.Prompt;
import io.naestro.observe.Span;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.Spend;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans of OpenTelemetry that come of runs. */
class SpansTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    record In(String text) {}

    record Out(String text) {}

    private final Rig rig = new Rig();

    /** A tool of the host that does what a test says. */
    private record Doing(String name, Function<ToolContext, String> work) implements Tool<In, Out> {
        @Override
        public ToolContract<In, Out> contract() {
            return ToolContract.named(name, In.class, Out.class)
                    .description("does something")
                    .repeat(Repeat.PURE)
                    .build();
        }

        @Override
        public ToolResult<Out> call(In input, ToolContext context) {
            return ToolResult.of(new Out(work.apply(context)));
        }
    }

    private static Plan<In, Out> calling(Tool<In, Out> tool) {
        var p = Plan.named("memo", 1).input(In.class);
        return p.yields(p.tool("work", tool, p.input()));
    }

    private static Plan<In, Out> released(Tool<In, Out> tool) {
        var p = Plan.named("released", 1).input(In.class);
        var agreed = p.approval("release", p.input());
        return p.yields(p.tool("work", tool, p.input()).after(agreed));
    }

    private static void grantAll(Naestro naestro) {
        naestro.approvals()
                .open("default")
                .forEach(question ->
                        naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob")));
    }

    @Test
    void the_hosts_spans_are_around_a_run_and_inside_its_calls() {
        var tool = new Doing("look", context -> {
            Observation.createNotStarted("host.query", rig.observations).observe(() -> {});
            return context.trace();
        });
        try (var naestro = rig.engine().tools(tool).build()) {
            var request = Observation.start("host.request", rig.observations);
            var run = request.scoped(() -> naestro.start(calling(tool), new In("a")));
            request.stop();
            var trace = run.await(LONG).orThrow().text();
            var call = rig.span("execute_tool look");
            assertThat(trace).isEqualTo(Rig.traceParent(call));
            assertThat(rig.span("host.query").getParentSpanId()).isEqualTo(call.getSpanId());
            var workflow = rig.span("invoke_workflow memo@1");
            assertThat(call.getParentSpanId()).isEqualTo(workflow.getSpanId());
            assertThat(workflow.getParentSpanId())
                    .isEqualTo(rig.span("host.request").getSpanId());
            assertThat(rig.spans()).extracting(span -> span.getTraceId()).containsOnly(workflow.getTraceId());
            assertThat(Rig.attribute(workflow, "gen_ai.conversation.id"))
                    .isEqualTo(run.id().toString());
            assertThat(Rig.attribute(workflow, "naestro.outcome")).isEqualTo("done");
            assertThat(Rig.attribute(call, "gen_ai.tool.call.id")).isEqualTo(run.id() + "/work#1");
            assertThat(Rig.attribute(call, "gen_ai.tool.name")).isEqualTo("look");
            assertThat(Rig.attribute(call, "gen_ai.tool.type")).isEqualTo("function");
            assertThat(Rig.attribute(call, "gen_ai.operation.name")).isEqualTo("execute_tool");
        }
        assertThat(rig.tracer.currentSpan()).isNull();
    }

    @Test
    void the_model_that_a_planner_asks_is_seen_inside_of_planning() {
        var planner = new Planner() {
            @Override
            public <T> Planned<T> plan(Goal<T> goal, Context context) {
                var unused = context.model().orElseThrow().chat(ChatRequest.of(Message.user("How?")), context);
                return new NoPlan<>(List.of());
            }
        };
        var model = ScriptedModel.named("m").says("So.");
        try (var naestro = rig.engine().planner(planner).models(model).build()) {
            var run = naestro.start(Goal.of("Tell nobody").yielding(Out.class));
            assertThat(run.await(LONG)).isInstanceOf(RunResult.Failed.class);
        }
        var chat = rig.span("chat m");
        assertThat(chat.getParentSpanId()).isEqualTo(rig.span("plan goal").getSpanId());
        var workflow = rig.span("invoke_workflow goal");
        assertThat(rig.span("plan goal").getParentSpanId()).isEqualTo(workflow.getSpanId());
        assertThat(workflow.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(Rig.attribute(workflow, "error.type")).isEqualTo("no_plan");
        assertThat(rig.spans().toString()).doesNotContain("Tell nobody").doesNotContain("How?");
        assertThat(Rig.attribute(chat, "gen_ai.request.model")).isEqualTo("m");
        assertThat(Rig.attribute(chat, "gen_ai.response.model")).isNotNull();
        assertThat(Rig.attribute(chat, "gen_ai.response.finish_reasons")).isEqualTo("stop");
        assertThat(Rig.attribute(chat, "gen_ai.usage.input_tokens")).isNotEqualTo("0");
        assertThat(Rig.attribute(chat, "gen_ai.input.messages")).isNull();
    }

    @Test
    void a_run_that_waited_for_people_goes_on_in_a_trace_that_is_linked() {
        var tool = new Doing("look", context -> "");
        try (var naestro = rig.engine().tools(tool).build()) {
            var run = naestro.start(released(tool), new In("a"));
            assertThat(run.await(LONG)).isInstanceOf(RunResult.Waiting.class);
            var first = rig.span("invoke_workflow released@1");
            assertThat(Rig.attribute(first, "naestro.outcome")).isEqualTo("waiting");
            grantAll(naestro);
            run.await(LONG).orThrow();
            var second = rig.spans().getLast();
            assertThat(second.getLinks())
                    .extracting(link -> link.getSpanContext().getSpanId())
                    .containsExactly(first.getSpanId());
            assertThat(Rig.attribute(second, "naestro.previous")).isEqualTo(Rig.traceParent(first));
            assertThat(second.getTraceId()).isNotEqualTo(first.getTraceId());
        }
    }

    @Test
    void a_run_that_another_process_takes_up_is_linked_to_what_the_first_one_saw(@TempDir Path folder) {
        var tool = new Doing("look", context -> "");
        var key = RunKey.of("order-1");
        try (var naestro =
                rig.engine().journal(FileJournal.at(folder)).tools(tool).build()) {
            naestro.start(released(tool), new In("a"), key, Principal.HOST).await(LONG);
        }
        var first = rig.span("invoke_workflow released@1");
        var other = new Rig();
        try (var naestro =
                other.engine().journal(FileJournal.at(folder)).tools(tool).build()) {
            var run = naestro.resume().getFirst();
            assertThat(other.meters.get("naestro.questions.open").gauge().value())
                    .isEqualTo(1);
            grantAll(naestro);
            assertThat(run.await(LONG)).isInstanceOf(RunResult.Done.class);
            assertThat(other.meters.get("naestro.questions.open").gauge().value())
                    .isZero();
        }
        assertThat(other.span("invoke_workflow released@1").getLinks())
                .extracting(LinkData::getSpanContext)
                .extracting(context -> context.getTraceId() + context.getSpanId())
                .containsExactly(first.getTraceId() + first.getSpanId());
    }

    @Test
    void what_the_host_has_in_its_threads_context_is_there_in_its_tools() {
        var user = new ThreadLocal<String>();
        ContextRegistry.getInstance().registerThreadLocalAccessor("test.user", user);
        try {
            var tool = new Doing("look", context -> String.valueOf(user.get()));
            try (var naestro = rig.engine().tools(tool).build()) {
                user.set("ada");
                var run = naestro.start(calling(tool), new In("a"));
                assertThat(run.await(LONG).orThrow()).isEqualTo(new Out("ada"));
            }
        } finally {
            user.remove();
            ContextRegistry.getInstance().removeThreadLocalAccessor("test.user");
        }
    }

    @Test
    void a_call_that_fails_tells_its_kind_and_no_words() {
        var tool = ScriptedTool.named("look", In.class, Out.class)
                .repeat(Repeat.PURE)
                .fails(ToolFailure.of(ToolFailure.Kind.NOT_FOUND, "no file of Ada"));
        var model = ScriptedModel.named("m").fails(ModelFailure.of(ModelFailure.Kind.BILLING, "Ada has no money"));
        var p = Plan.named("ask", 1).input(In.class);
        var asking = p.yields(p.model("answer", Out.class, Prompt.of("p", "Say it."), p.input()));
        try (var naestro = rig.engine().tools(tool).models(model).build()) {
            naestro.start(calling(tool), new In("a")).await(LONG);
            naestro.start(asking, new In("a")).await(LONG);
        }
        for (var kind :
                Map.of("execute_tool look", "not_found", "chat m", "billing").entrySet()) {
            var span = rig.span(kind.getKey());
            assertThat(Rig.attribute(span, "error.type")).isEqualTo(kind.getValue());
            assertThat(Rig.attribute(span, "naestro.outcome")).isEqualTo(kind.getValue());
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        }
        assertThat(rig.spans().toString()).doesNotContain("Ada");
    }

    @Test
    void contents_are_shown_if_the_host_wants_it_but_secrets_never() {
        var tool = ScriptedTool.named("look", In.class, Out.class)
                .repeat(Repeat.PURE)
                .contract(contract -> contract.label("/text", Label.SECRET))
                .returns(new Out("the key"));
        var model = ScriptedModel.named("m").saysJson(new Out("An answer."));
        var p = Plan.named("both", 1).input(In.class);
        var looked = p.tool("look", tool, p.input());
        var plan = p.yields(p.model("answer", Out.class, Prompt.of("p", "Say it."), p.input())
                .after(looked));
        try (var naestro = rig.engine()
                .observer(rig.observer.withContents())
                .tools(tool)
                .models(model)
                .build()) {
            naestro.start(plan, new In("a question")).await(LONG).orThrow();
        }
        var call = rig.span("execute_tool look");
        assertThat(Rig.attribute(call, "gen_ai.tool.call.arguments")).isEqualTo("{\"text\":\"a question\"}");
        assertThat(Rig.attribute(call, "gen_ai.tool.call.result")).isEqualTo("{\"text\":\"[hidden]\"}");
        var chat = rig.span("chat m");
        assertThat(Rig.attribute(chat, "gen_ai.input.messages"))
                .startsWith("[{\"role\":\"user\"")
                .contains("a question");
        assertThat(Rig.attribute(chat, "gen_ai.output.messages"))
                .contains("assistant")
                .contains("An answer.");
        assertThat(rig.spans().toString()).doesNotContain("the key");
    }

    private static Actor actor() {
        return new Actor(Principal.HOST, null, "work", "", "", Mode.AUTO, null);
    }

    private static Effect.ModelCall chat(Json content) {
        return Effect.ModelCall.of(
                actor(),
                ScriptedModel.named("m").card(),
                Payload.of(content, Origin.USER),
                Rig.DIGEST,
                new Spend(null, 100, 1));
    }

    private ObservedRun observed(MicrometerObserver observer) {
        var accepted = RunEvent.RunAccepted.of(RunKey.of("k"), Principal.HOST, Mode.AUTO, "memo@1", Rig.DIGEST);
        return (ObservedRun) observer.run(new RunId(new UUID(0, 1)), accepted, List.of());
    }

    @Test
    void contents_have_an_end_and_calls_without_a_result_show_none() {
        var run = observed(rig.observer.withContents());
        run.begin("");
        var call = run.call(chat(Json.of("x".repeat(20_000))), "work", 1);
        call.ended(null, null, Spend.NOTHING);
        call.close();
        var tool = new Effect.ToolCall(
                actor(),
                new Doing("look", context -> "").contract(),
                Payload.of(Json.of("a"), Origin.USER).labeled(Map.of(Pointer.ROOT, Set.of(Label.SECRET))),
                List.of(),
                Rig.DIGEST,
                Spend.NOTHING);
        try (var span = run.call(tool, "work", 1)) {
            span.ended(null, null, Spend.NOTHING);
        }
        run.end(null);
        assertThat(Rig.attribute(rig.span("chat m"), "gen_ai.input.messages"))
                .hasSizeBetween(16_384, 16_500)
                .contains("x…");
        assertThat(Rig.attribute(rig.span("chat m"), "gen_ai.output.messages")).isNull();
        assertThat(Rig.attribute(rig.span("execute_tool look"), "gen_ai.tool.call.arguments"))
                .isEqualTo("\"[hidden]\"");
        assertThat(Rig.attribute(rig.span("execute_tool look"), "gen_ai.tool.call.result"))
                .isNull();
    }

    @Test
    void a_call_belongs_to_its_run_whatever_else_its_thread_is_in() {
        var run = observed(rig.observer);
        run.begin("");
        var alien = Observation.start("alien", rig.observations);
        alien.scoped(() -> run.call(chat(Json.NULL), "work", 1).close());
        alien.stop();
        run.end(new RunEvent.RunDone(Rig.DIGEST));
        assertThat(rig.span("chat m").getParentSpanId())
                .isEqualTo(rig.span("invoke_workflow memo@1").getSpanId());
    }

    @Test
    void effects_that_are_no_calls_have_no_span() {
        var memory = new Effect.MemoryAccess(actor(), new MemoryScope("default", "runs", ""), true);
        assertThat(observed(rig.observer).call(memory, "", 1)).isSameAs(Span.NONE);
    }

    @Test
    void without_tracing_there_are_timers_and_no_traces() {
        var plain = ObservationRegistry.create();
        plain.observationConfig().observationHandler(context -> true);
        for (var registry : List.of(ObservationRegistry.NOOP, plain)) {
            var tool = new Doing("look", ToolContext::trace);
            var observer = MicrometerObserver.of(registry, new SimpleMeterRegistry());
            try (var naestro = rig.engine().observer(observer).tools(tool).build()) {
                var run = naestro.start(calling(tool), new In("a"));
                assertThat(run.await(LONG).orThrow()).isEqualTo(new Out(""));
                assertThat(run.events(0, 100)).noneMatch(event -> event.event() instanceof RunEvent.RunTraced);
            }
        }
    }

    @Test
    void spans_that_nobody_could_name_have_no_trace_and_those_that_are_not_kept_say_so() {
        var nameless = ObservationRegistry.create();
        nameless.observationConfig().observationHandler(new DefaultTracingObservationHandler(Tracer.NOOP));
        assertThat(TraceParent.of(Observation.start("a", nameless))).isEmpty();
        var empty = Observation.start("a", nameless);
        empty.getContext().put(TracingContext.class, new TracingContext());
        assertThat(TraceParent.of(empty)).isEmpty();
        var never = SdkTracerProvider.builder().setSampler(Sampler.alwaysOff()).build();
        var tracer = new OtelTracer(never.get("test"), new OtelCurrentTraceContext(), event -> {});
        var unkept = ObservationRegistry.create();
        unkept.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
        assertThat(TraceParent.of(Observation.start("a", unkept))).endsWith("-00");
    }

    @Test
    void a_trace_parent_that_is_none_is_no_link() {
        assertThat(TraceParent.read("00-" + TRACE + "-b7ad6b7169203331-01", rig.tracer))
                .hasValueSatisfying(context -> assertThat(context.traceId()).isEqualTo(TRACE));
        assertThat(TraceParent.read("00-" + TRACE + "-b7ad6b7169203331-00", rig.tracer))
                .hasValueSatisfying(context -> assertThat(context.sampled()).isFalse());
        assertThat(TraceParent.read("nonsense", rig.tracer)).isEmpty();
    }
}
