package io.naestro.core.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.LexicalPath;
import io.naestro.effect.Resource.FileResource;
import io.naestro.effect.Resource.Operation;
import io.naestro.json.InputException;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.TooLarge;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootedFilesTest {
    private static final long MUCH = 1 << 20;

    @TempDir
    Path temp;

    private Path root;
    private Path outside;
    private final Watch watch = new Watch();
    private RootedFiles files;

    @BeforeEach
    void set_up() throws IOException {
        root = temp.toRealPath().resolve("root");
        outside = Files.createDirectory(temp.toRealPath().resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "SECRET");
        files = new RootedFiles(Roots.of(Map.of("ws", root)), watch);
    }

    @Test
    void writes_a_file_in_folders_that_it_makes_and_reads_it_back() throws IOException {
        files.write("ws:/a/b/c.txt", bytes("one"));

        assertThat(files.read("ws:/a/b/c.txt", MUCH)).isEqualTo(bytes("one"));
        assertThat(root.resolve("a/b/c.txt")).hasContent("one");
        assertThat(watch.asked)
                .containsExactly(
                        new FileResource(Operation.WRITE, "ws:/a/b/c.txt"),
                        new FileResource(Operation.READ, "ws:/a/b/c.txt"));
    }

    @Test
    void replaces_a_file_and_keeps_its_permissions() throws IOException {
        files.write("ws:/run.sh", bytes("one"));
        Files.setPosixFilePermissions(root.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x---"));

        files.write("ws:/run.sh", bytes("two"));

        assertThat(root.resolve("run.sh")).hasContent("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("run.sh"))))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void touches_nothing_that_the_guard_does_not_allow() throws IOException {
        var denied = new RootedFiles(Roots.of(Map.of("ws", root)), new Watch(resource -> false));
        Files.writeString(root.resolve("a.txt"), "one");

        assertThatExceptionOfType(AccessRefused.class).isThrownBy(() -> denied.read("ws:/a.txt", MUCH));
        assertThatExceptionOfType(AccessRefused.class).isThrownBy(() -> denied.list("ws:/", 10));
        assertThatExceptionOfType(AccessRefused.class).isThrownBy(() -> denied.write("ws:/new/a.txt", bytes("two")));
        assertThat(names(root)).containsExactly("a.txt");
    }

    @Test
    void does_not_tell_whether_a_denied_file_exists() {
        var denied = new RootedFiles(Roots.none(), new Watch(resource -> false));

        assertThatThrownBy(() -> denied.read("nowhere:/a.txt", MUCH)).hasMessage("not allowed");
    }

    @Test
    void reads_up_to_the_limit_and_not_a_byte_more() throws IOException {
        files.write("ws:/a", bytes("12345"));

        assertThat(files.read("ws:/a", 5)).hasSize(5);
        assertThat(files.read("ws:/a", Long.MAX_VALUE)).hasSize(5);
        assertThatExceptionOfType(TooLarge.class)
                .isThrownBy(() -> files.read("ws:/a", 4))
                .withMessage("'ws:/a' has more than the 4 bytes that were allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files.read("ws:/a", -1))
                .withMessage("maxBytes '-1' must not be negative");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void stops_at_the_limit_in_a_file_that_does_not_tell_its_size() throws IOException {
        var self = new Roots.Root(Path.of("/proc/self").toRealPath(), false, new ReentrantLock());
        var resource = new FileResource(Operation.READ, "self:/status");
        var use = new FileUse(LexicalPath.of("self:/status"), resource, self, watch);

        assertThat(Files.size(Path.of("/proc/self/status"))).isZero();
        assertThatExceptionOfType(TooLarge.class).isThrownBy(() -> use.read(10));
    }

    @Test
    void lists_names_sorted_and_bounded_without_files_that_are_being_written() throws IOException {
        files.write("ws:/b", bytes(""));
        files.write("ws:/a/x", bytes(""));
        Files.createFile(root.resolve(".naestro-1-2.tmp"));

        assertThat(files.list("ws:/", 2)).containsExactly("a", "b");
        assertThat(files.list("ws:/a", 1)).containsExactly("x");
        assertThatExceptionOfType(TooLarge.class)
                .isThrownBy(() -> files.list("ws:/", 1))
                .withMessage("'ws:/' has more than the 1 entries that were allowed");
        assertThatIllegalArgumentException().isThrownBy(() -> files.list("ws:/", -1));
        assertThat(watch.asked.getFirst()).isEqualTo(new FileResource(Operation.WRITE, "ws:/b"));
        assertThat(watch.asked.get(2)).isEqualTo(new FileResource(Operation.LIST, "ws:/"));
    }

    @Test
    void names_files_that_are_being_written_are_out_of_reach() throws IOException {
        Files.writeString(root.resolve(".naestro-1-2.tmp"), "half");

        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> files.read("ws:/.naestro-1-2.tmp", MUCH))
                .withMessageContaining("'ws:/.naestro-1-2.tmp' is out of reach");
        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> files.write("ws:/.naestro-1-2.tmp/x", bytes("")));
        assertThat(watch.unsafe).hasSize(2);
    }

    @Test
    void says_what_is_missing_without_a_path_of_the_host() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> files.read("ws:/a/b", MUCH))
                .withMessage("ws:/a/b: no such file or folder");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> files.read("ws:/b", MUCH))
                .withMessage("ws:/b: no such file or folder");
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> files.list("ws:/a", 1));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> files.read("wx:/b", MUCH))
                .withMessage("wx:/b: no root has the name 'wx'; roots: [ws]");
    }

    @Test
    void tells_files_from_folders() throws IOException {
        files.write("ws:/folder/file", bytes("one"));

        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> files.read("ws:/folder", MUCH))
                .withMessage("ws:/folder: is a folder");
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> files.write("ws:/folder", bytes("two")))
                .withMessage("ws:/folder: is a folder");
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> files.read("ws:/", MUCH))
                .withMessage("ws:/: is a folder");
        assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> files.write("ws:/", bytes("two")));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> files.list("ws:/folder/file", 1))
                .withMessage("ws:/folder/file: a folder of the path is a file");
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> files.write("ws:/folder/file/x", bytes("two")))
                .withMessage("ws:/folder/file/x: a folder of the path is a file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "ws:/../outside/secret.txt",
                "ws:/a/../../outside/secret.txt",
                "ws:/%2e%2e/outside/secret.txt",
                "ws:/..\\outside\\secret.txt",
                "ws://outside/secret.txt",
                "ws:/./a",
                "ws:/a\0.txt",
                "ws:a",
                "../outside/secret.txt"
            })
    void refuses_what_is_no_path_before_anyone_is_asked(String path) {
        assertThatExceptionOfType(InputException.class).isThrownBy(() -> files.read(path, MUCH));
        assertThatExceptionOfType(InputException.class).isThrownBy(() -> files.write(path, bytes("two")));
        assertThatExceptionOfType(InputException.class).isThrownBy(() -> files.list(path, 10));
        assertThat(watch.asked).isEmpty();
    }

    @Test
    void symbolic_links_are_refused_wherever_they_lead() throws IOException {
        files.write("ws:/inside/file", bytes("one"));
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("file-out"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("relative"), Path.of("../outside"));
        Files.createSymbolicLink(root.resolve("in"), root.resolve("inside"));
        Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("new.txt"));

        for (var path : List.of("out/secret.txt", "file-out", "relative/secret.txt", "in/file", "dangling")) {
            assertThatExceptionOfType(AccessRefused.class)
                    .isThrownBy(() -> files.read("ws:/" + path, MUCH))
                    .withMessage("'ws:/" + path + "' is out of reach: a symbolic link stands in the way");
            assertThatExceptionOfType(AccessRefused.class).isThrownBy(() -> files.write("ws:/" + path, bytes("two")));
            assertThatExceptionOfType(AccessRefused.class).isThrownBy(() -> files.list("ws:/" + path, 10));
        }
        assertThatExceptionOfType(AccessRefused.class).isThrownBy(() -> files.write("ws:/out/new/x", bytes("two")));
        assertThat(watch.unsafe).hasSize(16);
        assertThat(names(outside)).containsExactly("secret.txt");
        assertThat(outside.resolve("secret.txt")).hasContent("SECRET");
    }

    @Test
    void a_file_with_a_second_name_is_read_but_not_written() throws IOException {
        Files.createLink(root.resolve("linked"), outside.resolve("secret.txt"));

        assertThat(files.read("ws:/linked", MUCH)).isEqualTo(bytes("SECRET"));
        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> files.write("ws:/linked", bytes("two")))
                .withMessageContaining("hard links");
        assertThat(outside.resolve("secret.txt")).hasContent("SECRET");
    }

    @Test
    void pipes_sockets_and_devices_are_refused() throws IOException {
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));

            assertThatExceptionOfType(AccessRefused.class)
                    .isThrownBy(() -> files.read("ws:/socket", MUCH))
                    .withMessage("'ws:/socket' is out of reach: it is neither a file nor a folder");
            assertThatExceptionOfType(AccessRefused.class).isThrownBy(() -> files.write("ws:/socket", bytes("two")));
        }
    }

    @Test
    void an_interrupted_write_leaves_the_old_content_and_nothing_else() throws IOException {
        files.write("ws:/a", bytes("one"));

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(ClosedByInterruptException.class)
                .isThrownBy(() -> files.write("ws:/a", bytes("two")));
        assertThat(Thread.interrupted()).isTrue();

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(ClosedByInterruptException.class).isThrownBy(() -> files.read("ws:/a", MUCH));
        assertThat(Thread.interrupted()).isTrue();

        assertThat(names(root)).containsExactly("a");
        assertThat(root.resolve("a")).hasContent("one");
    }

    @Test
    void many_writers_share_a_folder_that_is_not_there_yet() throws Exception {
        for (int round = 0; round < 20; round++) {
            var folder = "ws:/new-" + round + "/deep/";
            var start = new CyclicBarrier(8);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var writers = IntStream.range(0, 8)
                        .mapToObj(i -> threads.submit(() -> {
                            start.await();
                            new RootedFiles(Roots.of(Map.of("ws", root)), new Watch());
                            files.write(folder + i, bytes("file " + i));
                            return i;
                        }))
                        .toList();
                for (var writer : writers) {
                    writer.get();
                }
            }
            assertThat(files.list(folder.substring(0, folder.length() - 1), 8)).hasSize(8);
        }
        assertThat(names(root)).noneMatch(TemporaryName::is);
    }

    @Test
    void a_reader_sees_the_old_content_or_the_new_and_never_a_part() throws Exception {
        var one = "1".repeat(100_000);
        var two = "2".repeat(90_000);
        files.write("ws:/a", bytes(one));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writer = threads.submit(() -> {
                var mine = new RootedFiles(Roots.of(Map.of("ws", root)), new Watch());
                for (int i = 0; i < 100; i++) {
                    mine.write("ws:/a", bytes(i % 2 == 0 ? two : one));
                }
                return null;
            });
            do {
                assertThat(new String(files.read("ws:/a", MUCH), UTF_8)).isIn(one, two);
            } while (!writer.isDone());
            writer.get();
        }
    }

    @Test
    void works_on_a_file_system_without_handles_links_or_permissions() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(temp.resolve("z.zip"), Map.of("create", "true"))) {
            var zipped = new RootedFiles(Roots.of(Map.of("zip", zip.getPath("/docs"))), watch);

            zipped.write("zip:/a/b.txt", bytes("one"));
            zipped.write("zip:/a/b.txt", bytes("two"));

            assertThat(zipped.read("zip:/a/b.txt", 3)).isEqualTo(bytes("two"));
            assertThat(zipped.list("zip:/a", 10)).containsExactly("b.txt");
            assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> zipped.read("zip:/c", 3));
        }
    }

    @Test
    void what_the_file_system_says_is_told_by_the_lexical_path() {
        var path = LexicalPath.of("ws:/a");
        var plain = new IOException("Input/output error");

        assertThat(FileFailure.of(path, new AccessDeniedException("/host/a")))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage("ws:/a: denied by the operating system");
        assertThat(FileFailure.of(path, new FileSystemException("/host/a", null, "No space left on device")))
                .hasMessage("ws:/a: No space left on device");
        assertThat(FileFailure.of(path, new FileAlreadyExistsException("/host/a")))
                .hasMessage("ws:/a: FileAlreadyExistsException");
        assertThat(FileFailure.of(path, plain)).isSameAs(plain);
    }

    @Test
    void a_guard_that_keeps_no_records_needs_no_more_than_a_decision() {
        AccessGuard guard = (resource, carried) -> {};

        assertThat(guard.refuse(new FileResource(Operation.READ, "ws:/a"), "unsafe"))
                .hasMessage("unsafe");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static List<String> names(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
