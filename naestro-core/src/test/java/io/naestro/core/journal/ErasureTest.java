package io.naestro.core.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.Digests;
import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.Journal.Durability;
import io.naestro.run.Journal.Snapshot;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.KeyProvider;
import io.naestro.run.RunId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, erasure, room given back, and copies of a journal in a folder. */
class ErasureTest {
    private static final RunId ONE = new RunId(new UUID(1, 1));
    private static final RunId TWO = new RunId(new UUID(1, 2));
    private static final byte[] SECRET = "the customer's name is Ada".getBytes(UTF_8);
    private static final Digest DIGEST = Digests.ofBytes(SECRET);
    private static final String SEGMENT = "0000000000000000000.log";

    @TempDir
    Path folder;

    private static void fill(Journal journal, RunId run) {
        journal.keep(run, DIGEST, SECRET);
        var claim = journal.claim(run);
        journal.append(claim, 0, List.of("record".getBytes(UTF_8)), Durability.DURABLE);
        journal.snapshot(claim, new Snapshot(1, SECRET));
    }

    private static void fails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        JournalFailure.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void no_file_holds_what_a_run_contains() throws IOException {
        try (var journal = FileJournal.at(folder)) {
            fill(journal, ONE);
            fill(journal, TWO);
        }
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("Ada");
            }
        }
        var key = folder.resolve("key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @Test
    void an_erased_run_cannot_be_read_with_its_log_and_the_master_key() throws IOException {
        var keys = folder.resolve("keys");
        byte[] before;
        try (var journal = FileJournal.at(folder)) {
            fill(journal, ONE);
            fill(journal, TWO);
            before = Files.readAllBytes(keys);
            journal.erase(ONE);
            assertThat(Chain.verify(journal, journal.heads().getFirst())).isTrue();
        }
        assertThat(Files.readAllBytes(keys)).hasSameSizeAs(before).isNotEqualTo(before);
        Files.write(keys, before); // a crash between the mark in the log and the end of the key
        for (int i = 0; i < 2; i++) {
            try (var journal = FileJournal.at(folder)) {
                assertThat(Files.readAllBytes(keys)).isNotEqualTo(before);
                assertThat(journal.content(ONE, DIGEST)).isEmpty();
                assertThat(journal.snapshot(ONE)).isEmpty();
                assertThat(journal.content(TWO, DIGEST)).contains(SECRET);
            }
        }
    }

    @Test
    void a_run_whose_key_alone_is_gone_says_so() throws IOException {
        try (var journal = FileJournal.at(folder)) {
            fill(journal, ONE);
        }
        try (var keys = RunKeys.open(folder.resolve("keys"), KeyFile.at(folder.resolve("key")))) {
            keys.destroy(ONE);
            assertThat(keys.find(ONE)).isEmpty();
            assertThat(keys.find(TWO)).isEmpty();
        }
        try (var journal = FileJournal.at(folder)) {
            fails(Kind.GONE, () -> journal.content(ONE, DIGEST));
        }
    }

    @Test
    void a_dropped_run_stays_dropped_although_its_key_came_back() throws IOException {
        byte[] before;
        try (var journal = FileJournal.at(folder)) {
            fill(journal, ONE);
            before = Files.readAllBytes(folder.resolve("keys"));
            journal.drop(ONE);
        }
        Files.write(folder.resolve("keys"), before);
        for (int i = 0; i < 2; i++) {
            try (var journal = FileJournal.at(folder)) {
                assertThat(journal.heads()).isEmpty();
                assertThat(journal.read(ONE, 0, 10)).isEmpty();
                fails(Kind.GONE, () -> journal.keep(ONE, DIGEST, SECRET));
            }
        }
    }

    @Test
    void a_run_without_contents_can_be_erased_too() {
        try (var journal = FileJournal.at(folder)) {
            journal.append(journal.claim(ONE), 0, List.of(SECRET), Durability.DURABLE);
            journal.erase(ONE);
            fails(Kind.GONE, () -> journal.keep(ONE, DIGEST, SECRET));
        }
    }

    @Test
    void what_was_changed_or_moved_on_the_disk_is_not_read() throws IOException {
        try (var journal = FileJournal.at(folder)) {
            fill(journal, ONE);
        }
        Files.delete(folder.resolve("key")); // the next one is another
        try (var journal = FileJournal.at(folder)) {
            fails(Kind.CORRUPT, () -> journal.content(ONE, DIGEST));
            fails(Kind.CORRUPT, () -> journal.snapshot(ONE));
        }
    }

    @Test
    void a_host_can_guard_the_keys() {
        var provider = new KeyProvider() {
            @Override
            public byte[] wrap(RunId run, byte[] key) {
                return ByteBuffer.allocate(100).put(key).put((byte) 1).array();
            }

            @Override
            public byte[] unwrap(RunId run, byte[] wrapped) {
                return java.util.Arrays.copyOf(wrapped, 32);
            }
        };
        for (int i = 0; i < 2; i++) {
            try (var journal = FileJournal.at(folder, provider)) {
                journal.keep(ONE, DIGEST, SECRET);
                assertThat(journal.content(ONE, DIGEST)).contains(SECRET);
            }
        }
        assertThat(folder.resolve("key")).doesNotExist();
        var large = new KeyProvider() {
            @Override
            public byte[] wrap(RunId run, byte[] key) {
                return new byte[5000];
            }

            @Override
            public byte[] unwrap(RunId run, byte[] wrapped) {
                return wrapped;
            }
        };
        try (var journal = FileJournal.at(folder, large)) {
            assertThatThrownBy(() -> journal.keep(TWO, DIGEST, SECRET)).hasMessageContaining("at most 4096 fit");
        }
    }

    @Test
    void a_key_that_was_cut_off_is_made_anew_and_one_that_was_half_destroyed_is_gone() throws IOException {
        var keys = folder.resolve("keys");
        try (var journal = FileJournal.at(folder)) {
            fill(journal, ONE);
        }
        var whole = Files.readAllBytes(keys);
        Files.write(keys, java.util.Arrays.copyOf(whole, whole.length - 1));
        try (var opened = RunKeys.open(keys, KeyFile.at(folder.resolve("key")))) {
            assertThat(opened.find(ONE)).isEmpty();
            assertThat(opened.make(ONE)).isPresent();
            assertThat(opened.find(ONE)).isPresent();
        }
        whole[40] ^= 1;
        Files.write(keys, whole);
        try (var opened = RunKeys.open(keys, KeyFile.at(folder.resolve("key")))) {
            assertThat(opened.destroyed(ONE)).isTrue();
            assertThat(opened.make(ONE)).isEmpty();
        }
        Files.write(keys, new byte[100], StandardOpenOption.APPEND); // room that was never written
        RunKeys.open(keys, KeyFile.at(folder.resolve("key"))).close();
    }

    @Test
    void files_that_are_no_keys_are_refused() throws IOException {
        Files.writeString(folder.resolve("keys"), "something else entirely");
        for (int i = 0; i < 2; i++) { // the first attempt lets go of the folder
            fails(Kind.UNSUPPORTED, () -> FileJournal.at(folder));
        }
        Files.write(
                folder.resolve("keys"),
                ByteBuffer.allocate(12)
                        .put("NAESTKEY".getBytes(UTF_8))
                        .putInt(9)
                        .array());
        fails(Kind.UNSUPPORTED, () -> FileJournal.at(folder));
        Files.delete(folder.resolve("keys"));
        Files.createDirectory(folder.resolve("keys"));
        fails(Kind.STORAGE, () -> FileJournal.at(folder));
        Files.delete(folder.resolve("keys"));
        Files.write(folder.resolve("key"), new byte[5]);
        fails(Kind.CORRUPT, () -> FileJournal.at(folder));
        Files.delete(folder.resolve("key"));
        Files.createDirectory(folder.resolve("key"));
        fails(Kind.STORAGE, () -> FileJournal.at(folder));
        Files.delete(folder.resolve("key"));
        FileJournal.at(folder).close();
    }

    @Test
    void a_dropped_run_stays_dropped_although_the_keys_were_lost() throws IOException {
        try (var journal = FileJournal.at(folder)) {
            fill(journal, ONE);
            journal.drop(ONE);
        }
        Files.delete(folder.resolve("keys"));
        try (var journal = FileJournal.at(folder)) {
            assertThat(journal.heads()).isEmpty();
            fails(Kind.GONE, () -> fill(journal, ONE));
        }
        var keys = RunKeys.open(folder.resolve("keys"), KeyFile.at(folder.resolve("key")));
        assertThat(keys.destroyed(ONE)).isTrue();
        keys.close();
    }

    @Test
    void keys_behind_a_link_are_refused_and_left_alone() throws IOException {
        FileJournal.at(folder).close();
        var mine = Files.writeString(folder.resolve("mine.txt"), "no keys");
        Files.delete(folder.resolve("keys"));
        Files.createSymbolicLink(folder.resolve("keys"), mine);
        fails(Kind.STORAGE, () -> FileJournal.at(folder));
        assertThat(mine).hasContent("no keys");
    }

    @Test
    void keys_whose_file_was_closed_say_so() {
        var keys = RunKeys.open(folder.resolve("keys"), KeyFile.at(folder.resolve("key")));
        keys.make(ONE);
        keys.close();
        fails(Kind.STORAGE, () -> keys.find(ONE));
        fails(Kind.STORAGE, () -> keys.destroy(ONE));
        fails(Kind.FULL, () -> keys.make(TWO));
        fails(Kind.STORAGE, () -> keys.copyTo(folder.resolve("copy")));
    }

    @Test
    void a_copy_made_while_in_use_opens_by_itself() throws IOException {
        var copy = folder.resolve("copy");
        var own = folder.resolve("own");
        try (var journal = FileJournal.at(own)) {
            fill(journal, ONE);
            journal.backup(copy);
            fill(journal, TWO);
            fails(Kind.STORAGE, () -> journal.backup(copy));
        }
        try (var journal = FileJournal.at(copy)) {
            assertThat(journal.heads()).extracting(Journal.Head::run).containsExactly(ONE);
            assertThat(journal.content(ONE, DIGEST)).contains(SECRET);
        }
        var provider = KeyFile.at(own.resolve("key"));
        try (var journal = FileJournal.at(folder.resolve("guarded"), provider)) {
            fill(journal, ONE);
            var bare = folder.resolve("bare");
            journal.backup(bare);
            assertThat(bare.resolve("key")).doesNotExist();
            assertThat(bare.resolve("keys")).exists();
            var taken = Files.createDirectories(folder.resolve("taken"));
            Files.createDirectory(taken.resolve("key"));
            fails(Kind.STORAGE, () -> KeyFile.copy(own.resolve("key"), taken.resolve("key")));
        }
    }

    @Test
    void gives_back_the_room_of_dropped_runs() throws IOException {
        var large = new byte[1 << 20];
        var digests = new java.util.ArrayList<Digest>();
        try (var journal = FileJournal.at(folder)) {
            fill(journal, ONE);
            for (int i = 0; i < 70; i++) { // more than one segment
                large[0] = (byte) i;
                digests.add(Digests.ofBytes(large));
                journal.keep(TWO, digests.getLast(), large);
            }
            journal.append(journal.claim(TWO), 0, List.of(SECRET), Durability.DURABLE);
            journal.erase(TWO);
            journal.drop(new RunId(new UUID(1, 3)));
            assertThat(journal.compact()).isGreaterThan(30L << 20);
            assertThat(journal.content(ONE, DIGEST)).contains(SECRET);
            assertThat(journal.compact()).isZero();
        }
        try (var journal = FileJournal.at(folder)) {
            assertThat(journal.content(ONE, DIGEST)).contains(SECRET);
            assertThat(journal.snapshot(ONE)).isPresent();
            assertThat(journal.read(TWO, 0, 10)).hasSize(1);
            assertThat(journal.content(TWO, digests.getFirst())).isEmpty();
        }
    }

    @Test
    void a_chain_tells_what_was_changed_or_cut() {
        try (var journal = new MemoryJournal();
                var other = new MemoryJournal()) {
            for (var each : List.of(journal, other)) {
                var claim = each.claim(ONE);
                for (int i = 0; i < 2_500; i++) {
                    var text = i == 7 && each == other ? "forged" : "record " + i;
                    each.append(claim, i, List.of(text.getBytes(UTF_8)), Durability.BUFFERED);
                }
            }
            var head = journal.heads().getFirst();
            assertThat(Chain.verify(journal, head)).isTrue();
            assertThat(Chain.verify(other, head)).isFalse();
            assertThat(Chain.verify(journal, new Journal.Head(ONE, 2_501, head.chain())))
                    .isFalse();
            journal.append(journal.claim(ONE), 2_500, List.of(SECRET), Durability.BUFFERED);
            assertThat(Chain.verify(journal, head)).isTrue(); // one that was noted earlier
        }
    }
}
