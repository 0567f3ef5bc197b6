package io.naestro.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootsTest {
    @TempDir
    Path temp;

    @BeforeEach
    void real() throws IOException {
        temp = temp.toRealPath();
    }

    @Test
    void names_its_roots_in_order_and_makes_missing_folders() {
        var roots = Roots.of(Map.of("out", temp.resolve("a/b"), "docs", temp.resolve("docs")));

        assertThat(roots.names()).containsExactly("docs", "out");
        assertThat(temp.resolve("a/b")).isDirectory();
        assertThat(roots.find("out").folder()).isEqualTo(temp.resolve("a/b"));
        assertThat(roots.find("other")).isNull();
        assertThat(Roots.none().names()).isEmpty();
    }

    @Test
    void takes_the_real_path_of_a_linked_folder() throws IOException {
        Files.createDirectory(temp.resolve("real"));
        Files.createSymbolicLink(temp.resolve("link"), temp.resolve("real"));

        assertThat(Roots.of(Map.of("docs", temp.resolve("link"))).find("docs").folder())
                .isEqualTo(temp.resolve("real"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Docs", "a_b", "-a", "a/b", "a:"})
    void refuses_names_that_a_path_cannot_start_with(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Roots.of(Map.of(name, temp)))
                .withMessage("root '" + name
                        + "': a name is a lower-case letter, then lower-case letters, digits and hyphens");
    }

    @Test
    void refuses_a_file() throws IOException {
        Files.createFile(temp.resolve("file"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Roots.of(Map.of("docs", temp.resolve("file"))))
                .withMessageContaining("is not a folder and cannot be made one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/proc", "/proc/self", "/sys", "/dev"})
    void refuses_folders_that_show_the_machine_itself(String folder) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Roots.of(Map.of("machine", Path.of(folder))))
                .withMessageContaining("which is not open to tools; choose a folder of its own");
    }

    @Test
    void refuses_roots_that_give_a_file_two_names() throws IOException {
        Files.createDirectory(temp.resolve("all"));
        Files.createSymbolicLink(temp.resolve("again"), temp.resolve("all"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Roots.of(Map.of("all", temp.resolve("all"), "secrets", temp.resolve("all/secrets"))))
                .withMessageStartingWith("roots 'all' and 'secrets' overlap")
                .withMessageEndingWith("so drop one of them");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Roots.of(Map.of("z", temp.resolve("all"), "a", temp.resolve("all/secrets"))))
                .withMessageStartingWith("roots 'a' and 'z' overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Roots.of(Map.of("all", temp.resolve("all"), "again", temp.resolve("again"))));
    }

    @Test
    void folders_whose_names_only_begin_alike_do_not_overlap() {
        assertThat(Roots.of(Map.of("app", temp.resolve("app"), "app-x", temp.resolve("app-x")))
                        .names())
                .containsExactly("app", "app-x");
    }

    @Test
    void finds_out_whether_letters_of_the_other_case_name_the_same() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(temp.resolve("z.zip"), Map.of("create", "true"))) {
            Files.createDirectory(zip.getPath("/docs"));
            Files.createDirectory(zip.getPath("/A"));

            assertThat(Roots.Root.of(zip.getPath("/docs")).foldsNames()).isFalse();
            assertThat(Roots.Root.of(zip.getPath("/A")).foldsNames()).isFalse();
            Files.createDirectory(zip.getPath("/a"));
            assertThat(Roots.Root.of(zip.getPath("/A")).foldsNames()).isTrue();
            assertThat(Roots.Root.of(zip.getPath("/a")).foldsNames()).isTrue();
        }
    }
}
