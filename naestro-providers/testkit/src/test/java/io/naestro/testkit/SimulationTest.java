package io.naestro.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.Digests;
import io.naestro.json.Json;
import io.naestro.model.Usage;
import io.naestro.policy.Principal;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.run.FailureCause;
import io.naestro.run.Journal;
import io.naestro.run.Journal.Beginning;
import io.naestro.run.Journal.Begun;
import io.naestro.run.Journal.Claim;
import io.naestro.run.Journal.Durability;
import io.naestro.run.Journal.Snapshot;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.Spend;
import io.naestro.testkit.Simulation.Flaw;
import io.naestro.testkit.Simulation.Host;
import io.naestro.testkit.Simulation.Odds;
import io.naestro.testkit.ToyEngine.Order;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a simulation does to an engine that keeps its promises, and what it says of one that breaks them. */
class SimulationTest {
    private static final Odds WILD = new Odds(60, 30, 20, 200, 200, 50, 300);

    private static void assertBroken(Simulation simulation, String how) {
        assertThatThrownBy(() -> simulation.seeds(1, 40))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("seed ")
                .hasMessageContaining(how);
    }

    private static Simulation calm(Simulation.Scenario scenario) {
        return Simulation.of(scenario).odds(Odds.CALM);
    }

    @ParameterizedTest
    @EnumSource(Repeat.class)
    void an_engine_that_keeps_its_promises_comes_through(Repeat repeat) {
        var report =
                Simulation.of(world -> new ToyEngine(world, repeat)).odds(WILD).seeds(1, 200);

        assertThat(report.courses()).isEqualTo(200);
        assertThat(report.crashes()).isGreaterThan(50);
        assertThat(report.processes()).isGreaterThan(200);
        assertThat(report.takeovers()).isPositive();
        assertThat(report.acted()).isGreaterThanOrEqualTo(200);
        assertThat(report.moves()).isGreaterThan(500);
    }

    @Test
    void without_trouble_there_is_one_process_and_one_act() {
        var report = calm(world -> new ToyEngine(world, Repeat.ONCE)).seeds(1, 10);

        assertThat(report).isEqualTo(new Simulation.Report(10, 10, 0, 0, 10, report.moves()));
    }

    @ParameterizedTest
    @EnumSource(Repeat.class)
    void a_crash_at_every_place_is_survived(Repeat repeat) {
        var report = Simulation.of(world -> new ToyEngine(world, repeat)).crashAtEveryAwait();

        assertThat(report.crashes()).isEqualTo(report.courses() - 1).isGreaterThan(10);
    }

    @Test
    void a_storage_that_forgets_is_found_out() {
        var simulation =
                Simulation.of(world -> new ToyEngine(world, Repeat.PURE)).odds(WILD);

        assertBroken(simulation.flawed(Flaw.FORGETS_TO_FORCE), "a record that was acknowledged as safe is lost");
    }

    @Test
    void a_storage_that_writes_twice_is_found_out() {
        assertBroken(calm(world -> new ToyEngine(world, Repeat.PURE)).flawed(Flaw.WRITES_TWICE), "twice");
    }

    @Test
    void a_storage_that_does_not_fence_is_found_out() {
        assertBroken(
                Simulation.of(world -> new ToyEngine(world, Repeat.ONCE))
                        .odds(WILD)
                        .flawed(Flaw.DOES_NOT_FENCE),
                "");
    }

    @Test
    void an_act_without_a_safe_intent_is_found_out() {
        assertBroken(
                calm(world -> new ToyEngine(world, Repeat.KEYED) {
                    @Override
                    void intend(int attempt) {
                        write(Durability.BUFFERED, intent(attempt));
                        call(attempt);
                    }
                }),
                "tool 'act' acts under key act, but no intent of it is safe");
    }

    @Test
    void a_second_act_of_what_acts_once_is_found_out_even_if_the_engine_catches_what_tools_throw() {
        assertBroken(
                calm(world -> new ToyEngine(world, Repeat.ONCE) {
                    @Override
                    void call(int attempt) {
                        super.call(attempt);
                        for (int i = 0; i < 2; i++) {
                            try {
                                super.call(attempt);
                            } catch (AssertionError e) {
                                continue; // as engines do
                            }
                        }
                    }
                }),
                "tool 'act' acts once, and acted twice under key act, on Order[n=7] and on Order[n=7]");
    }

    @Test
    void a_key_that_stands_for_two_actions_is_found_out() {
        assertBroken(
                calm(world -> new ToyEngine(world, Repeat.KEYED) {
                    @Override
                    void call(int attempt) {
                        var context = TestContext.forAMinute().key("act");
                        var first = tool.call(new Order(1), context);
                        assertThat(tool.call(new Order(1), context)).isEqualTo(first);
                        tool.call(new Order(2), context);
                    }
                }),
                "key act stands for Order[n=1] and for Order[n=2]");
    }

    @Test
    void events_that_no_run_may_have_are_found_out() {
        assertBroken(writing(ToyEngine.accepted()), "it was accepted twice");
        assertBroken(
                writing(RunEvent.StepOutcome.of("act", 1, ToyEngine.DIGEST)),
                "step 'act' has an outcome without an intent");
        assertBroken(writing(intent("act", 1, "k"), intent("act", 1, "k")), "step 'act' begins attempt 1 twice");
        assertBroken(writing(intent("act", 1, "k"), intent("act", 2, "l")), "step 'act' acts under two keys");
        assertBroken(
                writing(intent("act", 1, "k"), outcome(), intent("act", 1, "k")),
                "step 'act' begins a call that had its outcome");
        assertBroken(writing(ToyEngine.failure(1), ToyEngine.failure(1)), "attempt 1 of step 'act' has two outcomes");
        assertBroken(
                writing(new RunEvent.CancelRequested("no"), intent("act", 1, "k")),
                "step 'act' begins a call after it was to stop");
        assertBroken(
                writing(new RunEvent.RunHalted("no"), intent("act", 1, "k")),
                "step 'act' begins a call after it was halted");
        assertBroken(
                writing(new RunEvent.RunDone(ToyEngine.DIGEST), new RunEvent.CancelRequested("no")), "follows its end");
        assertBroken(writing(new RunEvent.RunRemembered("episode")), "it has 0 ends");
    }

    @Test
    void a_run_whose_first_event_is_not_its_acceptance_is_found_out() {
        assertBroken(
                calm(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    void begin() {
                        write(Durability.DURABLE, new RunEvent.CancelRequested("no"));
                    }

                    @Override
                    public boolean isDone() {
                        return true;
                    }
                }),
                "comes before its acceptance");
    }

    private static RunEvent outcome() {
        return RunEvent.StepOutcome.of("act", 1, ToyEngine.DIGEST);
    }

    private static RunEvent intent(String step, int attempt, String key) {
        return new RunEvent.StepIntent(
                step, attempt, "tool act@1", ToyEngine.DIGEST, key, Spend.NOTHING, VirtualTime.START, List.of());
    }

    /** An engine that accepts its run and then writes just that. */
    private static Simulation writing(RunEvent... events) {
        return calm(world -> new ToyEngine(world, Repeat.PURE) {
            @Override
            void begin() {
                write(Durability.DURABLE, accepted());
                write(Durability.DURABLE, events);
            }

            @Override
            public boolean isDone() {
                return true;
            }
        });
    }

    @Test
    void every_way_to_end_is_an_end_and_what_may_follow_it_may() {
        for (var end : List.of(
                new RunEvent.RunDone(ToyEngine.DIGEST),
                new RunEvent.RunStopped(StopCause.CANCELLED, "no"),
                new RunEvent.RunFailed("", new FailureCause.DataCause("no")))) {
            var route = Route.to("toy/act", "m", 100);
            var report = writing(
                            end,
                            new RunEvent.RouteLearned(RouteFeedback.of(route, "model", VirtualTime.START)),
                            new RunEvent.GrantRevoked("q", Principal.HOST, "no"))
                    .seeds(1, 1);
            assertThat(report.courses()).isEqualTo(1);
        }
    }

    @Test
    void an_engine_with_luck_of_its_own_is_found_out() {
        var luck = new AtomicInteger();

        assertBroken(
                calm(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    void finish() {
                        write(Durability.DURABLE, new RunEvent.RunResumed(List.of("try-" + luck.incrementAndGet())));
                        super.finish();
                    }
                }),
                "two courses of the same seed left different journals");
    }

    @Test
    void an_engine_that_never_ends_is_found_out() {
        assertBroken(
                calm(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    void finish() {
                        then("again", this::finish);
                    }
                }),
                "still not done after 20000 moves");
        assertBroken(
                calm(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    void finish() {}
                }),
                "nothing happens any more, but the scenario is not done");
    }

    @Test
    void what_an_engine_throws_is_told_with_the_seed() {
        assertBroken(
                calm(world -> {
                    throw new IllegalStateException("no engine");
                }),
                "no engine");
        assertBroken(
                calm(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    void finish() {
                        throw new IllegalArgumentException("no end");
                    }
                }),
                "no end");
        assertBroken(
                calm(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    public void verify() {
                        assertThat(world.acted()).hasSize(2);
                    }
                }),
                "Expected size: 2");
    }

    @Test
    void a_disk_that_stays_full_without_any_trouble_is_the_engines_own() {
        var full = new JournalFailure(Kind.FULL, "always full", null);

        assertBroken(
                calm(world -> {
                    throw full;
                }),
                "always full");
        assertBroken(
                calm(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    public void outside() {
                        throw full;
                    }
                }),
                "always full");
    }

    @Test
    void people_find_the_disk_full_as_well() {
        var report = Simulation.of(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    public void outside() {
                        if (world.pick(2) == 0 && !isDone()) {
                            journal.keep(RUN, DIGEST, new byte[1]);
                        }
                    }
                })
                .odds(new Odds(0, 0, 500, 0, 0, 0, 100))
                .seeds(1, 50);

        assertThat(report.courses()).isEqualTo(50);
    }

    @Test
    void lookups_go_to_the_tool() {
        assertBroken(
                calm(world -> new ToyEngine(world, Repeat.ONCE) {
                    @Override
                    void finish() {
                        assertThat(tool.lookup(new Order(1), TestContext.forAMinute()))
                                .isEmpty();
                        throw new IllegalStateException("seen");
                    }
                }),
                "seen");
    }

    /** Is cancelled when all is done, and takes it back. */
    private static class Undoing extends ToyEngine {
        Undoing(SimulatedWorld world, Repeat repeat) {
            super(world, repeat);
        }

        @Override
        void finish() {
            var stopped = new RunEvent.RunStopped(StopCause.CANCELLED, "enough");
            write(
                    Durability.DURABLE,
                    new RunEvent.CancelRequested("enough"),
                    new RunEvent.CompensationBegun(stopped),
                    SimulationTest.intent("act/undo", 1, "act/undo"));
            undo();
            write(
                    Durability.DURABLE,
                    new RunEvent.StepOutcome("act/undo", 1, DIGEST, Usage.NONE, Spend.NOTHING, Duration.ZERO));
            super.finish();
        }

        void undo() {
            var context = TestContext.forAMinute().key("act/undo");
            assertThat(tool.compensate(new Order(7), new Order(7), context)).isPresent();
        }
    }

    @Test
    void a_run_may_undo_its_calls_after_it_was_cancelled() {
        for (var repeat : List.of(Repeat.ONCE, Repeat.KEYED)) {
            var report = calm(world -> new Undoing(world, repeat)).seeds(1, 1);
            assertThat(report.acted()).isEqualTo(2);
        }
    }

    @Test
    void a_keyed_tool_knows_what_it_has_undone() {
        var report = calm(world -> new Undoing(world, Repeat.KEYED) {
                    @Override
                    void undo() {
                        super.undo();
                        super.undo();
                    }
                })
                .seeds(1, 1);
        assertThat(report.acted()).isEqualTo(2);
    }

    @Test
    void undoing_fails_like_any_other_call() {
        var report = calm(world -> new Undoing(world, Repeat.ONCE) {
                    @Override
                    void undo() {
                        var context = TestContext.forAMinute().key("act/undo");
                        for (var done = false; !done; ) {
                            var result = tool.compensate(new Order(7), new Order(7), context);
                            done = result.orElseThrow() instanceof ToolResult.Ok<Order>;
                        }
                    }
                })
                .odds(new Odds(0, 0, 0, 300, 0, 0, 100))
                .seeds(1, 20);
        assertThat(report.acted()).isEqualTo(40);
    }

    @Test
    void what_acts_once_must_not_undo_twice() {
        assertBroken(
                calm(world -> new Undoing(world, Repeat.ONCE) {
                    @Override
                    void undo() {
                        super.undo();
                        super.undo();
                    }
                }),
                "acted twice under key act/undo");
    }

    @Test
    void nothing_but_what_undoes_calls_begins_once_a_run_undoes_them() {
        var begun = new RunEvent.CompensationBegun(new RunEvent.RunStopped(StopCause.CANCELLED, "no"));
        assertBroken(writing(begun, intent("other", 1, "k")), "step 'other' begins a call after it was to stop");
        assertBroken(
                writing(new RunEvent.CancelRequested("no"), intent("act/undo", 1, "k")),
                "step 'act/undo' begins a call after it was to stop");
        assertBroken(
                writing(begun, new RunEvent.RunHalted("no"), intent("act/undo", 1, "k")),
                "step 'act/undo' begins a call after it was halted");
        assertBroken(writing(begun, begun), "it begins to undo its calls twice");
    }

    @Test
    void the_disk_keeps_contents_and_snapshots_until_they_are_erased() {
        calm(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    void finish() {
                        super.finish();
                        tryAll(world);
                    }
                })
                .seeds(1, 1);
    }

    private static void tryAll(SimulatedWorld world) {
        var journal = world.journal();
        var run = RunId.of("019b76da-a800-7287-bef2-1a87dfd134cc");
        var claim = journal.claim(run);
        assertThat(journal.claim(run).fence()).isGreaterThan(claim.fence());
        var latest = journal.claim(run);
        var snapshot = new Snapshot(0, new byte[] {1});
        assertThat(journal.snapshot(run)).isEmpty();
        journal.keep(run, ToyEngine.DIGEST, new byte[] {1});
        journal.keep(run, ToyEngine.DIGEST, new byte[] {1});
        journal.snapshot(latest, snapshot);
        journal.keep(ToyEngine.RUN, ToyEngine.DIGEST, new byte[] {2});
        journal.snapshot(journal.claim(ToyEngine.RUN), new Snapshot(1, new byte[] {2}));
        assertThat(journal.content(run, ToyEngine.DIGEST)).contains(new byte[] {1});
        assertThat(journal.contents(run)).containsExactly(ToyEngine.DIGEST);
        assertThat(journal.snapshot(run)).contains(snapshot);
        assertThat(journal.toString()).isEqualTo("simulated disk of process 1");
        assertThatThrownBy(() -> journal.append(claim, 0, List.of(new byte[1]), Durability.DURABLE))
                .hasMessageContaining("was claimed anew since");
        assertThatThrownBy(() -> journal.append(latest, 5, List.of(new byte[1]), Durability.DURABLE))
                .hasMessageContaining("record 5 of ");
        var strange = new Claim(RunId.of("019b76da-a800-7287-bef2-1a87dfd134cd"), 1);
        assertThatThrownBy(() -> journal.append(strange, 0, List.of(new byte[1]), Durability.DURABLE))
                .hasMessageContaining("was claimed anew since");
        journal.append(latest, 0, List.of(new byte[] {'{', '}'}), Durability.DURABLE);
        assertThat(journal.heads()).hasSize(2);
        journal.erase(run);
        journal.keep(ToyEngine.RUN, ToyEngine.DIGEST, new byte[] {2});
        assertThat(journal.content(run, ToyEngine.DIGEST)).isEmpty();
        assertThat(journal.snapshot(run)).isEmpty();
        assertThat(journal.read(run, 0, 1)).hasSize(1);
        assertThatThrownBy(() -> journal.append(latest, 1, List.of(new byte[1]), Durability.DURABLE))
                .hasMessageContaining("was erased");
        journal.drop(run);
        assertThat(journal.heads()).hasSize(1);
        assertThat(journal.content(ToyEngine.RUN, ToyEngine.DIGEST)).contains(new byte[] {2});
        assertThat(journal.snapshot(ToyEngine.RUN)).isPresent();
        journal.close();
        assertThat(world.random().nextLong()).isNotEqualTo(world.random().nextLong());
        assertThat(Json.of(world.process())).isEqualTo(Json.of(1));
    }

    @Test
    void tools_and_keys_are_told_apart() {
        var report = calm(world -> new ToyEngine(world, Repeat.KEYED) {
            @Override
            void call(int attempt) {
                var other = world.tool(ScriptedTool.named("other", Order.class, Order.class)
                        .repeat(Repeat.PURE)
                        .answersAlways(ToolResult::of));
                other.call(new Order(1), TestContext.forAMinute().key("act"));
                other.call(new Order(2), TestContext.forAMinute().key("2"));
                assertThat(tool.call(new Order(1), TestContext.forAMinute().key("no such key")))
                        .isInstanceOf(ToolResult.class);
            }
        });

        assertBroken(report, "tool 'act' acts under key no such key, but no intent of it is safe");
        assertBroken(
                calm(world -> new ToyEngine(world, Repeat.KEYED) {
                    @Override
                    void call(int attempt) {
                        tool.call(new Order(1), TestContext.forAMinute().key("act"));
                        write(Durability.DURABLE, SimulationTest.intent("next", 1, "next-key"));
                        tool.call(new Order(1), TestContext.forAMinute().key("next-key"));
                        throw new IllegalStateException("acted " + world.acted().size());
                    }
                }),
                "acted 2");
    }

    @Test
    void a_power_cut_while_people_act_or_at_the_very_end_begins_another_process() {
        var report = Simulation.of(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    public void outside() {
                        if (!isDone()) {
                            write(Durability.BUFFERED, new RunEvent.RunResumed(List.of()));
                        }
                    }

                    @Override
                    void finish() {
                        super.finish();
                        then("afterwards", () -> journal.claim(RUN));
                    }
                })
                .odds(new Odds(200, 200, 0, 0, 0, 0, 200))
                .seeds(1, 100);

        assertThat(report.crashes()).isGreaterThan(100);
    }

    @Test
    void a_power_cut_after_all_is_done_begins_another_process() {
        var report = Simulation.of(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    void begin() {
                        super.begin();
                        chatter(world.process() == 1 ? 100 : 0);
                    }

                    private void chatter(int left) {
                        if (left > 0) {
                            then("chatter", () -> {
                                world.mayCrash("in its chatter");
                                chatter(left - 1);
                            });
                        }
                    }
                })
                .odds(new Odds(20, 300, 0, 0, 0, 0, 300))
                .seeds(1, 100);

        assertThat(report.crashes()).isGreaterThan(50);
    }

    @Test
    void a_process_that_was_killed_can_do_nothing_more() {
        var report = Simulation.of(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    void call(int attempt) {
                        try {
                            super.call(attempt);
                        } catch (SimulatedCrash crash) { // as engines do
                            assertThatThrownBy(journal::heads).isInstanceOf(SimulatedCrash.class);
                            assertThatThrownBy(() -> world.mayCrash("here")).isInstanceOf(SimulatedCrash.class);
                            throw crash;
                        }
                    }
                })
                .odds(WILD)
                .seeds(1, 30);

        assertThat(report.crashes()).isPositive();
    }

    @Test
    void a_disk_with_a_fault_tells_what_is_safe_all_the_same() {
        var disk = new SimulatedDisk(Set.of(Flaw.WRITES_TWICE));
        var claim = disk.claim(ToyEngine.RUN, 1, Set.of(1));
        disk.keep(ToyEngine.RUN, ToyEngine.DIGEST, new byte[1]);
        disk.append(claim, 5, List.of(new byte[1], new byte[2]), Durability.DURABLE);

        assertThat(disk.safe()).hasSize(3);
        assertThat(disk.records(ToyEngine.RUN)).hasSize(3);
        assertThat(disk.acknowledged()).hasSize(2);
    }

    @Test
    void a_key_belongs_to_one_run_on_the_disk_until_that_is_dropped() {
        calm(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    void finish() {
                        super.finish();
                        tryKeys(world.journal());
                    }
                })
                .seeds(1, 1);
    }

    private static void tryKeys(Journal journal) {
        var one = RunId.of("019b76da-a800-7287-bef2-1a87dfd134c1");
        var other = RunId.of("019b76da-a800-7287-bef2-1a87dfd134c2");
        var third = RunId.of("019b76da-a800-7287-bef2-1a87dfd134c3");
        var before = journal.heads().size();
        var begun = (Begun.Now) journal.begin(beginning(one, "a"));
        journal.append(begun.claim(), 1, List.of(new byte[1]), Durability.DURABLE);
        assertThat(journal.begin(beginning(other, "a"))).isEqualTo(new Begun.Before(one));
        assertThat(journal.content(one, ToyEngine.DIGEST)).contains(new byte[] {1});
        assertThat(journal.contents(other)).isEmpty();
        assertThat(journal.begin(beginning(third, "c"))).isInstanceOf(Begun.Now.class);
        journal.erase(one);
        journal.drop(third);
        assertThat(journal.begin(beginning(other, "a"))).isEqualTo(new Begun.Before(one));
        journal.drop(one);
        assertThat(journal.begin(beginning(other, "a"))).isInstanceOf(Begun.Now.class);
        journal.drop(other);
        assertThat(journal.heads()).hasSize(before);
    }

    private static Beginning beginning(RunId run, String key) {
        return new Beginning(
                run, Digests.of("key", Json.of(key)), Map.of(ToyEngine.DIGEST, new byte[] {1}), List.of(new byte[] {
                    '{', '}'
                }));
    }

    @Test
    void a_process_knows_whether_those_of_before_are_gone() {
        var alone = new AtomicInteger();
        var together = new AtomicInteger();
        Simulation.of(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    public void outside() {
                        (world.isAlone() ? alone : together).incrementAndGet();
                    }
                })
                .odds(WILD)
                .seeds(1, 50);

        assertThat(alone).hasPositiveValue();
        assertThat(together).hasPositiveValue();
    }

    @Test
    void a_run_that_a_living_process_drives_is_not_given_to_another() {
        var seen = new AtomicInteger();
        calm(world -> new ToyEngine(world, Repeat.PURE) {
                    @Override
                    void begin() {
                        super.begin();
                        seen.incrementAndGet();
                    }
                })
                .seeds(1, 1);
        var disk = new SimulatedDisk(Set.of());
        disk.claim(ToyEngine.RUN, 1, Set.of(1));

        assertThatThrownBy(() -> disk.claim(ToyEngine.RUN, 2, Set.of(1, 2)))
                .hasMessageContaining("process 1 drives run");
        assertThat(disk.claim(ToyEngine.RUN, 2, Set.of(2)).fence()).isEqualTo(2);
        assertThat(seen).hasValue(2);
    }

    @Test
    void a_host_does_nothing_outside_and_verifies_nothing_unless_it_says_so() {
        Host host = () -> true;

        host.outside();
        host.verify();

        assertThat(host.isDone()).isTrue();
    }
}
