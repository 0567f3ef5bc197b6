package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.naestro.core.Plans.Doc;
import io.naestro.core.Plans.Item;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.goal.Goal;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.observe.Observer;
import io.naestro.observe.RunObserver;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Principal;
import io.naestro.run.HostTransaction;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.Recorded;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunSummary;
import io.naestro.testkit.ScriptedTool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A key belongs to one run among all who share a journal, and starts may be a part of the host's transaction. */
class StartsTest {
    private static final RunKey KEY = RunKey.of("order-17");

    /** A journal that is asked at awkward moments. */
    private static final class Awkward extends SharedJournal {
        private final Queue<RunId> holders = new ArrayDeque<>();
        private Runnable before = () -> {};
        private Runnable after = () -> {};

        @Override
        public Begun begin(Beginning beginning) {
            if (!holders.isEmpty()) {
                return new Begun.Before(holders.remove());
            }
            before.run();
            var begun = super.begin(beginning);
            after.run();
            return begun;
        }
    }

    /** A transaction in which starts wait for the commit. */
    private static final class Waiting implements HostTransaction {
        private final Journal journal;
        private final List<Journal.Beginning> beginnings = new ArrayList<>();
        private Optional<RunId> holder = Optional.empty();

        Waiting(Journal journal) {
            this.journal = journal;
        }

        @Override
        public Journal journal() {
            return journal;
        }

        @Override
        public Optional<RunId> begin(Journal.Beginning beginning) {
            beginnings.add(beginning);
            return holder;
        }

        void commit() {
            beginnings.forEach(journal::begin);
        }
    }

    /** Keeps what it is shown. */
    private static final class Seen implements Observer {
        private final List<RunEvent> events = new ArrayList<>();

        @Override
        public RunObserver run(RunId run, RunEvent.RunAccepted accepted, List<ApprovalRequest> open) {
            return RunObserver.NONE;
        }

        @Override
        public void event(Recorded event) {
            events.add(event.event());
        }
    }

    private final World world = new World(23);
    private final Awkward journal = new Awkward();
    private final Waiting transaction = new Waiting(journal);
    private final ScriptedTool<Item, Doc> tool = Plans.reader("reads").returnsAlways(Plans.DOC);
    private final Naestro naestro = instance();

    private Naestro instance() {
        return world.builder().journal(journal).tools(tool).build();
    }

    private Run<Doc> start(Naestro instance) {
        return instance.start(Plans.calling(tool), Plans.ITEM, KEY, Principal.HOST);
    }

    private PendingRun<Doc> within(Naestro instance) {
        return instance.within(transaction).start(Plans.calling(tool), Plans.ITEM, KEY, Principal.HOST);
    }

    private void isDone(Run<?> run) {
        world.scheduler.runUntilIdle();
        assertThat(run.poll().orThrow()).isNotNull();
    }

    @Test
    void a_key_that_another_instance_has_gives_its_run() {
        var other = instance();
        var run = start(naestro);
        isDone(run);
        var same = start(other);
        assertThat(same.id()).isEqualTo(run.id());
        isDone(same);
        assertThat(tool.calls()).hasSize(1);
        assertThat(other.runs().find(KEY)).isPresent();
    }

    @Test
    void a_run_that_went_on_elsewhere_is_read_anew_when_it_is_started_again() {
        var other = instance();
        var run = start(other);
        other.close();
        naestro.resume();
        assertThat(naestro.runs().find(run.id())).isPresent();
        isDone(start(naestro));
        var third = instance();
        assertThat(third.runs().find(run.id())).isPresent(); // which is read, and has ended
        isDone(start(third));
        assertThat(tool.calls()).hasSize(1);
    }

    @Test
    void a_run_that_was_looked_at_and_went_on_elsewhere_is_taken_up_where_it_is() {
        start(naestro);
        var other = instance();
        assertThat(other.runs().find(KEY).orElseThrow().state()).isEqualTo(RunSummary.State.RUNNING);
        world.scheduler.runUntilIdle();
        isDone(start(other));
        assertThat(tool.calls()).hasSize(1);
    }

    @Test
    void a_key_is_free_once_its_run_was_forgotten_elsewhere() {
        var run = start(naestro);
        isDone(run);
        var other = instance();
        other.forget(run.id());
        var second = start(naestro);
        assertThat(second.id()).isNotEqualTo(run.id());
        isDone(second);
        naestro.forget(second.id());
        other.resume();
        assertThat(other.runs().list(9)).isEmpty();
        assertThat(naestro.runs().list(9)).isEmpty();
    }

    @Test
    void instances_that_look_again_know_no_longer_what_was_forgotten() {
        var run = start(naestro);
        isDone(run);
        var other = instance();
        naestro.forget(run.id());
        assertThat(other.resume()).isEmpty();
        assertThat(other.runs().list(9)).isEmpty();
        isDone(start(other));
    }

    @Test
    void a_key_whose_run_is_forgotten_in_the_middle_of_the_start_is_asked_for_again() {
        journal.holders.add(new RunId(new UUID(7, 7)));
        journal.holders.add(new RunId(new UUID(7, 8)));
        isDone(start(naestro));
        assertThat(journal.runs()).hasSize(1);
    }

    @Test
    void a_run_that_is_found_in_the_journal_before_its_start_returns_is_driven_once() {
        journal.after = () -> assertThat(naestro.resume()).hasSize(1);
        var run = start(naestro);
        journal.after = () -> {};
        isDone(run);
        assertThat(tool.calls()).hasSize(1);
        assertThat(World.events(run, RunEvent.RunResumed.class)).hasSize(1);
    }

    @Test
    void a_start_that_waits_does_not_keep_others_and_is_told_of_a_close() throws Exception {
        var waiting = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var impatient = world.builder()
                .journal(journal)
                .tools(tool)
                .patience(Duration.ofMillis(1))
                .build();
        journal.before = () -> {
            waiting.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        var start = CompletableFuture.supplyAsync(() -> start(impatient), Thread::startVirtualThread);
        waiting.await();
        journal.before = () -> {};
        isDone(impatient.start(Plans.calling(tool), Plans.ITEM));
        impatient.close();
        go.countDown();
        assertThatExceptionOfType(Exception.class).isThrownBy(start::get).withMessageContaining("is closed");
        isDone(start(naestro)); // it was accepted, and is another's now
        assertThat(journal.runs()).hasSize(2);
    }

    @Test
    void whoever_closes_can_be_interrupted_and_stays_interrupted() {
        Thread.currentThread().interrupt();
        naestro.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> start(naestro));
    }

    @Test
    void a_run_whose_key_was_taken_elsewhere_is_not_imported() throws IOException {
        var file = new ByteArrayOutputStream();
        var from = new World(24);
        var source = from.builder().tools(tool).build();
        var run = source.start(Plans.calling(tool), Plans.ITEM, KEY, Principal.HOST);
        from.settle(run);
        source.exportRun(run.id(), file);
        var holder = start(instance());
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> naestro.importRun(new ByteArrayInputStream(file.toByteArray())))
                .withMessageContaining("is the key of run " + holder.id());
        assertThat(journal.runs()).containsExactly(holder.id());
    }

    @Test
    void a_run_within_a_transaction_begins_with_the_commit() {
        var seen = new Seen();
        var watched =
                world.builder().journal(journal).tools(tool).observer(seen).build();
        var start = within(watched);
        world.scheduler.runUntilIdle();
        assertThatIllegalStateException().isThrownBy(start::committed).withMessageContaining("was not committed");
        assertThat(watched.resume()).isEmpty();
        assertThat(journal.runs()).isEmpty();
        assertThat(seen.events).isEmpty();
        transaction.commit();
        world.scheduler.runUntilIdle();
        assertThat(tool.calls()).isEmpty();
        var run = start.committed();
        assertThat(run.id()).isEqualTo(start.id());
        isDone(run);
        isDone(start.committed());
        assertThat(tool.calls()).hasSize(1);
        assertThat(seen.events).isEqualTo(World.events(run));
    }

    @Test
    void a_run_that_was_taken_up_before_its_host_told_of_the_commit_is_that_run() {
        var start = within(naestro);
        transaction.commit();
        assertThat(naestro.resume()).hasSize(1);
        isDone(start.committed());
        assertThat(tool.calls()).hasSize(1);
    }

    @Test
    void a_key_that_is_known_in_a_transaction_gives_its_run() {
        var run = start(naestro);
        transaction.holder = Optional.of(run.id());
        var known = within(naestro);
        assertThat(known.id()).isEqualTo(run.id());
        isDone(known.committed());
        assertThat(journal.runs()).hasSize(1);
    }

    @Test
    void goals_and_inputs_with_origins_start_within_a_transaction_too() {
        var within = naestro.within(transaction);
        var goal = Goal.of("Read it").given("item", Json.of("4711")).yielding(Doc.class);
        var wish = within.start(goal, RunKey.of("goal"), Principal.HOST);
        var mail = Payload.of(Json.object().with("id", "4711"), Origin.USER);
        var given = within.startGiven(Plans.calling(tool), mail, KEY, Principal.HOST);
        transaction.commit();
        isDone(given.committed());
        assertThat(World.events(wish.committed(), RunEvent.RunAccepted.class))
                .extracting(RunEvent.RunAccepted::title)
                .containsExactly("Read it");
    }

    @Test
    void what_is_wrong_is_told_before_the_transaction_is_touched() {
        var within = naestro.within(transaction);
        var unknown = Plans.reader("unknown").returnsAlways(Plans.DOC);
        assertThatExceptionOfType(InvalidPlanException.class)
                .isThrownBy(() -> within.start(Plans.calling(unknown), Plans.ITEM, KEY, Principal.HOST));
        var wrong = Payload.of(Json.of("text"), Origin.USER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> within.startGiven(Plans.calling(tool), wrong, KEY, Principal.HOST));
        assertThat(transaction.beginnings).isEmpty();
        naestro.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> within.start(Plans.calling(tool), Plans.ITEM, KEY, Principal.HOST))
                .withMessageContaining("is closed");
    }

    @Test
    void a_transaction_of_another_journal_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> naestro.within(new Waiting(new SharedJournal())))
                .withMessageContaining("is of another journal");
    }

    @Test
    void a_start_that_fails_keeps_nothing() {
        journal.failAfter(0);
        assertThatExceptionOfType(JournalFailure.class).isThrownBy(() -> start(naestro));
        assertThat(journal.runs()).isEmpty();
        journal.failAfter(Integer.MAX_VALUE);
        isDone(start(naestro));
    }
}
