package io.naestro.core.access;

import io.naestro.tool.TooLarge;
import io.naestro.tool.ToolContext.Dialogue;
import io.naestro.tool.ToolContext.ProcessReply;
import io.naestro.tool.ToolContext.ProcessRequest;
import io.naestro.tool.ToolContext.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A program that was started, and whatever it started, ended with it. Pipes cannot be read with a time limit; so the
 * work with the program is done on threads of its own, and killing the program is what ends them.
 */
final class Child implements AutoCloseable {
    private static final String SHELL = "/bin/sh";
    /** Swaps the standard streams, which Java can connect, for descriptors 3 and 4, which it cannot. */
    private static final String SWAP = "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null";

    private static final int TAIL = 2_000;
    /** Between the end of its pipes and its own. */
    private static final Duration LEAVING = Duration.ofSeconds(1);

    private static final Duration DYING = Duration.ofSeconds(5);

    private final String name;
    private final Process process;

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    static Child start(Path program, ProcessRequest request, Wire wire, Path folder) throws IOException {
        var command = new ArrayList<String>();
        if (wire == Wire.EXTRA_DESCRIPTORS) {
            command.addAll(List.of(SHELL, "-c", SWAP));
        }
        command.add(program.toString());
        command.addAll(request.command().subList(1, request.command().size()));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(request.environment());
        return new Child(program.toString(), builder.start());
    }

    /**
     * Does some work with the program, for no longer than a while.
     *
     * @throws InterruptedIOException if the time is over or the thread is interrupted
     */
    <T> T attend(Callable<T> work, Duration most) throws IOException {
        var task = beside(work);
        try {
            return task.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new InterruptedIOException(name + ": not done after " + most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(name + ": interrupted");
        } catch (ExecutionException e) {
            throw failure(e);
        } finally {
            task.cancel(true);
        }
    }

    /** Waits for the end of the program while it is fed and read. */
    ProcessReply reply(byte[] input, long most) throws Exception {
        var errors = beside(() -> all(process.getErrorStream(), most));
        var fed = beside(() -> feed(input));
        var output = all(process.getInputStream(), most);
        var exit = process.waitFor();
        fed.cancel(true);
        return new ProcessReply(exit, output, errors.get());
    }

    /** Lets somebody speak with the program; what it writes to standard error explains a dialogue that fails. */
    <T> T talk(byte[] input, long most, Dialogue<T> dialogue) throws Exception {
        var errors = beside(() -> tail(process.getErrorStream()));
        try {
            var hears = process.getOutputStream();
            hears.write(input);
            hears.flush();
            return dialogue.speak(new BoundedInput(process.getInputStream(), most, name), hears);
        } catch (IOException e) {
            throw isOfPipe(e) ? explained(e, errors) : e;
        }
    }

    /** Whether this may be about a program that is gone, and not about something else that the dialogue did. */
    private static boolean isOfPipe(IOException e) {
        return e.getClass() == IOException.class || e instanceof EOFException;
    }

    private IOException explained(IOException e, FutureTask<String> errors) throws Exception {
        var gone = process.waitFor(LEAVING.toNanos(), TimeUnit.NANOSECONDS);
        var how = gone ? "it ended with status " + process.exitValue() : String.valueOf(e.getMessage());
        end();
        return new IOException(name + ": " + how + told(errors.get()), e);
    }

    private static String told(String errors) {
        return errors.isBlank() ? "" : "; it wrote: " + errors.strip();
    }

    /** Gives the program its input; it need not read it, so nobody asks how that went. */
    private byte[] feed(byte[] input) throws IOException {
        try (var hears = process.getOutputStream()) {
            hears.write(input);
        }
        return input;
    }

    /** Everything; a program that writes too much is killed at once, as it would wait for its other output. */
    private byte[] all(InputStream stream, long most) throws IOException {
        try {
            return new BoundedInput(stream, most, name).readAllBytes();
        } catch (TooLarge e) {
            end();
            throw e;
        }
    }

    private static String tail(InputStream stream) throws IOException {
        var last = "";
        var piece = new byte[TAIL];
        for (var read = stream.read(piece); read >= 0; read = stream.read(piece)) {
            last += new String(piece, 0, read, StandardCharsets.UTF_8);
            last = last.substring(Math.max(0, last.length() - TAIL));
        }
        return last;
    }

    private static <T> FutureTask<T> beside(Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofVirtual().name("naestro-process").start(task);
        return task;
    }

    private IOException failure(ExecutionException e) {
        return switch (Objects.requireNonNull(e.getCause())) {
            case ExecutionException inner -> failure(inner);
            case IOException io -> io;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> new IOException(name + ": the dialogue failed", e);
        };
    }

    /** The program goes first, so that it cannot tell anybody, or mend, that what it started is gone. */
    private void end() {
        var all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, DYING.toNanos(), TimeUnit.NANOSECONDS)
                .join();
    }

    /** Kills what is left; waits for a while until it is gone, so that its folder can be removed. */
    @Override
    public void close() {
        end();
    }
}
