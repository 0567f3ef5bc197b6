package io.naestro.run;

import static io.naestro.goal.Money.eur;
import static io.naestro.goal.Money.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.goal.Money;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {
    private static final String FIRST = "01890a5d-ac96-774b-bcce-b302099a8057";
    private static final String LATER = "f1890a5d-ac96-774b-bcce-b302099a8057";

    @Test
    void run_ids_sort_as_their_text_does() {
        // As signed numbers, the later one would come first.
        assertThat(RunId.of(FIRST)).isLessThan(RunId.of(LATER)).isEqualByComparingTo(RunId.of(FIRST));
    }

    @Test
    void a_run_id_reads_its_own_text_form() {
        var id = new RunId(UUID.fromString(FIRST));

        assertThat(RunId.of(id.toString())).isEqualTo(id);
        assertThat(RunId.of("01890A5D-AC96-774B-BCCE-B302099A8057")).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "1-1-1-1-1", "01890a5d-ac96-774b-bcce-b302099a8057f", "../a"})
    void other_text_is_no_run_id(String text) {
        assertThatThrownBy(() -> RunId.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_run_key_is_any_short_line() {
        assertThat(RunKey.of("kyc 4711/ä")).hasToString("kyc 4711/ä");
        assertThat(RunKey.of("x".repeat(200)).value()).hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "a\u0000"})
    void a_blank_key_or_one_with_control_characters_is_refused(String key) {
        assertThatThrownBy(() -> RunKey.of(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a run key has 1 to 200 characters and no control characters");
    }

    @Test
    void a_long_key_is_refused() {
        assertThatThrownBy(() -> RunKey.of("x".repeat(201))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void spends_add_up_with_or_without_money() {
        var some = new Spend(eur("0.10"), 100, 1);
        var free = new Spend(null, 10, 2);

        assertThat(some.plus(some)).isEqualTo(new Spend(eur("0.20"), 200, 2));
        assertThat(some.plus(free)).isEqualTo(new Spend(eur("0.10"), 110, 3));
        assertThat(free.plus(some)).isEqualTo(some.plus(free));
        assertThat(Spend.NOTHING.plus(Spend.NOTHING)).isEqualTo(Spend.NOTHING);
    }

    @Test
    void what_is_settled_can_be_taken_from_what_was_reserved() {
        var reserved = new Spend(eur("0.10"), 100, 1);

        assertThat(reserved.minus(new Spend(eur("0.04"), 30, 1))).isEqualTo(new Spend(eur("0.06"), 70, 0));
        assertThat(reserved.minus(Spend.NOTHING)).isEqualTo(reserved);
        assertThat(Spend.NOTHING.minus(reserved)).isEqualTo(new Spend(eur("-0.10"), -100, -1));
    }

    @Test
    void spends_that_do_not_fit_or_mix_currencies_are_refused() {
        var most = new Spend(new Money("EUR", Long.MAX_VALUE), Long.MAX_VALUE, Integer.MAX_VALUE);
        var least = new Spend(new Money("EUR", Long.MIN_VALUE), 0, 0);

        assertThatThrownBy(() -> most.plus(new Spend(null, 1, 0))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.plus(new Spend(null, 0, 1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Spend.NOTHING.minus(least)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Spend(eur("1"), 0, 0).plus(new Spend(usd("1"), 0, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_spend_is_shown_without_money_that_nobody_counted() {
        assertThat(new Spend(eur("0.40"), 120, 3)).hasToString("0.40 EUR, 120 tokens, 3 calls");
        assertThat(Spend.NOTHING).hasToString("0 tokens, 0 calls");
    }

    @Test
    void a_journal_failure_may_have_a_cause() {
        var cause = new IllegalStateException("disk");

        assertThat(new JournalFailure(JournalFailure.Kind.FULL, "not kept", cause))
                .hasMessage("not kept")
                .hasCause(cause);
        assertThat(new JournalFailure(JournalFailure.Kind.FULL, "not kept", null))
                .hasNoCause();
        assertThat(new JournalFailure(JournalFailure.Kind.FULL, "not kept", null).kind())
                .isEqualTo(JournalFailure.Kind.FULL);
    }
}
