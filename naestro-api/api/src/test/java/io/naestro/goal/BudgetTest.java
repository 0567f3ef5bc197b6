package io.naestro.goal;

import static io.naestro.goal.Money.eur;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BudgetTest {

    @Test
    void limits_stand_for_themselves() {
        var five = Duration.ofMinutes(5);

        assertThat(Budget.UNLIMITED).isEqualTo(new Budget(null, null, null, null));
        assertThat(Budget.of(eur("1"))).isEqualTo(new Budget(eur("1"), null, null, null));
        assertThat(Budget.of(five)).isEqualTo(new Budget(null, five, null, null));
        assertThat(Budget.of(eur("1"), five).withTokens(7).withCalls(3)).isEqualTo(new Budget(eur("1"), five, 7L, 3));
    }

    @Test
    void nothing_at_all_is_a_limit_too() {
        assertThat(new Budget(Money.zero("EUR"), Duration.ZERO, 0L, 0)).isNotEqualTo(Budget.UNLIMITED);
    }

    @Test
    void negative_limits_are_refused_by_name() {
        assertThatThrownBy(() -> Budget.of(eur("-0.01")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("budget money '-0.01 EUR' must not be negative");
        assertThatThrownBy(() -> Budget.of(Duration.ofMillis(-1))).hasMessageContaining("budget time 'PT-0.001S'");
        assertThatThrownBy(() -> Budget.UNLIMITED.withTokens(-1)).hasMessageContaining("budget tokens '-1'");
        assertThatThrownBy(() -> Budget.UNLIMITED.withCalls(-1)).hasMessageContaining("budget calls '-1'");
    }
}
