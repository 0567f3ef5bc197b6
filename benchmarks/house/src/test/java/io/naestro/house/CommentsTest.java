package io.naestro.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vocabulary is documented in full. */
class CommentsTest {
    @Test
    void the_api_leaves_nothing_visible_without_a_comment() {
        assertThat(Comments.missing(Layout.ROOT.resolve("naestro-api/api/src/main/java")))
                .isEmpty();
    }

    @Test
    void finds_what_has_no_comment(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("Sample.java"), """
                package sample;

                /** Said. */
                public interface Sample<T> {
                    int SAID_NOTHING = 1;

                    /**
                     * Said.
                     *
                     * @param right what is right
                     */
                    void half(int right, int left);

                    void bare();

                    /** Said. */
                    record Point(int x) {
                        public Point {}

                        public static Point origin() {
                            return new Point(0);
                        }

                        @Override
                        public String toString() {
                            return "";
                        }
                    }

                    /** Said. */
                    enum Color {
                        RED
                    }

                    private void hidden(int any) {}
                }

                class Hidden {
                    public void any() {}
                }
                """);

        assertThat(Comments.missing(folder))
                .containsExactlyInAnyOrder(
                        "Sample.java: Sample needs @param <T>",
                        "Sample.java: Sample.SAID_NOTHING needs a comment",
                        "Sample.java: Sample.half() needs @param left",
                        "Sample.java: Sample.bare() needs a comment",
                        "Sample.java: Point needs @param x",
                        "Sample.java: Point.origin() needs a comment",
                        "Sample.java: Color.RED needs a comment");
    }
}
