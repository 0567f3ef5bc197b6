package io.naestro.benchmarks.crash;

import io.naestro.base.Digests;
import io.naestro.core.Naestro;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Plan;
import io.naestro.plan.Ref;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Policy;
import io.naestro.run.Journal;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan in layers, each step with three of the layer before, whose tools write to the ledger. */
final class Workload {
    static final int LAYERS = 6;
    static final int WIDTH = 5;
    static final int STEPS = LAYERS * WIDTH;

    private static final int DEPENDENCIES = 3;
    private static final List<Repeat> CLASSES = List.of(Repeat.values());

    private Workload() {}

    /** An instance that works on a journal. */
    static Naestro open(Journal journal, Ledger ledger) {
        return Naestro.builder()
                .mode(Mode.AUTO)
                .policy(new Open())
                .journal(journal)
                .tools(tools(ledger))
                .mostCalls(4)
                .build();
    }

    /** What a step may do again: all classes take turns. */
    static Repeat repeat(int step) {
        return CLASSES.get(step % CLASSES.size());
    }

    static Plan<String, List<String>> plan(Ledger ledger) {
        var tools = tools(ledger);
        var p = Plan.named("layers", 1).input(String.class);
        List<Ref<String>> before = List.of(p.value("begin"));
        for (int layer = 0; layer < LAYERS; layer++) {
            var own = new ArrayList<Ref<String>>();
            for (int i = 0; i < WIDTH; i++) {
                var step = layer * WIDTH + i;
                var needs = p.list(String.class, some(before, i));
                own.add(p.tool("s" + step, tools[step % CLASSES.size()], needs));
            }
            before = own;
        }
        return p.yields(p.list(String.class, before));
    }

    private static List<Ref<String>> some(List<Ref<String>> before, int from) {
        var some = new ArrayList<Ref<String>>();
        for (int i = 0; i < Math.min(DEPENDENCIES, before.size()); i++) {
            some.add(before.get((from + i) % before.size()));
        }
        return some;
    }

    private static Append[] tools(Ledger ledger) {
        return CLASSES.stream().map(repeat -> new Append(repeat, ledger)).toArray(Append[]::new);
    }

    /** Writes the key of its call to the ledger. */
    private record Append(Repeat repeat, Ledger ledger) implements Tool<List<String>, String> {
        @Override
        public ToolContract<List<String>, String> contract() {
            var name = "append." + repeat.name().toLowerCase(Locale.ROOT);
            return ToolContract.named(name, Shape.listOf(String.class), Shape.of(String.class))
                    .description("appends a line to the ledger")
                    .repeat(repeat)
                    .build();
        }

        @Override
        public ToolResult<String> call(List<String> input, ToolContext context) {
            try {
                ledger.append(context.idempotencyKey());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return ToolResult.of("done");
        }
    }

    /** Allows all but what asks a person anyway. */
    private static final class Open implements Policy {
        private static final Digest DIGEST = Digests.of("policy/v1", Json.of("all is allowed"));

        @Override
        public Constraints constraints(Actor actor, Step step) {
            return Constraints.NONE;
        }

        @Override
        public Decision decide(Effect effect) {
            var mode = effect.actor().mode();
            return effect instanceof Effect.Agreement
                    ? Decision.ask(mode, "people", "the plan asks", DIGEST)
                    : Decision.allow(mode, "all", DIGEST);
        }

        @Override
        public Digest digest() {
            return DIGEST;
        }
    }
}
