package io.naestro.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.RunId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JournalConformanceTest {

    /** What outlives a journal, as a disk does. */
    static class Store {
        final Map<RunId, List<byte[]>> runs = new LinkedHashMap<>();
        final Map<Digest, byte[]> contents = new ConcurrentHashMap<>();
    }

    /** A journal that keeps every promise; the others each break one. */
    static class HonestJournal implements Journal {
        final Store store;
        boolean closed;

        HonestJournal(Store store) {
            this.store = store;
        }

        @Override
        public synchronized void append(RunId run, long first, List<byte[]> records, Durability durability) {
            open();
            var kept = store.runs.getOrDefault(run, List.of());
            if (kept.size() != first) {
                throw new JournalFailure("run " + run + " has " + kept.size() + " records, not " + first, null);
            }
            add(run, records);
        }

        void add(RunId run, List<byte[]> records) {
            var list = store.runs.computeIfAbsent(run, id -> new ArrayList<>());
            records.forEach(record -> list.add(record.clone()));
        }

        void open() {
            if (closed) {
                throw new JournalFailure("closed", null);
            }
        }

        @Override
        public synchronized List<byte[]> read(RunId run, long from, int most) {
            return store.runs.getOrDefault(run, List.of()).stream()
                    .skip(from)
                    .limit(most)
                    .map(record -> record.clone())
                    .toList();
        }

        @Override
        public synchronized List<RunId> runs() {
            return List.copyOf(store.runs.keySet());
        }

        @Override
        public synchronized void keep(Digest digest, byte[] content) {
            open();
            store.contents.putIfAbsent(digest, content.clone());
        }

        @Override
        public Optional<byte[]> content(Digest digest) {
            return Optional.ofNullable(store.contents.get(digest)).map(content -> content.clone());
        }

        @Override
        public synchronized void close() {
            closed = true;
        }
    }

    @Inside
    static class Honest extends JournalConformance {
        private final Store store = new Store();

        HonestJournal make(Store on) {
            return new HonestJournal(on);
        }

        @Override
        protected Journal open() {
            return make(store);
        }

        @Override
        protected Journal reopen(Journal journal) {
            return make(store);
        }
    }

    static class InMemory extends Honest {
        @Override
        protected boolean survives() {
            return false;
        }
    }

    static class TakesAnyNumber extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized void append(RunId run, long first, List<byte[]> records, Durability durability) {
                    open();
                    add(run, records);
                }
            };
        }
    }

    static class KeepsAPartOfWhatItRefuses extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized void append(RunId run, long first, List<byte[]> records, Durability durability) {
                    try {
                        super.append(run, first, records, durability);
                    } catch (JournalFailure e) {
                        add(run, records.subList(0, 1));
                        throw e;
                    }
                }
            };
        }
    }

    static class StopsAfterARefusal extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized void append(RunId run, long first, List<byte[]> records, Durability durability) {
                    try {
                        super.append(run, first, records, durability);
                    } catch (JournalFailure e) {
                        close();
                        throw e;
                    }
                }
            };
        }
    }

    static class PutsRunsInOneList extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized void append(RunId run, long first, List<byte[]> records, Durability durability) {
                    var others = store.runs.values().stream()
                            .filter(list -> !list.isEmpty())
                            .count();
                    super.append(run, first, records, durability);
                    if (others > 1) {
                        store.runs.values().iterator().next().addAll(records);
                    }
                }
            };
        }
    }

    static class ReadsTooMuch extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized List<byte[]> read(RunId run, long from, int most) {
                    return super.read(run, from, Integer.MAX_VALUE);
                }
            };
        }
    }

    static class ListsRunsInNoOrder extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized List<RunId> runs() {
                    return super.runs().reversed();
                }
            };
        }
    }

    /** Checks the number and writes in two steps, so that all of eight threads find their number free. */
    static class Races extends Honest {
        private final CountDownLatch checked = new CountDownLatch(8);

        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                @SuppressWarnings("UnsynchronizedOverridesSynchronized") // which is the point
                public void append(RunId run, long first, List<byte[]> records, Durability durability) {
                    if (read(run, 0, Integer.MAX_VALUE).size() != first || closed) {
                        throw new JournalFailure("not the next number, or closed", null);
                    }
                    checked.countDown();
                    if (Thread.currentThread().getName().equals("conformance")) {
                        Aside.await(checked, "all checks", Aside.PATIENCE);
                    }
                    synchronized (this) {
                        add(run, records);
                    }
                }
            };
        }
    }

    static class SharesItsBytes extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized List<byte[]> read(RunId run, long from, int most) {
                    return store.runs.getOrDefault(run, List.of()).stream()
                            .skip(from)
                            .limit(most)
                            .toList();
                }
            };
        }
    }

    static class LosesContent extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public Optional<byte[]> content(Digest digest) {
                    return Optional.empty();
                }
            };
        }
    }

    static class InventsContent extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public Optional<byte[]> content(Digest digest) {
                    return Optional.of(super.content(digest).orElse(new byte[0]));
                }
            };
        }
    }

    static class EndsRecordsAtAZero extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                void add(RunId run, List<byte[]> records) {
                    super.add(
                            run,
                            records.stream().map(record -> upToZero(record)).toList());
                }
            };
        }

        private static byte[] upToZero(byte[] record) {
            var end = 0;
            while (end < record.length && record[end] != 0) {
                end++;
            }
            return Arrays.copyOf(record, end);
        }
    }

    static class CutsLargeRecords extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                void add(RunId run, List<byte[]> records) {
                    super.add(
                            run,
                            records.stream()
                                    .map(record -> Arrays.copyOf(record, Math.min(record.length, 65_535)))
                                    .toList());
                }
            };
        }
    }

    static class TakesAThousandRecords extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized List<byte[]> read(RunId run, long from, int most) {
                    return super.read(run, from, Math.min(most, 1000));
                }
            };
        }
    }

    static class Forgets extends Honest {
        @Override
        protected Journal reopen(Journal journal) {
            return make(new Store());
        }
    }

    static class SortsRunsWhenOpenedAgain extends Honest {
        @Override
        protected Journal reopen(Journal journal) {
            var again = new Store();
            new TreeMap<>(((HonestJournal) journal).store.runs).descendingMap().forEach(again.runs::put);
            again.contents.putAll(((HonestJournal) journal).store.contents);
            return make(again);
        }
    }

    static class GoesOnOnceClosed extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                void open() {}
            };
        }
    }

    static class ThrowsWhenClosedTwice extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized void close() {
                    open();
                    super.close();
                }
            };
        }
    }

    static class IsNeverEmpty extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized List<byte[]> read(RunId run, long from, int most) {
                    var records = super.read(run, from, most);
                    return records.isEmpty() && from == 0 ? List.of(new byte[0]) : records;
                }
            };
        }
    }

    @Test
    void passes_journals_that_keep_every_promise() {
        Suites.run(Honest.class)
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(23).failed(0).aborted(0));
        Suites.run(InMemory.class)
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(20).failed(0).aborted(3));
    }

    @Test
    void finds_numbers_that_are_not_checked() {
        assertThat(Suites.failed(TakesAnyNumber.class))
                .containsExactlyInAnyOrder(
                        "refuses_a_gap",
                        "refuses_a_number_that_is_taken",
                        "refuses_a_first_record_that_is_not_number_0",
                        "keeps_nothing_of_a_refused_append_and_goes_on",
                        "lets_one_of_many_appends_with_the_same_number_win",
                        "goes_on_where_it_was_when_opened_again");
    }

    @Test
    void finds_a_refused_append_that_is_kept_in_part() {
        assertThat(Suites.failed(KeepsAPartOfWhatItRefuses.class))
                .contains("keeps_nothing_of_a_refused_append_and_goes_on", "refuses_a_gap");
    }

    @Test
    void finds_a_journal_that_stops_after_a_refusal() {
        assertThat(Suites.failed(StopsAfterARefusal.class)).contains("keeps_nothing_of_a_refused_append_and_goes_on");
    }

    @Test
    void finds_runs_that_are_mixed() {
        assertThat(Suites.failed(PutsRunsInOneList.class)).contains("keeps_runs_apart");
    }

    @Test
    void finds_reads_without_a_bound() {
        finds(ReadsTooMuch.class, "reads_from_a_number_and_at_most_so_many");
    }

    @Test
    void finds_runs_in_the_wrong_order() {
        finds(ListsRunsInNoOrder.class, "lists_runs_oldest_first", "keeps_what_is_durable_when_the_process_is_lost");
        finds(SortsRunsWhenOpenedAgain.class, "keeps_what_is_durable_when_the_process_is_lost");
    }

    @Test
    void finds_appends_that_race() {
        finds(Races.class, "lets_one_of_many_appends_with_the_same_number_win");
    }

    @Test
    void finds_bytes_that_are_shared() {
        finds(SharesItsBytes.class, "keeps_what_it_was_given_when_the_bytes_change_later");
    }

    @Test
    void finds_content_that_is_lost_or_invented() {
        assertThat(Suites.failed(LosesContent.class)).contains("keeps_content_once_under_its_digest");
        finds(InventsContent.class, "has_no_content_that_it_was_not_given");
    }

    @Test
    void finds_records_that_are_cut() {
        finds(EndsRecordsAtAZero.class, "takes_any_bytes");
        finds(CutsLargeRecords.class, "takes_large_records_and_content");
        finds(TakesAThousandRecords.class, "takes_ten_thousand_records");
    }

    @Test
    void finds_a_store_that_forgets() {
        finds(
                Forgets.class,
                "keeps_what_is_durable_when_the_process_is_lost",
                "goes_on_where_it_was_when_opened_again",
                "makes_all_durable_when_closed");
    }

    @Test
    void finds_a_closed_journal_that_goes_on() {
        finds(
                GoesOnOnceClosed.class,
                "takes_no_records_once_closed",
                "takes_no_content_once_closed",
                "may_be_closed_twice");
    }

    @Test
    void finds_a_journal_that_must_not_be_closed_twice() {
        assertThat(Suites.failed(ThrowsWhenClosedTwice.class)).contains("may_be_closed_twice");
    }

    @Test
    void finds_records_from_nowhere() {
        assertThat(Suites.failed(IsNeverEmpty.class)).contains("is_empty_at_first");
    }

    private static void finds(Class<?> broken, String... facts) {
        assertThat(Suites.failed(broken)).containsExactlyInAnyOrder(facts);
    }
}
