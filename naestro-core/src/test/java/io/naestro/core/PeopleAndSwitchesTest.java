package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Effect;
import io.naestro.effect.Resource;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanBuilder;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Obligation;
import io.naestro.policy.Principal;
import io.naestro.policy.Verdict;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.testkit.ScriptedTool;
import io.naestro.testkit.VirtualTime;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people decide: modes, approvals, access inside tools, cancel and the kill switches. */
class PeopleAndSwitchesTest {
    private final World world = new World(13);
    private final ScriptedTool<String, String> acting = ScriptedTool.named("act", String.class, String.class)
            .repeat(Repeat.KEYED)
            .contract(contract -> contract.touches(Touch.FILES_WRITE))
            .returnsAlways("acted");
    private final ScriptedTool<String, String> pure = ScriptedTool.named("pure", String.class, String.class)
            .repeat(Repeat.PURE)
            .returnsAlways("seen");

    private Plan<String, String> twice() {
        var p = Plan.named("p", 1).input(String.class);
        var one = p.tool("one", acting, p.input());
        var two = p.tool("two", acting, one);
        return two.yields(two);
    }

    private static TestPolicy asking() {
        return TestPolicy.of(effect -> effect instanceof Effect.ToolCall ? Verdict.ASK : Verdict.ALLOW);
    }

    private static Digest other() {
        return TestPolicy.DIGEST;
    }

    private static StopCause stopped(RunResult<?> result) {
        assertThat(result).isInstanceOf(RunResult.Stopped.class);
        return ((RunResult.Stopped<?>) result).cause();
    }

    @Test
    void guide_suggests_and_does_nothing() {
        var p = Plan.named("p", 1).input(String.class);
        var look = p.tool("look", pure, p.input());
        var act = p.tool("act", acting, look);
        var after = p.tool("after", pure, act);
        try (var naestro = world.builder().mode(Mode.GUIDE).tools(acting, pure).build()) {
            var run = naestro.start(after.yields(after), "in");
            assertThat(world.settle(run)).isInstanceOfSatisfying(RunResult.Done.class, done -> {
                assertThat(done.value()).isNull();
                assertThat(done.suggestions()).hasSize(1);
                assertThat(done.suggestions().getFirst().toString()).contains("seen");
            });
            assertThat(World.events(run, RunEvent.StepSkipped.class)).hasSize(1);
            assertThat(acting.calls()).isEmpty();
            assertThat(pure.calls()).hasSize(1);
        }
    }

    @Test
    void copilot_asks_for_each_call_until_the_run_is_granted() {
        try (var naestro = world.builder().mode(Mode.COPILOT).tools(acting).build()) {
            var run = naestro.start(twice(), "in");
            world.scheduler.runFor(Duration.ofSeconds(1));
            assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
            var question = naestro.approvals().open("default").getFirst();
            naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, Principal.by("bob"));
            world.scheduler.runFor(Duration.ofSeconds(1));
            assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
            assertThat(acting.calls()).hasSize(1);
            var other = naestro.start(twice(), "in");
            world.scheduler.runFor(Duration.ofSeconds(1));
            var whole = naestro.approvals().open("default").stream()
                    .filter(open -> open.run().equals(other.id()))
                    .findFirst()
                    .orElseThrow();
            naestro.approvals().grant(whole.id(), whole.digest(), Grant.THIS_RUN, Principal.by("bob"));
            assertThat(world.settle(other).orThrow()).isEqualTo("acted");
        }
    }

    @Test
    void a_grant_for_a_time_does_not_outlast_it() {
        var policy = TestPolicy.of(effect -> Verdict.ASK);
        try (var naestro = world.builder().policy(policy).tools(acting).build()) {
            var p = Plan.named("p", 1).input(String.class);
            var one = p.tool("one", acting, p.input());
            PlanBuilder.Handle<String, ?> pause = p.approval("pause", one);
            var two = p.tool("two", acting, one).after(pause);
            var run = naestro.start(two.yields(two), "in");
            world.scheduler.runFor(Duration.ofSeconds(1));
            var question = naestro.approvals().open("default").getFirst();
            var until = new Grant(Grant.Scope.RUN, VirtualTime.START.plusSeconds(60));
            naestro.approvals().grant(question.id(), question.digest(), until, Principal.by("bob"));
            world.scheduler.runFor(Duration.ofSeconds(61));
            var pausing = naestro.approvals().open("default").getFirst();
            naestro.approvals().grant(pausing.id(), pausing.digest(), Grant.THIS_CALL, Principal.by("bob"));
            world.scheduler.runFor(Duration.ofSeconds(1));
            assertThat(naestro.approvals().open("default"))
                    .extracting(open -> open.step())
                    .containsExactly("two");
        }
    }

    @Test
    void an_answer_counts_only_if_it_is_of_the_right_person_for_what_was_seen_in_time() {
        var two = new Obligation.ApproverObligation("boss", true, 2, Duration.ofHours(1));
        try (var naestro =
                world.builder().policy(asking().obliging(two)).tools(acting).build()) {
            var p = Plan.named("p", 1).input(String.class);
            var step = p.tool("one", acting, p.input());
            var plan = step.yields(step);
            var run = naestro.start(
                    plan, "in", RunKey.of("k"), Principal.by("ann").with("boss"));
            world.scheduler.runFor(Duration.ofSeconds(1));
            var it = naestro.approvals();
            var question = it.open("default").getFirst();
            var bob = Principal.by("bob").with("boss");
            assertThat(it.grant("nothing", question.digest(), Grant.THIS_CALL, bob))
                    .isInstanceOf(ApprovalAnswer.UnknownAnswer.class);
            assertThat(it.grant(question.id(), other(), Grant.THIS_CALL, bob))
                    .isInstanceOf(ApprovalAnswer.StaleAnswer.class);
            assertThat(it.grant(question.id(), question.digest(), Grant.THIS_CALL, Principal.by("eve")))
                    .isInstanceOf(ApprovalAnswer.NotAuthorizedAnswer.class);
            assertThat(it.grant(question.id(), question.digest(), Grant.THIS_CALL, bob.of("elsewhere")))
                    .isInstanceOf(ApprovalAnswer.UnknownAnswer.class);
            assertThat(it.grant(
                            question.id(),
                            question.digest(),
                            Grant.THIS_CALL,
                            Principal.by("ann").with("boss")))
                    .isInstanceOf(ApprovalAnswer.NotAuthorizedAnswer.class);
            assertThat(it.grant(question.id(), question.digest(), Grant.THIS_CALL, bob))
                    .isInstanceOf(ApprovalAnswer.PartialAnswer.class);
            world.scheduler.runFor(Duration.ofSeconds(1));
            assertThat(acting.calls()).isEmpty();
            assertThat(it.grant(
                            question.id(),
                            question.digest(),
                            Grant.THIS_RUN,
                            Principal.by("cyd").with("boss")))
                    .isInstanceOf(ApprovalAnswer.GrantedAnswer.class);
            assertThat(world.settle(run).orThrow()).isEqualTo("acted");
            var late = naestro.start(plan, "in", RunKey.of("late"), Principal.by("ann"));
            assertThat(stopped(world.settle(late))).isEqualTo(StopCause.EXPIRED);
            var elsewhere = naestro.start(
                    plan, "in", RunKey.of("k"), Principal.by("ann").of("elsewhere"));
            assertThat(elsewhere.id()).isNotEqualTo(run.id());
            assertThat(naestro.runs()
                            .find("elsewhere", RunKey.of("k"))
                            .orElseThrow()
                            .id())
                    .isEqualTo(elsewhere.id());
        }
    }

    @Test
    void a_refusal_stops_the_run_with_its_reason() {
        try (var naestro = world.builder().policy(asking()).tools(acting).build()) {
            var run = naestro.start(twice(), "in");
            world.scheduler.runFor(Duration.ofSeconds(1));
            var question = naestro.approvals().open("default").getFirst();
            naestro.approvals().refuse(question.id(), question.digest(), "not today", Principal.by("bob"));
            var result = world.settle(run);
            assertThat(stopped(result)).isEqualTo(StopCause.DENIED);
            assertThat(((RunResult.Stopped<?>) result).reason()).contains("not today");
        }
    }

    @Test
    void cancel_halt_and_quarantine_stop_with_what_was_reached() {
        try (var naestro = world.builder().tools(acting, pure).build()) {
            var p = Plan.named("p", 1).input(String.class);
            var one = p.tool("one", pure, p.input());
            PlanBuilder.Handle<String, ?> ok = p.approval("ok", one);
            var plan = ok.yields(one);
            var cancelled = naestro.start(plan, "in");
            var halted = naestro.start(plan, "in");
            world.scheduler.runFor(Duration.ofSeconds(1));
            cancelled.cancel("enough");
            cancelled.cancel("again");
            var result = (RunResult.Stopped<String>) cancelled.poll();
            assertThat(result.cause()).isEqualTo(StopCause.CANCELLED);
            assertThat(result.partial()).containsEntry("one", Json.of("seen"));
            naestro.halt("fire");
            assertThat(stopped(halted.poll())).isEqualTo(StopCause.HALTED);
            assertThat(stopped(world.settle(naestro.start(plan, "in")))).isEqualTo(StopCause.HALTED);
            naestro.release();
            naestro.quarantine("tool:pure");
            assertThat(stopped(world.settle(naestro.start(plan, "in")))).isEqualTo(StopCause.DENIED);
            naestro.lift("tool:pure");
            var last = naestro.start(plan, "in");
            last.cancel("while its call is under way");
            assertThat(stopped(world.settle(last))).isEqualTo(StopCause.CANCELLED);
            assertThat(naestro.runs().find(new RunId(UUID.randomUUID()))).isEmpty();
            assertThat(naestro.runs().events(last.id(), 0, 1)).hasSize(1);
        }
    }

    @Test
    void a_policy_that_denies_stops_and_says_what_would_help() {
        try (var naestro = world.builder()
                .policy(TestPolicy.of(effect -> Verdict.DENY))
                .tools(pure)
                .build()) {
            var p = Plan.named("p", 1).input(String.class);
            var one = p.tool("one", pure, p.input());
            var result = world.settle(naestro.start(one.yields(one), "in"));
            assertThat(stopped(result)).isEqualTo(StopCause.DENIED);
            assertThat(((RunResult.Stopped<?>) result).reason()).contains("ask the test");
        }
    }

    @Test
    void files_inside_a_tool_are_allowed_denied_or_asked_about(@TempDir Path folder) throws IOException {
        for (var repeat : Repeat.values()) {
            for (var verdict : Verdict.values()) {
                var own = new World(1);
                var data = Files.createDirectories(folder.resolve(repeat + "-" + verdict));
                Files.writeString(data.resolve("in"), "secret");
                var reader = new Reader(repeat, Touch.FILES_READ);
                var policy = TestPolicy.of(effect -> effect instanceof Effect.Access ? verdict : Verdict.ALLOW);
                try (var naestro = own.builder()
                        .tools(reader)
                        .folder("data", data)
                        .policy(policy)
                        .build()) {
                    var p = Plan.named("p", 1).input(String.class);
                    var a = p.tool("a", reader, p.value("data:/in"));
                    var b = p.tool("b", reader, p.value("data:/in"));
                    var run = naestro.start(p.yields(p.list(String.class, java.util.List.of(a, b))), "in");
                    own.scheduler.runFor(Duration.ofSeconds(5));
                    var result = run.poll();
                    if (verdict == Verdict.ASK && repeat != Repeat.ONCE) {
                        assertThat(naestro.approvals().open("default")).hasSize(2);
                        for (var question : naestro.approvals().open("default")) {
                            naestro.approvals()
                                    .grant(question.id(), question.digest(), Grant.THIS_CALL, Principal.by("bob"));
                        }
                        result = own.settle(run);
                    }
                    if (verdict == Verdict.DENY || (verdict == Verdict.ASK && repeat == Repeat.ONCE)) {
                        assertThat(result)
                                .isInstanceOfSatisfying(
                                        RunResult.Failed.class,
                                        failed -> assertThat(HostilePluginTest.kind(failed.cause()))
                                                .isEqualTo("DENIED"));
                    } else {
                        assertThat(result.orThrow()).isEqualTo(java.util.List.of("secret", "secret"));
                        assertThat(World.events(run, RunEvent.AccessSummary.class)
                                        .getLast()
                                        .used())
                                .isNotEmpty();
                    }
                }
            }
        }
    }

    @Test
    void what_the_contract_does_not_declare_is_denied(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("in"), "secret");
        var reader = new Reader(Repeat.PURE, Touch.HTTP);
        try (var naestro = world.builder().tools(reader).folder("data", folder).build()) {
            var p = Plan.named("p", 1).input(String.class);
            for (var place : new String[] {"data:/in", "process", "secret", "http"}) {
                var a = Plan.named("p", 1).input(String.class);
                var step = a.tool("a", reader, a.value(place));
                var run = naestro.start(step.yields(step), "in");
                assertThat(world.settle(run)).isInstanceOf(RunResult.Failed.class);
            }
            assertThat(p).isNotNull();
        }
    }

    /** Reads what its argument names. */
    private record Reader(Repeat repeat, Touch touch) implements Tool<String, String> {
        @Override
        public ToolContract<String, String> contract() {
            return ToolContract.named("reader", String.class, String.class)
                    .description("reads")
                    .repeat(repeat)
                    .touches(touch)
                    .build();
        }

        @Override
        public ToolResult<String> call(String place, ToolContext context) {
            assertThat(context.cancelled()).isFalse();
            assertThat(context.trace()).isEmpty();
            assertThat(context.principal()).isEqualTo(Principal.HOST);
            context.sink().accept(Json.NULL);
            try {
                return switch (place) {
                    case "process" ->
                        ToolResult.of(context.processes()
                                .run(ToolContext.ProcessRequest.of("data:/", "/bin/ls"))
                                .toString());
                    case "secret" ->
                        ToolResult.of(
                                context.secrets().lease("s", "example.com").toString());
                    case "http" ->
                        ToolResult.of(context.http()
                                .send(ToolContext.HttpRequest.get("http://127.0.0.1:1/", 10))
                                .toString());
                    default -> ToolResult.of(new String(context.files().read(place, 100), StandardCharsets.UTF_8));
                };
            } catch (IOException e) {
                return ToolResult.failed(ToolFailure.Kind.FAULT, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Keeps the import of resources meaningful: an access is an effect on a resource. */
    @Test
    void an_access_names_its_resource() {
        assertThat(new Resource.FileResource(Resource.Operation.READ, "data:/in").acts())
                .isFalse();
    }
}
