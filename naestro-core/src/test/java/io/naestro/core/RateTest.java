package io.naestro.core;

import static io.naestro.core.Plans.DOC;
import static io.naestro.core.Plans.ITEM;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.policy.Obligation;
import io.naestro.policy.Rate;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.testkit.ScriptedModel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateTest {
    private final World world = new World(1);
    private final Instant start = world.time.now();

    private static List<String> delays(Run<?> run) {
        return World.events(run, RunEvent.StepDelayed.class).stream()
                .map(delayed -> delayed.step() + " " + delayed.key() + " " + delayed.until())
                .toList();
    }

    @Test
    void a_limited_tool_waits_for_its_turn_over_all_runs() {
        var tool = Plans.reader("read").returnsAlways(DOC);
        try (var naestro = world.builder()
                .tools(tool)
                .limit("tool:read", Rate.perMinute(1))
                .build()) {
            var first = naestro.start(Plans.calling(tool), ITEM);
            world.scheduler.runReady();
            assertThat(first.poll().orThrow()).isEqualTo(DOC);
            var second = naestro.start(Plans.calling(tool), ITEM);
            world.scheduler.runReady();
            assertThat(delays(second)).containsExactly("one tool:read " + start.plusSeconds(60));
            assertThat(tool.calls()).hasSize(1);
            assertThat(world.settle(second).orThrow()).isEqualTo(DOC);
            assertThat(world.time.now()).isEqualTo(start.plusSeconds(60));
            assertThat(second.poll().spent().calls()).isEqualTo(1);
        }
    }

    @Test
    void a_limited_model_waits_for_its_turn() {
        var model = ScriptedModel.named("m").saysJson(DOC).saysJson(DOC);
        try (var naestro = world.builder()
                .models(model)
                .limit("model:m", new Rate(1, ofSeconds(10)))
                .build()) {
            var first = naestro.start(Plans.asking(), ITEM);
            world.scheduler.runReady();
            assertThat(first.poll().orThrow()).isEqualTo(DOC);
            var second = naestro.start(Plans.asking(), ITEM);
            assertThat(world.settle(second).orThrow()).isEqualTo(DOC);
            assertThat(delays(second)).containsExactly("one model:m " + start.plusSeconds(10));
        }
    }

    @Test
    void a_rule_limits_how_often_it_allows() {
        var first = Plans.reader("first").returnsAlways(DOC);
        var second = Plans.reader("second").returnsAlways(DOC);
        var policy = TestPolicy.open().obliging(new Obligation.RateObligation("slow", Rate.perMinute(1)));
        try (var naestro = world.builder().tools(first, second).policy(policy).build()) {
            var run = naestro.start(Plans.calling(first, second), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(delays(run)).containsExactly("two default/slow " + start.plusSeconds(60));
        }
    }

    @Test
    void a_rate_of_another_tool_holds_nothing_up() {
        var tool = Plans.reader("read").returnsAlways(DOC);
        try (var naestro = world.builder()
                .tools(tool, Plans.reader("other"))
                .limit("tool:other", Rate.perMinute(1))
                .build()) {
            for (int i = 0; i < 3; i++) {
                var run = naestro.start(Plans.calling(tool), ITEM);
                assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
                assertThat(delays(run)).isEmpty();
            }
        }
    }
}
