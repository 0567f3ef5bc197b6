package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Effect;
import io.naestro.goal.Goal;
import io.naestro.memory.Episode;
import io.naestro.memory.Memory;
import io.naestro.memory.MemoryRecord;
import io.naestro.memory.MemoryScope;
import io.naestro.memory.Recall;
import io.naestro.memory.RecallQuery;
import io.naestro.model.ModelFailure;
import io.naestro.plan.Planner;
import io.naestro.policy.Verdict;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.route.Router;
import io.naestro.route.Setback;
import io.naestro.run.FailureCause;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Memories and routers of the host may do anything: a run makes the best of it. */
class MemoryAndRouterTest {
    private final World world = new World(23);
    private final ScriptedModel model = ScriptedModel.named("m");
    private final List<MemoryRecord> kept = new ArrayList<>();

    /** Keeps a list, or breaks. */
    private final class Notebook implements Memory {
        private boolean broken;

        @Override
        public void keep(MemoryScope scope, List<MemoryRecord> records) {
            if (broken) {
                throw new IllegalStateException("no paper");
            }
            kept.addAll(records);
        }

        @Override
        public Recall recall(MemoryScope scope, RecallQuery query) {
            throw new UnsupportedOperationException("nobody recalls in this test");
        }

        @Override
        public void retract(MemoryScope scope, String record, Instant at) {
            throw new UnsupportedOperationException("nobody retracts in this test");
        }

        @Override
        public List<String> erase(MemoryScope scope, String source) {
            throw new UnsupportedOperationException("nobody erases in this test");
        }
    }

    /** A router whose answers may be missing. */
    private static class Odd implements Router {
        @Override
        public Routed route(RouteRequest request) {
            return Route.to(request.id(), "m", 100);
        }

        @Override
        public NextHop next(Setback setback) {
            return new NextHop.StopHop("enough");
        }

        @Override
        public void learn(RouteFeedback feedback) {
            throw new IllegalStateException("cannot learn");
        }
    }

    private Run<String> run(NaestroBuilder builder) {
        var run = builder.models(model).build().start(Goal.of("Say it").yielding(String.class));
        world.scheduler.runUntilIdle();
        return run;
    }

    private static FailureCause cause(Run<?> run) {
        assertThat(run.poll()).isInstanceOf(RunResult.Failed.class);
        return ((RunResult.Failed<?>) run.poll()).cause();
    }

    @Test
    void the_episode_of_a_run_has_its_input_and_results_shortened() {
        model.says("x".repeat(10_000));
        var run = run(world.builder().memory(new Notebook()));
        assertThat(World.events(run, RunEvent.RunRemembered.class)).hasSize(1);
        var episode = (Episode) kept.getFirst();
        assertThat(episode.turns()).hasSize(2);
        assertThat(episode.turns().getLast().text()).hasSize(4_001).endsWith("…");
        assertThat(episode.toString()).contains("done");
    }

    @Test
    void a_run_that_found_no_plan_is_remembered_too() {
        var run = run(world.builder().memory(new Notebook()).planner(new Planner() {
            @Override
            public <T> Planned<T> plan(Goal<T> goal, Context context) {
                return null;
            }
        }));
        assertThat(cause(run).message()).contains("the planner returned null");
        assertThat(((Episode) kept.getFirst()).turns()).hasSize(1);
    }

    @Test
    void nothing_is_remembered_that_the_policy_does_not_allow() {
        model.says("ok");
        var policy = TestPolicy.of(effect -> effect instanceof Effect.MemoryAccess ? Verdict.DENY : Verdict.ALLOW);
        var run = run(world.builder().memory(new Notebook()).policy(policy));
        assertThat(run.poll().orThrow()).isEqualTo("ok");
        assertThat(kept).isEmpty();
        assertThat(World.events(run, RunEvent.RunRemembered.class)).isEmpty();
    }

    @Test
    void a_memory_that_breaks_does_not_break_the_run() {
        model.says("ok");
        var memory = new Notebook();
        memory.broken = true;
        assertThat(run(world.builder().memory(memory)).poll().orThrow()).isEqualTo("ok");
    }

    @Test
    void a_router_that_cannot_learn_does_not_break_the_run() {
        model.says("ok");
        var run = run(world.builder().router(new Odd()));
        assertThat(run.poll().orThrow()).isEqualTo("ok");
        assertThat(World.events(run, RunEvent.RouteLearned.class)).isEmpty();
    }

    @Test
    void a_router_that_returns_null_or_throws_or_names_no_known_model_has_no_route() {
        assertThat(cause(run(world.builder().router(new Odd() {
                    @Override
                    public Routed route(RouteRequest request) {
                        return null;
                    }
                }))))
                .isEqualTo(new FailureCause.RouteCause("{router=it returned null}"));
        assertThat(cause(run(world.builder().router(new Odd() {
                    @Override
                    public Routed route(RouteRequest request) {
                        throw new IllegalStateException("lost");
                    }
                }))))
                .isEqualTo(new FailureCause.RouteCause("{router=it failed: IllegalStateException}"));
        assertThat(cause(run(world.builder().router(new Odd() {
                            @Override
                            public Routed route(RouteRequest request) {
                                return Route.to(request.id(), "other", 100);
                            }
                        })))
                        .message())
                .contains("model 'other' is not registered in this process");
    }

    @Test
    void a_router_that_has_no_answer_to_a_failure_gives_up() {
        model.fails(ModelFailure.Kind.OVERLOADED).fails(ModelFailure.Kind.OVERLOADED);
        assertThat(cause(run(world.builder().router(new Odd() {
                    @Override
                    public NextHop next(Setback setback) {
                        return null;
                    }
                }))))
                .isInstanceOf(FailureCause.ModelCause.class);
        assertThat(cause(run(world.builder().router(new Odd() {
                    @Override
                    public NextHop next(Setback setback) {
                        throw new IllegalStateException("lost");
                    }
                }))))
                .isInstanceOf(FailureCause.ModelCause.class);
        assertThat(model.requests()).hasSize(2);
    }

    @Test
    void the_episode_of_a_run_that_stopped_half_way_has_what_was_reached() {
        var tool = Plans.reader("reads").returns(Plans.DOC).fails(io.naestro.tool.ToolFailure.Kind.FAULT);
        var naestro = world.builder().memory(new Notebook()).tools(tool).build();
        world.settle(naestro.start(Plans.calling(tool, tool), Plans.ITEM));
        assertThat(((Episode) kept.getFirst()).turns())
                .extracting(MemoryRecord.Turn::speaker)
                .containsExactly("input", "one");
    }
}
