package io.naestro.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.Digests;
import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.RunId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JournalConformanceTest {

    /** What outlives a journal, as a disk does. */
    static class Store {
        final Map<RunId, List<byte[]>> runs = new LinkedHashMap<>();
        final Map<RunId, Map<Digest, byte[]>> contents = new ConcurrentHashMap<>();
        final Map<RunId, Journal.Snapshot> snapshots = new ConcurrentHashMap<>();
        final Map<RunId, Long> fences = new ConcurrentHashMap<>();
        final Set<RunId> erased = ConcurrentHashMap.newKeySet();
        final Map<Digest, RunId> starts = new ConcurrentHashMap<>();

        Map<Digest, byte[]> contents(RunId run) {
            return contents.computeIfAbsent(run, id -> new ConcurrentHashMap<>());
        }
    }

    /** A journal that keeps every promise; the others each break one. */
    static class HonestJournal implements Journal {
        final Store store;
        boolean closed;

        HonestJournal(Store store) {
            this.store = store;
        }

        @Override
        public synchronized Begun begin(Beginning beginning) {
            open();
            var run = beginning.run();
            var holder = store.starts.get(beginning.key());
            if (holder != null) {
                return new Begun.Before(holder);
            }
            writable(run);
            if (store.runs.containsKey(run)) {
                throw failure(Kind.NUMBER);
            }
            var claim = claim(run);
            add(run, beginning.records());
            beginning.contents().forEach((digest, content) -> keep(run, digest, content));
            store.starts.put(beginning.key(), run);
            return new Begun.Now(claim);
        }

        @Override
        public Claim claim(RunId run) {
            return new Claim(run, store.fences.merge(run, 1L, Long::sum));
        }

        @Override
        public synchronized void append(Claim claim, long first, List<byte[]> records, Durability durability) {
            writable(claim.run());
            fenced(claim);
            var kept = store.runs.getOrDefault(claim.run(), List.of());
            if (kept.size() != first) {
                throw failure(Kind.NUMBER);
            }
            add(claim.run(), records);
        }

        void add(RunId run, List<byte[]> records) {
            var list = store.runs.computeIfAbsent(run, id -> new ArrayList<>());
            records.forEach(record -> list.add(record.clone()));
        }

        void open() {
            if (closed) {
                throw failure(Kind.CLOSED);
            }
        }

        void fenced(Claim claim) {
            if (claim.fence() != store.fences.get(claim.run())) {
                throw failure(Kind.FENCED);
            }
        }

        void writable(RunId run) {
            open();
            if (store.erased.contains(run)) {
                throw failure(Kind.GONE);
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
        public synchronized List<Head> heads() {
            return store.runs.entrySet().stream()
                    .map(one -> new Head(one.getKey(), one.getValue().size(), chain(one.getValue())))
                    .toList();
        }

        Digest chain(List<byte[]> records) {
            var chain = new byte[32];
            for (var record : records) {
                var both = Arrays.copyOf(chain, 32 + record.length);
                System.arraycopy(record, 0, both, 32, record.length);
                chain = HexFormat.of().parseHex(Digests.ofBytes(both).value().substring(7));
            }
            return new Digest("sha256:" + HexFormat.of().formatHex(chain));
        }

        @Override
        public synchronized void keep(RunId run, Digest digest, byte[] content) {
            writable(run);
            store.contents(run).putIfAbsent(digest, content.clone());
        }

        @Override
        public Optional<byte[]> content(RunId run, Digest digest) {
            return Optional.ofNullable(store.contents(run).get(digest)).map(content -> content.clone());
        }

        @Override
        public List<Digest> contents(RunId run) {
            return List.copyOf(store.contents(run).keySet());
        }

        @Override
        public void snapshot(Claim claim, Snapshot snapshot) {
            writable(claim.run());
            fenced(claim);
            store.snapshots.put(claim.run(), snapshot);
        }

        @Override
        public Optional<Snapshot> snapshot(RunId run) {
            return Optional.ofNullable(store.snapshots.get(run));
        }

        @Override
        public void erase(RunId run) {
            store.erased.add(run);
            store.contents(run).clear();
            store.snapshots.remove(run);
        }

        @Override
        public void drop(RunId run) {
            erase(run);
            store.runs.remove(run);
            store.starts.values().remove(run);
        }

        @Override
        public synchronized void close() {
            closed = true;
        }

        static JournalFailure failure(Kind kind) {
            return new JournalFailure(kind, kind.name(), null);
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
                public synchronized void append(Claim claim, long first, List<byte[]> records, Durability durability) {
                    writable(claim.run());
                    fenced(claim);
                    add(claim.run(), records);
                }
            };
        }
    }

    static class KeepsAPartOfWhatItRefuses extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized void append(Claim claim, long first, List<byte[]> records, Durability durability) {
                    try {
                        super.append(claim, first, records, durability);
                    } catch (JournalFailure e) {
                        add(claim.run(), records.subList(0, 1));
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
                public synchronized void append(Claim claim, long first, List<byte[]> records, Durability durability) {
                    try {
                        super.append(claim, first, records, durability);
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
                public synchronized void append(Claim claim, long first, List<byte[]> records, Durability durability) {
                    var others = store.runs.values().stream()
                            .filter(list -> !list.isEmpty())
                            .count();
                    super.append(claim, first, records, durability);
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
                public synchronized List<Head> heads() {
                    return super.heads().reversed();
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
                public void append(Claim claim, long first, List<byte[]> records, Durability durability) {
                    writable(claim.run());
                    fenced(claim);
                    if (read(claim.run(), 0, Integer.MAX_VALUE).size() != first) {
                        throw failure(Kind.NUMBER);
                    }
                    checked.countDown();
                    if (Thread.currentThread().getName().equals("conformance")) {
                        Aside.await(checked, "all checks", Aside.PATIENCE);
                    }
                    synchronized (this) {
                        add(claim.run(), records);
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
                public Optional<byte[]> content(RunId run, Digest digest) {
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
                public Optional<byte[]> content(RunId run, Digest digest) {
                    return Optional.of(super.content(run, digest).orElse(new byte[0]));
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
            var before = ((HonestJournal) journal).store;
            again.contents.putAll(before.contents);
            again.snapshots.putAll(before.snapshots);
            again.fences.putAll(before.fences);
            again.erased.addAll(before.erased);
            return make(again);
        }
    }

    static class LetsAnyClaimWrite extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                void fenced(Claim claim) {}
            };
        }
    }

    static class GivesTheSameFenceAgain extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public Claim claim(RunId run) {
                    store.fences.put(run, 1L);
                    return new Claim(run, 1);
                }
            };
        }
    }

    static class TakesSnapshotsOfErasedRuns extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public void snapshot(Claim claim, Snapshot snapshot) {
                    fenced(claim);
                    store.snapshots.put(claim.run(), snapshot);
                }
            };
        }
    }

    static class SharesContents extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public Optional<byte[]> content(RunId run, Digest digest) {
                    return store.contents.values().stream()
                            .filter(contents -> contents.containsKey(digest))
                            .map(contents -> contents.get(digest).clone())
                            .findFirst();
                }
            };
        }
    }

    static class ForgetsSnapshots extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public void snapshot(Claim claim, Snapshot snapshot) {
                    writable(claim.run());
                    fenced(claim);
                    store.snapshots.putIfAbsent(claim.run(), snapshot);
                }
            };
        }
    }

    static class ChainsTheLastRecordOnly extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                Digest chain(List<byte[]> records) {
                    return super.chain(records.subList(records.size() - 1, records.size()));
                }
            };
        }
    }

    static class ErasesNothing extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public void erase(RunId run) {
                    store.erased.add(run);
                }
            };
        }
    }

    static class DropsOnlyTheContents extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public void drop(RunId run) {
                    erase(run);
                }
            };
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

    static class RemembersNoKeys extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized Begun begin(Beginning beginning) {
                    store.starts.clear();
                    return super.begin(beginning);
                }
            };
        }
    }

    static class LooksBeforeItTakesAKey extends Honest {
        private final CountDownLatch looked = new CountDownLatch(2);

        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public Begun begin(Beginning beginning) {
                    open();
                    var holder = store.starts.get(beginning.key());
                    if (holder != null) {
                        return new Begun.Before(holder);
                    }
                    looked.countDown();
                    if (Thread.currentThread().getName().equals("conformance")) {
                        Aside.await(looked, "two looks", Aside.PATIENCE);
                    }
                    synchronized (this) {
                        store.starts.remove(beginning.key());
                        return super.begin(beginning);
                    }
                }
            };
        }
    }

    static class KeepsContentsOfWhatItRefuses extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized Begun begin(Beginning beginning) {
                    beginning.contents().forEach((digest, content) -> keep(beginning.run(), digest, content));
                    return super.begin(beginning);
                }
            };
        }
    }

    static class TakesTheKeyOfWhatItRefuses extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public synchronized Begun begin(Beginning beginning) {
                    try {
                        return super.begin(beginning);
                    } finally {
                        store.starts.putIfAbsent(beginning.key(), beginning.run());
                    }
                }
            };
        }
    }

    static class NeverFreesAKey extends Honest {
        @Override
        HonestJournal make(Store on) {
            return new HonestJournal(on) {
                @Override
                public void drop(RunId run) {
                    erase(run);
                    store.runs.remove(run);
                }
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
                .assertStatistics(tests -> tests.succeeded(35).failed(0).aborted(0));
        Suites.run(InMemory.class)
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(32).failed(0).aborted(3));
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
        finds(
                ListsRunsInNoOrder.class,
                "lists_runs_oldest_first",
                "names_the_run_that_has_a_key_and_keeps_nothing_of_another",
                "chains_the_records_of_a_run_whatever_their_batches",
                "keeps_what_is_durable_when_the_process_is_lost");
        finds(
                SortsRunsWhenOpenedAgain.class,
                "keeps_what_is_durable_when_the_process_is_lost",
                "erases_what_a_run_contains_and_keeps_its_records");
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
        finds(
                InventsContent.class,
                "has_no_content_that_it_was_not_given",
                "names_the_run_that_has_a_key_and_keeps_nothing_of_another",
                "keeps_contents_of_runs_apart",
                "erases_what_a_run_contains_and_keeps_its_records");
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
                "keeps_the_last_snapshot_of_a_run",
                "erases_what_a_run_contains_and_keeps_its_records",
                "drops_a_run_for_good",
                "keeps_what_is_durable_when_the_process_is_lost",
                "goes_on_where_it_was_when_opened_again",
                "begins_a_run_with_all_that_belongs_to_it",
                "makes_all_durable_when_closed");
    }

    @Test
    void finds_a_closed_journal_that_goes_on() {
        finds(
                GoesOnOnceClosed.class,
                "takes_no_records_once_closed",
                "takes_no_content_once_closed",
                "begins_nothing_once_closed",
                "may_be_closed_twice");
    }

    @Test
    void finds_fences_that_do_not_grow() {
        finds(
                GivesTheSameFenceAgain.class,
                "lets_only_the_latest_claim_write",
                "begins_a_run_with_all_that_belongs_to_it");
    }

    @Test
    void finds_snapshots_of_what_was_erased() {
        finds(TakesSnapshotsOfErasedRuns.class, "erases_what_a_run_contains_and_keeps_its_records");
    }

    @Test
    void finds_keys_that_two_runs_have() {
        finds(
                RemembersNoKeys.class,
                "names_the_run_that_has_a_key_and_keeps_nothing_of_another",
                "lets_one_of_many_runs_with_the_same_key_begin",
                "keeps_a_key_taken_until_its_run_is_dropped");
        finds(LooksBeforeItTakesAKey.class, "lets_one_of_many_runs_with_the_same_key_begin");
    }

    @Test
    void finds_what_is_left_of_a_run_that_did_not_begin() {
        finds(KeepsContentsOfWhatItRefuses.class, "names_the_run_that_has_a_key_and_keeps_nothing_of_another");
        finds(TakesTheKeyOfWhatItRefuses.class, "leaves_a_key_free_when_its_run_cannot_begin");
    }

    @Test
    void finds_keys_that_stay_taken() {
        finds(NeverFreesAKey.class, "keeps_a_key_taken_until_its_run_is_dropped");
    }

    @Test
    void finds_a_journal_that_must_not_be_closed_twice() {
        assertThat(Suites.failed(ThrowsWhenClosedTwice.class)).contains("may_be_closed_twice");
    }

    @Test
    void finds_records_from_nowhere() {
        assertThat(Suites.failed(IsNeverEmpty.class)).contains("is_empty_at_first");
    }

    @Test
    void finds_claims_that_mean_nothing() {
        finds(LetsAnyClaimWrite.class, "lets_only_the_latest_claim_write", "begins_a_run_with_all_that_belongs_to_it");
    }

    @Test
    void finds_contents_that_runs_share() {
        finds(SharesContents.class, "keeps_contents_of_runs_apart", "erases_what_a_run_contains_and_keeps_its_records");
    }

    @Test
    void finds_a_snapshot_that_is_not_the_last() {
        finds(ForgetsSnapshots.class, "keeps_the_last_snapshot_of_a_run");
    }

    @Test
    void finds_a_chain_with_holes() {
        finds(ChainsTheLastRecordOnly.class, "chains_the_records_of_a_run_whatever_their_batches");
    }

    @Test
    void finds_an_erasure_that_erases_nothing() {
        finds(ErasesNothing.class, "erases_what_a_run_contains_and_keeps_its_records");
    }

    @Test
    void finds_a_dropped_run_that_is_still_there() {
        finds(DropsOnlyTheContents.class, "drops_a_run_for_good", "keeps_a_key_taken_until_its_run_is_dropped");
    }

    private static void finds(Class<?> broken, String... facts) {
        assertThat(Suites.failed(broken)).containsExactlyInAnyOrder(facts);
    }
}
