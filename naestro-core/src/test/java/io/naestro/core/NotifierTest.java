package io.naestro.core;

import static io.naestro.policy.Principal.onBehalfOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.journal.FileJournal;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Approvals;
import io.naestro.policy.Grant;
import io.naestro.policy.Principal;
import io.naestro.policy.Verdict;
import io.naestro.run.JournalFailure;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners that are told of questions. */
class NotifierTest {
    private final World world = new World(21);
    private final List<String> told = new ArrayList<>();
    private final List<ApprovalRequest> questions = new ArrayList<>();

    private NaestroBuilder builder() {
        return world.builder()
                .policy(TestPolicy.of(effect -> Verdict.ASK))
                .tools(Plans.actor("act").returnsAlways(Plans.DOC));
    }

    private Approvals.Subscription listen(Naestro naestro) {
        return listen(naestro, question -> {});
    }

    private Approvals.Subscription listen(Naestro naestro, Consumer<ApprovalRequest> more) {
        return naestro.approvals().subscribe("default", question -> {
            told.add(naestro.runs().find(question.run()).orElseThrow().key() + " " + question.step());
            questions.add(question);
            more.accept(question);
        });
    }

    private void start(Naestro naestro, String key, Principal principal) {
        naestro.start(Plans.calling(Plans.actor("act"), Plans.actor("act")), Plans.ITEM, RunKey.of(key), principal);
    }

    private void start(Naestro naestro, String key) {
        start(naestro, key, onBehalfOf("ada"));
        world.scheduler.runReady();
    }

    private void answer(Naestro naestro) {
        var question = naestro.approvals().open("default").getFirst();
        naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, Principal.by("bob"));
        world.scheduler.runReady();
    }

    @Test
    void are_told_in_the_order_of_asking_and_with_what_is_shown_in_full() {
        try (var naestro = builder().build();
                var listening = listen(naestro)) {
            start(naestro, "a");
            answer(naestro);
            start(naestro, "b");
            assertThat(told).containsExactly("a one", "a two", "b one");
            assertThat(questions.get(1))
                    .isEqualTo(naestro.approvals().open("default").getFirst());
            assertThat(listening).isNotNull();
        }
    }

    @Test
    void are_told_of_no_other_tenant() {
        try (var naestro = builder().build()) {
            start(naestro, "before", onBehalfOf("ada").of("acme"));
            listen(naestro);
            world.scheduler.runReady();
            start(naestro, "after", onBehalfOf("ada").of("acme"));
            world.scheduler.runReady();
            assertThat(told).isEmpty();
        }
    }

    @Test
    void are_told_of_what_is_open_first_and_again_after_a_restart(@TempDir Path folder) {
        try (var first = builder().journal(FileJournal.at(folder)).build()) {
            start(first, "a");
            answer(first);
            start(first, "b");
            listen(first);
            start(first, "c");
            assertThat(told).containsExactly("a two", "b one", "c one");
        }
        told.clear();
        try (var second = builder().journal(FileJournal.at(folder)).build()) {
            listen(second);
            world.scheduler.runReady();
            assertThat(told).containsExactly("a two", "b one", "c one");
            answer(second);
            assertThat(told).hasSize(3);
        }
    }

    @Test
    void are_told_once_of_what_is_asked_while_they_begin() {
        for (int seed = 0; seed < 20; seed++) {
            told.clear();
            var other = new World(seed);
            try (var naestro = other.builder()
                    .policy(TestPolicy.of(effect -> Verdict.ASK))
                    .tools(Plans.actor("act").returnsAlways(Plans.DOC))
                    .build()) {
                listen(naestro);
                start(naestro, "a", onBehalfOf("ada"));
                other.scheduler.runReady();
                assertThat(told).containsExactly("a one");
            }
        }
    }

    @Test
    void that_are_closed_are_told_nothing_more() {
        try (var naestro = builder().build()) {
            var listening = listen(naestro);
            start(naestro, "a");
            listening.close();
            start(naestro, "b");
            assertThat(told).containsExactly("a one");
            start(naestro, "c", onBehalfOf("ada"));
            listen(naestro).close();
            world.scheduler.runReady();
            assertThat(told).as("closed before it began").containsExactly("a one");
        }
    }

    @Test
    void that_close_themselves_are_told_nothing_more() {
        try (var naestro = builder().build()) {
            start(naestro, "a");
            start(naestro, "b");
            var listening = new AtomicReference<Approvals.Subscription>();
            listening.set(listen(naestro, question -> listening.get().close()));
            world.scheduler.runReady();
            assertThat(told).containsExactly("a one");
        }
    }

    @Test
    void that_throw_are_told_the_next_question() {
        try (var naestro = builder().build()) {
            listen(naestro, question -> {
                throw new IllegalStateException("mail server is down");
            });
            start(naestro, "a");
            start(naestro, "b");
            assertThat(told).containsExactly("a one", "b one");
            assertThat(naestro.approvals().open("default")).hasSize(2);
        }
    }

    @Test
    void that_are_slow_hold_up_no_run() throws InterruptedException {
        var stuck = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var naestro = Naestro.builder()
                .policy(TestPolicy.of(effect -> Verdict.ASK))
                .tools(Plans.actor("act").returnsAlways(Plans.DOC))
                .build()) {
            naestro.approvals().subscribe("default", question -> {
                stuck.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            var run = naestro.start(Plans.calling(Plans.actor("act")), Plans.ITEM);
            stuck.await();
            var question = naestro.approvals().open("default").getFirst();
            naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, Principal.by("bob"));
            assertThat(run.await(Duration.ofSeconds(60))).isInstanceOf(RunResult.Done.class);
            go.countDown();
        }
    }

    @Test
    void live_on_when_the_journal_cannot_be_read_for_a_moment() {
        var journal = new SharedJournal() {
            private boolean broken;

            @Override
            public List<byte[]> read(RunId run, long from, int most) {
                if (broken) {
                    throw new JournalFailure(JournalFailure.Kind.STORAGE, "unplugged", null);
                }
                return super.read(run, from, most);
            }
        };
        try (var naestro = builder().journal(journal).build()) {
            listen(naestro);
            world.scheduler.runReady();
            journal.broken = true;
            start(naestro, "a");
            assertThat(told).isEmpty();
            journal.broken = false;
            answer(naestro);
            assertThat(told).as("nothing is missed").containsExactly("a one", "a two");
        }
    }
}
