package io.naestro.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Digest;
import io.naestro.model.Capability;
import io.naestro.model.Residency;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyTest {
    private static final Digest RULES = new Digest("sha256:" + "0".repeat(64));

    @Test
    void decisions_name_what_decided() {
        assertThat(Decision.allow(Mode.AUTO, "r1", RULES))
                .isEqualTo(new Decision(Verdict.ALLOW, Mode.AUTO, List.of(), "r1", "", "", RULES));
        assertThat(Decision.ask(Mode.COPILOT, "r2", "it acts", RULES))
                .isEqualTo(new Decision(Verdict.ASK, Mode.COPILOT, List.of(), "r2", "it acts", "", RULES));
        assertThat(Decision.deny(Mode.GUIDE, "", "no rule", "add one", RULES))
                .isEqualTo(new Decision(Verdict.DENY, Mode.GUIDE, List.of(), "", "no rule", "add one", RULES));
    }

    @Test
    void obligations_ride_on_a_decision() {
        List<Obligation> obligations = List.of(new Obligation.SizeObligation(100));

        assertThat(Decision.allow(Mode.AUTO, "r1", RULES).with(obligations))
                .isEqualTo(new Decision(Verdict.ALLOW, Mode.AUTO, obligations, "r1", "", "", RULES));
    }

    @Test
    void without_constraints_data_may_go_anywhere_and_when_denied_nowhere() {
        assertThat(Constraints.NONE.verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(Constraints.NONE.residencies()).containsExactlyInAnyOrder(Residency.values());
        assertThat(Constraints.denied("no rule", "add one"))
                .isEqualTo(new Constraints(Verdict.DENY, Set.of(), Set.of(), "no rule", "add one"));
    }

    @Test
    void constraints_can_exclude_models_and_uses_of_them() {
        var limited = Constraints.NONE.withQuarantined(Set.of("m")).withCapabilities(Set.of(Capability.TOOLS));
        assertThat(Constraints.NONE.capabilities()).containsExactlyInAnyOrder(Capability.values());
        assertThat(limited)
                .isEqualTo(new Constraints(
                        Verdict.ALLOW,
                        Set.of(Residency.values()),
                        Set.of("m"),
                        "",
                        "",
                        Set.of(Capability.TOOLS),
                        false));
    }

    @Test
    void grants_reach_as_far_as_they_say() {
        var noon = Instant.parse("2030-01-01T12:00:00Z");

        assertThat(Grant.THIS_CALL).isEqualTo(new Grant(Grant.Scope.CALL, null));
        assertThat(Grant.THIS_RUN).isEqualTo(new Grant(Grant.Scope.RUN, null));
        assertThat(Grant.until(noon)).isEqualTo(new Grant(Grant.Scope.STANDING, noon));
        assertThatThrownBy(() -> new Grant(Grant.Scope.STANDING, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must end");
    }

    @Test
    void a_grant_is_within_another_of_its_scope_that_ends_no_earlier() {
        var noon = Instant.parse("2030-01-01T12:00:00Z");
        var earlier = Grant.until(noon.minusNanos(1));

        assertThat(earlier.isWithin(Grant.until(noon))).isTrue();
        assertThat(Grant.until(noon).isWithin(Grant.until(noon))).isTrue();
        assertThat(Grant.until(noon).isWithin(earlier)).isFalse();
        assertThat(Grant.THIS_CALL.isWithin(Grant.THIS_RUN))
                .as("was not offered")
                .isFalse();
        assertThat(new Grant(Grant.Scope.RUN, noon).isWithin(Grant.THIS_RUN)).isTrue();
        assertThat(Grant.THIS_RUN.isWithin(new Grant(Grant.Scope.RUN, noon))).isFalse();
    }

    @Test
    void a_principal_is_of_the_default_tenant_and_has_no_roles_unless_said() {
        var ada = new Principal("ada", "default", Set.of());

        assertThat(Principal.by("ada")).isEqualTo(ada);
        assertThat(Principal.onBehalfOf("ada")).isEqualTo(ada);
        assertThat(Principal.by("ada").of("acme").with("approver", "admin"))
                .isEqualTo(new Principal("ada", "acme", Set.of("approver", "admin")));
        assertThat(Principal.HOST.id()).isEqualTo("host");
    }

    @Test
    void a_principal_without_id_or_tenant_is_refused() {
        assertThatThrownBy(() -> Principal.by(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a principal's id has 1 to 200 characters and no control characters");
        assertThatThrownBy(() -> Principal.by("ada").of("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rates_say_how_often_in_which_time() {
        assertThat(Rate.perMinute(60)).isEqualTo(new Rate(60, Duration.ofMinutes(1)));
        assertThat(Rate.perSecond(2)).isEqualTo(new Rate(2, Duration.ofSeconds(1)));
        assertThatThrownBy(() -> Rate.perSecond(0)).hasMessage("rate count '0' must be at least 1");
        assertThatThrownBy(() -> new Rate(1, Duration.ZERO))
                .hasMessage("rate period 'PT0S' must be longer than nothing");
        assertThatThrownBy(() -> new Rate(1, Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_name_that_cannot_be_told_is_refused() {
        for (var id : new String[] {" ", "a".repeat(201), "a\n"}) {
            assertThatThrownBy(() -> new Principal(id, "tenant", Set.of()))
                    .hasMessage("a principal's id has 1 to 200 characters and no control characters");
        }
    }

    @Test
    void obligations_that_make_no_sense_are_refused() {
        var hour = Duration.ofHours(1);

        assertThat(new Obligation.SizeObligation(0).bytes()).isZero();
        assertThatThrownBy(() -> new Obligation.SizeObligation(-1)).hasMessage("bytes '-1' must not be negative");
        assertThat(new Obligation.ShareObligation("rule", 1).share()).isEqualTo(1);
        for (var share : new double[] {0, -0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new Obligation.ShareObligation("rule", share))
                    .hasMessage("share '" + share + "' must be above 0 and at most 1");
        }
        assertThat(new Obligation.ApproverObligation("", true, 1, hour).expires())
                .isEqualTo(hour);
        assertThatThrownBy(() -> new Obligation.ApproverObligation("", true, 0, hour))
                .hasMessage("count '0' must be at least 1");
        assertThatThrownBy(() -> new Obligation.ApproverObligation("", true, 1, Duration.ZERO))
                .hasMessage("expires 'PT0S' must be longer than nothing");
        assertThatThrownBy(() -> new Obligation.ApproverObligation("", true, 1, hour.negated()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
