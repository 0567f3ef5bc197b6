package io.naestro.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.naestro.base.Digests;
import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.Journal.Beginning;
import io.naestro.run.Journal.Begun;
import io.naestro.run.Journal.Durability;
import io.naestro.run.JournalFailure;
import io.naestro.run.RunId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What every {@link Journal} promises. The test class of a store extends it and says how to open the store; each method
 * below is one fact.
 */
public abstract class JournalConformance {
    private static final int MANY = 10_000;
    private static final int LARGE = 5 << 20;

    private Journal journal;

    /** Opens a store that is empty. */
    protected abstract Journal open();

    /**
     * Opens the store again, as a process does after the one before it was lost.
     *
     * @param journal the journal as it was; it is not closed yet, and is not used after
     */
    protected abstract Journal reopen(Journal journal);

    /** Whether what is durable survives the process; true unless overridden, as by a journal in memory. */
    protected boolean survives() {
        return true;
    }

    @BeforeEach
    void openStore() {
        journal = open();
    }

    @AfterEach
    void closeStore() {
        journal.close();
    }

    @Test
    void is_empty_at_first() {
        assertEquals(List.of(), runs());
        assertEquals(List.of(), read(run(1), 0, 10));
    }

    @Test
    void gives_records_back_in_order() {
        append(run(1), 0, "a", "b");
        append(run(1), 2, "c");
        assertEquals(List.of("a", "b", "c"), read(run(1), 0, 10));
    }

    @Test
    void reads_from_a_number_and_at_most_so_many() {
        append(run(1), 0, "a", "b", "c", "d");
        assertEquals(List.of("b", "c"), read(run(1), 1, 2));
        assertEquals(List.of("d"), read(run(1), 3, 2));
        assertEquals(List.of(), read(run(1), 4, 2));
        assertEquals(List.of(), read(run(1), Long.MAX_VALUE, Integer.MAX_VALUE));
    }

    @Test
    void refuses_a_gap() {
        append(run(1), 0, "a");
        refuses(run(1), 2);
    }

    @Test
    void refuses_a_number_that_is_taken() {
        append(run(1), 0, "a", "b");
        refuses(run(1), 1);
    }

    @Test
    void refuses_a_first_record_that_is_not_number_0() {
        refuses(run(1), 1);
        assertEquals(List.of(), runs());
    }

    @Test
    void keeps_nothing_of_a_refused_append_and_goes_on() {
        append(run(1), 0, "a");
        refuses(run(1), 0);
        append(run(1), 1, "b");
        assertEquals(List.of("a", "b"), read(run(1), 0, 10));
    }

    @Test
    void keeps_runs_apart() {
        for (var i = 0; i < 30; i++) {
            append(run(i % 3), i / 3, "run " + i % 3 + " record " + i / 3);
        }
        for (var r = 0; r < 3; r++) {
            var number = r;
            assertEquals(
                    IntStream.range(0, 10)
                            .mapToObj(i -> "run " + number + " record " + i)
                            .toList(),
                    read(run(r), 0, 100));
        }
    }

    @Test
    void lists_runs_oldest_first() {
        append(run(1), 0, "a");
        append(run(2), 0, "b");
        append(run(1), 1, "c");
        append(run(3), 0, "d");
        assertEquals(List.of(run(1), run(2), run(3)), runs());
    }

    @Test
    void takes_records_of_many_runs_at_once() {
        var counts = Aside.all(8, r -> {
            for (var i = 0; i < 200; i++) {
                append(run(r), i, r + "/" + i);
            }
            return read(run(r), 0, 1000);
        });
        for (var r = 0; r < 8; r++) {
            var number = r;
            var expected =
                    IntStream.range(0, 200).mapToObj(i -> number + "/" + i).toList();
            assertEquals(expected, counts.get(r));
            assertEquals(expected, read(run(r), 0, 1000));
        }
        assertEquals(8, runs().size());
    }

    @Test
    void lets_one_of_many_appends_with_the_same_number_win() {
        var claim = journal.claim(run(1));
        var won = Aside.all(8, thread -> {
            try {
                journal.append(claim, 0, List.of(bytes("thread " + thread)), Durability.DURABLE);
                return true;
            } catch (JournalFailure lost) {
                return false;
            }
        });
        assertEquals(1, won.stream().filter(one -> one).count(), "appends that won");
        assertEquals(1, read(run(1), 0, 10).size());
    }

    @Test
    void keeps_what_it_was_given_when_the_bytes_change_later() {
        var record = bytes("record");
        var content = bytes("content");
        var digest = Digests.ofBytes(content);
        journal.append(journal.claim(run(1)), 0, List.of(record), Durability.DURABLE);
        journal.keep(run(1), digest, content);
        Arrays.fill(record, (byte) 'x');
        Arrays.fill(content, (byte) 'x');
        Arrays.fill(journal.read(run(1), 0, 1).getFirst(), (byte) 'y');
        Arrays.fill(journal.content(run(1), digest).orElseThrow(), (byte) 'y');
        assertEquals(List.of("record"), read(run(1), 0, 1));
        assertArrayEquals(bytes("content"), journal.content(run(1), digest).orElseThrow());
    }

    @Test
    void keeps_content_once_under_its_digest() {
        var content = bytes("some content");
        var digest = Digests.ofBytes(content);
        journal.keep(run(1), digest, content);
        journal.keep(run(1), digest, content);
        assertArrayEquals(content, journal.content(run(1), digest).orElseThrow());
        assertEquals(List.of(), runs());
    }

    @Test
    void has_no_content_that_it_was_not_given() {
        assertTrue(journal.content(run(1), Digests.ofBytes(bytes("unknown"))).isEmpty());
    }

    @Test
    void takes_any_bytes() {
        var all = new byte[256];
        for (var i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        journal.append(journal.claim(run(1)), 0, List.of(all, new byte[0], all), Durability.DURABLE);
        var records = journal.read(run(1), 0, 10);
        assertEquals(3, records.size());
        assertArrayEquals(all, records.get(0));
        assertArrayEquals(new byte[0], records.get(1));
        assertArrayEquals(all, records.get(2));
    }

    @Test
    void takes_large_records_and_content() {
        var large = new byte[LARGE];
        Arrays.fill(large, (byte) 7);
        var digest = Digests.ofBytes(large);
        journal.keep(run(1), digest, large);
        journal.append(journal.claim(run(1)), 0, List.of(large), Durability.DURABLE);
        assertArrayEquals(large, journal.read(run(1), 0, 1).getFirst());
        assertArrayEquals(large, journal.content(run(1), digest).orElseThrow());
    }

    @Test
    void takes_ten_thousand_records() {
        var expected = new ArrayList<String>();
        var claim = journal.claim(run(1));
        for (var i = 0; i < MANY; i++) {
            expected.add("record " + i);
            journal.append(claim, i, List.of(bytes("record " + i)), Durability.BUFFERED);
        }
        assertEquals(expected, read(run(1), 0, MANY + 1));
        assertEquals(List.of("record " + (MANY - 1)), read(run(1), MANY - 1, 10));
    }

    @Test
    void keeps_what_is_durable_when_the_process_is_lost() {
        assumeTrue(survives(), "the journal is kept in memory");
        var content = bytes("content");
        var digest = Digests.ofBytes(content);
        journal.keep(run(1), digest, content);
        journal.append(journal.claim(run(1)), 0, List.of(bytes("buffered")), Durability.BUFFERED);
        append(run(1), 1, "durable");
        append(run(2), 0, "other");
        journal = reopen(journal);
        assertEquals(List.of("buffered", "durable"), read(run(1), 0, 10));
        assertEquals(List.of("other"), read(run(2), 0, 10));
        assertEquals(List.of(run(1), run(2)), runs());
        assertArrayEquals(content, journal.content(run(1), digest).orElseThrow());
    }

    @Test
    void goes_on_where_it_was_when_opened_again() {
        assumeTrue(survives(), "the journal is kept in memory");
        append(run(1), 0, "a");
        journal = reopen(journal);
        refuses(run(1), 0);
        append(run(1), 1, "b");
        journal = reopen(journal);
        assertEquals(List.of("a", "b"), read(run(1), 0, 10));
    }

    @Test
    void makes_all_durable_when_closed() {
        assumeTrue(survives(), "the journal is kept in memory");
        journal.append(journal.claim(run(1)), 0, List.of(bytes("buffered")), Durability.BUFFERED);
        journal.close();
        journal = reopen(journal);
        assertEquals(List.of("buffered"), read(run(1), 0, 10));
    }

    @Test
    void takes_no_records_once_closed() {
        append(run(1), 0, "a");
        journal.close();
        assertThrows(JournalFailure.class, () -> append(run(1), 1, "b"));
    }

    @Test
    void takes_no_content_once_closed() {
        journal.close();
        assertThrows(JournalFailure.class, () -> journal.keep(run(1), Digests.ofBytes(bytes("c")), bytes("c")));
    }

    @Test
    void may_be_closed_twice() {
        journal.close();
        journal.close();
        assertThrows(JournalFailure.class, () -> append(run(1), 0, "a"));
    }

    @Test
    void lets_only_the_latest_claim_write() {
        var older = journal.claim(run(1));
        journal.append(older, 0, List.of(bytes("a")), Durability.DURABLE);
        var newer = journal.claim(run(1));
        assertTrue(newer.fence() > older.fence());
        fails(JournalFailure.Kind.FENCED, () -> journal.append(older, 1, List.of(bytes("late")), Durability.DURABLE));
        fails(JournalFailure.Kind.FENCED, () -> journal.snapshot(older, new Journal.Snapshot(1, bytes("late"))));
        journal.append(newer, 1, List.of(bytes("b")), Durability.DURABLE);
        assertEquals(List.of("a", "b"), read(run(1), 0, 10));
    }

    @Test
    void keeps_contents_of_runs_apart() {
        var digest = Digests.ofBytes(bytes("content"));
        journal.keep(run(1), digest, bytes("content"));
        assertTrue(journal.content(run(2), digest).isEmpty());
        assertEquals(List.of(digest), journal.contents(run(1)));
        assertEquals(List.of(), journal.contents(run(2)));
    }

    @Test
    void keeps_the_last_snapshot_of_a_run() {
        var claim = journal.claim(run(1));
        assertTrue(journal.snapshot(run(1)).isEmpty());
        for (var i = 0; i < 3; i++) {
            journal.append(claim, i, List.of(bytes("record " + i)), Durability.DURABLE);
            journal.snapshot(claim, new Journal.Snapshot(i + 1, bytes("state " + i)));
        }
        append(run(2), 0, "other");
        if (survives()) {
            journal = reopen(journal);
        }
        var snapshot = journal.snapshot(run(1)).orElseThrow();
        assertEquals(3, snapshot.next());
        assertArrayEquals(bytes("state 2"), snapshot.bytes());
        assertTrue(journal.snapshot(run(2)).isEmpty());
    }

    @Test
    void chains_the_records_of_a_run_whatever_their_batches() {
        append(run(1), 0, "a", "b", "c");
        append(run(2), 0, "a");
        append(run(2), 1, "b", "c");
        append(run(3), 0, "a", "bc");
        var heads = journal.heads();
        assertEquals(3, heads.get(0).next());
        assertEquals(heads.get(0).chain(), heads.get(1).chain());
        assertNotEquals(heads.get(0).chain(), heads.get(2).chain());
        var chain = new byte[32];
        for (var record : List.of("a", "b", "c")) {
            var both = Arrays.copyOf(chain, 32 + record.length());
            System.arraycopy(bytes(record), 0, both, 32, record.length());
            chain = java.util.HexFormat.of()
                    .parseHex(Digests.ofBytes(both).value().substring("sha256:".length()));
        }
        assertEquals(
                "sha256:" + java.util.HexFormat.of().formatHex(chain),
                heads.getFirst().chain().value());
    }

    @Test
    void erases_what_a_run_contains_and_keeps_its_records() {
        var digest = Digests.ofBytes(bytes("content"));
        journal.keep(run(1), digest, bytes("content"));
        journal.keep(run(2), digest, bytes("content"));
        append(run(1), 0, "a");
        append(run(2), 0, "b");
        journal.snapshot(journal.claim(run(1)), new Journal.Snapshot(1, bytes("state")));
        var before = journal.heads();
        journal.erase(run(1));
        journal.erase(run(1));
        isErased(digest);
        assertEquals(before, journal.heads());
        if (survives()) {
            journal = reopen(journal);
            isErased(digest);
            assertEquals(before, journal.heads());
        }
    }

    private void isErased(Digest digest) {
        assertEquals(List.of("a"), read(run(1), 0, 10));
        assertTrue(journal.content(run(1), digest).isEmpty());
        assertEquals(List.of(), journal.contents(run(1)));
        assertTrue(journal.snapshot(run(1)).isEmpty());
        fails(JournalFailure.Kind.GONE, () -> append(run(1), 1, "more"));
        fails(JournalFailure.Kind.GONE, () -> journal.keep(run(1), digest, bytes("content")));
        fails(
                JournalFailure.Kind.GONE,
                () -> journal.snapshot(journal.claim(run(1)), new Journal.Snapshot(1, bytes("state"))));
        assertArrayEquals(bytes("content"), journal.content(run(2), digest).orElseThrow());
    }

    @Test
    void drops_a_run_for_good() {
        append(run(1), 0, "a");
        append(run(2), 0, "b");
        journal.drop(run(1));
        isDropped();
        if (survives()) {
            journal = reopen(journal);
            isDropped();
        }
    }

    private void isDropped() {
        assertEquals(List.of(run(2)), runs());
        assertEquals(List.of(), read(run(1), 0, 10));
        fails(JournalFailure.Kind.GONE, () -> append(run(1), 0, "again"));
        assertEquals(List.of("b"), read(run(2), 0, 10));
    }

    @Test
    void begins_a_run_with_all_that_belongs_to_it() {
        var content = bytes("content");
        var digest = Digests.ofBytes(content);
        var begun = journal.begin(beginning(1, "key", Map.of(digest, content), "a", "b"));
        var claim = assertInstanceOf(Begun.Now.class, begun).claim();
        assertEquals(run(1), claim.run());
        journal.append(claim, 2, List.of(bytes("c")), Durability.DURABLE);
        assertTrue(journal.claim(run(1)).fence() > claim.fence());
        fails(JournalFailure.Kind.FENCED, () -> journal.append(claim, 3, List.of(bytes("d")), Durability.DURABLE));
        if (survives()) {
            journal = reopen(journal);
        }
        assertEquals(List.of("a", "b", "c"), read(run(1), 0, 10));
        assertArrayEquals(content, journal.content(run(1), digest).orElseThrow());
        assertEquals(List.of(run(1)), runs());
    }

    @Test
    void names_the_run_that_has_a_key_and_keeps_nothing_of_another() {
        var content = bytes("content");
        var digest = Digests.ofBytes(content);
        begins(1, "key");
        assertEquals(new Begun.Before(run(1)), journal.begin(beginning(2, "key", Map.of(digest, content), "a")));
        begins(3, "other key");
        assertEquals(List.of(run(1), run(3)), runs());
        assertTrue(journal.content(run(2), digest).isEmpty());
        begins(2, "a third key");
    }

    @Test
    void lets_one_of_many_runs_with_the_same_key_begin() {
        for (var round = 0; round < 20; round++) {
            var key = "key " + round;
            var first = 1 + 8 * round;
            var begun = Aside.all(8, thread -> journal.begin(beginning(first + thread, key, Map.of(), "a")));
            var winners = begun.stream()
                    .filter(one -> one instanceof Begun.Now)
                    .map(one -> ((Begun.Now) one).claim().run())
                    .toList();
            assertEquals(1, winners.size(), "runs that began");
            assertEquals(
                    7,
                    begun.stream()
                            .filter(new Begun.Before(winners.getFirst())::equals)
                            .count(),
                    "runs told of it");
            assertEquals(List.of("a"), read(winners.getFirst(), 0, 10));
            assertEquals(round + 1, runs().size());
        }
    }

    @Test
    void keeps_a_key_taken_until_its_run_is_dropped() {
        begins(1, "key");
        begins(2, "other key");
        journal.erase(run(1));
        assertEquals(new Begun.Before(run(1)), journal.begin(beginning(3, "key", Map.of(), "a")));
        journal.drop(run(1));
        begins(3, "key");
        assertEquals(new Begun.Before(run(3)), journal.begin(beginning(4, "key", Map.of(), "a")));
        assertEquals(new Begun.Before(run(2)), journal.begin(beginning(4, "other key", Map.of(), "a")));
    }

    @Test
    void leaves_a_key_free_when_its_run_cannot_begin() {
        append(run(1), 0, "a");
        fails(JournalFailure.Kind.NUMBER, () -> begins(1, "key"));
        journal.drop(run(1));
        fails(JournalFailure.Kind.GONE, () -> begins(1, "key"));
        begins(2, "key");
        fails(JournalFailure.Kind.NUMBER, () -> begins(2, "other key"));
        begins(3, "other key");
        assertEquals(List.of("a"), read(run(2), 0, 10));
    }

    @Test
    void begins_nothing_once_closed() {
        begins(1, "key");
        journal.close();
        assertThrows(JournalFailure.class, () -> begins(2, "other key"));
        assertThrows(JournalFailure.class, () -> begins(2, "key"));
    }

    private void begins(long run, String key) {
        assertInstanceOf(Begun.Now.class, journal.begin(beginning(run, key, Map.of(), "a")));
    }

    private static Beginning beginning(long run, String key, Map<Digest, byte[]> contents, String... records) {
        var bytes = Arrays.stream(records).map(JournalConformance::bytes).toList();
        return new Beginning(run(run), Digests.ofBytes(bytes(key)), contents, bytes);
    }

    private void refuses(RunId run, long number) {
        var before = read(run, 0, 100);
        fails(JournalFailure.Kind.NUMBER, () -> append(run, number, "x", "y"));
        assertEquals(before, read(run, 0, 100), "a refused append was kept");
    }

    private void append(RunId run, long first, String... records) {
        var bytes = Arrays.stream(records).map(JournalConformance::bytes).toList();
        journal.append(journal.claim(run), first, bytes, Durability.DURABLE);
    }

    private List<RunId> runs() {
        return journal.heads().stream().map(Journal.Head::run).toList();
    }

    private static void fails(JournalFailure.Kind kind, Executable call) {
        assertEquals(kind, assertThrows(JournalFailure.class, call).kind());
    }

    private List<String> read(RunId run, long from, int most) {
        return journal.read(run, from, most).stream()
                .map(record -> new String(record, UTF_8))
                .toList();
    }

    /** A run id of version 7; larger numbers are younger. */
    private static RunId run(long number) {
        return new RunId(new UUID((0x0197_0000_0000L + number) << 16 | 0x7000, 0x8000_0000_0000_0000L));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
