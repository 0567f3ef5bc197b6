package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.journal.MemoryJournal;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.memory.MemoryScope;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Decision;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.run.RunEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What people agreed to, and what they are asked. */
class RunScopeTest {
    private static final Digest OTHER_ACTION = Folded.digest("another action");

    private final Folded run = new Folded(Plans.calling(Plans.reader("reads")));

    private RunScope scope() {
        return new RunScope(Folded.RUN, run::state, new Store(new MemoryJournal()).of(Folded.RUN), Trail.OFF);
    }

    private ApprovalRequest ask(String id) {
        var question = Folded.question(id, "one", Folded.one(), Grant.THIS_CALL, Grant.THIS_RUN);
        run.on(new RunEvent.ApprovalAsked(question));
        return question;
    }

    private void grant(Grant grant) {
        var question = ask(Folded.RUN + "-1");
        var receipt = Folded.receipt(question.id(), grant, Folded.BOB, run.now());
        run.on(new RunEvent.ApprovalAnswered("one", receipt, true));
    }

    private boolean granted(String rule, Digest policy, String title, Digest action) {
        return granted(Decision.ask(Mode.COPILOT, rule, "", policy), title, action, Map.of());
    }

    private boolean granted(Decision decision, String title, Digest action, Map<Pointer, Origin> origins) {
        return scope().agreement(decision, "one", title, action, effect(origins), run.now())
                .isPresent();
    }

    @Test
    void an_agreement_to_a_call_covers_exactly_that_call() {
        grant(Grant.THIS_CALL);
        assertThat(granted("any rule", Folded.POLICY, "any title", Folded.ACTION))
                .isTrue();
        assertThat(granted("rule", Folded.POLICY, "May it?", OTHER_ACTION)).isFalse();
    }

    @Test
    void an_agreement_dies_with_its_policy_unless_the_same_rule_asks_the_same_people() {
        grant(Grant.THIS_CALL);
        var others = Decision.ask(Mode.COPILOT, "rule", "", Folded.digest("a new policy"));
        assertThat(granted(others.with(List.of(Folded.one())), "", Folded.ACTION, Map.of()))
                .isTrue();
        assertThat(granted(others, "", Folded.ACTION, Map.of()))
                .as("other people")
                .isFalse();
        assertThat(granted("another", Folded.digest("a new policy"), "", Folded.ACTION))
                .isFalse();
    }

    @Test
    void an_agreement_for_the_run_does_not_cover_words_of_a_third_party_where_none_were_seen() {
        grant(Grant.THIS_RUN);
        var ask = Decision.ask(Mode.COPILOT, "rule", "", Folded.POLICY);
        assertThat(granted(ask, "May it?", OTHER_ACTION, Map.of(Pointer.of("/to"), Origin.USER)))
                .isTrue();
        assertThat(granted(ask, "May it?", OTHER_ACTION, Map.of(Pointer.of("/to"), Origin.UNKNOWN)))
                .isFalse();
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
    void a_person_is_told_twenty_risks_and_how_many_more_there_are() {
        var places = new LinkedHashMap<Pointer, Origin>();
        for (int i = 0; i < 30; i++) {
            places.put(Pointer.ROOT.child(i), Origin.UNKNOWN);
        }
        assertThat(question(places).risks()).hasSize(21).last().isEqualTo("and 10 more");
    }

    @Test
    void a_person_is_told_what_is_confidential_and_where() {
        var labels = Map.of(Pointer.of("/a"), Set.of(Label.SECRET, Label.PII), Pointer.of("/b"), Set.of(Label.PUBLIC));
        var effect = new Effect.Agreement(actor(), new Payload(Json.NULL, Map.of(), labels), Folded.ACTION);
        var question = question(effect, "rule");
        assertThat(question.risks()).containsExactly("/a is secret", "/a is personal data");
        assertThat(question.categories()).containsExactly(Label.SECRET, Label.PII, Label.PUBLIC);
    }

    @Test
    void agreements_are_offered_from_the_smallest_and_one_with_a_date_only_where_a_rule_asks() {
        var write = new Effect.MemoryAccess(actor(), new MemoryScope("default", "", ""), true);
        assertThat(question(write, "").grants()).containsExactly(Grant.THIS_CALL, Grant.THIS_RUN);
        assertThat(question(write, "rule").grants())
                .containsExactly(
                        Grant.THIS_CALL, Grant.THIS_RUN, Grant.until(run.now().plus(Duration.ofDays(30))));
        assertThat(question(effect(Map.of()), "rule").grants()).containsExactly(Grant.THIS_CALL);
    }

    private static Actor actor() {
        return Actor.of(Folded.ADA, "worker", Mode.COPILOT);
    }

    private static Effect effect(Map<Pointer, Origin> origins) {
        return new Effect.Agreement(actor(), new Payload(Json.NULL, origins, Map.of()), Folded.ACTION);
    }

    private ApprovalRequest question(Map<Pointer, Origin> origins) {
        return question(effect(origins), "rule");
    }

    private ApprovalRequest question(Effect effect, String rule) {
        var decision = Decision.ask(Mode.COPILOT, rule, "", Folded.POLICY);
        return scope().question(
                        "one", Folded.ACTION, "May it?", Json.NULL, effect, null, decision, Folded.one(), run.now());
    }
}
