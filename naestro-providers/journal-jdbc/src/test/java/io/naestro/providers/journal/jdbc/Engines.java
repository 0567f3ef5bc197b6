package io.naestro.providers.journal.jdbc;

import io.naestro.base.Digests;
import io.naestro.core.Naestro;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Plan;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Instances with one tool, which counts how often it was called with what. */
final class Engines {
    final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Ship ship = new Ship();

    Naestro on(Journal journal) {
        return Naestro.builder()
                .mode(Mode.AUTO)
                .policy(new Open())
                .journal(journal)
                .tools(ship)
                .build();
    }

    Plan<String, String> plan() {
        var p = Plan.named("ship", 1).input(String.class);
        var step = p.tool("ship", ship, p.input());
        return step.yields(step);
    }

    private final class Ship implements Tool<String, String> {
        @Override
        public ToolContract<String, String> contract() {
            return ToolContract.named("ship", Shape.of(String.class), Shape.of(String.class))
                    .description("ships an order")
                    .repeat(Repeat.ONCE)
                    .build();
        }

        @Override
        public ToolResult<String> call(String order, ToolContext context) {
            calls.merge(order, 1, Integer::sum);
            return ToolResult.of("shipped " + order);
        }
    }

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
