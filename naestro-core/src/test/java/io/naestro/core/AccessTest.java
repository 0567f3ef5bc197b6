package io.naestro.core;

import static io.naestro.policy.Principal.by;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.core.access.AccessGuard;
import io.naestro.effect.Effect;
import io.naestro.effect.Resource;
import io.naestro.json.Json;
import io.naestro.plan.Plan;
import io.naestro.policy.Grant;
import io.naestro.policy.Obligation;
import io.naestro.policy.Rate;
import io.naestro.policy.Verdict;
import io.naestro.run.FailureCause;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a tool does inside its call goes through the policy as well, use by use. */
class AccessTest {
    record In(String text) {}

    record Out(String text) {}

    /** The body of a tool. */
    @FunctionalInterface
    interface Body {
        String run(In in, ToolContext context) throws IOException;
    }

    private record Touching(ToolContract<In, Out> contract, Body body) implements Tool<In, Out> {
        @Override
        public ToolResult<Out> call(In input, ToolContext context) {
            try {
                return ToolResult.of(new Out(body.run(input, context)));
            } catch (IOException e) {
                return ToolResult.failed(ToolFailure.Kind.FAULT, e.toString());
            }
        }
    }

    @TempDir
    Path folder;

    private final World world = new World(13);
    private final List<Effect.Access> asked = new ArrayList<>();
    private Verdict verdict = Verdict.ALLOW;
    private Obligation[] onCalls = {};
    private Obligation[] onUses = {};

    private Naestro naestro;
    private int calls;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "hello");
    }

    private Run<Out> run(Repeat repeat, Body body, Touch... touches) {
        var contract = ToolContract.named("touch", In.class, Out.class)
                .repeat(repeat)
                .touches(touches)
                .build();
        var tool = new Touching(contract, (in, context) -> {
            calls++;
            return body.run(in, context);
        });
        naestro = world.builder()
                .tools(tool)
                .folder("data", folder)
                .policy(TestPolicy.of(effect -> {
                            if (effect instanceof Effect.Access access) {
                                asked.add(access);
                                return verdict;
                            }
                            return Verdict.ALLOW;
                        })
                        .obliging(onCalls)
                        .obligingUses(onUses))
                .build();
        var p = Plan.named("touching", 1).input(In.class);
        var step = p.tool("step", tool, p.input());
        var run = naestro.start(step.yields(step), new In("x"));
        world.scheduler.runReady();
        return run;
    }

    private static String read(In in, ToolContext context) throws IOException {
        return new String(context.files().read("data:/a.txt", 100), StandardCharsets.UTF_8);
    }

    private static void assertDenied(Run<?> run, String what, String why) {
        assertThat(run.poll()).isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
            var cause = (FailureCause.ToolCause) failed.cause();
            assertThat(cause.failure().kind()).isEqualTo(ToolFailure.Kind.DENIED);
            assertThat(cause.failure().message())
                    .contains("not allowed: " + what)
                    .doesNotContain(why);
        });
        var summary = World.events(run, RunEvent.AccessSummary.class).getFirst();
        assertThat(summary.used()).isEmpty();
        assertThat(summary.denied())
                .hasSize(1)
                .first()
                .asString()
                .startsWith(what)
                .contains(why);
    }

    @Test
    void a_declared_and_allowed_use_is_made_and_listed_once_with_its_count() {
        var run = run(
                Repeat.PURE,
                (in, context) -> {
                    read(in, context);
                    context.files().list("data:/", 10);
                    return read(in, context);
                },
                Touch.FILES_READ);
        assertThat(run.poll().orThrow()).isEqualTo(new Out("hello"));
        assertThat(World.events(run, RunEvent.AccessSummary.class))
                .containsExactly(new RunEvent.AccessSummary(
                        "step", 1, List.of("READ data:/a.txt (2 times)", "LIST data:/"), List.of()));
        assertThat(asked)
                .extracting(Effect.Access::resource)
                .contains(new Resource.FileResource(Resource.Operation.READ, "data:/a.txt"));
        assertThat(asked).allSatisfy(access -> {
            assertThat(access.within()).isNotNull();
            assertThat(access.within().input().value()).isEqualTo(Json.object().with("text", "x"));
            assertThat(access.actor().at()).isNotNull();
        });
    }

    @Test
    void a_duty_on_a_use_is_kept_where_the_call_was_taken_under_it() {
        var size = new Obligation.SizeObligation(1000);
        onCalls = new Obligation[] {size};
        onUses = new Obligation[] {size, new Obligation.ApproverObligation("", false, 1, Duration.ofHours(1))};
        var run = run(Repeat.PURE, AccessTest::read, Touch.FILES_READ);
        assertThat(run.poll().orThrow()).isEqualTo(new Out("hello"));
    }

    @Test
    void a_duty_on_a_use_alone_is_counted_by_nobody_and_denies_it() {
        onUses = new Obligation[] {new Obligation.RateObligation("rule:a", Rate.perMinute(1))};
        var run = run(Repeat.PURE, AccessTest::read, Touch.FILES_READ);
        assertDenied(run, "READ data:/a.txt", "its call was not taken under RateObligation");
    }

    @Test
    void a_table_is_used_where_the_contract_declares_databases() {
        var table = new Resource.DatabaseResource(Resource.Operation.READ, "crm", "customer");
        Body query = (in, context) -> {
            ((AccessGuard) context).check(table, () -> Json.Obj.EMPTY);
            return "";
        };
        var run = run(Repeat.PURE, query, Touch.DATABASES);
        assertThat(World.events(run, RunEvent.AccessSummary.class))
                .containsExactly(new RunEvent.AccessSummary("step", 1, List.of("READ crm customer"), List.of()));
    }

    @Test
    void a_use_that_the_contract_does_not_declare_is_denied_without_asking_the_policy() {
        assertDenied(
                run(Repeat.PURE, AccessTest::read, Touch.FILES_WRITE, Touch.HTTP),
                "READ data:/a.txt",
                "does not declare FILES_READ");
        assertThat(asked).isEmpty();
    }

    @Test
    void a_use_that_the_policy_denies_is_not_made() {
        verdict = Verdict.DENY;
        var run = run(
                Repeat.IDEMPOTENT,
                (in, context) -> {
                    context.files().write("data:/b.txt", new byte[1]);
                    return "";
                },
                Touch.FILES_WRITE);
        assertDenied(run, "WRITE data:/b.txt", "the test says so");
        assertThat(folder.resolve("b.txt")).doesNotExist();
    }

    @Test
    void a_host_is_behind_the_policy_too() {
        verdict = Verdict.DENY;
        var run = run(
                Repeat.PURE,
                (in, context) -> context.http()
                        .send(ToolContext.HttpRequest.get("https://example.com/x", 100))
                        .toString(),
                Touch.HTTP);
        assertDenied(run, "GET https://example.com:443/x", "the test says so");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_program_is_behind_the_policy_too() throws IOException {
        var shell = Path.of("/bin/sh").toRealPath();
        var run = run(Repeat.IDEMPOTENT, AccessTest::greet, Touch.PROCESSES);
        assertThat(run.poll().orThrow()).isEqualTo(new Out("hello"));
        assertThat(asked)
                .extracting(Effect.Access::resource)
                .containsExactly(new Resource.ProcessResource(shell.toString()));
        verdict = Verdict.DENY;
        assertDenied(run(Repeat.IDEMPOTENT, AccessTest::greet, Touch.PROCESSES), "start " + shell, "the test says so");
        assertDenied(
                run(Repeat.IDEMPOTENT, AccessTest::greet, Touch.HTTP),
                "start " + shell,
                "the tool's contract does not declare PROCESSES");
    }

    private static String greet(In in, ToolContext context) throws IOException {
        var request = ToolContext.ProcessRequest.of("data:/", "/bin/sh", "-c", "printf hello");
        return new String(context.processes().run(request).output(), StandardCharsets.UTF_8);
    }

    @Test
    void secrets_are_refused_whatever_is_declared() {
        assertDenied(
                run(
                        Repeat.PURE,
                        (in, context) -> context.secrets()
                                .lease("key", "https://example.com")
                                .toString(),
                        Touch.SECRETS),
                "secret key for https://example.com",
                "this engine leases no secrets");
    }

    @Test
    void a_use_that_needs_a_person_suspends_the_step_and_the_call_is_made_again_after_the_answer() {
        verdict = Verdict.ASK;
        var run = run(Repeat.IDEMPOTENT, AccessTest::read, Touch.FILES_READ);
        assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
        var question = naestro.approvals().open("default").getFirst();
        assertThat(question.title()).isEqualTo("READ data:/a.txt");
        assertThat(((Json.Obj) question.shown()).get("tool")).contains(Json.of("touch@1"));
        naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));
        world.scheduler.runReady();
        assertThat(run.poll().orThrow()).isEqualTo(new Out("hello"));
        assertThat(calls).isEqualTo(2);
        assertThat(run.poll().spent().calls()).isEqualTo(2);
    }

    @Test
    void an_agreement_holds_for_what_was_shown_and_not_for_other_content() {
        verdict = Verdict.ASK;
        var content = new String[] {"harmless"};
        var run = run(
                Repeat.IDEMPOTENT,
                (in, context) -> {
                    context.files().write("data:/new.txt", content[0].getBytes(UTF_8));
                    return "written";
                },
                Touch.FILES_WRITE);
        var question = naestro.approvals().open("default").getFirst();
        assertThat(JsonText.write(question.shown())).contains("\"start\":\"harmless\"");
        content[0] = "something else";
        naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));
        world.scheduler.runReady();
        assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
        assertThat(folder.resolve("new.txt")).doesNotExist();
        var second = naestro.approvals().open("default").getFirst();
        assertThat(second.digest()).isNotEqualTo(question.digest());
        naestro.approvals().grant(second.id(), second.digest(), Grant.THIS_CALL, by("bob"));
        world.scheduler.runReady();
        assertThat(run.poll().orThrow()).isEqualTo(new Out("written"));
        assertThat(folder.resolve("new.txt")).hasContent("something else");
    }

    @Test
    void a_tool_that_hides_the_refusal_is_suspended_all_the_same() {
        verdict = Verdict.ASK;
        var run = run(
                Repeat.PURE,
                (in, context) -> {
                    try {
                        return read(in, context);
                    } catch (RuntimeException e) {
                        return "made up";
                    }
                },
                Touch.FILES_READ);
        assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
    }

    @Test
    void a_call_that_must_not_be_repeated_cannot_be_suspended_in_the_middle() {
        verdict = Verdict.ASK;
        assertDenied(
                run(Repeat.ONCE, AccessTest::read, Touch.FILES_READ),
                "READ data:/a.txt",
                "in the middle of a call that must not be repeated");
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void the_lists_of_uses_and_denials_are_bounded() {
        var run = run(
                Repeat.PURE,
                (in, context) -> {
                    for (int i = 0; i < 120; i++) {
                        Files.writeString(folder.resolve("f" + i), "x");
                        context.files().read("data:/f" + i, 10);
                        try {
                            context.files().write("data:/g" + i, new byte[1]);
                        } catch (RuntimeException e) {
                            continue;
                        }
                    }
                    context.files().read("data:/f0", 10);
                    return "";
                },
                Touch.FILES_READ);
        var summary = World.events(run, RunEvent.AccessSummary.class).getFirst();
        assertThat(summary.used()).hasSize(100).first().isEqualTo("READ data:/f0 (2 times)");
        assertThat(summary.denied()).hasSize(100);
    }

    @Test
    void a_tool_sees_on_whose_behalf_and_until_when_it_is_called() {
        var run = run(Repeat.PURE, (in, context) -> {
            assertThat(context.deadline()).isAfter(world.time.now());
            assertThat(context.cancelled()).isFalse();
            assertThat(context.trace()).isEmpty();
            assertThat(context.idempotencyKey()).endsWith("/step");
            context.sink().accept(Json.NULL);
            return context.principal().id();
        });
        assertThat(run.poll().orThrow()).isEqualTo(new Out("host"));
        assertThat(World.events(run, RunEvent.AccessSummary.class)).isEmpty();
    }
}
