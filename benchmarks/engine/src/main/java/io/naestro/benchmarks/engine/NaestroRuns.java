package io.naestro.benchmarks.engine;

import io.naestro.base.Digests;
import io.naestro.core.Naestro;
import io.naestro.core.journal.FileJournal;
import io.naestro.core.journal.MemoryJournal;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanBuilder.Handle;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Policy;
import io.naestro.run.Journal;
import io.naestro.run.RunResult;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The engine as a host uses it: plan, gate, budgets in money and calls, and all events, in memory or on disk. */
final class NaestroRuns implements Contender {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Repeat repeat;
    private final @Nullable Path folder;
    private final Map<String, Plan<String, String>> plans = new HashMap<>();

    private NaestroRuns(Repeat repeat, @Nullable Path folder) {
        this.repeat = repeat;
        this.folder = folder;
    }

    static NaestroRuns inMemory() {
        return new NaestroRuns(Repeat.PURE, null);
    }

    static NaestroRuns onDisk(Repeat repeat, Path folder) {
        return new NaestroRuns(repeat, folder);
    }

    @Override
    public String name() {
        return folder == null
                ? "Naestro, in memory"
                : "Naestro, on disk, " + repeat.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Job prepare(Graph graph) throws IOException {
        var tool = new Nothing(repeat, Steps::run);
        var plan = plans.computeIfAbsent(graph.name(), name -> plan(graph, tool));
        var place = folder == null ? null : Files.createTempDirectory(folder, "run");
        var naestro = open(place == null ? new MemoryJournal() : FileJournal.at(place), tool, 64);
        return new Job() {
            @Override
            public void run() {
                NaestroRuns.run(naestro, plan);
            }

            @Override
            public void close() throws IOException {
                naestro.close();
                if (place != null) {
                    delete(place);
                }
            }
        };
    }

    /** An instance with one tool, which everybody may call. */
    static Naestro open(Journal journal, Nothing tool, int mostCalls) {
        return Naestro.builder()
                .mode(Mode.AUTO)
                .policy(new Open())
                .journal(journal)
                .tools(tool)
                .mostCalls(mostCalls)
                .build();
    }

    static Plan<String, String> plan(Graph graph, Nothing tool) {
        var p = Plan.named("nothing", 1).input(String.class);
        var all = new ArrayList<Handle<String, String>>();
        for (int i = 0; i < graph.size(); i++) {
            var step = p.tool("s" + i, tool, p.input());
            for (int need : graph.needs().get(i)) {
                step = step.after(all.get(need));
            }
            all.add(step);
        }
        return p.yields(all.getLast())
                .within(Budget.of(Money.eur("1000"), Duration.ofHours(1)).withCalls(1_000_000));
    }

    static void run(Naestro naestro, Plan<String, String> plan) {
        var result = naestro.start(plan, "in").await(LONGEST);
        if (!(result instanceof RunResult.Done<String>)) {
            throw new IllegalStateException("the run ended otherwise: " + result);
        }
    }

    static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    /** A tool that does what it is told, which is next to nothing. */
    record Nothing(Repeat repeat, Runnable work) implements Tool<String, String> {
        @Override
        public ToolContract<String, String> contract() {
            return ToolContract.named("nothing", Shape.of(String.class), Shape.of(String.class))
                    .description("does nothing")
                    .repeat(repeat)
                    .build();
        }

        @Override
        public ToolResult<String> call(String input, ToolContext context) {
            work.run();
            return ToolResult.of("done");
        }
    }

    /** Allows everything. */
    private static final class Open implements Policy {
        private static final Digest DIGEST = Digests.of("policy/v1", Json.of("all is allowed"));

        @Override
        public Constraints constraints(Actor actor, Step step) {
            return Constraints.NONE;
        }

        @Override
        public Decision decide(Effect effect) {
            return Decision.allow(effect.actor().mode(), "all", DIGEST);
        }

        @Override
        public Digest digest() {
            return DIGEST;
        }
    }
}
