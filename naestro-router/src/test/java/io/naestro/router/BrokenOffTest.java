package io.naestro.router;

import static io.naestro.router.Models.cloud;
import static io.naestro.router.Requests.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.Setback;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An answer ends early for two reasons: it reached its limit, or the connection or server gave it up. */
class BrokenOffTest {
    private static final ModelFailure BROKEN = ModelFailure.of(Kind.TRUNCATED, "the answer broke off");
    private static final ModelFailure LONG = BROKEN.with("finish", Json.of("length"));

    private final LearningRouter router = LearningRouter.create();

    private void ends(ModelFailure failure, int times) {
        var route = Route.to("d", "m", 100);
        for (int i = 0; i < times; i++) {
            router.started(route, START);
            router.ended(route, failure, Duration.ofSeconds(1), START);
        }
    }

    private String seen() {
        return Look.at(router.signals("m"), START);
    }

    @Test
    void what_broke_off_may_go_to_an_arm_that_writes_no_longer() {
        var request =
                Requests.to(cloud("one", 1).build(), cloud("two", 1).build()).request("d");
        var route = (Route) router.route(request);

        assertThat(router.next(new Setback(request, route, BROKEN, 1, START)))
                .isInstanceOfSatisfying(
                        NextHop.RerouteHop.class,
                        hop -> assertThat(hop.route().arm()).isNotEqualTo(route.arm()));
        assertThat(router.next(new Setback(request, route, LONG, 1, START))).isInstanceOf(NextHop.StopHop.class);
    }

    @Test
    void an_endpoint_whose_answers_break_off_is_left_alone() {
        ends(BROKEN, 4);
        assertThat(seen()).startsWith("NONE");
        ends(BROKEN, 1);
        assertThat(seen()).startsWith("CIRCUIT_OPEN");
    }

    @Test
    void an_endpoint_whose_answers_are_too_long_is_not_to_blame() {
        ends(LONG, 20);
        assertThat(seen()).startsWith("NONE");
    }
}
