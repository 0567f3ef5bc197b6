package io.naestro.benchmarks.engine;

import static org.bsc.langgraph4j.GraphDefinition.END;
import static org.bsc.langgraph4j.GraphDefinition.START;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.GraphStateException;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.action.AsyncNodeAction;
import org.bsc.langgraph4j.state.AgentState;

/** LangGraph4j without checkpoints, its branches on virtual threads. */
final class LangGraph4jRuns implements Contender {

    @Override
    public String name() {
        return "LangGraph4j, no saver";
    }

    @Override
    public Optional<String> lacks(Graph graph) {
        return graph.name().equals("layers")
                ? Optional.of("branches may only fork and join at one node (langgraph4j #332, #401)")
                : Optional.empty();
    }

    @Override
    public Job prepare(Graph graph) throws GraphStateException {
        var definition = new StateGraph<>(AgentState::new);
        for (int i = 0; i < graph.size(); i++) {
            definition.addNode("s" + i, AsyncNodeAction.node_async(state -> {
                Steps.run();
                return Map.of();
            }));
            for (int need : graph.needs().get(i)) {
                definition.addEdge("s" + need, "s" + i);
            }
        }
        definition.addEdge(START, "s0").addEdge("s" + (graph.size() - 1), END);
        var compiled = definition.compile(
                CompileConfig.builder().recursionLimit(2 * graph.size()).build());
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var config =
                RunnableConfig.builder().addParallelNodeExecutor("s0", threads).build();
        return new Job() {
            @Override
            public void run() {
                var unused = compiled.invoke(Map.of(), config).orElseThrow();
            }

            @Override
            public void close() {
                threads.close();
            }
        };
    }
}
