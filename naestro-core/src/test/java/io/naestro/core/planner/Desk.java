package io.naestro.core.planner;

import io.naestro.json.Json;
import io.naestro.model.ChatModel;
import io.naestro.model.ModelCard;
import io.naestro.plan.Planner;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Principal;
import io.naestro.run.TimeSource;
import io.naestro.tool.ToolContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a planner is given in tests: some tools, a policy, and time that stands still. */
public record Desk(List<ToolContract<?, ?>> tools, Function<Step, Constraints> policy, Instant deadline)
        implements Planner.Context {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    public static final TimeSource TIME = new TimeSource() {
        @Override
        public Instant now() {
            return NOW;
        }

        @Override
        public long nanos() {
            return 0;
        }
    };

    public static Desk of(ToolContract<?, ?>... tools) {
        return of(Arrays.asList(tools));
    }

    public static Desk of(List<ToolContract<?, ?>> tools) {
        return new Desk(tools, step -> Constraints.NONE, NOW.plusSeconds(60));
    }

    Desk under(Function<Step, Constraints> other) {
        return new Desk(tools, other, deadline);
    }

    Desk with(ToolContract<?, ?> more) {
        var all = new ArrayList<>(tools);
        all.add(more);
        return new Desk(all, policy, deadline);
    }

    @Override
    public List<ModelCard> models() {
        return List.of();
    }

    @Override
    public Constraints constraints(Step step) {
        return policy.apply(step);
    }

    @Override
    public Optional<ChatModel> model() {
        return Optional.empty();
    }

    @Override
    public boolean cancelled() {
        return false;
    }

    @Override
    public String trace() {
        return "";
    }

    @Override
    public Principal principal() {
        return Principal.HOST;
    }

    @Override
    public String idempotencyKey() {
        return "key";
    }

    @Override
    public Consumer<Json> sink() {
        return delta -> {};
    }
}
