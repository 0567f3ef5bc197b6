package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
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
}
