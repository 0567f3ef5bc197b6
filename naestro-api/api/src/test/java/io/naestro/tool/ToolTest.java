package io.naestro.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.tool.ToolFailure.Kind;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToolTest {

    @Test
    void a_tool_neither_looks_up_nor_undoes_unless_it_says_how() {
        var tool = new Doubling();

        assertThat(tool.call(21, null)).isEqualTo(new ToolResult.Ok<>(42L, null));
        assertThat(tool.lookup(21, null)).isEmpty();
        assertThat(tool.compensate(21, 42L, null)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void only_failures_that_may_pass_are_worth_a_retry(Kind kind) {
        assertThat(kind.passing())
                .isEqualTo(
                        switch (kind) {
                            case RATE_LIMITED, UNAVAILABLE, TIMEOUT, NOT_DONE -> true;
                            case INVALID_INPUT, INVALID_OUTPUT, NOT_FOUND, DENIED, TOO_LARGE, CONFLICT, FAULT -> false;
                        });
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_failure_has_what_is_usual_for_its_kind(Kind kind) {
        assertThat(ToolResult.failed(kind, "why"))
                .isEqualTo(new ToolResult.Failed<>(
                        new ToolFailure(kind, "why", null, kind == Kind.UNAVAILABLE, kind == Kind.INVALID_INPUT)));
    }

    @Test
    void a_failure_can_ask_for_a_wait() {
        var wait = Duration.ofSeconds(3);

        assertThat(ToolFailure.of(Kind.RATE_LIMITED, "slow down").after(wait))
                .isEqualTo(new ToolFailure(Kind.RATE_LIMITED, "slow down", wait, false, false));
    }

    @Test
    void a_refusal_says_what_was_refused() {
        assertThatThrownBy(() -> {
                    throw new AccessRefused("the host example.org");
                })
                .hasMessage("the host example.org");
    }

    @Test
    void what_is_too_large_is_an_input_problem_like_any_other() {
        assertThat(new TooLarge("data:/a has more than 10 bytes"))
                .isInstanceOf(IOException.class)
                .hasMessage("data:/a has more than 10 bytes");
    }
}
