package io.naestro.core;

import static io.naestro.core.Plans.ITEM;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.Plans.Doc;
import io.naestro.core.Plans.Item;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.AccessRefused;
import org.junit.jupiter.api.Test;

/** Whatever a plug-in does wrong ends as a failure that says so. */
class PlugInFaultTest {
    private final World world = new World(1);

    private String failure(ScriptedTool<Item, Doc> tool) {
        try (var naestro = world.builder().tools(tool).build()) {
            return message(world.settle(naestro.start(Plans.calling(tool), ITEM)));
        }
    }

    private String failure(ScriptedModel model) {
        try (var naestro = world.builder().models(model).build()) {
            return message(world.settle(naestro.start(Plans.asking(), ITEM)));
        }
    }

    private static String message(RunResult<?> result) {
        assertThat(result).isInstanceOf(RunResult.Failed.class);
        return ((RunResult.Failed<?>) result).cause().message();
    }

    @Test
    void a_tool_that_throws_has_a_fault() {
        assertThat(failure(Plans.reader("read").throwing(IllegalStateException::new)))
                .isEqualTo("tool read@1: FAULT, IllegalStateException");
    }

    @Test
    void a_tool_that_returns_null_has_a_fault() {
        assertThat(failure(Plans.reader("read").answers(item -> null)))
                .isEqualTo("tool read@1: FAULT, the tool returned null");
    }

    @Test
    void a_tool_that_lets_a_refusal_through_was_denied() {
        assertThat(failure(Plans.reader("read").throwing(() -> new AccessRefused("not there"))))
                .isEqualTo("tool read@1: DENIED, not there");
    }

    @Test
    void a_long_message_is_cut() {
        assertThat(failure(Plans.reader("read").throwing(() -> new IllegalStateException("x".repeat(1_000)))))
                .endsWith("x…")
                .hasSizeLessThan(350);
    }

    @Test
    void a_provider_that_throws_has_a_fault() {
        assertThat(failure(ScriptedModel.named("m").throwing(() -> new IllegalStateException("oops"))))
                .isEqualTo("model m: FAULT, IllegalStateException: oops");
    }

    @Test
    void a_provider_that_returns_null_has_a_fault() {
        assertThat(failure(ScriptedModel.named("m").answers(request -> null)))
                .isEqualTo("model m: FAULT, the provider returned null");
    }

    @Test
    void a_model_that_asks_for_tools_where_there_are_none_is_not_understood() {
        assertThat(failure(ScriptedModel.named("m").callsTool("read", ITEM)))
                .startsWith("model m: INVALID_ANSWER, the model asked for tools");
    }
}
