package io.naestro.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.Digests;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.RunId;
import io.naestro.testkit.JournalConformance;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemoryJournalTest extends JournalConformance {

    @Override
    protected Journal open() {
        return new MemoryJournal();
    }

    @Override
    protected Journal reopen(Journal journal) {
        return new MemoryJournal();
    }

    @Override
    protected boolean survives() {
        return false;
    }

    @Test
    void gives_nothing_once_closed() {
        givesNothingOnceClosed(new MemoryJournal());
    }

    @Test
    void does_not_know_a_run_by_an_append_of_nothing() {
        try (var journal = new MemoryJournal()) {
            journal.append(journal.claim(new RunId(new UUID(1, 2))), 0, List.of(), Journal.Durability.DURABLE);
            assertThat(journal.heads()).isEmpty();
        }
    }

    static void givesNothingOnceClosed(Journal journal) {
        var run = new RunId(new UUID(1, 2));
        journal.append(journal.claim(run), 0, List.of(new byte[1]), Journal.Durability.BUFFERED);
        journal.close();
        assertThatThrownBy(() -> journal.read(run, 0, 1)).isInstanceOf(JournalFailure.class);
        assertThatThrownBy(journal::heads).isInstanceOf(JournalFailure.class);
        assertThatThrownBy(() -> journal.content(run, Digests.ofBytes(new byte[1])))
                .isInstanceOf(JournalFailure.class)
                .hasMessageContaining("closed");
    }
}
