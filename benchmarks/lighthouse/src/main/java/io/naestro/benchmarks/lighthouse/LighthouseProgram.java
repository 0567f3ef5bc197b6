package io.naestro.benchmarks.lighthouse;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lighthouse, as a program of Node.js that judges many pages in one browser.
 *
 * @param script the script lighthouse.mjs
 * @param modules the folder with its node_modules
 * @param chromium the browser
 */
record LighthouseProgram(Path script, Path modules, Path chromium) {

    /** The program, where all that it needs is there; the script {@code run} says where its folder is. */
    static Optional<LighthouseProgram> find() {
        var home = Path.of(System.getProperty("naestro.lighthouse", "."));
        var modules = home.resolve("target/node");
        var chromium = Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                .map(name -> Path.of("/usr/bin", name))
                .filter(Files::isExecutable)
                .findFirst();
        var there = Files.isDirectory(modules.resolve("node_modules/lighthouse"))
                && Files.exists(home.resolve("lighthouse.mjs"));
        return there
                ? chromium.map(path -> new LighthouseProgram(home.resolve("lighthouse.mjs"), modules, path))
                : Optional.empty();
    }

    /** Judges pages; results are files in the folder, and a page that has one there is not judged again. */
    void judge(List<URI> pages, Path out) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("node", script.toString(), out.toString(), modules.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putIfAbsent("CHROME_PATH", chromium.toString());
        var process = builder.start();
        try (var urls = process.getOutputStream()) {
            urls.write(pages.stream()
                    .map(URI::toString)
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.UTF_8));
        }
        if (process.waitFor() != 0) {
            throw new IOException("Lighthouse ended with status " + process.exitValue() + "; see above");
        }
    }
}
