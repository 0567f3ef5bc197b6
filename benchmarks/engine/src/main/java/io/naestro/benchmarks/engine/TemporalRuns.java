package io.naestro.benchmarks.engine;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Temporal's test server in this process: each step is an activity, and nothing is written to disk. */
final class TemporalRuns implements Contender {
    private static final Map<String, Graph> GRAPHS = new ConcurrentHashMap<>();
    private static final String QUEUE = "steps";
    private static final Duration LONGEST = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "Temporal test server";
    }

    @Override
    public Job prepare(Graph graph) {
        GRAPHS.put(graph.name(), graph);
        var server = TestWorkflowEnvironment.newInstance();
        var worker = server.newWorker(
                QUEUE,
                WorkerOptions.newBuilder()
                        .setDefaultDeadlockDetectionTimeout(LONGEST.toMillis())
                        .build());
        worker.registerWorkflowImplementationTypes(WalkImpl.class);
        worker.registerActivitiesImplementations((StepActivity) Steps::run);
        server.start();
        return new Job() {
            @Override
            public void run() {
                server.getWorkflowClient()
                        .newWorkflowStub(
                                Walk.class,
                                WorkflowOptions.newBuilder()
                                        .setTaskQueue(QUEUE)
                                        .setWorkflowTaskTimeout(Duration.ofSeconds(60))
                                        .setWorkflowRunTimeout(LONGEST)
                                        .build())
                        .run(graph.name());
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }

    /** A step. */
    @ActivityInterface
    public interface StepActivity {
        /** Does nothing. */
        void step();
    }

    /** A graph. */
    @WorkflowInterface
    public interface Walk {
        /** Runs all steps of the graph of this name. */
        @WorkflowMethod
        void run(String graph);
    }

    /** Starts each step once those that it waits for have ended. */
    public static final class WalkImpl implements Walk {
        @Override
        public void run(String name) {
            var step = Workflow.newActivityStub(
                    StepActivity.class,
                    ActivityOptions.newBuilder().setStartToCloseTimeout(LONGEST).build());
            var graph = Objects.requireNonNull(GRAPHS.get(name));
            var all = new ArrayList<Promise<Void>>();
            for (var needs : graph.needs()) {
                all.add(
                        needs.isEmpty()
                                ? Async.procedure(step::step)
                                : Promise.allOf(needs.stream().map(all::get).toList())
                                        .thenCompose(none -> Async.procedure(step::step)));
            }
            Promise.allOf(all).get();
        }
    }
}
