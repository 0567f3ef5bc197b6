package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.LogFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentLogTest {
    @TempDir
    Path folder;

    private Path store() {
        return folder.resolve("store");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> texts(SegmentLog log) {
        return texts(log, 0);
    }

    private static List<String> texts(SegmentLog log, long from) {
        var texts = new ArrayList<String>();
        try (var reader = log.read(from)) {
            reader.forEachRemaining(entry -> texts.add(new String(entry.payload(), StandardCharsets.UTF_8)));
        }
        return texts;
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> failure(Kind kind, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LogFailure.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    /** What a process leaves behind that is lost now: the files as they are. */
    private Path lost() throws IOException {
        var copy = Files.createTempDirectory(folder, "lost");
        for (var segment : LogSegment.in(store())) {
            Files.copy(segment.file(), copy.resolve(segment.file().getFileName()));
        }
        return copy;
    }

    private static byte[] written(byte[] file) {
        int length = file.length;
        while (file[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(file, length);
    }

    private Path segment(int index) throws IOException {
        return LogSegment.in(store()).get(index).file();
    }

    @Test
    void reads_what_was_appended_in_order_from_any_position() {
        try (var log = SegmentLog.open(store())) {
            var first = log.append(List.of(bytes("a"), bytes(""), bytes("ccc")));
            var second = log.append(List.of(bytes("d")));
            assertThat(log.durable()).isLessThan(log.end());
            log.force();
            assertThat(log.durable()).isEqualTo(log.end());
            assertThat(texts(log)).containsExactly("a", "", "ccc", "d");
            assertThat(texts(log, first.get(2))).containsExactly("ccc", "d");
            assertThat(texts(log, second.getFirst())).containsExactly("d");
            assertThat(texts(log, log.end())).isEmpty();
        }
        try (var log = SegmentLog.open(store())) {
            assertThat(log.recovered()).isZero();
            assertThat(texts(log)).containsExactly("a", "", "ccc", "d");
        }
    }

    @Test
    void an_empty_append_writes_nothing() {
        try (var log = SegmentLog.open(store())) {
            var end = log.end();
            assertThat(log.append(List.of())).isEmpty();
            assertThat(log.end()).isEqualTo(end);
            log.force();
            assertThat(texts(log)).isEmpty();
        }
    }

    @Test
    void a_reader_sees_what_was_there_when_it_was_made() {
        try (var log = SegmentLog.open(store())) {
            log.append(List.of(bytes("a")));
            try (var reader = log.read(0)) {
                log.append(List.of(bytes("b")));
                assertThat(reader.next().payload()).isEqualTo(bytes("a"));
                assertThat(reader.hasNext()).isFalse();
                assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
            }
            assertThat(texts(log)).containsExactly("a", "b");
        }
    }

    @Test
    void begins_a_new_segment_when_one_is_full() throws IOException {
        var all = IntStream.range(0, 20).mapToObj(i -> "record " + i).toList();
        var positions = new ArrayList<Long>();
        try (var log = SegmentLog.open(store(), 100)) {
            for (var text : all) {
                positions.addAll(log.append(List.of(bytes(text))));
            }
            log.append(List.of(new byte[200]));
            assertThat(texts(log).subList(0, 20)).isEqualTo(all);
        }
        assertThat(LogSegment.in(store())).hasSizeGreaterThan(5);
        try (var log = SegmentLog.open(store(), 100)) {
            for (int i = 0; i < 20; i++) {
                assertThat(texts(log, positions.get(i)).getFirst()).isEqualTo("record " + i);
            }
            log.append(List.of(bytes("later")));
            assertThat(texts(log)).hasSize(22).endsWith("later");
        }
        assertThat(positions).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void refuses_positions_between_records() {
        try (var log = SegmentLog.open(store())) {
            log.append(List.of(bytes("abc"), bytes("def")));
            try (var reader = log.read(log.end() - 5)) {
                failure(Kind.CORRUPT, reader::next)
                        .hasMessageContaining("no good record at position " + (log.end() - 5));
            }
            try (var reader = log.read(30)) {
                failure(Kind.CORRUPT, reader::next);
            }
        }
    }

    @Test
    void refuses_records_that_are_too_large() {
        try (var log = SegmentLog.open(store())) {
            var large = new byte[SegmentLog.LARGEST_RECORD];
            assertThatThrownBy(() -> log.append(List.of(new byte[SegmentLog.LARGEST_RECORD + 1])))
                    .hasMessage("a record of 67108865 bytes is larger than 67108864");
            assertThatThrownBy(() -> log.append(java.util.Collections.nCopies(32, large)))
                    .hasMessage("2147484160 bytes are too many for one append");
            assertThat(texts(log)).isEmpty();
        }
    }

    @Test
    void reads_records_larger_than_its_buffer() {
        try (var log = SegmentLog.open(store())) {
            var large = new byte[300_000];
            Arrays.fill(large, (byte) 7);
            log.append(List.of(bytes("a"), large, bytes("b"), large));
            try (var reader = log.read(0)) {
                reader.next();
                assertThat(reader.next().payload()).isEqualTo(large);
                assertThat(reader.next().payload()).isEqualTo(bytes("b"));
                assertThat(reader.next().payload()).isEqualTo(large);
            }
        }
    }

    /** Three batches, each durable, of a process that was then lost: the bytes of the file. */
    private byte[] threeBatches() throws IOException {
        try (var log = SegmentLog.open(store())) {
            for (var text : List.of("alpha", "beta", "gamma")) {
                log.append(List.of(bytes(text)));
                log.force();
            }
            var whole = written(Files.readAllBytes(segment(0)));
            log.close();
            Files.write(segment(0), whole);
            return whole;
        }
    }

    @Test
    void a_log_cut_at_any_byte_keeps_its_whole_records() throws IOException {
        var whole = threeBatches();
        var all = List.of("alpha", "beta", "gamma");
        for (int length = 0; length <= whole.length; length++) {
            Files.write(segment(0), Arrays.copyOf(whole, length));
            try (var log = SegmentLog.open(store())) {
                var texts = texts(log);
                assertThat(texts).isEqualTo(all.subList(0, texts.size()));
                assertThat(texts.size()).isEqualTo(wholeRecords(length));
                assertThat(log.recovered()).isEqualTo(writtenBytes(whole, length) - goodBytes(length));
                log.append(List.of(bytes("new")));
                assertThat(texts(log)).hasSize(texts.size() + 1).endsWith("new");
            }
            try (var log = SegmentLog.open(store())) {
                assertThat(log.recovered()).isZero();
                assertThat(texts(log)).endsWith("new");
            }
        }
    }

    /** A tail of zeros may be room that was not used yet; nothing is lost with it. */
    private static int writtenBytes(byte[] whole, int length) {
        int good = goodBytes(length);
        while (length > good && whole[length - 1] == 0) {
            length--;
        }
        return length;
    }

    private static int wholeRecords(int length) {
        return length < 24 + 21 ? 0 : length < 24 + 21 + 20 ? 1 : length < 24 + 21 + 20 + 21 ? 2 : 3;
    }

    private static int goodBytes(int length) {
        return length < 24 ? 0 : new int[] {24, 45, 65, 86}[wholeRecords(length)];
    }

    @Test
    void a_flipped_bit_is_found_or_its_tail_dropped_and_never_read() throws IOException {
        var whole = threeBatches();
        var all = List.of("alpha", "beta", "gamma");
        int refused = 0;
        int dropped = 0;
        for (int bit = 0; bit < whole.length * 8; bit++) {
            var damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(segment(0), damaged);
            try (var log = SegmentLog.open(store())) {
                dropped++;
                assertThat(bit / 8).isGreaterThanOrEqualTo(65);
                assertThat(texts(log)).isEqualTo(all.subList(0, 2));
                assertThat(log.recovered()).isEqualTo(21);
            } catch (LogFailure e) {
                refused++;
                assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
                assertThat(e).hasMessageContaining("is damaged in 0000000000000000000.log at position");
            }
        }
        assertThat(refused).isEqualTo(65 * 8);
        assertThat(dropped).isEqualTo(21 * 8);
    }

    @Test
    void damage_in_an_older_segment_is_refused() throws IOException {
        try (var log = SegmentLog.open(store(), 60)) {
            for (int i = 0; i < 4; i++) {
                log.append(List.of(bytes("record " + i)));
            }
        }
        var first = Files.readAllBytes(segment(0));
        for (int bit = 0; bit < first.length * 8; bit++) {
            var damaged = first.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(segment(0), damaged);
            failure(Kind.CORRUPT, () -> {
                try (var log = SegmentLog.open(store(), 60)) {
                    texts(log);
                }
            });
        }
        for (int length = 0; length < first.length; length++) {
            Files.write(segment(0), Arrays.copyOf(first, length));
            failure(Kind.CORRUPT, () -> SegmentLog.open(store(), 60)).hasMessageContaining("restore it from a backup");
        }
        Files.write(segment(0), first);
        Files.delete(segment(1));
        failure(Kind.CORRUPT, () -> SegmentLog.open(store(), 60)).hasMessageContaining("the next segment begins at");
    }

    @Test
    void a_torn_batch_is_dropped_although_later_records_of_it_are_whole() throws IOException {
        Path lost;
        try (var log = SegmentLog.open(store())) {
            log.append(List.of(bytes("safe")));
            log.force();
            log.append(List.of(bytes("one"), bytes("two"), bytes("three")));
            lost = lost();
        }
        var file = lost.resolve(segment(0).getFileName());
        var whole = Files.readAllBytes(file);
        whole[24 + 20 + 17] ^= 1;
        Files.write(file, whole);
        try (var log = SegmentLog.open(lost)) {
            assertThat(log.recovered()).isEqualTo(19 + 19 + 21);
            assertThat(texts(log)).containsExactly("safe");
        }
    }

    @Test
    void a_damaged_record_larger_than_the_buffer_is_judged_by_what_follows() throws IOException {
        try (var log = SegmentLog.open(store())) {
            var large = new byte[100_000];
            Arrays.fill(large, (byte) 7);
            log.append(List.of(large));
            log.force();
            for (boolean followed : new boolean[] {false, true}) {
                if (followed) {
                    log.append(List.of(bytes("proof")));
                }
                var lost = lost();
                var file = lost.resolve(segment(0).getFileName());
                var whole = Files.readAllBytes(file);
                whole[50_000] ^= 1;
                Files.write(file, whole);
                if (followed) {
                    failure(Kind.CORRUPT, () -> SegmentLog.open(lost))
                            .hasMessageContaining("records behind it prove that it was stored");
                } else {
                    try (var found = SegmentLog.open(lost)) {
                        assertThat(found.recovered()).isEqualTo(100_016);
                    }
                }
            }
        }
    }

    @Test
    void a_log_that_was_closed_in_good_order_is_never_cut() throws IOException {
        try (var log = SegmentLog.open(store())) {
            for (var text : List.of("alpha", "beta", "gamma")) {
                log.append(List.of(bytes(text)));
            }
        }
        var whole = Files.readAllBytes(segment(0));
        assertThat(whole).hasSize(24 + 21 + 20 + 21 + 16);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            var damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(segment(0), damaged);
            if (bit / 8 < 24 + 21 + 20 + 21) {
                failure(Kind.CORRUPT, () -> SegmentLog.open(store()));
            } else { // the seal itself: all records are there
                try (var log = SegmentLog.open(store())) {
                    assertThat(texts(log)).containsExactly("alpha", "beta", "gamma");
                }
            }
        }
    }

    @Test
    void one_seal_is_enough_until_something_is_appended() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (var log = SegmentLog.open(store())) {
                assertThat(texts(log)).isEmpty();
            }
            assertThat(Files.size(segment(0))).isEqualTo(24 + 16);
        }
        try (var log = SegmentLog.open(store())) {
            log.append(List.of(bytes("a")));
        }
        try (var log = SegmentLog.open(store())) {
            assertThat(texts(log)).containsExactly("a");
            assertThat(Files.size(segment(0))).isEqualTo(24 + 16 + 17 + 16);
        }
    }

    @Test
    void a_full_disk_at_the_end_costs_the_seal_only() throws IOException {
        var disk = new FailingStorage();
        var log = SegmentLog.open(store(), 1_000_000, disk);
        log.append(List.of(new byte[16 * 1024 - 16 - 1], bytes("")));
        disk.writesLeft = 0;
        log.close();
        try (var found = SegmentLog.open(store())) {
            assertThat(found.recovered()).isZero();
            assertThat(texts(found)).hasSize(2);
        }
    }

    @Test
    void room_that_was_not_used_yet_is_no_torn_tail() throws IOException {
        threeBatches();
        Files.write(segment(0), new byte[100_000], StandardOpenOption.APPEND);
        try (var log = SegmentLog.open(store())) {
            assertThat(log.recovered()).isZero();
            assertThat(texts(log)).containsExactly("alpha", "beta", "gamma");
            assertThat(Files.size(segment(0))).isEqualTo(24 + 21 + 20 + 21);
        }
    }

    @Test
    void refuses_a_newer_format() throws IOException {
        Files.createDirectories(store());
        var segment = LogSegment.at(store(), 0);
        Files.write(segment.file(), segment.header(3));
        failure(Kind.UNSUPPORTED, () -> SegmentLog.open(store()))
                .hasMessageContaining("has format version 3; this release reads version 2");
    }

    @Test
    void follows_no_link_and_leaves_what_is_behind_it_alone() throws IOException {
        SegmentLog.open(store()).close();
        var mine = Files.writeString(folder.resolve("mine.txt"), "not a log, and longer than any header is");
        for (var name : List.of("0000000000000000000.log", "lock")) {
            var file = store().resolve(name);
            var kept = Files.readAllBytes(file);
            for (var target : List.of(mine, folder.resolve("missing"))) {
                Files.delete(file);
                Files.createSymbolicLink(file, target);
                failure(Kind.STORAGE, () -> SegmentLog.open(store()))
                        .hasMessageContaining(name + " is no regular file; a store follows no links");
            }
            Files.delete(file);
            Files.write(file, kept);
        }
        assertThat(mine).hasContent("not a log, and longer than any header is");
        assertThat(folder.resolve("missing")).doesNotExist();
        SegmentLog.open(store()).close();
    }

    @Test
    void a_segment_without_its_header_is_refused_and_left_as_it_is() throws IOException {
        var whole = threeBatches();
        for (var damaged : List.of(new byte[whole.length], new byte[25], new byte[100_000])) {
            Files.write(segment(0), damaged);
            failure(Kind.CORRUPT, () -> SegmentLog.open(store())).hasMessageContaining("its header is damaged");
            assertThat(segment(0)).hasBinaryContent(damaged);
        }
    }

    @Test
    void a_missing_first_segment_is_refused() throws IOException {
        try (var log = SegmentLog.open(store(), 60)) {
            for (int i = 0; i < 4; i++) {
                log.append(List.of(bytes("record " + i)));
            }
        }
        Files.delete(segment(0));
        failure(Kind.CORRUPT, () -> SegmentLog.open(store(), 60))
                .hasMessageContaining("the segments before it are missing");
    }

    @Test
    void ignores_files_of_others() throws IOException {
        Files.createDirectories(store());
        Files.writeString(store().resolve("README"), "hello");
        try (var log = SegmentLog.open(store())) {
            assertThat(texts(log)).isEmpty();
        }
    }

    @Test
    void a_store_is_open_once_in_a_process() {
        try (var log = SegmentLog.open(store())) {
            failure(Kind.LOCKED, () -> SegmentLog.open(store()))
                    .hasMessage(
                            "the store " + store() + " is open in this process; close it there, or use another folder");
            log.append(List.of(bytes("still mine")));
        }
        SegmentLog.open(store()).close();
    }

    @Test
    void a_store_is_open_in_one_process() throws Exception {
        var child = child("hold", store());
        try {
            assertThat(child.getInputStream().read()).isEqualTo('+');
            failure(Kind.LOCKED, () -> SegmentLog.open(store())).hasMessageContaining("is open in another process");
        } finally {
            child.destroyForcibly().waitFor();
        }
        SegmentLog.open(store()).close();
    }

    @Test
    void keeps_what_was_durable_when_its_process_is_killed() throws Exception {
        int last = -1;
        for (int round = 0; round < 3; round++) {
            var child = child("append", store());
            var durable = new ByteArrayOutputStream();
            for (int seen = 0; seen < 200; ) {
                int b = child.getInputStream().read();
                durable.write(b);
                seen += b == '\n' ? 1 : 0;
            }
            child.toHandle().destroyForcibly(); // leaves the stream open
            child.waitFor(30, TimeUnit.SECONDS);
            child.getInputStream().transferTo(durable);
            var told = durable.toString(StandardCharsets.UTF_8);
            var acknowledged = told.substring(0, told.lastIndexOf('\n')).lines().toList();
            last = Integer.parseInt(acknowledged.getLast());
            try (var log = SegmentLog.open(store(), 4096)) {
                var texts = texts(log);
                assertThat(texts.size()).isGreaterThan(last);
                for (int i = 0; i < texts.size(); i++) {
                    assertThat(texts.get(i)).isEqualTo("record " + i);
                }
            }
        }
        assertThat(last).isGreaterThanOrEqualTo(599);
    }

    private static Process child(String what, Path store) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        what,
                        store.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The other process of the tests above. */
    static final class Child {
        public static void main(String[] args) throws IOException {
            var log = SegmentLog.open(Path.of(args[1]), 4096);
            if (args[0].equals("hold")) {
                System.out.write('+');
                System.out.flush();
                System.in.read();
            }
            int next = texts(log).size();
            for (int i = next; i < next + 100_000; i++) {
                log.append(List.of(bytes("record " + i)));
                log.force();
                System.out.print(i + "\n");
                System.out.flush();
            }
        }
    }

    @Test
    void a_full_disk_refuses_what_does_not_fit_and_goes_on_when_there_is_room() {
        var disk = new FailingStorage();
        try (var log = SegmentLog.open(store(), 1_000_000, disk)) {
            log.append(List.of(bytes("safe")));
            log.force();
            disk.writesLeft = 0;
            failure(Kind.FULL, () -> log.append(List.of(bytes("before"), new byte[100_000])))
                    .hasMessage("the store " + store() + " has no room for more: No space left on device; nothing was"
                            + " lost, try again when there is");
            disk.writesLeft = 1;
            log.append(List.of(bytes("small"))); // there is room for it
            disk.writesLeft = 100;
            log.append(List.of(new byte[100_000]));
            log.force();
            assertThat(texts(log)).hasSize(3).startsWith("safe", "small");
        }
        try (var log = SegmentLog.open(store())) {
            assertThat(log.recovered()).isZero();
            assertThat(texts(log)).hasSize(3).startsWith("safe", "small");
        }
    }

    @Test
    void a_full_disk_refuses_a_new_segment_and_goes_on_when_there_is_room() throws IOException {
        var disk = new FailingStorage();
        try (var log = SegmentLog.open(store(), 50, disk)) {
            log.append(List.of(bytes("aaaaaaaaaaaa")));
            disk.writesLeft = 0;
            failure(Kind.FULL, () -> log.append(List.of(bytes("b"))));
            disk.writesLeft = 100;
            disk.opensFail = true;
            failure(Kind.FULL, () -> log.append(List.of(bytes("b"))));
            disk.opensFail = false;
            assertThat(LogSegment.in(store())).hasSize(1);
            log.append(List.of(bytes("b")));
            assertThat(texts(log)).containsExactly("aaaaaaaaaaaa", "b");
        }
        try (var log = SegmentLog.open(store(), 50)) {
            assertThat(texts(log)).containsExactly("aaaaaaaaaaaa", "b");
        }
    }

    @Test
    void a_new_segment_that_can_be_neither_written_nor_taken_back_ends_writing() {
        var disk = new FailingStorage();
        try (var log = SegmentLog.open(store(), 50, disk)) {
            log.append(List.of(bytes("aaaaaaaaaaaa")));
            disk.writesLeft = 0;
            disk.deletesFail = true;
            failure(Kind.FULL, () -> log.append(List.of(bytes("b"))));
            failure(Kind.READ_ONLY, () -> log.append(List.of(bytes("b"))));
        }
        try (var log = SegmentLog.open(store(), 50)) {
            assertThat(texts(log)).containsExactly("aaaaaaaaaaaa");
            log.append(List.of(bytes("c")));
            assertThat(texts(log)).containsExactly("aaaaaaaaaaaa", "c");
        }
    }

    @Test
    void a_failed_write_ends_writing_and_loses_nothing_that_was_durable() {
        var disk = new FailingStorage();
        try (var log = SegmentLog.open(store(), 1_000_000, disk)) {
            log.append(List.of(bytes("safe")));
            log.force();
            disk.writesLeft = 0;
            failure(Kind.STORAGE, () -> log.append(List.of(bytes("lost"), bytes("lost too"))))
                    .hasMessage("the store " + store() + " cannot be written: No space left on device");
            disk.writesLeft = 100;
            failure(Kind.READ_ONLY, () -> log.append(List.of(bytes("x"))))
                    .hasMessageContaining(
                            "takes nothing more, because an earlier write failed: No space left on device; open it anew");
            failure(Kind.READ_ONLY, log::force);
        }
        try (var log = SegmentLog.open(store())) {
            assertThat(texts(log)).first().isEqualTo("safe");
        }
    }

    @Test
    void a_failed_force_is_never_tried_again() {
        var disk = new FailingStorage();
        var log = SegmentLog.open(store(), 1000, disk);
        log.append(List.of(bytes("a")));
        disk.syncsLeft = 0;
        failure(Kind.STORAGE, log::force).hasMessageContaining("cannot be made durable: Input/output error");
        var syncs = disk.syncs;
        disk.syncsLeft = 100;
        failure(Kind.READ_ONLY, log::force);
        assertThat(log.durable()).isLessThan(log.end());
        log.close();
        assertThat(disk.syncs).isEqualTo(syncs);
    }

    @Test
    void a_segment_that_cannot_be_made_durable_ends_writing() {
        var disk = new FailingStorage();
        try (var log = SegmentLog.open(store(), 50, disk)) {
            log.append(List.of(bytes("aaaaaaaaaaaa")));
            disk.syncsLeft = 0;
            failure(Kind.STORAGE, () -> log.append(List.of(bytes("b"))));
            disk.syncsLeft = 100;
            failure(Kind.READ_ONLY, () -> log.append(List.of(bytes("b"))));
        }
    }

    @Test
    void a_store_that_cannot_be_read_says_so() {
        var disk = new FailingStorage();
        try (var log = SegmentLog.open(store(), 1000, disk)) {
            var positions = log.append(List.of(bytes("a"), bytes("b")));
            disk.readsFail = true;
            try (var reader = log.read(0)) {
                failure(Kind.STORAGE, reader::next)
                        .hasMessage("the store " + store() + " cannot be read: Input/output error");
            }
            failure(Kind.STORAGE, () -> log.get(positions.getFirst()));
            failure(Kind.STORAGE, () -> log.copyTo(folder.resolve("copy")));
            disk.readsFail = false;
            disk.shortReads = true;
            try (var reader = log.read(0)) {
                failure(Kind.STORAGE, reader::next).hasMessageContaining("the file ends at byte 34 while it is read");
            }
            disk.shortReads = false;
        }
    }

    @Test
    void a_failed_close_says_so() {
        var disk = new FailingStorage();
        var log = SegmentLog.open(store(), 1000, disk);
        disk.closeFails = true;
        failure(Kind.STORAGE, log::close).hasMessageContaining("cannot be closed");
        SegmentLog.open(store()).close(); // the lock is free
    }

    @Test
    void reads_one_record_at_its_position() {
        try (var log = SegmentLog.open(store(), 100)) {
            var positions = new ArrayList<Long>();
            for (int i = 0; i < 20; i++) {
                positions.addAll(log.append(List.of(bytes("record " + i))));
            }
            var large = log.append(List.of(new byte[10_000])).getFirst();
            for (int i = 0; i < 20; i++) {
                assertThat(log.get(positions.get(i))).isEqualTo(bytes("record " + i));
            }
            assertThat(log.get(large)).hasSize(10_000);
            var huge = log.append(List.of(new byte[3_000_000])).getFirst();
            log.append(List.of(bytes("after")));
            assertThat(log.get(huge)).hasSize(3_000_000);
            failure(Kind.CORRUPT, () -> log.get(positions.get(1) + 1)).hasMessageContaining("no good record");
        }
    }

    @Test
    void gives_back_the_room_of_what_is_not_wanted_and_steps_over_it() throws IOException {
        var wanted = new ArrayList<String>();
        var keep = new java.util.HashSet<Long>();
        long gone = -1;
        try (var log = SegmentLog.open(store(), 40_000)) {
            for (int i = 0; i < 100; i++) {
                var text = "record " + i + " " + "x".repeat(2_000);
                var position = log.append(List.of(bytes(text))).getFirst();
                if (i % 30 == 0 || i > 80) {
                    keep.add(position);
                    wanted.add(text);
                } else if (i == 1) {
                    gone = position;
                }
            }
            log.force();
            try (var reader = log.read(0)) {
                reader.next();
                assertThat(log.compact(Long.MAX_VALUE, position -> keep.contains(position)))
                        .isGreaterThan(100_000);
                assertThat(reader.hasNext()).isTrue(); // a reader that was there before goes on
            }
            assertThat(log.compact(Long.MAX_VALUE, position -> keep.contains(position)))
                    .isZero();
            assertThat(texts(log).stream().filter(wanted::contains).toList()).isEqualTo(wanted);
            assertThat(texts(log).size()).isLessThan(60);
            var dropped = gone;
            failure(Kind.CORRUPT, () -> log.get(dropped));
            log.append(List.of(bytes("later")));
        }
        try (var log = SegmentLog.open(store(), 40_000)) {
            assertThat(texts(log).stream().filter(wanted::contains).toList()).isEqualTo(wanted);
            assertThat(texts(log)).endsWith("later");
        }
    }

    @Test
    void a_compaction_that_fails_loses_nothing() throws IOException {
        var disk = new FailingStorage();
        try (var log = SegmentLog.open(store(), 100, disk)) {
            for (int i = 0; i < 20; i++) {
                log.append(List.of(bytes("record " + i)));
            }
            disk.writesLeft = 0;
            failure(Kind.STORAGE, () -> log.compact(Long.MAX_VALUE, position -> false))
                    .hasMessageContaining("cannot be compacted");
            disk.writesLeft = 100;
            assertThat(texts(log)).hasSize(20);
            assertThat(log.compact(50, position -> false)).isZero(); // no segment ends before that
            assertThat(log.compact(Long.MAX_VALUE, position -> false)).isPositive();
            assertThat(texts(log).size()).isLessThan(4);
        }
        var middle = Files.readAllBytes(segment(1));
        middle[30] ^= 1;
        Files.write(segment(1), middle);
        try (var log = SegmentLog.open(store(), 100)) {
            failure(Kind.STORAGE, () -> log.compact(Long.MAX_VALUE, position -> false))
                    .hasMessageContaining("is damaged at position");
        }
    }

    @Test
    void copies_what_is_durable_while_it_is_in_use() throws IOException {
        var copy = folder.resolve("copy");
        try (var log = SegmentLog.open(store(), 100)) {
            for (int i = 0; i < 20; i++) {
                log.append(List.of(bytes("record " + i)));
            }
            log.compact(Long.MAX_VALUE, position -> position > 500);
            var all = texts(log);
            log.copyTo(copy);
            log.append(List.of(bytes("later")));
            failure(Kind.STORAGE, () -> log.copyTo(copy)).hasMessageContaining("holds a log already");
            try (var copied = SegmentLog.open(copy, 100)) {
                assertThat(texts(copied)).isEqualTo(all);
                copied.append(List.of(bytes("elsewhere")));
                assertThat(texts(copied)).hasSize(all.size() + 1);
            }
            assertThat(texts(log)).hasSize(all.size() + 1).endsWith("later");
        }
    }

    @Test
    void a_store_that_cannot_be_opened_says_so() throws IOException {
        Files.writeString(store(), "a file");
        failure(Kind.STORAGE, () -> SegmentLog.open(store()))
                .hasMessageStartingWith("the store " + store() + " cannot be opened");
        var other = folder.resolve("other");
        Files.createDirectories(other.resolve("lock"));
        failure(Kind.STORAGE, () -> SegmentLog.open(other)).hasMessageContaining("cannot be opened");
        Files.delete(other.resolve("lock"));
        SegmentLog.open(other).close();
        var disk = new FailingStorage();
        disk.syncsLeft = 0;
        failure(Kind.STORAGE, () -> SegmentLog.open(folder.resolve("third"), 100, disk));
        SegmentLog.open(folder.resolve("third")).close();
    }

    @Test
    void a_closed_log_says_so() {
        var log = SegmentLog.open(store());
        log.append(List.of(bytes("a"), bytes("b")));
        var reader = log.read(0);
        log.close();
        log.close();
        failure(Kind.CLOSED, () -> log.append(List.of(bytes("x")))).hasMessage("the store " + store() + " is closed");
        failure(Kind.CLOSED, log::force);
        failure(Kind.CLOSED, () -> log.read(0));
        failure(Kind.CLOSED, reader::hasNext);
    }

    @Test
    void the_interruption_of_a_thread_does_not_break_the_log() {
        try (var log = SegmentLog.open(store())) {
            Thread.currentThread().interrupt();
            log.append(List.of(bytes("a")));
            log.force();
            assertThat(texts(log)).containsExactly("a");
            assertThat(Thread.interrupted()).isTrue();
            log.append(List.of(bytes("b")));
            log.force();
            assertThat(texts(log)).containsExactly("a", "b");
        }
    }

    @Test
    void many_threads_append_and_force_at_once() throws Exception {
        try (var log = SegmentLog.open(store(), 500);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = new ArrayList<Callable<List<Long>>>();
            for (int t = 0; t < 8; t++) {
                var name = "t" + t + "-";
                work.add(() -> {
                    var positions = new ArrayList<Long>();
                    for (int i = 0; i < 25; i++) {
                        positions.addAll(log.append(List.of(bytes(name + i))));
                        log.force();
                        assertThat(log.durable()).isGreaterThan(positions.getLast());
                    }
                    return positions;
                });
            }
            for (Future<List<Long>> done : threads.invokeAll(work)) {
                assertThat(done.get()).isSorted().hasSize(25);
            }
            assertThat(texts(log)).hasSize(200).doesNotHaveDuplicates();
        }
    }

    @Test
    void an_error_while_writing_ends_all_writing_as_a_failure_does() {
        var storage = new FailingStorage();
        try (var log = SegmentLog.open(store(), 4_096, storage)) {
            log.append(List.of(bytes("a")));
            storage.breaks = new OutOfMemoryError("no room to copy the bytes");
            assertThatThrownBy(() -> log.append(List.of(bytes("b")))).isSameAs(storage.breaks);
            storage.breaks = null;
            failure(Kind.READ_ONLY, () -> log.append(List.of(bytes("c"))));
        }
        try (var log = SegmentLog.open(store())) {
            assertThat(texts(log)).containsExactly("a");
        }
    }

    /** Whoever writes takes what the others append, and must not take a buffer that is still being filled. */
    @Test
    void nothing_is_lost_while_many_append_and_one_writes() throws Exception {
        try (var log = SegmentLog.open(store());
                var threads = Executors.newFixedThreadPool(4)) {
            var work = new ArrayList<Callable<Integer>>();
            for (int t = 0; t < 4; t++) {
                var record = List.of(bytes("record of thread " + t));
                work.add(() -> {
                    for (int i = 0; i < 30_000; i++) {
                        log.append(record);
                    }
                    return 30_000;
                });
            }
            for (var done : threads.invokeAll(work)) {
                assertThat(done.get()).isEqualTo(30_000);
            }
            log.force();
            assertThat(texts(log)).hasSize(120_000);
        }
        try (var log = SegmentLog.open(store())) {
            assertThat(log.recovered()).isZero();
            assertThat(texts(log)).hasSize(120_000);
        }
    }

    @Test
    void bytes_in_a_wrong_place_are_no_record() throws IOException {
        var whole = threeBatches();
        // A copy of a good record behind the end, as a file system may leave after a crash.
        Files.write(segment(0), Arrays.copyOfRange(whole, 24, 45), StandardOpenOption.APPEND);
        try (var log = SegmentLog.open(store())) {
            assertThat(log.recovered()).isEqualTo(21);
            assertThat(texts(log)).containsExactly("alpha", "beta", "gamma");
        }
    }

    @Test
    void absurd_lengths_are_no_record() throws IOException {
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1_000_000}) {
            threeBatches();
            var tail = ByteBuffer.allocate(40).putInt(length).putInt(1).putLong(30);
            try (var channel = FileChannel.open(segment(0), StandardOpenOption.APPEND)) {
                channel.write(tail.clear());
            }
            try (var log = SegmentLog.open(store())) {
                assertThat(log.recovered()).isBetween(8L, 40L); // but for the zeros at its end
                assertThat(texts(log)).isNotEmpty();
            }
        }
    }

    @Property(tries = 40, seed = "20250609")
    void any_batches_are_read_back(
            @ForAll @Size(max = 8) List<@Size(max = 5) List<byte @Size(max = 40) []>> batches,
            @ForAll @IntRange(min = 30, max = 300) int segmentSize)
            throws IOException {
        var store = Files.createTempDirectory("naestro-log");
        try {
            try (var log = SegmentLog.open(store, segmentSize)) {
                batches.forEach(log::append);
            }
            try (var log = SegmentLog.open(store, segmentSize);
                    var reader = log.read(0)) {
                for (var batch : batches) {
                    for (var payload : batch) {
                        assertThat(reader.next().payload()).isEqualTo(payload);
                    }
                }
                assertThat(reader.hasNext()).isFalse();
            }
        } finally {
            try (var files = Files.walk(store)) {
                for (var file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
