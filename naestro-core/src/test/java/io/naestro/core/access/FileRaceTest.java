package io.naestro.core.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.tool.AccessRefused;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Someone swaps a folder of the path for a link to outside, over and over, while files are used. Whatever a use meets,
 * it must not reach the other side.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class FileRaceTest {
    private static final int SWAPS = 1000;

    @TempDir
    Path temp;

    private Path root;
    private Path outside;
    private RootedFiles files;
    private int strays;

    @BeforeEach
    void set_up() throws IOException {
        root = temp.toRealPath().resolve("root");
        outside = temp.toRealPath().resolve("outside");
        Files.createDirectories(root.resolve("folder/sub"));
        Files.createDirectories(outside.resolve("sub"));
        Files.writeString(root.resolve("folder/sub/file"), "public");
        Files.writeString(outside.resolve("sub/file"), "SECRET");
        Files.createSymbolicLink(root.resolve("link"), outside);
        files = new RootedFiles(Roots.of(Map.of("ws", root)), new Watch());
    }

    @Test
    void reads_never_get_what_lies_outside() throws Exception {
        int reached = whileSwapping(() -> assertThat(new String(files.read("ws:/folder/sub/file", 100), UTF_8))
                .isEqualTo("public"));

        assertThat(reached).isPositive();
    }

    @Test
    void writes_and_new_folders_never_land_outside() throws Exception {
        int reached = whileSwapping(new Use() {
            private int next;

            @Override
            public void run() throws IOException {
                files.write("ws:/folder/sub/file", "public".getBytes(UTF_8));
                files.write("ws:/folder/new-" + next++ + "/file", "public".getBytes(UTF_8));
            }
        });

        assertThat(reached).isPositive();
        assertThat(outside.resolve("sub/file")).hasContent("SECRET");
        try (var all = Files.walk(outside)) {
            assertThat(all).hasSize(3);
        }
    }

    @Test
    void lists_never_show_what_lies_outside() throws Exception {
        Files.createFile(outside.resolve("sub/hidden"));

        int reached =
                whileSwapping(() -> assertThat(files.list("ws:/folder/sub", 10)).containsExactly("file"));

        assertThat(reached).isPositive();
    }

    private interface Use {
        void run() throws IOException;
    }

    /** Counts the uses that met the folder and not the link; at least the last one does. */
    private int whileSwapping(Use use) throws Exception {
        int reached = 0;
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<?> swapper = threads.submit(this::swap);
            do {
                try {
                    use.run();
                    reached++;
                } catch (IOException | AccessRefused e) {
                    assertThat(e).hasMessageNotContaining(root.toString());
                }
            } while (!swapper.isDone());
            swapper.get();
        }
        use.run(); // the folder is back for good
        return reached + 1;
    }

    /** A writer may have made the folder anew meanwhile. */
    private void place(String name) throws IOException {
        while (true) {
            try {
                Files.move(root.resolve(name), root.resolve("folder"));
                return;
            } catch (FileSystemException e) {
                Files.move(root.resolve("folder"), root.resolve("stray-" + strays++));
            }
        }
    }

    private Void swap() throws IOException {
        for (int i = 0; i < SWAPS; i++) {
            Files.move(root.resolve("folder"), root.resolve("aside"));
            place("link");
            Files.move(root.resolve("folder"), root.resolve("link"));
            place("aside");
        }
        return null;
    }
}
