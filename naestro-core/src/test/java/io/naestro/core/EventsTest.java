package io.naestro.core;

import static io.naestro.core.Folded.ACTION;
import static io.naestro.core.Folded.BOB;
import static io.naestro.core.Folded.POLICY;
import static io.naestro.core.Folded.RESULT;
import static io.naestro.core.Folded.RUN;
import static io.naestro.core.Folded.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.JsonText;
import io.naestro.core.journal.FileJournal;
import io.naestro.core.journal.MemoryJournal;
import io.naestro.effect.Label;
import io.naestro.goal.Money;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.model.Usage;
import io.naestro.plan.PlanProblem;
import io.naestro.plan.ToolRef;
import io.naestro.policy.ConsentReceipt;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.run.FailureCause;
import io.naestro.run.Journal;
import io.naestro.run.Journal.Durability;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.Spend;
import io.naestro.run.Suggestion;
import io.naestro.tool.ToolFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events as this release writes them. The golden journals under {@code src/test/resources/golden} stay as they are for
 * ever: later releases add their own and go on reading these. {@link #main} writes those of a new release.
 */
class EventsTest {
    private static final String RELEASE = "0.1";
    private static final String SEGMENT = "0000000000000000000.log";

    @Test
    void golden_events_have_every_kind_of_event_and_of_failure() {
        assertThat(events().stream().<Class<?>>map(RunEvent::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(RunEvent.class.getPermittedSubclasses());
        var causes = events().stream()
                .filter(RunEvent.StepFailed.class::isInstance)
                .<Class<?>>map(event -> ((RunEvent.StepFailed) event).cause().getClass())
                .collect(Collectors.toSet());
        assertThat(causes).containsExactlyInAnyOrder(FailureCause.class.getPermittedSubclasses());
    }

    @Test
    void are_written_byte_for_byte_as_in_the_golden_journal() throws IOException {
        assertThat(String.join("\n", lines()) + "\n")
                .isEqualTo(new String(golden("events.jsonl"), StandardCharsets.UTF_8));
    }

    @Test
    void are_read_from_the_golden_journal_as_they_were() throws IOException {
        var journal = new MemoryJournal();
        var lines = new String(golden("events.jsonl"), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
        journal.append(journal.claim(RUN), 0, lines, Durability.DURABLE);
        assertThat(new Store(journal).of(RUN).read(0, 1_000)).isEqualTo(recorded());
    }

    @Test
    void of_a_golden_journal_folder_are_read_as_they_were(@TempDir Path folder) throws IOException {
        var old = Files.createDirectories(folder.resolve("old"));
        Files.write(old.resolve(SEGMENT), golden("journal.segment"));
        Files.write(old.resolve("keys"), golden("journal.keys"));
        Files.write(old.resolve("key"), golden("journal.key"));
        try (var journal = FileJournal.at(old)) {
            var store = new Store(journal).of(RUN);
            assertThat(journal.heads()).extracting(Journal.Head::run).containsExactly(RUN);
            assertThat(store.read(0, 1_000)).isEqualTo(recorded());
            assertThat(store.json(io.naestro.base.Digests.of("test/v1", Json.of("content"))))
                    .isEqualTo(Json.of("content"));
        }
        assertThat(Files.readAllBytes(old.resolve(SEGMENT))).isEqualTo(golden("journal.segment"));
    }

    @Test
    void of_an_unknown_kind_are_kept_as_they_are() {
        var json = Json.object().with("kind", "stepTeleported").with("step", "a");
        assertThat(Events.read(json)).isEqualTo(new RunEvent.Other("stepTeleported", json));
    }

    @Test
    void may_have_members_that_this_release_does_not_know() {
        var json = (Json.Obj) JsonText.parse("{\"kind\":\"runRemembered\",\"record\":\"r\",\"mood\":{\"good\":true}}");
        assertThat(Events.read(json)).isEqualTo(new RunEvent.RunRemembered("r"));
    }

    @Test
    void that_are_no_events_are_refused() {
        for (var text : List.of(
                "null", "[]", "{}", "{\"kind\":7}", "{\"kind\":\"approvalAsked\"}", "{\"kind\":\"runRemembered\"}")) {
            assertThatThrownBy(() -> Events.read(JsonText.parse(text))).isInstanceOf(InputException.class);
        }
    }

    /** Writes the golden journals of this release into a folder. */
    public static void main(String... args) throws IOException {
        var folder = Path.of(args[0]);
        write(folder);
        Files.delete(folder.resolve("lock"));
        Files.move(folder.resolve(SEGMENT), folder.resolve("journal.segment"));
        Files.move(folder.resolve("keys"), folder.resolve("journal.keys"));
        Files.move(folder.resolve("key"), folder.resolve("journal.key"));
        Files.writeString(folder.resolve("events.jsonl"), String.join("\n", lines()) + "\n");
    }

    private static void write(Path folder) {
        try (var journal = FileJournal.at(folder)) {
            var store = new Store(journal).of(RUN);
            store.keep("test/v1", Json.of("content"));
            var all = recorded();
            store.append(all.subList(0, 3), Durability.BUFFERED);
            store.append(all.subList(3, all.size()), Durability.DURABLE);
        }
    }

    private static List<String> lines() {
        Journal journal = new MemoryJournal();
        new Store(journal).of(RUN).append(recorded(), Durability.DURABLE);
        return journal.read(RUN, 0, 1_000).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] golden(String name) throws IOException {
        return golden(RELEASE, name);
    }

    private static byte[] golden(String release, String name) throws IOException {
        try (var in = EventsTest.class.getResourceAsStream("/golden/" + release + "/" + name)) {
            return in.readAllBytes();
        }
    }

    private static List<Recorded> recorded() {
        var recorded = new ArrayList<Recorded>();
        for (var event : events()) {
            recorded.add(Folded.recorded(recorded.size(), event));
        }
        return recorded;
    }

    private static List<RunEvent> events() {
        var spent = new Spend(Money.eur("0.0123"), 1_234, 2);
        var route = new Route(
                "decision", "qwen3-32b", "qwen3-32b/high/short", "high", "short", 512, 0.25, List.of("small"));
        var receipt = new ConsentReceipt(
                "q-1.1",
                "q-1",
                ACTION,
                true,
                Grant.until(START),
                BOB.with("lead"),
                START,
                "to pay",
                List.of(Label.PII),
                "console",
                POLICY,
                "ok",
                13);
        var question = Folded.question("q-1", "a", Folded.one(), Grant.THIS_CALL, Grant.until(START));
        var problem = new PlanProblem(PlanProblem.Kind.CYCLE, "a", "input", "it reads itself", "read another step");
        var events = new ArrayList<RunEvent>(List.of(
                new RunEvent.RunAccepted(
                        RunKey.of("kyc-4711"),
                        BOB.of("acme").with("clerk"),
                        Mode.AUTO,
                        "Größe 漢字 \"quoted\"",
                        Folded.digest("goal"),
                        Folded.digest("input"),
                        START.plusMillis(1),
                        Json.object().with("policy", POLICY.value())),
                new RunEvent.PlanAdopted(0, Folded.digest("plan"), "", Map.of("fs.read@1", ACTION)),
                new RunEvent.UpgradeAccepted(Map.of("fs.read@1", RESULT)),
                new RunEvent.MapExpanded("all", 3),
                new RunEvent.StepSkipped("b", "its guard is false"),
                new RunEvent.StepRouted("a", 1, route),
                new RunEvent.EffectDecided(
                        "a", "model qwen3-32b", ACTION, Verdict.ALLOW, Mode.COPILOT, "local-models", "", POLICY),
                new RunEvent.StepIntent(
                        "all[2]", 1, "tool fs.read@1", ACTION, RUN + "/all[2]", spent, START, List.of("rule 'pay'")),
                new RunEvent.CompensationPrepared("a", 1, new ToolRef("hotel.book", 1), ACTION),
                new RunEvent.CompensationBegun(new RunEvent.RunStopped(StopCause.CANCELLED, "enough")),
                new RunEvent.StepOutcome("a", 1, RESULT, new Usage(10, 2, 30, 4), spent, Duration.ofMillis(1_500)),
                new RunEvent.StepChecked("a", 1, List.of("too long"), 0.5),
                new RunEvent.StepSucceeded("a", RESULT),
                new RunEvent.StepSuggested(new Suggestion("c", "tool fs.write@1", Json.object(), ACTION)),
                new RunEvent.AccessSummary("all[2]", 1, List.of("read x.txt"), List.of("GET evil.example")),
                new RunEvent.ApprovalAsked(question),
                new RunEvent.ApprovalAnswered("a", receipt, true),
                new RunEvent.ApprovalWithdrawn("a", "q-1", "the rules have changed"),
                new RunEvent.GrantRevoked("q-1", BOB, "left the company"),
                new RunEvent.StepDelayed("a", "tool:fs.read", START.plusSeconds(60)),
                new RunEvent.RunRemembered("episode-1"),
                new RunEvent.RouteLearned(
                        new RouteFeedback(route, "memo", 0.75, false, spent, Duration.ofSeconds(2), START)),
                new RunEvent.CancelRequested("enough"),
                new RunEvent.RunHalted("fire"),
                new RunEvent.RunResumed(List.of("a", "all[2]")),
                new RunEvent.RunTraced("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                new RunEvent.RunDone(RESULT),
                new RunEvent.RunStopped(StopCause.BUDGET, "spent"),
                new RunEvent.RunFailed("a", new FailureCause.EngineCause("bug")),
                new RunEvent.Other("somethingNew", Json.object().with("kind", "somethingNew"))));
        Arrays.asList(
                        new FailureCause.ModelCause(
                                "qwen3-32b",
                                ModelFailure.of(ModelFailure.Kind.RATE_LIMITED, "busy")
                                        .after(Duration.ofSeconds(3))
                                        .with("status", Json.of(429))),
                        new FailureCause.ToolCause("fs.read", ToolFailure.of(ToolFailure.Kind.NOT_FOUND, "no file")),
                        new FailureCause.CheckCause(List.of("too long")),
                        new FailureCause.RouteCause("none"),
                        new FailureCause.PlanCause(List.of(problem)),
                        new FailureCause.DataCause("no place '/x'"),
                        new FailureCause.EngineCause("bug"))
                .forEach(cause -> events.add(
                        new RunEvent.StepFailed("a", 1, cause, Spend.NOTHING, Duration.ZERO, START.plusSeconds(1))));
        return events;
    }
}
