package io.naestro.benchmarks.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A worker's process. */
final class Child {
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m", "-Xshare:auto");

    private final Process process;
    private final Path errors;
    private final Set<String> acknowledged;
    private final CountDownLatch up = new CountDownLatch(1);
    private final Thread reader;
    private volatile boolean finished;

    private Child(Process process, Path errors, Set<String> acknowledged) {
        this.process = process;
        this.errors = errors;
        this.acknowledged = acknowledged;
        reader = Thread.ofVirtual().start(this::listen);
    }

    /**
     * Starts a worker.
     *
     * @param flags more flags of the virtual machine
     * @param errors where it writes what goes wrong
     * @param acknowledged where the keys are put that it says it started
     * @param args what the worker is told
     */
    static Child start(List<String> flags, Path errors, Set<String> acknowledged, String... args) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
        command.addAll(Arrays.asList(args));
        return new Child(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                        .start(),
                errors,
                acknowledged);
    }

    /** An empty set that all workers of a course may add to. */
    static Set<String> keys() {
        return ConcurrentHashMap.newKeySet();
    }

    /** Waits until it has its journal open. */
    void awaitUp() throws InterruptedException, IOException {
        if (!up.await(60, TimeUnit.SECONDS)) {
            throw new IOException("a worker did not come up; see " + errors);
        }
    }

    /** Sends SIGKILL and waits for the end; whether it was still at work. */
    boolean kill() throws InterruptedException {
        var alive = process.isAlive();
        process.toHandle().destroyForcibly(); // what it said before can still be read
        process.waitFor();
        reader.join();
        return alive;
    }

    /** Waits until it has finished by itself. */
    void awaitFinished() throws InterruptedException, IOException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            kill();
            throw new IOException("a worker did not finish; see " + errors);
        }
        if (process.exitValue() != 0) {
            throw new IOException("a worker ended with " + process.exitValue() + ": " + Files.readString(errors));
        }
        reader.join();
        if (!finished) {
            throw new IOException("a worker ended without a word; see " + errors);
        }
    }

    private void listen() {
        try (var lines = process.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("started ")) {
                    acknowledged.add(line.substring(8));
                }
                finished |= line.equals("finished");
                up.countDown();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            up.countDown();
        }
    }
}
