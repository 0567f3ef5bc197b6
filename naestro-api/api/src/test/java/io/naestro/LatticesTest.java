package io.naestro;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Origin;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/** Verdicts, modes and origins are small enough to try every case. */
class LatticesTest {

    @Test
    void of_two_verdicts_the_stricter_counts_in_any_order() {
        assertThat(Verdict.ALLOW.stricter(Verdict.ASK)).isEqualTo(Verdict.ASK);
        assertThat(Verdict.ASK.stricter(Verdict.DENY)).isEqualTo(Verdict.DENY);
        assertJoins(List.of(Verdict.values()), Verdict::stricter, Verdict.ALLOW, Verdict.DENY);
    }

    @Test
    void of_two_modes_the_lower_counts_in_any_order() {
        assertThat(Mode.AUTO.lower(Mode.COPILOT)).isEqualTo(Mode.COPILOT);
        assertThat(Mode.COPILOT.lower(Mode.GUIDE)).isEqualTo(Mode.GUIDE);
        assertJoins(List.of(Mode.values()), Mode::lower, Mode.AUTO, Mode.GUIDE);
    }

    @Test
    void of_two_origins_the_less_trusted_counts_field_by_field() {
        var all = new ArrayList<Origin>();
        for (var source : Origin.Source.values()) {
            for (var form : Origin.Form.values()) {
                all.add(new Origin(source, form));
            }
        }

        assertThat(new Origin(Origin.Source.USER, Origin.Form.FREE_TEXT)
                        .worse(new Origin(Origin.Source.THIRD_PARTY, Origin.Form.TYPED_FIELD)))
                .isEqualTo(Origin.UNKNOWN);
        assertThat(Origin.USER.worse(Origin.SELF)).isEqualTo(Origin.SELF);
        assertJoins(all, Origin::worse, Origin.USER, Origin.UNKNOWN);
    }

    private static <T> void assertJoins(List<T> all, BinaryOperator<T> join, T neutral, T absorbing) {
        for (var a : all) {
            assertThat(join.apply(a, a)).as("idempotent").isEqualTo(a);
            assertThat(join.apply(a, neutral)).as("neutral").isEqualTo(a);
            assertThat(join.apply(a, absorbing)).as("absorbing").isEqualTo(absorbing);
            for (var b : all) {
                assertThat(join.apply(a, b)).as("commutative").isEqualTo(join.apply(b, a));
                for (var c : all) {
                    assertThat(join.apply(join.apply(a, b), c))
                            .as("associative")
                            .isEqualTo(join.apply(a, join.apply(b, c)));
                }
            }
        }
    }
}
