package io.naestro.core.planner;

/**
 * Solves planning problems in their general form. Worlds in which nothing that matters is ever deleted are searched
 * over choices only, all others over states.
 */
public final class Worlds {
    private Worlds() {}

    /**
     * Looks for the cheapest plan. The same world gives the same plan, in whatever order it was written, unless time
     * runs out.
     *
     * @param world the problem
     * @param effort how long to look for something better
     * @throws IllegalArgumentException if two operators have one name
     */
    public static Solution solve(World world, Effort effort) {
        var problem = Problem.of(world);
        return problem.monotone
                ? new ChoiceSearch(problem, effort.start()).solve()
                : new StateSearch(problem, effort).solve();
    }
}
