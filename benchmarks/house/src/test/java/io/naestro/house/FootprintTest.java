package io.naestro.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What core and the OpenAI adapter bring into a host, beside JSpecify, whose annotations nothing needs to run. */
class FootprintTest {
    private static final int MOST_JARS = 18;
    private static final long MOST_BYTES = 9_000_000;

    @Test
    void core_with_openai_stays_small() {
        var footprint = Footprint.read(Path.of(System.getProperty("house.footprint")));
        System.out.println(footprint.table());

        assertThat(footprint.jars()).allMatch(Files::isRegularFile);
        assertThat(footprint.jars().stream().map(jar -> jar.getFileName().toString()))
                .anyMatch(name -> name.startsWith("naestro-core-"))
                .anyMatch(name -> name.startsWith("naestro-provider-openai-"));
        assertThat(footprint.count()).as(footprint.table()).isLessThanOrEqualTo(MOST_JARS);
        assertThat(footprint.bytes()).as(footprint.table()).isLessThanOrEqualTo(MOST_BYTES);
    }

    @Test
    void counts_jars_and_bytes(@TempDir Path folder) throws IOException {
        var one = Files.write(folder.resolve("one.jar"), new byte[1_000]);
        var two = Files.write(folder.resolve("two.jar"), new byte[2_345]);
        var path = Files.writeString(folder.resolve("class.path"), one + File.pathSeparator + two + "\n");

        var footprint = Footprint.read(path);

        assertThat(footprint.count()).isEqualTo(2);
        assertThat(footprint.bytes()).isEqualTo(3_345);
        assertThat(footprint.table()).containsSubsequence("2 jars, 3,345 bytes", "2,345 two.jar", "1,000 one.jar");
    }
}
