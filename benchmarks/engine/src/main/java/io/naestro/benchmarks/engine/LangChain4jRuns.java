package io.naestro.benchmarks.engine;

import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.agentic.planner.Action;
import dev.langchain4j.agentic.planner.AgentInstance;
import dev.langchain4j.agentic.planner.InitPlanningContext;
import dev.langchain4j.agentic.planner.Planner;
import dev.langchain4j.agentic.planner.PlanningContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * LangChain4j agentic with actions for agents: a sequence, a parallel workflow between two actions, and a planner of
 * its own interface for the layers, which is the one way there to say what waits for what.
 */
final class LangChain4jRuns implements Contender {

    @Override
    public String name() {
        return "LangChain4j agentic";
    }

    @Override
    public Job prepare(Graph graph) {
        var agent = switch (graph.name()) {
            case "chain" -> sequence(actions(graph.size()));
            case "fan" -> sequence(List.of(action(), parallel(actions(graph.size() - 2)), action()));
            default -> planned(graph);
        };
        return () -> agent.invoke(Map.of());
    }

    private static UntypedAgent sequence(List<Object> agents) {
        return AgenticServices.sequenceBuilder().subAgents(agents).build();
    }

    private static UntypedAgent parallel(List<Object> agents) {
        return AgenticServices.parallelBuilder().subAgents(agents).build();
    }

    private static UntypedAgent planned(Graph graph) {
        return AgenticServices.plannerBuilder()
                .planner(() -> new Dependencies(graph))
                .subAgents(actions(graph.size()))
                .build();
    }

    private static List<Object> actions(int count) {
        return IntStream.range(0, count).mapToObj(i -> action()).toList();
    }

    private static Object action() {
        return AgenticServices.agentAction(Steps::run);
    }

    /** Calls whatever waits for nothing any more. */
    private static final class Dependencies implements Planner {
        private final Graph graph;
        private final int[][] dependents;
        private final int[] missing;
        private final Map<String, Integer> numbers = new HashMap<>();
        private List<AgentInstance> agents = List.of();
        private int left;

        Dependencies(Graph graph) {
            this.graph = graph;
            dependents = graph.dependents();
            missing = graph.needs().stream().mapToInt(List::size).toArray();
            left = graph.size();
        }

        @Override
        public void init(InitPlanningContext context) {
            agents = context.subagents();
            agents.forEach(agent -> numbers.put(agent.agentId(), numbers.size()));
        }

        @Override
        public Action firstAction(PlanningContext context) {
            return call(IntStream.range(0, graph.size())
                    .filter(i -> missing[i] == 0)
                    .mapToObj(agents::get)
                    .toList());
        }

        @Override
        public Action nextAction(PlanningContext context) {
            var ready = new ArrayList<AgentInstance>();
            var ended = numbers.get(context.previousAgentInvocation().agentId());
            for (int next : dependents[Objects.requireNonNull(ended)]) {
                if (--missing[next] == 0) {
                    ready.add(agents.get(next));
                }
            }
            left--;
            if (left == 0) {
                return done();
            }
            return ready.isEmpty() ? noOp() : call(ready);
        }
    }
}
