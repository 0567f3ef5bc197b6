package io.naestro.benchmarks;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The search behind LangChain4j's goal planner ({@code dev.langchain4j.agentic.patterns.goap.DependencyGraphSearch}).
 * Its module is not on Maven Central, so the class is looked for by name; docs/results/planner.md says how to bring it.
 */
final class LangChain4jGoalSearch {
    private static final String SEARCH = "dev.langchain4j.agentic.patterns.goap.DependencyGraphSearch";

    private final Constructor<?> node;
    private final Method addOutput;
    private final Method search;

    LangChain4jGoalSearch() {
        try {
            var nodes = Class.forName(SEARCH + "$Node");
            node = nodes.getConstructor(String.class);
            addOutput = nodes.getMethod("addOutput", nodes);
            search = Class.forName(SEARCH).getMethod("search", nodes, Collection.class);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException(
                    SEARCH + " is not on the class path: docs/results/planner.md says how to bring it", missing);
        }
    }

    static boolean isPresent() {
        try {
            Class.forName(SEARCH);
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    /**
     * The order in which values come to be, as their planner asks its search: all that an action needs, then its yield.
     */
    Object order(List<PlannerBenchmark.Action> actions, String wanted) {
        try {
            var nodes = new HashMap<String, Object>();
            for (var action : actions) {
                for (var need : action.needs()) {
                    addOutput.invoke(at(nodes, need), at(nodes, action.yields()));
                }
            }
            var found = search.invoke(null, nodes.get(wanted), new ArrayList<>(List.of(at(nodes, "start"))));
            return found == null ? "no plan" : found;
        } catch (InvocationTargetException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException(changed);
        }
    }

    private Object at(Map<String, Object> nodes, String name) throws ReflectiveOperationException {
        var known = nodes.get(name);
        if (known == null) {
            known = node.newInstance(name);
            nodes.put(name, known);
        }
        return known;
    }
}
