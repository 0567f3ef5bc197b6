package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.journal.MemoryJournal;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.ConsentReceipt;
import io.naestro.policy.Decision;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.run.RunEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people agreed to, and what they are asked. */
class RunScopeTest {
    private static final Digest OTHER_ACTION = Folded.digest("another action");

    private final Folded run = new Folded(Plans.calling(Plans.reader("reads")));

    private RunScope scope() {
        return new RunScope(Folded.RUN, run::state, new Store(new MemoryJournal()));
    }

    private ApprovalRequest ask(String id) {
        var question = Folded.question(id, "one", Folded.one(), Grant.THIS_CALL, Grant.THIS_RUN);
        run.on(new RunEvent.ApprovalAsked(question));
        return question;
    }

    private void grant(Grant grant) {
        var question = ask(Folded.RUN + "-1");
        var receipt = new ConsentReceipt(
                question.id(), question.digest(), true, grant, Folded.BOB, run.now(), Folded.POLICY, "");
        run.on(new RunEvent.ApprovalAnswered("one", receipt, true));
    }

    private boolean granted(String rule, Digest policy, String title, Digest action) {
        return scope().granted(Decision.ask(Mode.COPILOT, rule, "", policy), "one", title, action, run.now());
    }

    @Test
    void an_agreement_to_a_call_covers_exactly_that_call() {
        grant(Grant.THIS_CALL);
        assertThat(granted("any rule", Folded.digest("any policy"), "any title", Folded.ACTION))
                .isTrue();
        assertThat(granted("rule", Folded.POLICY, "May it?", OTHER_ACTION)).isFalse();
    }

    @Test
    void an_agreement_for_the_run_covers_what_the_same_rule_of_the_same_policy_asks_about_the_same() {
        grant(Grant.THIS_RUN);
        assertThat(granted("rule", Folded.POLICY, "May it?", OTHER_ACTION)).isTrue();
        assertThat(granted("another rule", Folded.POLICY, "May it?", OTHER_ACTION))
                .isFalse();
        assertThat(granted("rule", Folded.digest("a new policy"), "May it?", OTHER_ACTION))
                .isFalse();
        assertThat(granted("rule", Folded.POLICY, "May something else?", OTHER_ACTION))
                .isFalse();
    }

    @Test
    void a_question_has_a_number_that_no_other_has_even_when_one_was_never_written() {
        assertThat(question(Map.of()).id()).isEqualTo(Folded.RUN + "-1");
        ask(Folded.RUN + "-2"); // the first was asked by a call that came back too late
        assertThat(question(Map.of()).id()).isEqualTo(Folded.RUN + "-3");
    }

    @Test
    void a_person_is_told_what_comes_from_a_third_party() {
        assertThat(question(Map.of(Pointer.ROOT, Origin.UNKNOWN)).risks())
                .singleElement()
                .asString()
                .startsWith("the whole value comes from a third party (");
        assertThat(question(Map.of(Pointer.of("/a"), Origin.UNKNOWN)).risks())
                .singleElement()
                .asString()
                .startsWith("/a comes from a third party (");
        assertThat(question(Map.of(Pointer.ROOT, Origin.USER)).risks()).isEmpty();
    }

    @Test
    void a_person_is_told_twenty_risks_and_no_more() {
        var places = new LinkedHashMap<Pointer, Origin>();
        for (int i = 0; i < 30; i++) {
            places.put(Pointer.ROOT.child(i), Origin.UNKNOWN);
        }
        assertThat(question(places).risks()).hasSize(20);
    }

    private ApprovalRequest question(Map<Pointer, Origin> origins) {
        var actor = Actor.of(Folded.ADA, "worker", Mode.COPILOT);
        var effect = new Effect.Agreement(actor, new Payload(Json.NULL, origins, Map.of()), Folded.ACTION);
        var decision = Decision.ask(Mode.COPILOT, "rule", "", Folded.POLICY);
        return scope().question(
                        "one", Folded.ACTION, "May it?", Json.NULL, effect, null, decision, Folded.one(), run.now());
    }
}
