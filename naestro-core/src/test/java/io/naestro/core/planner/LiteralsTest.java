package io.naestro.core.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.plan.Conditions;
import io.naestro.core.planner.Literals.Change;
import io.naestro.core.planner.Literals.Literal;
import io.naestro.json.Json;
import io.naestro.plan.Condition;
import io.naestro.plan.Condition.CompareCondition;
import io.naestro.plan.Condition.Op;
import io.naestro.tool.Planning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Conditions taken apart, and what calls make of them. */
class LiteralsTest {
    private static final CompareCondition PAID = compare("/order/paid", Op.EQ, Json.of(true));

    private static CompareCondition compare(String path, Op op, Json value) {
        return (CompareCondition) Condition.that(path, op, value);
    }

    private static Change change(Condition ensured, CompareCondition atom) {
        return Literals.change(
                new Planning(List.of(), List.of(ensured), List.of(), Map.of(), Set.of(), Duration.ZERO, 0, 0), atom);
    }

    @Test
    void what_is_set_decides_every_comparison_at_and_below_its_place() {
        var set = Condition.that("/order", Op.EQ, Json.object().with("paid", Json.of(true)));

        assertThat(change(set, PAID)).isEqualTo(Change.TRUE);
        assertThat(change(set, compare("/order/paid", Op.EQ, Json.of(false)))).isEqualTo(Change.FALSE);
        assertThat(change(set, compare("/order/sent", Op.ABSENT, Json.NULL))).isEqualTo(Change.TRUE);
        assertThat(change(set, compare("/other", Op.EXISTS, Json.NULL))).isEqualTo(Change.NONE);
    }

    @Test
    void what_is_emptied_is_absent_with_all_below() {
        var empty = Condition.that("/order", Op.ABSENT, Json.NULL);

        assertThat(change(empty, PAID)).isEqualTo(Change.FALSE);
        assertThat(change(empty, compare("/order/paid", Op.ABSENT, Json.NULL))).isEqualTo(Change.TRUE);
        assertThat(change(empty, compare("", Op.EXISTS, Json.NULL))).isEqualTo(Change.NONE);
        assertThat(change(empty, compare("", Op.ABSENT, Json.NULL))).isEqualTo(Change.NONE);
        assertThat(change(empty, compare("", Op.MIN_SIZE, Json.of(1)))).isEqualTo(Change.UNKNOWN);
    }

    @Test
    void of_other_comparisons_only_the_same_is_known_and_that_something_is_there() {
        var many = Condition.that("/count", Op.GT, Json.of(5));

        assertThat(change(many, compare("/count", Op.GT, Json.of(5)))).isEqualTo(Change.TRUE);
        assertThat(change(many, compare("/count", Op.GT, Json.of(6)))).isEqualTo(Change.UNKNOWN);
        assertThat(change(many, compare("/count", Op.EXISTS, Json.NULL))).isEqualTo(Change.TRUE);
        assertThat(change(many, compare("/count", Op.ABSENT, Json.NULL))).isEqualTo(Change.FALSE);
        assertThat(change(many, compare("/count/x", Op.EXISTS, Json.NULL))).isEqualTo(Change.UNKNOWN);
        assertThat(change(many, compare("", Op.EXISTS, Json.NULL))).isEqualTo(Change.TRUE);
    }

    @Test
    void what_is_ensured_by_parts_counts_in_order_and_what_is_vague_makes_unknown() {
        var both = Condition.all(Condition.that("/a", Op.EQ, Json.of(1)), Condition.that("/b", Op.EQ, Json.of(2)));

        assertThat(change(both, compare("/a", Op.EQ, Json.of(1)))).isEqualTo(Change.TRUE);
        assertThat(change(both, compare("/b", Op.EQ, Json.of(1)))).isEqualTo(Change.FALSE);
        assertThat(change(Condition.not(PAID), PAID)).isEqualTo(Change.FALSE);
        assertThat(change(Condition.not(both), compare("/a", Op.EQ, Json.of(1))))
                .isEqualTo(Change.UNKNOWN);
        assertThat(change(Condition.not(Condition.not(PAID)), PAID)).isEqualTo(Change.UNKNOWN);
        assertThat(change(Condition.not(both), PAID)).isEqualTo(Change.NONE);
        assertThat(change(Condition.any(both), compare("/b", Op.EQ, Json.of(1))))
                .isEqualTo(Change.UNKNOWN);
        assertThat(change(Condition.any(Condition.any(both)), PAID)).isEqualTo(Change.NONE);
    }

    @Test
    void words_are_those_of_the_condition() {
        assertThat(new Literal(PAID, false)).hasToString("not /order/paid EQ true");
        assertThat(new Literal(compare("/a", Op.EXISTS, Json.NULL), true)).hasToString("/a EXISTS");
        assertThat(new Literal(compare("/a", Op.ABSENT, Json.NULL), true)).hasToString("/a ABSENT");
    }

    private static Condition random(Random random, int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(4)) {
            case 1 -> Condition.all(random(random, depth - 1), random(random, depth - 1));
            case 2 -> Condition.any(random(random, depth - 1), random(random, depth - 1));
            case 3 -> Condition.not(random(random, depth - 1));
            default -> Condition.that("/" + "abc".charAt(random.nextInt(3)), Op.EQ, Json.of(true));
        };
    }

    @Property(tries = 500)
    void a_condition_holds_exactly_when_one_of_its_ways_does(@ForAll long seed) {
        var random = new Random(seed);
        var condition = random(random, 3);
        var state = Json.object();
        for (var name : List.of("a", "b", "c")) {
            state = random.nextBoolean() ? state.with(name, Json.of(random.nextBoolean())) : state;
        }
        var value = state;

        var ways = Literals.ways(List.of(condition));

        assertThat(ways.stream().anyMatch(way -> way.stream().allMatch(literal -> literal.holds(value))))
                .isEqualTo(Conditions.holds(condition, value));
        assertThat(ways)
                .allSatisfy(way -> assertThat(way)
                        .allSatisfy(literal -> assertThat(Conditions.holds(literal.condition(), value))
                                .isEqualTo(literal.holds(value))));
    }

    @Test
    void of_very_many_ways_the_first_64_count() {
        var either = Condition.any(
                Condition.exists("/a"), Condition.exists("/b"), Condition.exists("/c"), Condition.exists("/d"));

        assertThat(Literals.ways(List.of(
                        either,
                        Condition.any(
                                Condition.exists("/e"),
                                Condition.exists("/f"),
                                Condition.exists("/g"),
                                Condition.exists("/h")),
                        Condition.any(
                                Condition.exists("/i"),
                                Condition.exists("/j"),
                                Condition.exists("/k"),
                                Condition.exists("/l"),
                                Condition.exists("/m")))))
                .hasSize(64);
    }
}
