package io.naestro.core;

import static io.naestro.policy.Principal.by;
import static io.naestro.policy.Principal.onBehalfOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.Prompt;
import io.naestro.plan.Plan;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.run.Compensation.Status;
import io.naestro.run.Run;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunSummary;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.testkit.SimulatedWorld;
import io.naestro.testkit.Simulation;
import io.naestro.testkit.Simulation.Flaw;
import io.naestro.testkit.Simulation.Host;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The engine in a world of crashes, full disks, slow and failing calls, take-overs and clocks that jump. The property
 * {@code naestro.seeds} says how many seeds; {@code docs/results/simulation.md} has the figures of a long run.
 */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("naestro.seeds", 300);
    private static final RunKey KEY = RunKey.of("order-1");
    private static final Shape<Item> ITEM = Shape.of(Item.class);

    record Item(int n) {}

    /** What goes wrong here is meant to, and would fill the log. */
    private static final Logger QUIET = Logger.getLogger("io.naestro.core");

    @BeforeAll
    static void silence() {
        QUIET.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        QUIET.setLevel(null);
    }

    private static Tool<Item, Item> tool(SimulatedWorld world, String name, Repeat repeat) {
        return world.tool(ScriptedTool.named(name, Item.class, Item.class)
                .repeat(repeat)
                .answersAlways(in -> ToolResult.of(new Item(in.n() + 1))));
    }

    /** A process that works on an order: pure, idempotent, keyed and single acts, a model, a map and a question. */
    static class Order implements Host {
        final SimulatedWorld world;
        final Naestro naestro;
        final Run<Item> run;

        Order(SimulatedWorld world) {
            this.world = world;
            var read = tool(world, "read", Repeat.PURE);
            var store = tool(world, "store", Repeat.IDEMPOTENT);
            var charge = tool(world, "charge", Repeat.KEYED);
            var send = tool(world, "send", Repeat.ONCE);
            naestro = Naestro.builder()
                    .time(world.time())
                    .random(world.random())
                    .scheduler(world.scheduler())
                    .journal(world.journal())
                    .mode(Mode.AUTO)
                    .policy(TestPolicy.open())
                    .models(ScriptedModel.named("m")
                            .answersAlways(request -> ScriptedModel.named("m").response(request, "fine")))
                    .tools(read, store, charge, send)
                    .build();
            naestro.resume();
            run = naestro.start(plan(read, store, charge, send), new Item(1), KEY, onBehalfOf("ada"));
        }

        private static Plan<Item, Item> plan(
                Tool<Item, Item> read, Tool<Item, Item> store, Tool<Item, Item> charge, Tool<Item, Item> send) {
            var p = Plan.named("order", 1).input(ITEM);
            var known = p.tool("read", read, p.input()).retry(9);
            var several = p.list(Item.class, List.of(known, p.input(), known));
            var stored = p.map("store", store, several).window(2).retry(9);
            var said = p.model("say", String.class, Prompt.of("p", "Say fine."), known)
                    .retry(9);
            var paid = p.tool("charge", charge, known).after(said).retry(9);
            var agreed = p.approval("agree", stored, paid);
            return p.yields(p.tool("send", send, paid).after(agreed));
        }

        @Override
        public boolean isDone() {
            return naestro.runs().list(10).stream().allMatch(one -> isEnd(one.state()));
        }

        private static boolean isEnd(RunSummary.State state) {
            return state != RunSummary.State.RUNNING && state != RunSummary.State.WAITING;
        }

        /** A person who looks at what was done already, answers late, twice, and to questions of before. */
        @Override
        public void outside() {
            for (var question : naestro.approvals().open("default")) {
                var sent = world.acted().stream().anyMatch(one -> one.tool().equals("send"));
                if (question.title().contains("may have been done already")) {
                    if (!world.isAlone()) {
                        continue; // the process of before may be about to send it
                    }
                    if (sent) {
                        naestro.approvals().refuse(question.id(), question.digest(), "it was sent", by("bob"));
                    }
                }
                if (world.pick(2) == 0) {
                    naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));
                }
                naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));
            }
        }

        @Override
        public void verify() {
            var result = run.poll();
            if (result instanceof RunResult.Done<Item> done) {
                assertThat(done.value()).isEqualTo(new Item(4));
                assertThat(times("store")).isGreaterThanOrEqualTo(3);
                assertThat(times("charge")).isEqualTo(1);
                assertThat(times("send")).isEqualTo(1);
            } else {
                assertThat(times("send")).isLessThanOrEqualTo(1);
                assertThat(times("charge")).isLessThanOrEqualTo(1);
            }
        }

        final long times(String tool) {
            return world.acted().stream().filter(one -> one.tool().equals(tool)).count();
        }
    }

    @Test
    void a_run_keeps_its_promises_under_every_seed() {
        var report = Simulation.of(Order::new).seeds(1, SEEDS);

        System.out.println(report); // for docs/results/simulation.md
        assertThat(report.crashes()).isGreaterThan(SEEDS);
        assertThat(report.takeovers()).isPositive();
    }

    @Test
    void a_run_survives_a_crash_at_every_place() {
        var report = Simulation.of(Order::new).crashAtEveryAwait();

        assertThat(report.crashes()).isEqualTo(report.courses() - 1).isGreaterThan(50);
    }

    /** Asks to be cancelled at some moment. */
    private static final class Cancelled extends Order {
        Cancelled(SimulatedWorld world) {
            super(world);
        }

        @Override
        public void outside() {
            if (world.pick(4) == 0) {
                run.cancel("no longer wanted");
            }
            super.outside();
        }
    }

    @Test
    void nothing_begins_after_a_run_was_cancelled() {
        var report = Simulation.of(Cancelled::new).seeds(1, SEEDS / 3);

        assertThat(report.crashes()).isPositive();
    }

    /** A process that books, cannot pay, and takes back what it booked. */
    private static final class Trip implements Host {
        private final SimulatedWorld world;
        private final Naestro naestro;
        private final Run<Item> run;

        Trip(SimulatedWorld world) {
            this.world = world;
            var hotel = booking("hotel", Repeat.KEYED);
            var flight = booking("flight", Repeat.ONCE);
            var pay = world.tool(ScriptedTool.named("pay", Item.class, Item.class)
                    .repeat(Repeat.KEYED)
                    .answersAlways(in -> ToolResult.failed(ToolFailure.Kind.CONFLICT, "no money")));
            naestro = Naestro.builder()
                    .time(world.time())
                    .random(world.random())
                    .scheduler(world.scheduler())
                    .journal(world.journal())
                    .mode(Mode.AUTO)
                    .policy(TestPolicy.open())
                    .tools(hotel, flight, pay)
                    .build();
            naestro.resume();
            run = naestro.start(plan(hotel, flight, pay), List.of(new Item(1), new Item(2)), KEY, onBehalfOf("ada"));
        }

        /** The other side can be asked what became of a booking. */
        private Tool<Item, Item> booking(String name, Repeat repeat) {
            return world.tool(ScriptedTool.named(name, Item.class, Item.class)
                    .repeat(repeat)
                    .answersAlways(in -> ToolResult.of(new Item(in.n() + 1)))
                    .finds(call -> Optional.of(world.acted().stream()
                            .filter(one -> one.key().equals(call.idempotencyKey()))
                            .findFirst()
                            .map(one -> ToolResult.of(new Item(call.input().n() + 1)))
                            .orElseGet(() -> ToolResult.failed(ToolFailure.Kind.NOT_DONE, "never seen"))))
                    .undoes(call -> Optional.of(ToolResult.of(call.output()))));
        }

        private static Plan<List<Item>, Item> plan(
                Tool<Item, Item> hotel, Tool<Item, Item> flight, Tool<Item, Item> pay) {
            var p = Plan.named("trip", 1).input(Shape.listOf(Item.class));
            var rooms = p.map("rooms", hotel, p.input()).retry(9);
            var first = p.object(Item.class, Map.of("n", p.value(Json.of(1), Integer.class)));
            var seat = p.tool("seat", flight, first).after(rooms);
            return p.yields(p.tool("pay", pay, first).after(seat));
        }

        @Override
        public boolean isDone() {
            return naestro.runs().list(10).stream().allMatch(one -> Order.isEnd(one.state()));
        }

        @Override
        public void outside() {
            if (world.pick(20) == 0) {
                run.cancel("no longer wanted");
            }
        }

        /** Each booking was taken back, or the run tells that it is not known. */
        @Override
        public void verify() {
            var told = switch (run.poll()) {
                case RunResult.Failed<?> failed -> failed.compensations();
                case RunResult.Stopped<?> stopped -> stopped.compensations();
                default -> throw new AssertionError(run.poll());
            };
            for (var booked : world.acted()) {
                if (booked.tool().equals("pay") || booked.key().endsWith("/undo")) {
                    continue;
                }
                var step = booked.key().substring(booked.key().indexOf('/') + 1);
                var undone = world.acted().stream().anyMatch(one -> one.key().equals(booked.key() + "/undo"));
                assertThat(told)
                        .filteredOn(one -> one.step().equals(step))
                        .as("the undoing of %s", booked)
                        .singleElement()
                        .satisfies(one -> assertThat(one.status())
                                .isIn(undone ? UNDONE : EnumSet.of(Status.UNKNOWN, Status.FAILED)));
            }
        }

        /** Where the answer was lost, it was done and nobody knows. */
        private static final Set<Status> UNDONE = EnumSet.of(Status.DONE, Status.UNKNOWN);
    }

    @Test
    void what_a_run_did_is_undone_under_every_seed() {
        var report = Simulation.of(Trip::new).seeds(1, SEEDS);

        System.out.println(report);
        assertThat(report.crashes()).isGreaterThan(SEEDS / 3);
    }

    @Test
    void what_a_run_did_is_undone_after_a_crash_at_every_place() {
        var report = Simulation.of(Trip::new).crashAtEveryAwait();

        assertThat(report.crashes()).isEqualTo(report.courses() - 1).isGreaterThan(30);
    }

    @ParameterizedTest
    @CsvSource({
        "FORGETS_TO_FORCE, but no intent of it is safe",
        "DOES_NOT_FENCE, follows its end",
        "WRITES_TWICE, twice",
    })
    void a_storage_with_a_fault_is_found_out(Flaw flaw, String how) {
        var simulation = Simulation.of(Order::new).flawed(flaw);

        assertThatThrownBy(() -> simulation.seeds(1, 100))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("seed ")
                .hasMessageContaining(how);
    }
}
