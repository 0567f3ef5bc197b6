package io.naestro.core;

import static io.naestro.core.Plans.ITEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.core.Plans.Doc;
import io.naestro.core.Plans.Item;
import io.naestro.policy.Rate;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names by which a host limits tools and models or puts them in quarantine. */
class KeysTest {
    private final World world = new World(1);

    private static ScriptedTool<Item, Doc> tool(int version) {
        return Plans.reader("t.new")
                .contract(contract -> contract.version(version).aliases("t.old"))
                .returnsAlways(Plans.DOC);
    }

    private void assertQuarantined(RunResult<?> result, boolean quarantined) {
        if (quarantined) {
            assertThat(result)
                    .isInstanceOfSatisfying(
                            RunResult.Stopped.class,
                            stopped -> assertThat(stopped.cause()).isEqualTo(StopCause.DENIED));
        } else {
            assertThat(result).isInstanceOf(RunResult.Done.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool:t.new", "tool:t.old", "tool:t.new@1", "tool:t.old@1"})
    void a_tool_is_put_in_quarantine_by_any_of_its_names(String key) {
        try (var naestro = world.builder().tools(tool(1), tool(2)).build()) {
            naestro.quarantine(key);
            assertQuarantined(world.settle(naestro.start(Plans.calling(tool(1)), ITEM)), true);
            assertQuarantined(world.settle(naestro.start(Plans.calling(tool(2)), ITEM)), !key.endsWith("@1"));
            naestro.lift(key.replace("t.old", "t.new"));
            assertQuarantined(world.settle(naestro.start(Plans.calling(tool(1)), ITEM)), false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool:T.NEW", "t.new", "tool:t.new@2", "tool:t.nwe", "model:t.new", "host:example.com", ""})
    void a_name_that_means_nothing_is_refused_with_those_that_do(String key) {
        try (var naestro =
                world.builder().tools(tool(1)).models(ScriptedModel.named("m")).build()) {
            var message =
                    "'" + key + "' is no tool or model of this instance; there are [model:m, tool:t.new, tool:t.new@1]";
            assertThatThrownBy(() -> naestro.quarantine(key))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> naestro.lift(key)).hasMessage(message);
        }
        assertThatThrownBy(() -> world.builder()
                        .tools(tool(1))
                        .models(ScriptedModel.named("m"))
                        .limit(key, Rate.perMinute(1))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there are [model:m, tool:t.new, tool:t.new@1]");
    }

    @Test
    void many_names_are_cut() {
        var models = IntStream.range(0, 30)
                .mapToObj(i -> ScriptedModel.named("m" + i))
                .toArray(ScriptedModel[]::new);
        try (var naestro = world.builder().models(models).build()) {
            assertThatThrownBy(() -> naestro.quarantine("model:x")).hasMessageEndingWith(", ...] (30)");
        }
    }

    @Test
    void a_limit_by_alias_holds() {
        try (var naestro = world.builder()
                .tools(tool(1))
                .limit("tool:t.old", Rate.perMinute(1))
                .build()) {
            world.settle(naestro.start(Plans.calling(tool(1)), ITEM));
            var second = naestro.start(Plans.calling(tool(1)), ITEM);
            assertThat(world.settle(second)).isInstanceOf(RunResult.Done.class);
            assertThat(World.events(second, RunEvent.StepDelayed.class)).hasSize(1);
        }
    }

    @Test
    void two_limits_for_one_tool_are_refused() {
        var builder = world.builder()
                .tools(tool(1))
                .limit("tool:t.new", Rate.perMinute(1))
                .limit("tool:t.old", Rate.perMinute(2));
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'tool:t.old' is limited twice");
    }
}
