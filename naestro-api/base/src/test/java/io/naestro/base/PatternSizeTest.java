package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSizeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a{1000}){1000}",
                "((((((a{9}){9}){9}){9}){9}){9}){9}",
                "(?:x{0,500}y){0,500}",
                "(a{200,}){100}",
                "([[:alpha:])]a{1000}){1000}",
                "([]a(]b{1000}){1000}",
                "\\Q[\\E(a{1000}){1000}",
                "(\\Qabc\\E{1000}){1000}",
                "([^]\\]]{1000}){1000}",
                "(\\({1000}){1000}",
                "((((a{999999}){999999}){999999}){999999}){999999}",
            })
    void repeats_that_multiply_are_too_large(String regex) {
        assertThat(PatternSize.of(regex)).isGreaterThan(PatternSize.MOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "^[a-z0-9.]{1,64}@[a-z0-9.-]{1,255}$",
                "([0-9]{4}-){3}[0-9]{4}",
                "a{x}b{,3}{",
                "\\Q{9999}",
                "[abc",
                "\\",
                "(((unclosed",
            })
    void ordinary_patterns_are_small_enough(String regex) {
        assertThat(PatternSize.of(regex)).isLessThanOrEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " = ",
            value = {
                "abc = 3",
                "a{5} = 6",
                "ab{5} = 7",
                "a{2,5} = 6",
                "a{5,2} = 6",
                "(ab){3} = 12",
                "x(ab){3}y = 14",
                "(a(b){2}){2} = 24",
                "a(b(c = 3",
                "ab) = 3",
                "\\.{3} = 4",
                "\\Qab\\E{2} = 15",
                "\\Qab = 3",
                "[^]a]{2} = 3",
                "[]a]{2} = 3",
                "[a\\]b]{2} = 3",
                "[ab = 1",
                "a{,3} = 5",
                "a{x} = 4",
            })
    void counts_instructions(String regex, long size) {
        assertThat(PatternSize.of(regex)).isEqualTo(size);
    }

    @Test
    void what_one_check_may_do_is_counted_to_the_last_sign() {
        PatternWork.within(15, () -> charged(3, 4));
        assertThatThrownBy(() -> PatternWork.within(14, () -> charged(3, 4))).isInstanceOf(PatternWork.Exceeded.class);
        assertThatThrownBy(() -> PatternWork.within(29, () -> charged(3, 4) && charged(4, 2) && charged(3, 0)))
                .isInstanceOf(PatternWork.Exceeded.class);
    }

    @Test
    void a_check_inside_another_is_counted_by_itself() {
        PatternWork.within(15, () -> PatternWork.within(20, () -> charged(4, 4)) && charged(3, 4));
        assertThatThrownBy(() ->
                        PatternWork.within(15, () -> PatternWork.within(20, () -> charged(1, 4)) && charged(4, 4)))
                .isInstanceOf(PatternWork.Exceeded.class);
    }

    private static boolean charged(long size, int characters) {
        PatternWork.charge(size, characters);
        return true;
    }
}
