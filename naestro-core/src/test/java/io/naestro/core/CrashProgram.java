package io.naestro.core;

import io.naestro.core.journal.FileJournal;
import io.naestro.plan.Plan;
import io.naestro.plan.Ref;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * A process that drives one run whose effects are lines in a file; meant to be killed at any moment. It stops before
 * and after each effect, prints {@code at} and the step, and goes on when it is sent a byte.
 */
final class CrashProgram {
    static final int STEPS = 40;
    static final RunKey KEY = RunKey.of("crash");

    private static final Semaphore GO = new Semaphore(0);

    private CrashProgram() {}

    /** Drives the run in {@code args[0]} and prints what became of it. */
    public static void main(String[] args) {
        var folder = Path.of(args[0]);
        Thread.ofPlatform().daemon().start(CrashProgram::listen);
        try (var naestro = open(folder)) {
            var run = naestro.start(plan(folder), "in", KEY, Principal.HOST);
            RunResult<?> result = run.await(Duration.ofSeconds(60));
            for (int i = 0; result instanceof RunResult.Waiting<?> waiting && i < 100; i++) {
                for (var question : waiting.approvals()) {
                    System.out.println("asked " + question.step());
                    naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, Principal.by("bob"));
                }
                result = run.await(Duration.ofSeconds(60));
            }
            System.out.println(result instanceof RunResult.Done<?> ? "done" : result.toString());
        }
    }

    private static void listen() {
        try {
            while (System.in.read() >= 0) {
                GO.release();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause(String step) throws InterruptedException {
        System.out.println("at " + step);
        GO.acquire();
    }

    static Naestro open(Path folder) {
        var tools = new Tool<?, ?>[Repeat.values().length];
        for (var repeat : Repeat.values()) {
            tools[repeat.ordinal()] = new Append(repeat, folder.resolve("effects"));
        }
        return Naestro.builder()
                .mode(Mode.AUTO)
                .policy(TestPolicy.open())
                .journal(FileJournal.at(folder.resolve("journal")))
                .tools(tools)
                .mostCalls(4)
                .build();
    }

    static Repeat repeat(int step) {
        return Repeat.values()[step % Repeat.values().length];
    }

    private static Plan<String, List<String>> plan(Path folder) {
        var p = Plan.named("crash", 1).input(String.class);
        var ends = new ArrayList<Ref<String>>();
        for (int i = 0; i < STEPS; i++) {
            Ref<String> before = i < 4 ? p.value("s" + i) : ends.get(i - 4);
            ends.add(p.tool("s" + i, new Append(repeat(i), folder.resolve("effects")), before));
        }
        return p.yields(p.list(String.class, ends));
    }

    /** Appends the step it runs for, and pauses before and after. */
    private record Append(Repeat repeat, Path file) implements Tool<String, String> {
        @Override
        public ToolContract<String, String> contract() {
            return ToolContract.named(
                            "append." + repeat.name().toLowerCase(java.util.Locale.ROOT), String.class, String.class)
                    .description("appends a line")
                    .repeat(repeat)
                    .build();
        }

        @Override
        public ToolResult<String> call(String input, ToolContext context) {
            var step = context.idempotencyKey().replaceFirst(".*/", "");
            try {
                pause(step);
                Files.writeString(file, step + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                pause(step);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ToolResult.of(input);
        }
    }
}
