package io.naestro.core.plan;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.naestro.base.PatternSize;
import io.naestro.json.Json;
import io.naestro.plan.Condition;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Answers the questions that {@link Condition} asks of a JSON value. Pure: the same question has the same answer. */
public final class Conditions {
    private static final int DEEPEST = PlanSize.DEEPEST;
    private static final int LONGEST_PATTERN = 1000;

    private Conditions() {}

    /**
     * Whether a condition holds of a value, by the rules of {@link Condition}. A comparison of values that cannot be
     * compared, such as a string less than a number, does not hold.
     *
     * @param condition the condition
     * @param value the value, or null where there is none: nothing holds of it but its absence
     * @throws IllegalArgumentException if a regular expression in it is not RE2 syntax, or it is nested deeper than 64
     *     levels; {@link PlanValidator} refuses such plans
     */
    public static boolean holds(Condition condition, @Nullable Json value) {
        return holds(condition, value, 0);
    }

    private static boolean holds(Condition condition, @Nullable Json value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("the condition is nested deeper than " + DEEPEST + " levels");
        }
        return switch (condition) {
            case Condition.AllCondition all -> all.parts().stream().allMatch(part -> holds(part, value, depth + 1));
            case Condition.AnyCondition any -> any.parts().stream().anyMatch(part -> holds(part, value, depth + 1));
            case Condition.NotCondition not -> !holds(not.part(), value, depth + 1);
            case Condition.CompareCondition compare ->
                Optional.ofNullable(value)
                        .flatMap(whole -> whole.at(compare.path()))
                        .map(found -> compare(found, compare.op(), compare.value()))
                        .orElse(compare.op() == Condition.Op.ABSENT);
        };
    }

    private static boolean compare(Json found, Condition.Op op, Json given) {
        return switch (op) {
            case EQ -> found.equals(given);
            case NE -> !found.equals(given);
            case LT -> order(found, given).stream().anyMatch(order -> order < 0);
            case LE -> order(found, given).stream().anyMatch(order -> order <= 0);
            case GT -> order(found, given).stream().anyMatch(order -> order > 0);
            case GE -> order(found, given).stream().anyMatch(order -> order >= 0);
            case IN -> given instanceof Json.Arr choices && choices.items().contains(found);
            case CONTAINS -> contains(found, given);
            case MATCHES -> found instanceof Json.Str text && given instanceof Json.Str regex && matches(text, regex);
            case EXISTS -> true;
            case ABSENT -> false;
            case MIN_SIZE -> compareSize(found, given).stream().anyMatch(order -> order >= 0);
            case MAX_SIZE -> compareSize(found, given).stream().anyMatch(order -> order <= 0);
        };
    }

    private static OptionalInt order(Json found, Json given) {
        if (found instanceof Json.Num one && given instanceof Json.Num other) {
            return OptionalInt.of(one.value().compareTo(other.value()));
        }
        if (found instanceof Json.Str one && given instanceof Json.Str other) {
            return OptionalInt.of(one.value().compareTo(other.value()));
        }
        return OptionalInt.empty();
    }

    private static boolean contains(Json found, Json given) {
        return switch (found) {
            case Json.Arr array -> array.items().contains(given);
            case Json.Str text -> given instanceof Json.Str part && text.value().contains(part.value());
            default -> false;
        };
    }

    private static boolean matches(Json.Str text, Json.Str regex) {
        return pattern(regex.value()).matcher(text.value()).find();
    }

    private static OptionalInt compareSize(Json found, Json given) {
        return size(found).map(size -> order(Json.of(size), given)).orElse(OptionalInt.empty());
    }

    private static Optional<Integer> size(Json found) {
        return switch (found) {
            case Json.Arr array -> Optional.of(array.items().size());
            case Json.Obj object -> Optional.of(object.members().size());
            case Json.Str text ->
                Optional.of(text.value().codePointCount(0, text.value().length()));
            default -> Optional.empty();
        };
    }

    /** Why a regular expression cannot be used, in words, or empty when it can. */
    static Optional<String> patternProblem(String regex) {
        try {
            pattern(regex);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Pattern pattern(String regex) {
        if (regex.length() > LONGEST_PATTERN) {
            throw new IllegalArgumentException(
                    "the regular expression is longer than " + LONGEST_PATTERN + " characters");
        }
        if (PatternSize.of(regex) > PatternSize.MOST) {
            throw new IllegalArgumentException("the counted repeats of the regular expression multiply to more than "
                    + PatternSize.MOST + " parts");
        }
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    Words.quote(regex) + " is not a regular expression in RE2 syntax: " + e.getDescription(), e);
        }
    }
}
