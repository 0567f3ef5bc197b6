package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.journal.FileJournal;
import io.naestro.json.Json;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanBuilder;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.Grant;
import io.naestro.policy.Principal;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunSummary;
import io.naestro.run.Upgrades;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run outlives the process that drives it. */
@Timeout(180)
class CrashTest {
    private static final int KILLS = 10;

    @Test
    void a_run_killed_at_random_points_ends_with_every_effect(@TempDir Path folder) throws Exception {
        var random = new Random(20260101);
        var said = new ArrayList<String>();
        for (int i = 0; i < KILLS; i++) {
            said.addAll(drive(folder, 1 + random.nextInt(7)));
            assertThat(said).doesNotContain("done");
            checkWhatIsWritten(folder);
        }
        said.addAll(drive(folder, Integer.MAX_VALUE));
        assertThat(said).last().isEqualTo("done");
        var effects = effects(folder);
        for (int i = 0; i < CrashProgram.STEPS; i++) {
            assertThat(effects).containsKey("s" + i);
        }
        assertThat(said)
                .filteredOn(line -> line.startsWith("asked "))
                .isNotEmpty()
                .allMatch(line -> CrashProgram.repeat(Integer.parseInt(line.substring(7))) == Repeat.ONCE);
        checkWhatIsWritten(folder);
    }

    /** Lets a process go on from point to point and kills it, still at work, at the last; what it said. */
    private static List<String> drive(Path folder, int points) throws IOException, InterruptedException {
        var said = new ArrayList<String>();
        var child = start(folder);
        var reached = 0;
        try (var lines = child.inputReader();
                var go = child.getOutputStream()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (!line.startsWith("at ")) {
                    continue;
                }
                if (++reached == points) {
                    child.toHandle().destroyForcibly(); // its output can still be read to the end
                } else if (reached < points) {
                    go.write(1);
                    go.flush();
                }
            }
        }
        child.waitFor();
        return said;
    }

    /** Outcomes are never written twice; what ran twice had an open intent; a ONCE step only after a person agreed. */
    private static void checkWhatIsWritten(Path folder) {
        var effects = effects(folder);
        try (var naestro = CrashProgram.open(folder)) {
            var found = naestro.runs().find(CrashProgram.KEY);
            if (found.isEmpty()) {
                assertThat(effects).isEmpty();
                return;
            }
            var outcomes = new HashMap<String, Integer>();
            var intents = new HashMap<String, Integer>();
            var granted = new HashMap<String, Integer>();
            Set<String> ended = new HashSet<>();
            for (var recorded : naestro.runs().events(found.get().id(), 0, 100_000)) {
                switch (recorded.event()) {
                    case RunEvent.StepIntent intent -> {
                        assertThat(ended).doesNotContain(intent.step());
                        intents.merge(intent.step(), 1, Integer::sum);
                    }
                    case RunEvent.StepOutcome outcome -> {
                        ended.add(outcome.step());
                        outcomes.merge(outcome.step(), 1, Integer::sum);
                    }
                    case RunEvent.ApprovalAnswered answered -> granted.merge(answered.step(), 1, Integer::sum);
                    default -> {
                        // not about calls
                    }
                }
            }
            assertThat(outcomes.values()).allMatch(times -> times == 1);
            effects.forEach((step, times) -> {
                var repeat = CrashProgram.repeat(Integer.parseInt(step.substring(1)));
                if (repeat != Repeat.PURE) { // the intent of a pure call may be lost with the process
                    assertThat(times).as(step).isLessThanOrEqualTo(intents.getOrDefault(step, 0));
                }
                if (repeat == Repeat.ONCE) {
                    assertThat(times).as(step).isLessThanOrEqualTo(1 + granted.getOrDefault(step, 0));
                }
            });
        }
    }

    private static Map<String, Integer> effects(Path folder) {
        var effects = new HashMap<String, Integer>();
        try {
            var file = folder.resolve("effects");
            for (var line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                effects.merge(line, 1, Integer::sum);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return effects;
    }

    private static Process start(Path folder) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashProgram.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void a_second_instance_grants_what_the_first_asked(@TempDir Path folder) {
        var world = new World(1);
        var tool = ScriptedTool.named("t", String.class, String.class)
                .repeat(Repeat.PURE)
                .returnsAlways("fine");
        var p = Plan.named("p", 1).input(String.class);
        var step = p.tool("t", tool, p.input());
        PlanBuilder.Handle<String, ?> ok = p.approval("ok", step);
        var plan = ok.yields(step);
        var key = RunKey.of("k");
        io.naestro.run.RunId id;
        try (var first =
                world.builder().tools(tool).journal(FileJournal.at(folder)).build()) {
            var run = first.start(plan, "in", key, Principal.HOST);
            id = run.id();
            world.scheduler.runFor(Duration.ofSeconds(1));
            assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
        }
        var next = new World(2);
        try (var second =
                next.builder().tools(tool).journal(FileJournal.at(folder)).build()) {
            assertThat(second.runs().find(key).orElseThrow().state().name()).isEqualTo("WAITING");
            var question = second.approvals().open("default").getFirst();
            assertThat(question.shown()).isEqualTo(Json.object().with("t", Json.of("fine")));
            assertThat(second.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, Principal.by("bob")))
                    .isInstanceOf(ApprovalAnswer.GrantedAnswer.class);
            var run = second.start(plan, "in", key, Principal.HOST);
            assertThat(run.id()).isEqualTo(id);
            assertThat(next.settle(run).orThrow()).isEqualTo("fine");
            assertThat(tool.calls()).hasSize(1);
        }
        try (var third = new World(3)
                .builder()
                .tools(tool)
                .journal(FileJournal.at(folder))
                .build()) {
            assertThat(third.resume()).isEmpty();
            var run = third.start(plan, "in", key, Principal.HOST);
            assertThat(run.poll().orThrow()).isEqualTo("fine");
            assertThat(third.runs().list(5)).hasSize(1);
        }
    }

    @Test
    void an_open_call_that_must_not_be_repeated_is_asked_about_and_counts_as_spent(@TempDir Path folder) {
        for (var repeat : Repeat.values()) {
            var own = folder.resolve(repeat.name());
            var world = new World(1);
            var tool = ScriptedTool.named("t", String.class, String.class)
                    .repeat(repeat)
                    .returnsAlways("fine");
            var p = Plan.named("p", 1).input(String.class);
            var step = p.tool("t", tool, p.input());
            var plan = step.yields(step);
            try (var first =
                    world.builder().tools(tool).journal(FileJournal.at(own)).build()) {
                first.start(plan, "in"); // its call is admitted and queued, and the process ends
            }
            var next = new World(2);
            try (var second =
                    next.builder().tools(tool).journal(FileJournal.at(own)).build()) {
                var run = second.resume().getFirst();
                next.scheduler.runFor(Duration.ofSeconds(1));
                var result = run.poll();
                assertThat(World.events(run, RunEvent.RunResumed.class)
                                .getFirst()
                                .open())
                        .containsExactly("t");
                if (repeat == Repeat.ONCE) {
                    assertThat(result).isInstanceOf(RunResult.Waiting.class);
                    assertThat(tool.calls()).isEmpty();
                    var question = second.approvals().open("default").getFirst();
                    second.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, Principal.by("bob"));
                    result = next.settle(run);
                }
                assertThat(result.orThrow()).isEqualTo(Json.of("fine"));
                assertThat(result.spent().calls()).isEqualTo(2);
                assertThat(tool.calls()).hasSize(1);
            }
        }
    }

    @Test
    void a_tool_that_is_gone_after_a_restart_fails_its_step(@TempDir Path folder) {
        var world = new World(1);
        var tool = ScriptedTool.named("t", String.class, String.class).returnsAlways("fine");
        var p = Plan.named("p", 1).input(String.class);
        var step = p.tool("t", tool, p.input());
        try (var first =
                world.builder().tools(tool).journal(FileJournal.at(folder)).build()) {
            first.start(step.yields(step), "in");
        }
        var next = new World(2);
        try (var second = next.builder()
                .journal(FileJournal.at(folder))
                .upgrades(change -> new Upgrades.ContinueAnswer())
                .build()) {
            var taken = second.resume();
            assertThat(taken).singleElement().extracting(Run::poll).isInstanceOf(RunResult.Failed.class);
            assertThat(second.resume())
                    .as("it failed as soon as it was taken up")
                    .isEmpty();
            var run = second.runs().list(1).getFirst();
            assertThat(run.state()).isEqualTo(RunSummary.State.FAILED);
            assertThat(second.runs().events(run.id(), 0, 100).getLast().event().toString())
                    .contains("not registered");
        }
    }
}
