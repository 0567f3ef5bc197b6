package io.naestro.testkit;

import io.naestro.base.Digests;
import io.naestro.base.JsonText;
import io.naestro.base.Values;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.run.FailureCause;
import io.naestro.run.Journal;
import io.naestro.run.Journal.Claim;
import io.naestro.run.Journal.Durability;
import io.naestro.run.JournalFailure;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.Spend;
import io.naestro.testkit.Simulation.Host;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An engine of one step, which keeps its promises or breaks one of them, to see what a simulation makes of it. */
class ToyEngine implements Host {
    static final RunId RUN = RunId.of("019b76da-a800-7287-bef2-1a87dfd134cb");
    static final Digest DIGEST = Digests.of("toy/v1", Json.of("toy"));
    private static final Shape<RunEvent> EVENT = Shape.of(RunEvent.class);

    record Order(int n) {}

    final SimulatedWorld world;
    final Journal journal;
    final Tool<Order, Order> tool;
    private final Claim claim;
    private boolean ended;

    @Nullable JournalFailure stuck;

    ToyEngine(SimulatedWorld world, Repeat repeat) {
        this.world = world;
        journal = world.journal();
        var scripted = ScriptedTool.named("act", Order.class, Order.class)
                .repeat(repeat)
                .answersAlways(ToolResult::of);
        tool = world.tool(
                repeat == Repeat.PURE ? scripted : scripted.undoes(call -> Optional.of(ToolResult.of(call.output()))));
        claim = journal.claim(RUN);
        begin();
    }

    /** Goes on from what the journal tells. */
    void begin() {
        var events = events();
        if (events.isEmpty()) {
            write(Durability.DURABLE, accepted(), new RunEvent.PlanAdopted(0, DIGEST, ""));
        }
        ended = events.stream().anyMatch(RunEvent.RunDone.class::isInstance);
        if (ended) {
            return;
        }
        var intents =
                events.stream().filter(RunEvent.StepIntent.class::isInstance).count();
        if (events.stream().anyMatch(RunEvent.StepOutcome.class::isInstance)) {
            then("end", this::finish);
        } else if (tool.contract().repeat() != Repeat.ONCE || intents == 0) {
            then("intend", () -> intend((int) intents + 1));
        } else {
            then("ask", this::askAround);
        }
    }

    /** What acts once may have acted: whoever knows the other side says. */
    private void askAround() {
        write(Durability.DURABLE, new RunEvent.RunResumed(List.of("act")));
        if (world.acted().isEmpty()) {
            intend(attempts() + 1);
        } else {
            settle(attempts());
        }
    }

    void intend(int attempt) {
        write(Durability.DURABLE, intent(attempt));
        then("call", () -> call(attempt));
    }

    void call(int attempt) {
        var context =
                TestContext.until(world.time().now().plus(Duration.ofHours(1))).key("act");
        var result = tool.call(new Order(7), context);
        then("settle", () -> {
            if (result instanceof ToolResult.Failed<Order> failed) {
                var cause = new FailureCause.ToolCause("act", failed.failure());
                write(
                        Durability.BUFFERED,
                        new RunEvent.StepFailed("act", attempt, cause, Spend.NOTHING, Duration.ZERO, null));
                world.scheduler().after(Duration.ofSeconds(1), () -> then("again", () -> intend(attempt + 1)));
            } else {
                settle(attempt);
            }
        });
    }

    void settle(int attempt) {
        write(Durability.BUFFERED, RunEvent.StepOutcome.of("act", attempt, DIGEST));
        then("end", this::finish);
    }

    void finish() {
        write(Durability.DURABLE, new RunEvent.RunDone(DIGEST));
        write(Durability.BUFFERED, new RunEvent.RunRemembered("episode"));
        ended = true;
    }

    static RunEvent accepted() {
        return RunEvent.RunAccepted.of(RunKey.of("toy"), Principal.HOST, Mode.AUTO, "toy@1", DIGEST);
    }

    RunEvent intent(int attempt) {
        return RunEvent.StepIntent.of(
                "act", attempt, "tool act@1", DIGEST, world.time().now().plus(Duration.ofHours(1)));
    }

    static RunEvent failure(int attempt) {
        var cause = new FailureCause.ToolCause("act", ToolFailure.of(ToolFailure.Kind.UNAVAILABLE, "no"));
        return new RunEvent.StepFailed("act", attempt, cause, Spend.NOTHING, Duration.ZERO, null);
    }

    final void then(String what, Runnable work) {
        world.scheduler().start(what, () -> {
            try {
                work.run();
            } catch (JournalFailure e) {
                stuck = e; // the run cannot go on in this process
            }
        });
    }

    final void write(Durability durability, RunEvent... events) {
        var records = new ArrayList<byte[]>();
        for (var event : events) {
            var json =
                    Json.object().with("at", world.time().now().toString()).with("event", Values.write(event, EVENT));
            records.add(JsonText.write(json).getBytes(StandardCharsets.UTF_8));
        }
        journal.append(claim, journal.read(RUN, 0, 10_000).size(), records, durability);
    }

    final List<RunEvent> events() {
        return journal.read(RUN, 0, 10_000).stream()
                .map(bytes -> (Json.Obj) JsonText.parse(new String(bytes, StandardCharsets.UTF_8)))
                .map(json -> Values.read(json.get("event").orElseThrow(), EVENT))
                .toList();
    }

    private int attempts() {
        return (int)
                events().stream().filter(RunEvent.StepIntent.class::isInstance).count();
    }

    @Override
    public boolean isDone() {
        return ended;
    }
}
