package io.naestro.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Label;
import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApprovalTest {
    private static final Digest ACTION = new Digest("sha256:" + "1".repeat(64));
    private static final Digest RULES = new Digest("sha256:" + "0".repeat(64));
    private static final Principal ADA = new Principal("ada", "acme", Set.of());
    private static final RunId RUN = RunId.of("01890a5d-ac96-774b-bcce-b302099a8057");
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Instant LATER = NOON.plus(Duration.ofDays(1));

    private static ApprovalRequest.Builder question() {
        return ApprovalRequest.builder("r1-1", RUN, "pay", ADA, ACTION);
    }

    @Test
    void a_question_is_put_to_one_person_of_the_tenant_unless_told() {
        assertThat(question().build(RULES, NOON, LATER))
                .isEqualTo(new ApprovalRequest(
                        "r1-1",
                        RUN,
                        "pay",
                        "acme",
                        ACTION,
                        "",
                        Json.NULL,
                        "",
                        List.of(),
                        List.of(),
                        null,
                        ADA,
                        new Obligation.ApproverObligation("", false, 1, Duration.ofDays(7)),
                        List.of(Grant.THIS_CALL),
                        "",
                        RULES,
                        NOON,
                        LATER));
    }

    @Test
    void a_question_tells_all_that_a_person_should_know() {
        var money = Money.eur("5");
        var two = new Obligation.ApproverObligation("controller", true, 2, Duration.ofHours(8));
        var grants = List.of(Grant.THIS_CALL, Grant.THIS_RUN);
        var shown = Json.object().with("to", "bob");
        var request = question()
                .action("pay bob", Json.of("sha256"))
                .purpose("the invoice")
                .care(List.of(Label.PII), List.of("/to comes from a third party"))
                .estimate(money)
                .approvers(two)
                .grants(grants)
                .rule("pays")
                .build(RULES, NOON, LATER);

        assertThat(request.withShown(shown))
                .isEqualTo(new ApprovalRequest(
                        "r1-1",
                        RUN,
                        "pay",
                        "acme",
                        ACTION,
                        "pay bob",
                        shown,
                        "the invoice",
                        List.of(Label.PII),
                        List.of("/to comes from a third party"),
                        money,
                        ADA,
                        two,
                        grants,
                        "pays",
                        RULES,
                        NOON,
                        LATER));
        assertThat(request.shown()).isEqualTo(Json.of("sha256"));
    }

    @Test
    void a_receipt_is_bound_to_the_question() {
        var bob = new Principal("bob", "acme", Set.of());
        var asked = question()
                .purpose("the invoice")
                .care(List.of(Label.PII), List.of())
                .build(RULES, NOON, LATER);
        var refusal = ConsentReceipt.of(asked, 2, bob, NOON, "console");

        assertThat(refusal)
                .isEqualTo(new ConsentReceipt(
                        "r1-1.2",
                        "r1-1",
                        ACTION,
                        false,
                        null,
                        bob,
                        NOON,
                        "the invoice",
                        List.of(Label.PII),
                        "console",
                        RULES,
                        "",
                        -1));
        assertThat(refusal.recorded("fine", 12).granting(Grant.THIS_RUN))
                .isEqualTo(new ConsentReceipt(
                        "r1-1.2",
                        "r1-1",
                        ACTION,
                        true,
                        Grant.THIS_RUN,
                        bob,
                        NOON,
                        "the invoice",
                        List.of(Label.PII),
                        "console",
                        RULES,
                        "fine",
                        12));
    }

    @Test
    void an_agreement_that_stands_names_what_was_asked() {
        var asked = question().action("pay bob", Json.NULL).rule("pays").build(RULES, NOON, LATER);

        assertThat(StandingGrant.of(asked, Grant.THIS_RUN, List.of(ADA), NOON))
                .isEqualTo(new StandingGrant(
                        "r1-1", Grant.THIS_RUN, ADA, List.of(ADA), NOON, "pays", "pay bob", RUN, RULES));
    }
}
