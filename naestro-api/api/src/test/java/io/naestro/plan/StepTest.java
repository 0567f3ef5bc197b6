package io.naestro.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.Samples;
import io.naestro.goal.Budget;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.plan.Binding.StepBinding;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepTest {
    private static final StepOptions OPTIONS = StepOptions.DEFAULT;
    private static final Binding A = new StepBinding("a", Pointer.ROOT);
    private static final Binding B = new StepBinding("b", Pointer.ROOT);
    private static final Binding C = new StepBinding("c", Pointer.ROOT);
    private static final Step TOOL = new Step.ToolStep("s", OPTIONS, new ToolRef("t", 1), A, Shape.ANY);

    static Stream<Arguments> reads() {
        var named = new LinkedHashMap<String, Binding>();
        named.put("z", B);
        named.put("a", A);
        var prompt = Prompt.of("p", "Do.");
        return Stream.of(
                Arguments.of(TOOL, List.of(A)),
                Arguments.of(new Step.ModelStep("s", OPTIONS, prompt, named, Shape.ANY, ModelNeeds.ANY), List.of(B, A)),
                Arguments.of(new Step.AgentStep("s", OPTIONS, "Do.", named, Shape.ANY), List.of(B, A)),
                Arguments.of(new Step.ApprovalStep("s", OPTIONS, "Do?", named), List.of(B, A)),
                Arguments.of(new Step.MapStep("s", OPTIONS, B, TOOL, 1), List.of(B, A)),
                Arguments.of(new Step.SubPlanStep("s", OPTIONS, Samples.of(Plan.class), B), List.of(B)));
    }

    @ParameterizedTest
    @MethodSource("reads")
    void a_step_reads_its_inputs_in_order_and_then_what_its_guard_looks_at(Step step, List<Binding> reads) {
        assertThat(step.reads()).isEqualTo(reads);

        var guarded = step.with(OPTIONS.withWhen(new Guard(C, Condition.exists(""))));

        assertThat(guarded.reads())
                .hasSize(reads.size() + 1)
                .startsWith(reads.toArray(Binding[]::new))
                .endsWith(C);
        assertThat(guarded.id()).isEqualTo("s");
        assertThat(guarded.with(OPTIONS)).isEqualTo(step);
    }

    @ParameterizedTest
    @MethodSource("reads")
    void the_id_of_every_step_is_a_slug(Step step, List<Binding> reads) {
        assertThatThrownBy(() -> rename(step, "Not a slug"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step id 'Not a slug' must be a lower-case letter, then lower-case letters, digits or "
                        + "hyphens, at most 64 characters");
        assertThat(rename(step, "other").reads()).isEqualTo(reads);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "z9", "step-2-of-10", "a-"})
    void lower_case_letters_digits_and_hyphens_make_a_slug(String id) {
        assertThat(rename(TOOL, id).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", "-a", "A", "a_b", "a b", "a[0]", "é", "a`", "a{", "a/", "a:"})
    void other_text_is_no_slug(String id) {
        assertThatThrownBy(() -> rename(TOOL, id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_slug_has_at_most_64_characters() {
        assertThat(rename(TOOL, "a".repeat(64)).id()).hasSize(64);
        assertThatThrownBy(() -> rename(TOOL, "A".repeat(64))).hasMessageContaining("'" + "A".repeat(64) + "'");
        assertThatThrownBy(() -> rename(TOOL, "a".repeat(10_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("step id '" + "a".repeat(64) + "…' must be");
    }

    @Test
    void a_map_works_on_at_least_one_element_at_a_time() {
        assertThatThrownBy(() -> new Step.MapStep("s", OPTIONS, A, TOOL, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step 's': window '0' must be at least 1");
    }

    @Test
    void options_are_the_documented_defaults() {
        assertThat(OPTIONS)
                .isEqualTo(new StepOptions(
                        "worker", "", "", List.of(), Retry.NONE, null, Budget.UNLIMITED, null, List.of()));
    }

    @Test
    void checks_and_predecessors_add_up() {
        var options = OPTIONS.withCheck(Check.passes("a"))
                .withCheck(Check.passes("b"))
                .withAfter("x")
                .withAfter("y");

        assertThat(options.checks()).containsExactly(Check.passes("a"), Check.passes("b"));
        assertThat(options.after()).containsExactly("x", "y");
    }

    @Test
    void a_step_has_some_time() {
        assertThatThrownBy(() -> OPTIONS.withTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step timeout 'PT0S' must be longer than nothing");
        assertThatThrownBy(() -> OPTIONS.withTimeout(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Step rename(Step step, String id) {
        return switch (step) {
            case Step.ToolStep s -> new Step.ToolStep(id, s.options(), s.tool(), s.input(), s.output());
            case Step.ModelStep s -> new Step.ModelStep(id, s.options(), s.prompt(), s.inputs(), s.output(), s.needs());
            case Step.AgentStep s -> new Step.AgentStep(id, s.options(), s.task(), s.inputs(), s.output());
            case Step.ApprovalStep s -> new Step.ApprovalStep(id, s.options(), s.question(), s.shown());
            case Step.MapStep s -> new Step.MapStep(id, s.options(), s.over(), s.body(), s.window());
            case Step.SubPlanStep s -> new Step.SubPlanStep(id, s.options(), s.plan(), s.input());
        };
    }
}
