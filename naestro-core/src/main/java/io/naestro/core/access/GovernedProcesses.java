package io.naestro.core.access;

import io.naestro.base.LexicalPath;
import io.naestro.effect.Resource.ProcessResource;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.run.TimeSource;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContext.Dialogue;
import io.naestro.tool.ToolContext.ProcessReply;
import io.naestro.tool.ToolContext.ProcessRequest;
import io.naestro.tool.ToolContext.Wire;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The programs of one call. The guard is asked for the real path of a program; then it is started by {@link Child} with
 * nothing of the host's environment, and ended at the deadline. A program in a folder that is open to tools is refused:
 * a tool could have written it.
 *
 * <p>A program runs with the rights of the host's user. Whoever allows one allows whatever it does.
 */
public final class GovernedProcesses implements ToolContext.Processes {
    private static final int MOST_SHOWN = 20_000;

    private final Roots roots;
    private final AccessGuard guard;
    private final TimeSource time;
    private final Instant deadline;

    /**
     * The programs of this machine.
     *
     * @param roots the folders of the host, to work in
     * @param guard decides each start
     * @param time tells how much time is left
     * @param deadline the end of the call
     */
    public GovernedProcesses(Roots roots, AccessGuard guard, TimeSource time, Instant deadline) {
        this.roots = roots;
        this.guard = guard;
        this.time = time;
        this.deadline = deadline;
    }

    private interface Work<T> {
        T done(Child child) throws Exception;
    }

    @Override
    public ProcessReply run(ProcessRequest request) throws IOException {
        return attend(request, Wire.STANDARD, child -> child.reply(request.input(), request.maxBytes()));
    }

    @Override
    public <T> T talk(ProcessRequest request, Wire wire, Dialogue<T> dialogue) throws IOException {
        return attend(request, wire, child -> child.talk(request.input(), request.maxBytes(), dialogue));
    }

    private <T> T attend(ProcessRequest request, Wire wire, Work<T> work) throws IOException {
        var program = program(request);
        var resource = new ProcessResource(program.toString());
        guard.check(resource, () -> carried(request));
        var holder = roots.holder(program);
        if (holder != null) {
            throw guard.refuse(resource, "the program lies in root '" + holder + "', where tools may have written it");
        }
        if (!Files.isRegularFile(program)) {
            throw new NoSuchFileException(program.toString(), null, "there is no such program");
        }
        var left = left(request);
        try (var folder = folder(request.folder(), resource);
                var child = Child.start(program, request, wire, folder.path())) {
            return child.attend(() -> work.done(child), left);
        }
    }

    /** Where the program really is; as it was written if it is nowhere. */
    private static Path program(ProcessRequest request) {
        var written = request.command().getFirst();
        var path = Path.of(written.replace('\0', '?')).normalize();
        if (!path.isAbsolute()) {
            throw new InputException(InputProblem.at(
                    Pointer.of("/command/0"),
                    Json.of(written),
                    "is not the absolute path of a program",
                    "/usr/bin/git"));
        }
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    /** What a person is shown and agrees to: everything but the values of the environment, which count by digest. */
    private static Json.Obj carried(ProcessRequest request) {
        var arguments = String.join(" ", request.command());
        var environment = new TreeMap<>(request.environment());
        var values = environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\0")); // which neither names nor values can have in them
        return Json.object()
                .with("command", arguments.substring(0, Math.min(arguments.length(), MOST_SHOWN)))
                .with("arguments", Carried.digest(String.join("\0", request.command())))
                .with("environment", String.join(" ", environment.keySet()))
                .with("values", Carried.digest(values))
                .with("folder", request.folder())
                .with("input", Carried.content(request.input()));
    }

    private Duration left(ProcessRequest request) throws IOException {
        var left = Duration.between(time.now(), deadline);
        var most = left.compareTo(request.timeout()) < 0 ? left : request.timeout();
        if (!most.isPositive()) {
            throw new InterruptedIOException(request.command().getFirst() + ": no time is left to start it");
        }
        return Duration.ofNanos(TimeUnit.NANOSECONDS.convert(most));
    }

    private WorkFolder folder(String text, ProcessResource resource) throws IOException {
        if (text.isEmpty()) {
            return WorkFolder.anew();
        }
        var path = LexicalPath.of(text);
        var root = roots.find(path.root());
        if (root == null) {
            throw new NoSuchFileException(
                    path.toString(), null, "no root has the name '" + path.root() + "'; roots: " + roots.names());
        }
        return WorkFolder.at(new FileUse(path, resource, root, guard).folder());
    }
}
