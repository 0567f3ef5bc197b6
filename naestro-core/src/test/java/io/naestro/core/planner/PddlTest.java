package io.naestro.core.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.core.planner.Solution.Outcome;
import io.naestro.run.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Problems of the International Planning Competition. Plans are checked by {@link Strips}, which knows nothing of the
 * planner. {@link #main} measures larger ones.
 */
class PddlTest {

    /** What a plan costs by the text of its problem, to which it is held step by step. */
    static long replay(IpcWorlds.Written problem, Solution solution) {
        return Strips.run(
                problem.domain(),
                problem.problem(),
                solution.steps().stream().map(Solution.Task::operator).toList());
    }

    @Test
    void gripper_is_solved_at_least_cost_where_it_is_small() {
        var problem = IpcWorlds.gripper(4);

        var solution = Worlds.solve(problem.world(), Effort.nodes(20_000));

        assertThat(solution.outcome()).isEqualTo(Outcome.OPTIMAL);
        assertThat(solution.cost()).isEqualTo(11).isEqualTo(replay(problem, solution));
    }

    @Test
    void logistics_with_costs_is_solved() {
        var problem = IpcWorlds.logistics(2, 1, 2, 1);

        var solution = Worlds.solve(problem.world(), Effort.nodes(2_000));

        assertThat(solution.found()).isTrue();
        assertThat(replay(problem, solution)).isEqualTo(solution.cost()).isGreaterThanOrEqualTo(solution.atLeast());
    }

    @Test
    void rovers_are_solved() {
        var problem = IpcWorlds.rovers(2, 5, 4, 1);

        var solution = Worlds.solve(problem.world(), Effort.nodes(500));

        assertThat(solution.found()).isTrue();
        assertThat(replay(problem, solution)).isEqualTo(solution.cost());
    }

    @ParameterizedTest
    @CsvSource({
        "'', the goal does not hold",
        "jump here there, there is no action 'jump'",
        "move here, has not the 2 arguments",
        "move here b0, 'b0' in 'move here b0' is no room",
        "drop b0 here left, the precondition of 'drop b0 here left' does not hold",
        "pick b0 here left;pick b1 here left, the precondition of 'pick b1 here left' does not hold",
        "pick b0 here left;move here there;drop b0 there left;drop b0 there left, does not hold"
    })
    void plans_that_do_not_reach_the_goal_are_told_from_those_that_do(String steps, String why) {
        var problem = IpcWorlds.gripper(2);
        var plan = steps.isEmpty() ? List.<String>of() : List.of(steps.split(";"));

        assertThatThrownBy(() -> Strips.run(problem.domain(), problem.problem(), plan))
                .isInstanceOf(Strips.Invalid.class)
                .hasMessageContaining(why);
    }

    @Test
    void the_cost_of_a_plan_is_that_of_its_problem() {
        var problem = IpcWorlds.gripper(2);
        var plan = List.of(
                "pick b0 here left",
                "pick b1 here right",
                "move here there",
                "drop b0 there left",
                "drop b1 there right");
        var domain = """
                (define (domain d) ; walking costs what the road says
                  (:types place) (:predicates (at ?p - place)) (:functions (total-cost) (road ?a ?b - place))
                  (:action go :parameters (?a ?b - place) :precondition (and (at ?a) (not (= ?a ?b)))
                    :effect (and (not (at ?a)) (at ?b) (increase (total-cost) (road ?a ?b)))))""";
        var roads = "(define (problem p) (:objects x y z - place) (:init (at x) (= (road x y) 4) (= (road y z) 3))"
                + " (:goal (at z)) (:metric minimize (total-cost)))";

        assertThat(Strips.run(problem.domain(), problem.problem(), plan)).isEqualTo(5);
        assertThat(Strips.run(domain, roads, List.of("go x y", "go y z"))).isEqualTo(7);
        assertThatThrownBy(() -> Strips.run(domain, roads, List.of("go x z")))
                .hasMessage("nothing is said of [road, x, z]");
        assertThatThrownBy(() -> Strips.run(domain, roads, List.of("go x x"))).hasMessageContaining("does not hold");
    }

    record Named(String name, IpcWorlds.Written problem) {}

    /** Measures: arguments are seconds for each search, then optionally pairs of PDDL files, domain and problem. */
    public static void main(String[] args) throws IOException {
        var time = new RealTime();
        var effort = Effort.nodes(Long.MAX_VALUE).within(time, Long.parseLong(args[0]) * 1_000_000_000L);
        for (var one : args.length > 1 ? files(args) : generated()) {
            var world = one.problem().world();
            var started = time.nanos();
            var solution = Worlds.solve(world, effort);
            System.out.printf(
                    "| %s | %d | %s | %d | %d | %d | %d ms |%n",
                    one.name(),
                    world.operators().size(),
                    solution.outcome(),
                    solution.steps().size(),
                    solution.found() ? replay(one.problem(), solution) : -1,
                    solution.atLeast(),
                    (time.nanos() - started) / 1_000_000);
        }
    }

    private static List<Named> files(String[] args) throws IOException {
        var problems = new ArrayList<Named>();
        for (int i = 1; i + 1 < args.length; i += 2) {
            var file = Path.of(args[i + 1]);
            problems.add(new Named(
                    file.toAbsolutePath().getParent().getFileName() + " " + file.getFileName(),
                    new IpcWorlds.Written(Files.readString(Path.of(args[i])), Files.readString(file))));
        }
        return problems;
    }

    private static List<Named> generated() {
        return List.of(
                new Named("gripper, 42 balls", IpcWorlds.gripper(42)),
                new Named("logistics, 2 cities, 2 parcels", IpcWorlds.logistics(2, 1, 2, 1)),
                new Named("logistics, 6 cities, 12 parcels", IpcWorlds.logistics(6, 2, 12, 1)),
                new Named("logistics, 15 cities, 30 parcels", IpcWorlds.logistics(15, 3, 30, 1)),
                new Named("rovers, 4 rovers, 10 points, 12 goals", IpcWorlds.rovers(4, 10, 12, 1)),
                new Named("rovers, 8 rovers, 20 points, 30 goals", IpcWorlds.rovers(8, 20, 30, 1)));
    }

    private record RealTime() implements TimeSource {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    }
}
