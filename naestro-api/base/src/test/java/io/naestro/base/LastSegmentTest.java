package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.LogFailure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loss of the last segment is noticed, and nothing that a crash leaves is taken for it. */
class LastSegmentTest {
    private static final int SIZE = 60;

    @TempDir
    Path folder;

    private Path store() throws IOException {
        var store = folder.resolve("store");
        try (var log = SegmentLog.open(store, SIZE)) {
            for (int i = 0; i < 4; i++) {
                append(log, "record " + i);
            }
        }
        assertThat(LogSegment.in(store)).hasSizeGreaterThan(2);
        return store;
    }

    private static void append(SegmentLog log, String text) {
        log.append(List.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static int records(Path store) {
        try (var log = SegmentLog.open(store, SIZE);
                var reader = log.read(0)) {
            int count = 0;
            while (reader.hasNext()) {
                reader.next();
                count++;
            }
            return count;
        }
    }

    private static String named(Path store) throws IOException {
        return Files.readString(store.resolve("last"));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> failure(Kind kind, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LogFailure.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void a_log_whose_last_segment_is_missing_is_refused_and_left_alone() throws IOException {
        var store = store();
        var segments = LogSegment.in(store);
        Files.delete(segments.getLast().file());
        failure(Kind.CORRUPT, () -> SegmentLog.open(store, SIZE))
                .hasMessage("the store " + store + " is damaged: its last segment "
                        + segments.getLast().name() + " is missing; restore it from a backup");
        assertThat(LogSegment.in(store)).isEqualTo(segments.subList(0, segments.size() - 1));
    }

    @Test
    void a_log_without_any_of_its_segments_is_not_taken_for_a_new_one() throws IOException {
        var store = store();
        for (var segment : LogSegment.in(store)) {
            Files.delete(segment.file());
        }
        failure(Kind.CORRUPT, () -> SegmentLog.open(store, SIZE)).hasMessageContaining("is missing");
        assertThat(LogSegment.in(store)).isEmpty();
    }

    @Test
    void a_crash_before_a_new_segment_was_named_is_no_alarm() throws IOException {
        var store = store();
        var segments = LogSegment.in(store);
        for (var before : segments.subList(0, segments.size() - 1)) {
            Files.writeString(store.resolve("last"), before.name());
            Files.writeString(store.resolve("last.new"), "00000000000000");
            assertThat(records(store)).isEqualTo(4);
            assertThat(named(store)).isEqualTo(segments.getLast().name());
        }
        Files.delete(store.resolve("last"));
        assertThat(records(store)).isEqualTo(4);
        assertThat(named(store)).isEqualTo(segments.getLast().name());
    }

    @Test
    void a_damaged_name_is_refused() throws IOException {
        var store = store();
        for (var damaged : List.of("0000000000000000000.lo", "x", "9".repeat(100))) {
            Files.writeString(store.resolve("last"), damaged);
            failure(Kind.CORRUPT, () -> SegmentLog.open(store, SIZE)).hasMessageContaining("its file last is damaged");
            assertThat(named(store)).isEqualTo(damaged);
        }
    }

    @Test
    void a_link_in_place_of_the_name_is_refused_and_its_target_left_alone() throws IOException {
        var store = store();
        var target = Files.writeString(folder.resolve("precious.txt"), "precious");
        Files.delete(store.resolve("last"));
        Files.createSymbolicLink(store.resolve("last"), target);
        failure(Kind.STORAGE, () -> SegmentLog.open(store, SIZE)).hasMessageContaining("is no regular file");
        assertThat(target).hasContent("precious");
    }

    @Test
    void a_name_that_cannot_be_stored_ends_writing_and_loses_nothing() throws IOException {
        var store = folder.resolve("failing");
        var disk = new FailingStorage();
        try (var log = SegmentLog.open(store, SIZE, disk)) {
            append(log, "a record that fills the segment");
            disk.renamesFail = true;
            failure(Kind.STORAGE, () -> append(log, "another one for the next"))
                    .hasMessageContaining("cannot be made durable: Read-only file system");
            disk.renamesFail = false;
            failure(Kind.READ_ONLY, () -> append(log, "another one for the next"));
        }
        assertThat(records(store)).isEqualTo(1);
        assertThat(named(store)).isEqualTo(LogSegment.in(store).getLast().name());
    }

    @Test
    void a_disk_that_is_full_when_the_name_is_written_takes_the_record_later() throws IOException {
        var store = folder.resolve("full");
        var disk = new FailingStorage();
        try (var log = SegmentLog.open(store, SIZE, disk)) {
            append(log, "a record that fills the segment");
            disk.writesLeft = 1; // the header of the new segment
            failure(Kind.FULL, () -> append(log, "another one for the next"));
            disk.writesLeft = 100;
            append(log, "another one for the next");
        }
        assertThat(records(store)).isEqualTo(2);
    }

    @Test
    void a_copy_is_guarded_as_well() throws IOException {
        var copy = folder.resolve("copy");
        try (var log = SegmentLog.open(store(), SIZE)) {
            log.copyTo(copy);
        }
        Files.delete(LogSegment.in(copy).getLast().file());
        failure(Kind.CORRUPT, () -> SegmentLog.open(copy, SIZE)).hasMessageContaining("is missing");
    }
}
