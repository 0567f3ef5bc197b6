package io.naestro.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What folders do that the walk over them does not show: races, and the way without handles. */
class FolderTest {
    @TempDir
    Path temp;

    private Path root;
    private Path outside;

    @BeforeEach
    void set_up() throws IOException {
        root = Files.createDirectory(temp.toRealPath().resolve("root"));
        outside = Files.createDirectory(temp.toRealPath().resolve("outside"));
        Files.writeString(outside.resolve("file"), "SECRET");
        Files.createDirectory(root.resolve("folder"));
        Files.writeString(root.resolve("folder/file"), "public");
    }

    @Test
    void a_held_folder_stays_the_one_that_was_opened() throws IOException {
        try (var top = Folder.of(held(false));
                var folder = top.open("folder")) {
            lead_astray();

            assertThat(folder).isInstanceOf(HeldFolder.class);
            try (var file = folder.read("file")) {
                assertThat(file.size()).isEqualTo("public".length());
            }
            folder.create("new").close();
            folder.make("sub");
            folder.replace("new", "newer");
        }
        assertThat(names(outside)).containsExactly("file");
        assertThat(names(root.resolve("moved"))).containsExactly("file", "newer", "sub");
        assertThat(names(root)).containsExactly("folder", "moved");
    }

    @Test
    void a_held_folder_opens_no_link() throws IOException {
        try (var top = Folder.of(held(false))) {
            lead_astray();
            Files.createSymbolicLink(root.resolve("link"), outside.resolve("file"));
            Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("new"));

            assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> top.open("folder"));
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> top.read("link"));
            assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> top.create("dangling"));
        }
        assertThat(names(outside)).containsExactly("file");
    }

    @Test
    void a_folder_that_cannot_be_put_into_place_is_cleared_away() throws IOException {
        try (var top = Folder.of(held(false));
                var folder = top.open("folder")) {
            assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> folder.make("file"));
        }
        assertThat(names(root)).containsExactly("folder");
        assertThat(root.resolve("folder/file")).hasContent("public");
    }

    @Test
    void where_names_fold_a_found_name_must_be_spelled_as_on_disk() throws IOException {
        try (var top = Folder.of(held(true));
                var folder = top.open("folder")) {
            assertThat(folder.find("file").isRegularFile()).isTrue();
            assertThat(folder.find("other")).isNull();

            lead_astray();

            assertThatExceptionOfType(Unsafe.class).isThrownBy(() -> folder.find("file"));
        }
    }

    @Test
    void a_named_folder_does_what_a_held_one_does() throws IOException {
        try (var folder = named("folder")) {
            assertThat(folder.find("file").size()).isEqualTo(6);
            assertThat(folder.find("other")).isNull();
            assertThat(folder.links("file")).isOne();
            folder.make("sub");
            folder.open("sub").close();
            folder.create("new").close();
            Files.setPosixFilePermissions(root.resolve("folder/file"), PosixFilePermissions.fromString("rw-------"));
            folder.copyPermissions("file", "new");
            folder.replace("new", "file");
            folder.sync();
            assertThat(folder.find("file").size()).isZero();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("folder/file"))))
                    .isEqualTo("rw-------");
            folder.remove("file");
            assertThat(folder.names(5)).containsExactly("sub");
        }
    }

    @Test
    void a_named_folder_that_became_a_link_gives_nothing_and_takes_nothing() throws IOException {
        try (var folder = named("folder")) {
            lead_astray();

            assertThatExceptionOfType(Unsafe.class).isThrownBy(() -> folder.find("file"));
            assertThatExceptionOfType(Unsafe.class).isThrownBy(() -> folder.read("file"));
            assertThatExceptionOfType(Unsafe.class).isThrownBy(() -> folder.create("new"));
            assertThatExceptionOfType(Unsafe.class).isThrownBy(() -> folder.make("sub"));
            assertThatExceptionOfType(Unsafe.class).isThrownBy(() -> folder.replace("file", "other"));
        }
        try (var top = named("")) {
            assertThatExceptionOfType(Unsafe.class).isThrownBy(() -> top.open("folder"));
        }
        assertThat(names(outside)).containsExactly("file");
    }

    @Test
    void a_name_that_is_taken_is_passed_over() throws IOException {
        var tried = new ArrayList<String>();
        var claimed = TemporaryName.claim(name -> {
            tried.add(name);
            if (tried.size() < 3) {
                throw new FileAlreadyExistsException(name);
            }
            return name;
        });

        assertThat(claimed).isEqualTo(tried.getLast());
        assertThat(tried).doesNotHaveDuplicates().allMatch(TemporaryName::is);
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> TemporaryName.claim(name -> {
                    throw new FileAlreadyExistsException(name);
                }));
    }

    @Test
    void a_disk_that_fails_while_names_are_read_is_told_as_an_io_failure() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new NamedFolder(root, new Broken()).names(5))
                .withMessage("Input/output error");
    }

    private void lead_astray() throws IOException {
        Files.move(root.resolve("folder"), root.resolve("moved"));
        Files.createSymbolicLink(root.resolve("folder"), outside);
    }

    private Roots.Root held(boolean foldsNames) {
        return new Roots.Root(root, foldsNames, new ReentrantLock());
    }

    @SuppressWarnings("StreamResourceLeak") // closed with the folder
    private Folder named(String name) throws IOException {
        var path = name.isEmpty() ? root : root.resolve(name);
        return new NamedFolder(path, Files.newDirectoryStream(path));
    }

    private static List<String> names(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private static final class Broken implements DirectoryStream<Path> {
        @Override
        public Iterator<Path> iterator() {
            throw new DirectoryIteratorException(new IOException("Input/output error"));
        }

        @Override
        public void close() {}
    }
}
