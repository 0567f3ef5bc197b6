package io.naestro.core;

import static io.naestro.core.Folded.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.Digests;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.core.journal.MemoryJournal;
import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.Prompt;
import io.naestro.plan.Plan;
import io.naestro.policy.Grant;
import io.naestro.run.Journal.Durability;
import io.naestro.run.JournalFailure;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StoreTest {
    private final MemoryJournal journal = new MemoryJournal();
    private final RunStore store = new Store(journal).of(RUN);

    @Test
    void gives_events_back_with_their_moment_and_number() {
        var events = List.of(
                Folded.recorded(0, Folded.accepted()), Folded.recorded(1, new RunEvent.CancelRequested("enough")));
        store.append(events, Durability.BUFFERED);
        assertThat(store.read(0, 10)).isEqualTo(events);
        assertThat(store.read(1, 10)).isEqualTo(events.subList(1, 2));
    }

    @Test
    void has_no_state_of_a_run_that_it_does_not_know() {
        assertThat(new Store(journal).of(new RunId(new UUID(1, 2))).state()).isEmpty();
    }

    @Test
    void works_the_events_of_a_long_run_into_its_state() {
        var events = new ArrayList<Recorded>();
        events.add(Folded.recorded(0, Folded.accepted()));
        for (int i = 1; i < 2_500; i++) {
            events.add(Folded.recorded(i, new RunEvent.RunRemembered("record " + i)));
        }
        store.append(events, Durability.DURABLE);
        assertThat(store.state().orElseThrow().next()).isEqualTo(2_500);
    }

    @Test
    void refuses_a_run_that_does_not_begin_with_its_acceptance() {
        store.append(List.of(Folded.recorded(0, new RunEvent.CancelRequested(""))), Durability.DURABLE);
        assertThatIllegalStateException().isThrownBy(() -> store.state()).withMessageContaining(RUN.toString());
    }

    @Test
    void names_the_run_and_event_that_cannot_be_read() {
        journal.append(journal.claim(RUN), 0, List.of("{}".getBytes(), "{".getBytes()), Durability.DURABLE);
        assertThatThrownBy(() -> store.read(0, 1)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> store.read(1, 1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("run " + RUN + ", event 1");
    }

    @Test
    void gives_values_back_with_their_origins_and_labels() {
        var payload = new Payload(
                Json.object().with("a/b", Json.array(Json.of(1.5), Json.NULL)),
                Map.of(Pointer.ROOT, Origin.SELF, Pointer.ROOT.child("a/b").child(0), Origin.UNKNOWN),
                Map.of(Pointer.ROOT.child("a/b"), Set.of(Label.PII, Label.SECRET)));
        assertThat(new Store(journal).of(RUN).payload(store.keep(payload))).isEqualTo(payload);
    }

    @Test
    void can_read_back_what_came_in_at_the_limits_of_a_message() {
        Json deep = Json.of("x".repeat(1_000_000));
        for (int i = 0; i < Limits.MESSAGE.maxDepth(); i++) {
            deep = Json.array(deep);
        }
        var payload = Payload.of(deep, Origin.SELF);
        assertThat(store.payload(store.keep(payload))).isEqualTo(payload);
    }

    @Test
    void refuses_to_keep_what_it_could_not_read_back() {
        var huge = Json.of("x".repeat(2 * Limits.MESSAGE.maxBytes() - 1));
        assertThatThrownBy(() -> store.keep("test/v1", huge))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("at most 33554432 can be kept");
    }

    @Test
    void says_which_content_is_missing() {
        assertThatThrownBy(() -> store.json(Folded.RESULT))
                .isInstanceOf(JournalFailure.class)
                .hasMessage("run " + RUN + " does not have content " + Folded.RESULT + "; it may have been erased");
    }

    @Test
    void keeps_content_under_the_digest_of_its_type_and_value() {
        var digest = store.keep("test/v1", Json.of("x"));
        assertThat(digest).isEqualTo(Digests.of("test/v1", Json.of("x")));
        assertThat(journal.content(RUN, digest))
                .contains(JsonText.write(Json.of("x")).getBytes());
    }

    @Test
    void reads_a_plan_back_once_and_keeps_the_last_ones_at_hand() {
        var digest = store.keep(plan("p0")).digest();
        assertThat(store.plan(digest)).isSameAs(store.plan(digest));
        var other = new Store(journal).of(RUN);
        var read = other.plan(digest);
        assertThat(read).isSameAs(other.plan(digest));
        assertThat(read.plan().name()).isEqualTo("p0");
        for (int i = 1; i <= 256; i++) {
            other.keep(plan("p" + i));
        }
        assertThat(other.plan(digest)).isNotSameAs(read);
        assertThat(other.plan(digest).steps()).isEqualTo(read.steps());
    }

    @Test
    void keeps_what_people_are_shown_apart_and_opens_it_for_them() {
        var shown = Json.object().with("tool", "fs.write@1");
        var question = Folded.question("q", "a", Folded.one(), Grant.THIS_CALL);
        var kept = new io.naestro.policy.ApprovalRequest(
                question.id(),
                question.run(),
                question.step(),
                question.tenant(),
                question.digest(),
                question.title(),
                store.keepShown(shown),
                question.purpose(),
                List.of(io.naestro.effect.Label.PII),
                List.of("risk"),
                question.estimate(),
                question.initiator(),
                question.approvers(),
                question.grants(),
                question.rule(),
                question.policy(),
                question.asked(),
                question.expires());
        assertThat(kept.shown()).isNotEqualTo(shown);
        assertThat(store.open(kept).shown()).isEqualTo(shown);
        assertThat(store.open(kept))
                .usingRecursiveComparison()
                .ignoringFields("shown")
                .isEqualTo(kept);
        var suggestion = new Suggestion("a", "title", store.keepShown(shown), Folded.ACTION);
        assertThat(store.open(suggestion)).isEqualTo(new Suggestion("a", "title", shown, Folded.ACTION));
    }

    @Test
    void leaves_what_was_not_kept_apart_as_it_is() {
        for (var shown : List.of(Json.NULL, Json.object(), Json.object().with("content", 7))) {
            assertThat(store.open(new Suggestion("a", "title", shown, Folded.ACTION))
                            .shown())
                    .isEqualTo(shown);
        }
    }

    @Test
    void a_run_that_cannot_be_read_stands_in_nobodys_way() {
        var from = new Store(journal);
        from.of(RUN).append(List.of(Folded.recorded(0, Folded.accepted())), Durability.DURABLE);
        journal.append(journal.claim(RUN), 1, List.of("{".getBytes()), Durability.DURABLE);
        var other = new RunId(new UUID(7, 7));
        journal.append(journal.claim(other), 0, List.of("[1e999999]".getBytes()), Durability.DURABLE);
        var loops = new Loops(new Store(journal), (id, state) -> {
            throw new AssertionError("nothing can be driven");
        });
        assertThat(loops.list(10)).isEmpty();
        assertThat(loops.find(other)).isEmpty();
        assertThat(loops.find(RUN)).isEmpty();
        assertThat(loops.open()).isEmpty();
        assertThat(loops.of(Folded.accepted().principal().tenant())).isEmpty();
        assertThatThrownBy(() -> loops.loop(new RunId(new UUID(8, 8)))).isInstanceOf(JournalFailure.class);
    }

    private static Plan<?, ?> plan(String name) {
        var plan = Plan.named(name, 1).input(Json.class);
        var a = plan.model("a", Json.class, Prompt.of("p", "?"), plan.input());
        return a.yields(a);
    }
}
