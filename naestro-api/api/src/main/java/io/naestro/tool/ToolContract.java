package io.naestro.tool;

import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.goal.Money;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.plan.Condition;
import io.naestro.plan.ToolRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a tool promises: shapes, what its arguments are for, where its results come from, what it touches, and what a
 * repeated call does. Arguments and results are checked against it on every call.
 *
 * @param name the tool's name: lower-case words joined by dots, such as {@code fs.read}
 * @param version the version of this contract, from 1; raised when shapes or meaning change
 * @param description what the tool does, for people and models
 * @param input the shape of the argument
 * @param output the shape of the result
 * @param repeat what a repeated call does
 * @param touches what the tool uses through its context
 * @param argumentRoles what each argument is for, by place; a place without a role counts as a payload
 * @param fieldOrigins where each field of the result comes from, by place, with {@code -} for every item of a list and
 *     every member of an object; a place without one is third-party free text
 * @param fieldLabels how confidential fields of the result are, by place, with {@code -} as above; a place has the
 *     labels of the places above it, too
 * @param cost the most that a call costs apart from models, or null for nothing
 * @param timeout the most time for a call, or null for the engine's default (2 minutes)
 * @param aliases other names under which plans may call it
 * @param deprecation that it should no longer be used, or null
 * @param planning what a planner needs to know besides; nothing unless set
 * @param compensates whether {@link Tool#compensate} undoes a call
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
public record ToolContract<I, O>(
        String name,
        int version,
        String description,
        Shape<I> input,
        Shape<O> output,
        Repeat repeat,
        Set<Touch> touches,
        Map<Pointer, ArgumentRole> argumentRoles,
        Map<Pointer, Origin> fieldOrigins,
        Map<Pointer, Set<Label>> fieldLabels,
        @Nullable Money cost,
        @Nullable Duration timeout,
        List<String> aliases,
        @Nullable Deprecation deprecation,
        Planning planning,
        boolean compensates) {

    public ToolContract {
        checkName(name);
        aliases.forEach(ToolContract::checkName);
        if (version < 1) {
            throw new IllegalArgumentException("tool '" + name + "': version '" + version + "' must be at least 1");
        }
        touches = Set.copyOf(touches);
        argumentRoles = Map.copyOf(argumentRoles);
        fieldOrigins = Map.copyOf(fieldOrigins);
        fieldLabels = copyOf(fieldLabels);
        aliases = List.copyOf(aliases);
    }

    private static Map<Pointer, Set<Label>> copyOf(Map<Pointer, Set<Label>> labels) {
        var copy = new HashMap<Pointer, Set<Label>>();
        labels.forEach((place, set) -> copy.put(place, Set.copyOf(set)));
        return Map.copyOf(copy);
    }

    /** The name and version by which a plan speaks of the tool. */
    public ToolRef ref() {
        return new ToolRef(name, version);
    }

    /** Whether a call may change something outside the run. */
    public boolean acts() {
        return repeat != Repeat.PURE;
    }

    /**
     * Starts a contract. Unless set, the tool is version 1, acts once only, touches nothing, its arguments are payloads
     * and its results third-party free text: the strictest reading.
     *
     * @param name the tool's name
     * @param input the class of the argument
     * @param output the class of the result
     * @param <I> the type of the argument
     * @param <O> the type of the result
     */
    public static <I, O> Builder<I, O> named(String name, Class<I> input, Class<O> output) {
        return named(name, Shape.of(input), Shape.of(output));
    }

    /**
     * Starts a contract.
     *
     * @param name the tool's name
     * @param input the shape of the argument
     * @param output the shape of the result
     * @param <I> the type of the argument
     * @param <O> the type of the result
     */
    public static <I, O> Builder<I, O> named(String name, Shape<I> input, Shape<O> output) {
        return new Builder<>(name, input, output);
    }

    private static void checkName(String name) {
        var words = name.split("\\.", -1);
        for (var word : words) {
            if (word.isEmpty()
                    || !Character.isLetter(word.charAt(0))
                    || !word.chars()
                            .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) {
                throw new IllegalArgumentException("tool name '" + name
                        + "' must be words joined by dots, each a lower-case letter, then letters, digits, '_' or '-'");
            }
        }
    }

    /**
     * Collects the parts of a contract.
     *
     * @param <I> the type of the argument
     * @param <O> the type of the result
     */
    public static final class Builder<I, O> {
        private final String name;
        private final Shape<I> input;
        private final Shape<O> output;
        private int version = 1;
        private String description = "";
        private Repeat repeat = Repeat.ONCE;
        private Set<Touch> touches = Set.of();
        private final Map<Pointer, ArgumentRole> roles = new LinkedHashMap<>();
        private final Map<Pointer, Origin> origins = new LinkedHashMap<>();
        private final Map<Pointer, Set<Label>> labels = new LinkedHashMap<>();
        private @Nullable Money cost;
        private @Nullable Duration timeout;
        private List<String> aliases = List.of();
        private @Nullable Deprecation deprecation;
        private Planning planning = Planning.NONE;
        private boolean compensates;

        private Builder(String name, Shape<I> input, Shape<O> output) {
            this.name = name;
            this.input = input;
            this.output = output;
        }

        /**
         * Sets the version.
         *
         * @param number the version, from 1; 1 unless set
         */
        public Builder<I, O> version(int number) {
            version = number;
            return this;
        }

        /**
         * Says what the tool does.
         *
         * @param text the description, for people and models
         */
        public Builder<I, O> description(String text) {
            description = text;
            return this;
        }

        /**
         * Says what a repeated call does.
         *
         * @param what the repeat class; {@link Repeat#ONCE} unless set
         */
        public Builder<I, O> repeat(Repeat what) {
            repeat = what;
            return this;
        }

        /**
         * Says what the tool uses through its context.
         *
         * @param all what it uses; nothing unless set
         */
        public Builder<I, O> touches(Touch... all) {
            touches = Set.of(all);
            return this;
        }

        /**
         * Says what an argument is for.
         *
         * @param place the argument's place, as JSON Pointer text
         * @param role what it is for
         */
        public Builder<I, O> argument(String place, ArgumentRole role) {
            roles.put(Pointer.of(place), role);
            return this;
        }

        /**
         * Says where a field of the result comes from.
         *
         * @param place the field's place, as JSON Pointer text; {@code /-/sender} is the sender of every item
         * @param origin where it comes from
         */
        public Builder<I, O> origin(String place, Origin origin) {
            origins.put(Pointer.of(place), origin);
            return this;
        }

        /**
         * Says how confidential a field of the result is.
         *
         * @param place the field's place, as JSON Pointer text; {@code /-/email} is that of every item
         * @param all its labels, and those of all that is below it; none unless set
         */
        public Builder<I, O> label(String place, Label... all) {
            labels.put(Pointer.of(place), Set.of(all));
            return this;
        }

        /**
         * Says what a call costs at most.
         *
         * @param most the cost apart from models; nothing unless set
         */
        public Builder<I, O> cost(Money most) {
            cost = most;
            return this;
        }

        /**
         * Limits the time of a call.
         *
         * @param most the most time; the engine's default unless set
         */
        public Builder<I, O> timeout(Duration most) {
            timeout = most;
            return this;
        }

        /**
         * Sets other names.
         *
         * @param names other names under which plans may call the tool; none unless set
         */
        public Builder<I, O> aliases(String... names) {
            aliases = List.of(names);
            return this;
        }

        /**
         * Says that this version should no longer be used.
         *
         * @param reason why
         * @param replacement what to use instead, or empty
         */
        public Builder<I, O> deprecated(String reason, String replacement) {
            deprecation = new Deprecation(reason, replacement);
            return this;
        }

        /**
         * Says what must hold in the state of the world before a call.
         *
         * @param condition what must hold, besides what was said before
         */
        public Builder<I, O> requires(Condition condition) {
            planning = planning.requiring(condition);
            return this;
        }

        /**
         * Says what holds in the state of the world after a call that ended well.
         *
         * @param condition what holds, besides what was said before
         */
        public Builder<I, O> ensures(Condition condition) {
            planning = planning.ensuring(condition);
            return this;
        }

        /**
         * Says that a call finds out a part of the state of the world.
         *
         * @param state the place in the state, as JSON Pointer text
         * @param output where it stands in the result, as JSON Pointer text
         */
        public Builder<I, O> reveals(String state, String output) {
            planning = planning.revealing(new Planning.Reveal(Pointer.of(state), Pointer.of(output)));
            return this;
        }

        /**
         * Says that a call uses up a resource.
         *
         * @param resource the resource's name
         * @param amount how much of it
         */
        public Builder<I, O> consumes(String resource, long amount) {
            planning = planning.consuming(resource, amount);
            return this;
        }

        /**
         * Says that a call needs something for itself while it runs.
         *
         * @param thing the name of what only one step at a time may use
         */
        public Builder<I, O> excludes(String thing) {
            planning = planning.excluding(thing);
            return this;
        }

        /**
         * Says what a call usually takes.
         *
         * @param duration how long; no time unless set
         * @param tokens how many model tokens; 0 unless set
         */
        public Builder<I, O> usually(Duration duration, long tokens) {
            planning = planning.taking(duration, tokens);
            return this;
        }

        /**
         * Says how likely a call fails or does harm.
         *
         * @param chance from 0 to 1; 0 unless set
         */
        public Builder<I, O> risk(double chance) {
            planning = planning.risking(chance);
            return this;
        }

        /**
         * Says that {@link Tool#compensate} undoes a call: the engine calls it, the last call first, when a run fails
         * or is stopped. Not so unless set.
         */
        public Builder<I, O> compensates() {
            compensates = true;
            return this;
        }

        /**
         * The contract.
         *
         * @throws IllegalArgumentException if the tool is pure and yet compensates
         */
        public ToolContract<I, O> build() {
            if (compensates && repeat == Repeat.PURE) {
                throw new IllegalArgumentException(
                        "tool '" + name + "' is PURE, so there is nothing that it could undo; drop one of the two");
            }
            return new ToolContract<>(
                    name,
                    version,
                    description,
                    input,
                    output,
                    repeat,
                    touches,
                    roles,
                    origins,
                    labels,
                    cost,
                    timeout,
                    aliases,
                    deprecation,
                    planning,
                    compensates);
        }
    }
}
