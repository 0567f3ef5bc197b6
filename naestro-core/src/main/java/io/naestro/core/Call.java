package io.naestro.core;

import io.naestro.core.registry.RegisteredTool;
import io.naestro.effect.Effect;
import io.naestro.effect.Label;
import io.naestro.effect.Payload;
import io.naestro.goal.Budget;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.run.Spend;
import io.naestro.tool.Repeat;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An effect with all that is needed to take it: what the gate is handed.
 *
 * <p>A call belongs to a run and a step; {@link #account()} and {@link #budget()} say where it is counted besides the
 * run.
 */
sealed interface Call {

    /** The effect, as the policy sees it. */
    Effect effect();

    /** The name of the step, element or sub-call. */
    String step();

    /** The effect in a few words, such as {@code tool fs.write@1}. */
    String title();

    /** What a person is shown before they agree. */
    Json shown();

    /** The digest of the exact action. */
    Digest request();

    /** The most it may cost. */
    Spend estimate();

    /** The most time for it. */
    Duration timeout();

    /** The step's own limit. */
    Budget budget();

    /** Rates of the host that count it. */
    List<String> rateKeys();

    /** Whether making it twice does no harm and costs nothing, so that its intent need not be durable first. */
    default boolean isPure() {
        return switch (this) {
            case ToolUse use -> use.effect().contract().repeat() == Repeat.PURE;
            case Undo undo -> false;
            case ModelUse use -> false;
            case Question question -> true;
        };
    }

    /** The account in which the step's own limit is kept. */
    default String account() {
        var slash = step().indexOf('/');
        return account(
                StepName.of(slash < 0 ? step() : step().substring(0, slash)).step());
    }

    /** The account of a step. */
    static String account(String step) {
        return "step '" + step + "'";
    }

    /** A call of a tool: to do something, or to undo it. */
    sealed interface OfTool extends Call {
        @Override
        Effect.ToolCall effect();

        /** The tool. */
        RegisteredTool tool();

        /** The argument; of the call that is undone, where it undoes one. */
        Payload input();

        @Override
        default Digest request() {
            return effect().request();
        }

        @Override
        default Spend estimate() {
            return effect().estimate();
        }

        @Override
        default List<String> rateKeys() {
            return List.of(
                    "tool:" + effect().contract().name(),
                    "tool:" + effect().contract().ref());
        }
    }

    /**
     * A call that undoes what another did. No limit of the run or its steps keeps it from that.
     *
     * @param step the name of what undoes the call
     * @param effect the effect
     * @param tool the tool
     * @param input the argument of the call
     * @param output its result, or null while none is known
     * @param undone the key of the call
     * @param timeout the most time for undoing it
     */
    record Undo(
            String step,
            Effect.ToolCall effect,
            RegisteredTool tool,
            Payload input,
            @Nullable Payload output,
            String undone,
            Duration timeout)
            implements OfTool {
        @Override
        public String title() {
            return "undo tool " + effect.contract().ref();
        }

        @Override
        public Json shown() {
            return Json.object()
                    .with("undo", effect.contract().ref().toString())
                    .with("argument", input.value());
        }

        @Override
        public Budget budget() {
            return Budget.UNLIMITED;
        }
    }

    /**
     * A call of a tool.
     *
     * @param step the name of the step
     * @param effect the effect
     * @param tool the tool
     * @param input the argument
     * @param timeout the most time for it
     * @param budget the step's own limit
     */
    record ToolUse(
            String step, Effect.ToolCall effect, RegisteredTool tool, Payload input, Duration timeout, Budget budget)
            implements OfTool {
        @Override
        public String title() {
            return "tool " + effect.contract().ref();
        }

        @Override
        public Json shown() {
            return Json.object()
                    .with("tool", effect.contract().ref().toString())
                    .with("argument", input.value());
        }
    }

    /**
     * A call of a model.
     *
     * @param step the name of the step or sub-call
     * @param effect the effect
     * @param model the model
     * @param chat the request
     * @param answer the shape of the wanted answer
     * @param timeout the most time for it
     * @param budget the step's own limit
     */
    record ModelUse(
            String step,
            Effect.ModelCall effect,
            ChatModel model,
            ChatRequest chat,
            Shape<?> answer,
            Duration timeout,
            Budget budget)
            implements Call {
        /** Whether the model is told the content as it is, so that parts of it can be hidden. */
        boolean knowsParts() {
            return chat.messages().contains(StepCalls.told(effect.content()));
        }

        /**
         * This call without the parts of its content that have one of these labels; the digest stays that of the whole.
         */
        ModelUse hiding(Set<Label> hidden) {
            var rest = effect.content().hiding(hidden);
            var before = StepCalls.told(effect.content());
            var after = StepCalls.told(rest);
            var messages = chat.messages().stream()
                    .map(message -> message.equals(before) ? after : message)
                    .toList();
            return new ModelUse(
                    step,
                    new Effect.ModelCall(
                            effect.actor(), effect.model(), rest, effect.request(), effect.estimate(), effect.uses()),
                    model,
                    chat.withMessages(messages),
                    answer,
                    timeout,
                    budget);
        }

        @Override
        public String title() {
            return "model " + effect.model().id();
        }

        @Override
        public Json shown() {
            return Json.object()
                    .with("model", effect.model().id())
                    .with("content", effect.content().value());
        }

        @Override
        public Digest request() {
            return effect.request();
        }

        @Override
        public Spend estimate() {
            return effect.estimate();
        }

        @Override
        public List<String> rateKeys() {
            return List.of("model:" + effect.model().id());
        }
    }

    /**
     * A question that the plan itself asks.
     *
     * @param step the name of the step
     * @param effect the effect
     * @param question what the person is asked
     * @param budget the step's own limit
     */
    record Question(String step, Effect.Agreement effect, String question, Budget budget) implements Call {
        @Override
        public String title() {
            return question;
        }

        @Override
        public Json shown() {
            return effect.shown().value();
        }

        @Override
        public Digest request() {
            return effect.request();
        }

        @Override
        public Spend estimate() {
            return Spend.NOTHING;
        }

        @Override
        public Duration timeout() {
            return Duration.ofMinutes(1); // once a person agreed there is nothing left to do
        }

        @Override
        public List<String> rateKeys() {
            return List.of();
        }
    }
}
