package io.naestro.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScriptedToolTest {
    record Question(String text) {}

    record Answer(int number) {}

    private static final Question WHY = new Question("why");

    private final ScriptedTool<Question, Answer> tool = ScriptedTool.named("ask", Question.class, Answer.class);

    @Test
    void gives_its_results_in_their_order() {
        var busy = ToolFailure.of(ToolFailure.Kind.UNAVAILABLE, "busy");
        tool.returns(new Answer(1))
                .fails(busy)
                .fails(ToolFailure.Kind.NOT_FOUND)
                .answers(question -> ToolResult.of(new Answer(question.text().length())))
                .throwing(() -> new ArithmeticException("no"));
        assertThat(List.of(call(), call(), call(), call()))
                .containsExactly(
                        ToolResult.of(new Answer(1)),
                        new ToolResult.Failed<>(busy),
                        ToolResult.failed(ToolFailure.Kind.NOT_FOUND, "scripted failure"),
                        ToolResult.of(new Answer(3)));
        assertThatThrownBy(this::call).isInstanceOf(ArithmeticException.class);
        assertThat(tool.left()).isZero();
    }

    @Test
    void tells_which_call_had_no_result() {
        assertThat(call())
                .isEqualTo(ToolResult.failed(
                        ToolFailure.Kind.FAULT, "scripted tool 'ask' has no answer for call 1; it was given 0"));
    }

    @Test
    void gives_one_result_for_all_calls_after_the_script() {
        tool.returns(new Answer(1)).returnsAlways(new Answer(2));
        assertThat(List.of(call(), call(), call()))
                .extracting(result -> ((ToolResult.Ok<Answer>) result).value().number())
                .containsExactly(1, 2, 2);
        assertThatThrownBy(() -> tool.answersAlways(question -> ToolResult.of(new Answer(3))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keeps_how_it_was_called() {
        tool.returnsAlways(new Answer(1));
        tool.call(WHY, TestContext.forAMinute().key("k1"));
        tool.call(new Question("how"), TestContext.forAMinute().key("k2"));
        assertThat(tool.calls())
                .containsExactly(
                        new ScriptedTool.Call<>(WHY, "k1"), new ScriptedTool.Call<>(new Question("how"), "k2"));
    }

    @Test
    void has_the_strictest_contract_unless_set() {
        assertThat(tool.contract().repeat()).isEqualTo(Repeat.ONCE);
        assertThat(tool.contract()).isSameAs(tool.contract());
        assertThat(tool).hasToString("scripted tool 'ask'");
    }

    @Test
    void has_a_contract_that_can_be_changed_until_it_is_read() {
        tool.repeat(Repeat.PURE).contract(contract -> contract.version(3));
        assertThat(tool.contract().ref()).hasToString("ask@3");
        assertThat(tool.contract().repeat()).isEqualTo(Repeat.PURE);
        assertThatThrownBy(() -> tool.repeat(Repeat.ONCE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the contract of tool 'ask' was read already; change it before");
    }

    @Test
    void takes_shapes_too() {
        var any = ScriptedTool.named("any", Shape.ANY, Shape.ANY).answers(ToolResult::of);
        assertThat(any.call(Json.of(1), TestContext.forAMinute())).isEqualTo(ToolResult.of(Json.of(1)));
    }

    @Test
    void finds_a_call_that_was_cut_off() {
        var context = TestContext.forAMinute().key("lost");
        assertThat(tool.lookup(WHY, context)).isEmpty();
        tool.finds(call ->
                call.idempotencyKey().equals("lost") ? Optional.of(ToolResult.of(new Answer(9))) : Optional.empty());
        assertThat(tool.lookup(WHY, context)).contains(ToolResult.of(new Answer(9)));
        assertThat(tool.calls()).isEmpty();
    }

    @Test
    void undoes_a_call_if_the_test_says_how() {
        var context = TestContext.forAMinute().key("call/undo");
        assertThat(tool.compensate(WHY, new Answer(9), context)).isEmpty();
        tool.undoes(call -> Optional.of(ToolResult.of(call.output())));
        assertThat(tool.compensate(WHY, new Answer(9), context)).contains(ToolResult.of(new Answer(9)));
        assertThat(tool.contract().compensates()).isTrue();
        assertThat(tool.undone()).hasSize(2).containsOnly(new ScriptedTool.Undone<>(WHY, new Answer(9), "call/undo"));
    }

    private ToolResult<Answer> call() {
        return tool.call(WHY, TestContext.forAMinute());
    }
}
