package io.naestro.core.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.naestro.base.Digests;
import io.naestro.base.SegmentLog;
import io.naestro.run.Journal;
import io.naestro.run.Journal.Durability;
import io.naestro.run.JournalFailure;
import io.naestro.run.RunId;
import io.naestro.testkit.JournalConformance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest extends JournalConformance {
    private static final RunId RUN = new RunId(new UUID(1, 2));
    private static final String SEGMENT = "0000000000000000000.log";

    @TempDir
    Path folder;

    /** Where the journal of a fact of the conformance suite is. */
    private Path current;

    @Override
    protected Journal open() {
        current = folder.resolve("conformance");
        return FileJournal.at(current);
    }

    /** The files as they are now stand for what a process that was lost has left. */
    @Override
    protected Journal reopen(Journal journal) {
        try {
            var copy = Files.createTempDirectory(folder, "copy");
            try (var files = Files.list(current)) {
                for (var file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
            journal.close();
            current = copy;
            return FileJournal.at(copy);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void gives_nothing_once_closed() {
        MemoryJournalTest.givesNothingOnceClosed(FileJournal.at(folder));
    }

    @Test
    void drops_the_torn_tail_of_a_write_that_was_cut_off_as_a_whole() throws IOException {
        byte[] torn;
        try (var journal = FileJournal.at(folder)) {
            append(journal, 0, Durability.DURABLE, "a");
            append(journal, 1, Durability.BUFFERED, "b", "c");
            assertThat(journal.recovered()).isZero();
            torn = Files.readAllBytes(folder.resolve(SEGMENT));
        }
        var end = torn.length;
        while (torn[end - 1] == 0) {
            end--;
        }
        Files.write(folder.resolve(SEGMENT), Arrays.copyOf(torn, end - 1));
        try (var journal = FileJournal.at(folder)) {
            assertThat(journal.recovered()).isPositive();
            assertThat(read(journal)).containsExactly("a");
            append(journal, 1, Durability.DURABLE, "b");
        }
        try (var journal = FileJournal.at(folder)) {
            assertThat(read(journal)).containsExactly("a", "b");
        }
    }

    @Test
    void reads_across_batches() {
        try (var journal = FileJournal.at(folder)) {
            append(journal, 0, Durability.BUFFERED, "a", "b");
            append(journal, 2, Durability.BUFFERED);
            append(journal, 2, Durability.BUFFERED, "c", "d");
            assertThat(journal.read(RUN, 1, 2))
                    .extracting(bytes -> new String(bytes, UTF_8))
                    .containsExactly("b", "c");
            assertThat(journal.read(RUN, 0, 1)).hasSize(1);
        }
    }

    @Test
    void is_open_once_at_a_time_and_says_so() {
        try (var first = FileJournal.at(folder)) {
            assertThatThrownBy(() -> FileJournal.at(folder))
                    .isInstanceOf(JournalFailure.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("open");
            append(first, 0, Durability.DURABLE, "a");
        }
        try (var second = FileJournal.at(folder)) {
            assertThat(read(second)).containsExactly("a");
        }
    }

    @Test
    void refuses_a_folder_that_is_damaged_in_the_middle() throws IOException {
        try (var journal = FileJournal.at(folder)) {
            for (int i = 0; i < 10; i++) {
                append(journal, i, Durability.DURABLE, "record " + i);
            }
        }
        var file = folder.resolve(SEGMENT);
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> FileJournal.at(folder))
                .isInstanceOf(JournalFailure.class)
                .hasMessageContaining(folder.toString());
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes); // nothing is cut off by the attempt
    }

    @Test
    void refuses_records_of_a_later_release() {
        assertRefused(new byte[] {'X', 1, 2}, "a record of type 88, which this release does not know");
    }

    @Test
    void refuses_records_that_are_too_short() {
        assertRefused(new byte[] {'R', 1}, folder.toString());
        assertRefused(new byte[0], folder.toString());
    }

    @Test
    void refuses_records_with_a_gap() {
        var batch = ByteBuffer.allocate(1 + 16 + 8 + 4)
                .put((byte) 'R')
                .putLong(1)
                .putLong(2)
                .putLong(5);
        assertRefused(batch.array(), "record 5 of run " + RUN);
    }

    @Test
    void refuses_what_is_too_large_for_one_record_and_goes_on() {
        try (var journal = FileJournal.at(folder)) {
            var large = new byte[SegmentLog.LARGEST_RECORD];
            assertThatThrownBy(() -> journal.append(journal.claim(RUN), 0, List.of(large), Durability.BUFFERED))
                    .isInstanceOf(JournalFailure.class)
                    .hasMessageContaining("larger than");
            append(journal, 0, Durability.BUFFERED, "a");
            assertThat(read(journal)).containsExactly("a");
        }
    }

    @Test
    void cannot_be_opened_where_there_is_a_file() throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> FileJournal.at(file))
                .isInstanceOf(JournalFailure.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void cannot_be_opened_in_a_folder_that_cannot_be_written() throws IOException {
        assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere");
        var closed = Files.createDirectory(folder.resolve("closed"));
        assumeTrue(closed.getFileSystem().supportedFileAttributeViews().contains("posix"), "permissions of POSIX");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        assertThatThrownBy(() -> FileJournal.at(closed)).isInstanceOf(JournalFailure.class);
    }

    @Test
    @Timeout(60)
    void loses_nothing_that_was_durable_when_its_process_is_killed_while_it_writes() throws Exception {
        var child = child(List.of());
        var acknowledged = 0;
        try (var out = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
            while (acknowledged < 300) {
                acknowledged = Integer.parseInt(out.readLine());
            }
            child.toHandle().destroyForcibly(); // leaves the stream open
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                acknowledged = Integer.parseInt(line);
            }
        } finally {
            child.destroyForcibly();
        }
        holdsAtLeast(acknowledged);
    }

    @Test
    @Timeout(60)
    void takes_nothing_more_when_the_disk_is_full_and_keeps_what_was_durable() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "a limit on the size of files needs a shell");
        // a limit on the size of files ends a write in the middle, as a full disk does
        var child = child(List.of("/bin/sh", "-c", "ulimit -f 400 && exec \"$0\" \"$@\""));
        var lines =
                new String(child.getInputStream().readAllBytes(), UTF_8).lines().toList();
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(lines.getLast()).isEqualTo("JournalFailure, JournalFailure, and " + (lines.size() - 1) + " to read");
        holdsAtLeast(lines.size() - 1);
    }

    private void holdsAtLeast(int acknowledged) {
        try (var journal = FileJournal.at(folder)) {
            var records = journal.read(RUN, 0, Integer.MAX_VALUE);
            assertThat(records).hasSizeGreaterThanOrEqualTo(acknowledged);
            for (int i = 0; i < records.size(); i++) {
                assertThat(records.get(i)).isEqualTo(Child.record(i));
                assertThat(journal.content(RUN, Digests.ofBytes(Child.record(i))))
                        .contains(Child.record(i));
            }
        }
    }

    private Process child(List<String> before) throws IOException {
        var command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Appends records and says of each that it is durable, until it is killed or cannot write any more. */
    static final class Child {
        private Child() {}

        public static void main(String... args) {
            var journal = FileJournal.at(Path.of(args[0]));
            for (int i = 0; ; i++) {
                try {
                    write(journal, i);
                    System.out.println(i + 1);
                } catch (JournalFailure e) {
                    System.out.println(e.getClass().getSimpleName() + ", " + again(journal, i) + ", and "
                            + Math.min(
                                    i, journal.read(RUN, 0, Integer.MAX_VALUE).size()) + " to read");
                    System.exit(0);
                }
            }
        }

        private static void write(Journal journal, int i) {
            journal.keep(RUN, Digests.ofBytes(record(i)), record(i));
            journal.append(journal.claim(RUN), i, List.of(record(i)), Durability.DURABLE);
        }

        private static String again(Journal journal, int i) {
            try {
                write(journal, i);
                return "then it went on";
            } catch (JournalFailure e) {
                return e.getClass().getSimpleName();
            }
        }

        static byte[] record(int i) {
            return ("record " + i + " ").repeat(1 + i % 7).getBytes(UTF_8);
        }
    }

    private void assertRefused(byte[] record, String message) {
        try (var log = SegmentLog.open(folder)) {
            log.append(List.of(record));
        }
        for (int i = 0; i < 2; i++) { // the first attempt lets go of the folder
            assertThatThrownBy(() -> FileJournal.at(folder))
                    .isInstanceOf(JournalFailure.class)
                    .hasMessageContaining(message);
        }
    }

    private static void append(Journal journal, long first, Durability durability, String... records) {
        var bytes = Arrays.stream(records).map(text -> text.getBytes(UTF_8)).toList();
        journal.append(journal.claim(RUN), first, bytes, durability);
    }

    private static List<String> read(Journal journal) {
        return journal.read(RUN, 0, Integer.MAX_VALUE).stream()
                .map(bytes -> new String(bytes, UTF_8))
                .toList();
    }
}
