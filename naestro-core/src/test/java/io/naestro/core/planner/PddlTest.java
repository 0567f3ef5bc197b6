package io.naestro.core.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.planner.Solution.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Problems of the International Planning Competition. Plans are checked by {@link #replay}, which knows nothing of the
 * planner. {@link #main} measures larger ones.
 */
class PddlTest {

    /** Carries out a plan step by step over the world as it was written; the sum of what its steps cost. */
    static long replay(World world, Solution solution) {
        var operators = new HashMap<String, World.Operator>();
        world.operators().forEach(operator -> operators.put(operator.name(), operator));
        var facts = new HashSet<>(world.initially());
        long cost = 0;
        for (var step : solution.steps()) {
            var operator = operators.get(step.operator());
            if (!facts.containsAll(operator.needs())) {
                throw new AssertionError(step + " needs " + operator.needs() + ", not all of which hold");
            }
            facts.removeAll(operator.deletes());
            facts.addAll(operator.adds());
            cost += operator.cost();
        }
        if (!facts.containsAll(world.goal())) {
            throw new AssertionError("the plan ends without " + world.goal());
        }
        return cost;
    }

    @Test
    void gripper_is_solved_at_least_cost_where_it_is_small() {
        var world = IpcWorlds.gripper(4);

        var solution = Worlds.solve(world, Effort.nodes(20_000));

        assertThat(solution.outcome()).isEqualTo(Outcome.OPTIMAL);
        assertThat(solution.cost()).isEqualTo(11).isEqualTo(replay(world, solution));
    }

    @Test
    void logistics_with_costs_is_solved() {
        var world = IpcWorlds.logistics(2, 1, 2, 1);

        var solution = Worlds.solve(world, Effort.nodes(2_000));

        assertThat(solution.found()).isTrue();
        assertThat(replay(world, solution)).isEqualTo(solution.cost()).isGreaterThanOrEqualTo(solution.atLeast());
    }

    @Test
    void rovers_are_solved() {
        var world = IpcWorlds.rovers(2, 5, 4, 1);

        var solution = Worlds.solve(world, Effort.nodes(500));

        assertThat(solution.found()).isTrue();
        assertThat(replay(world, solution)).isEqualTo(solution.cost());
    }

    record Named(String name, World world) {}

    /** Measures: arguments are nodes, then optionally pairs of PDDL files, domain and problem. */
    public static void main(String[] args) throws IOException {
        long nodes = Long.parseLong(args[0]);
        var worlds = new java.util.ArrayList<>(List.of(
                new Named("gripper, 4 balls", IpcWorlds.gripper(4)),
                new Named("gripper, 12 balls", IpcWorlds.gripper(12)),
                new Named("gripper, 42 balls", IpcWorlds.gripper(42)),
                new Named("logistics, 2 cities, 2 parcels", IpcWorlds.logistics(2, 1, 2, 1)),
                new Named("logistics, 6 cities, 12 parcels", IpcWorlds.logistics(6, 2, 12, 1)),
                new Named("logistics, 15 cities, 30 parcels", IpcWorlds.logistics(15, 3, 30, 1)),
                new Named("rovers, 1 rover, 4 points, 3 goals", IpcWorlds.rovers(1, 4, 3, 1)),
                new Named("rovers, 4 rovers, 10 points, 12 goals", IpcWorlds.rovers(4, 10, 12, 1)),
                new Named("rovers, 8 rovers, 20 points, 30 goals", IpcWorlds.rovers(8, 20, 30, 1))));
        if (args.length > 2) {
            worlds.clear();
        }
        for (int i = 1; i + 1 < args.length; i += 2) {
            worlds.add(new Named(
                    args[i + 1],
                    Pddl.world(Files.readString(Path.of(args[i])), Files.readString(Path.of(args[i + 1])))));
        }
        for (var one : worlds) {
            var started = System.nanoTime();
            var solution = Worlds.solve(one.world(), Effort.nodes(nodes));
            var millis = (System.nanoTime() - started) / 1_000_000;
            System.out.printf(
                    "| %s | %d | %s | %d | %d | %d | %d ms |%n",
                    one.name(),
                    one.world().operators().size(),
                    solution.outcome(),
                    solution.steps().size(),
                    solution.found() ? replay(one.world(), solution) : -1,
                    solution.atLeast(),
                    millis);
        }
    }
}
