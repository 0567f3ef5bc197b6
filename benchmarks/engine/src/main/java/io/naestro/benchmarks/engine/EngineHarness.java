package io.naestro.benchmarks.engine;

import io.naestro.core.journal.FileJournal;
import io.naestro.core.journal.MemoryJournal;
import io.naestro.run.Journal;
import io.naestro.tool.Repeat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs graphs of steps that do nothing and prints what a step costs. Arguments: a folder on the disk to be measured,
 * then {@code peers} for all contenders, {@code naestro} for the engine alone, {@code admission}, or {@code waits} for
 * 10,000 steps that wait 200 ms at the same time; after {@code peers} and {@code naestro} the graphs may be named.
 */
public final class EngineHarness {
    private static final int ROUNDS = 9;
    private static final int WARM_UPS = 15;

    /** What one contender may take for one graph; who is slow gets fewer rounds, but at least one. */
    private static final double SECONDS = 25;

    private static final Logger LOG = Logger.getLogger("");

    private EngineHarness() {}

    /** Rounds that do not count: short graphs need more of them until the compiler has seen enough. */
    private static int warmUps(Graph graph) {
        return graph.size() < 5_000 ? WARM_UPS : 4;
    }

    /** Runs one measurement. */
    public static void main(String... args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        LOG.setLevel(Level.OFF); // Temporal tells much
        var folder = Files.createTempDirectory(Files.createDirectories(Path.of(args[0])), "engine");
        try {
            switch (args[1]) {
                case "peers" -> compare(everybody(folder), folder, graphs(args));
                case "naestro" -> compare(engine(folder), folder, graphs(args));
                case "admission" -> admission(folder);
                default -> waits(folder);
            }
        } finally {
            NaestroRuns.delete(folder);
        }
        System.exit(0); // peers leave threads behind
    }

    private static List<Graph> graphs(String... args) {
        var wanted = List.of(args).subList(2, args.length);
        return List.of(Graph.chain(1_000), Graph.fan(10_000), Graph.layers(10_000, 100)).stream()
                .filter(graph -> wanted.isEmpty() || wanted.contains(graph.name()))
                .toList();
    }

    private static List<Contender> engine(Path folder) {
        return List.of(
                new RawThreads(),
                NaestroRuns.inMemory(),
                NaestroRuns.onDisk(Repeat.PURE, folder),
                NaestroRuns.onDisk(Repeat.IDEMPOTENT, folder));
    }

    private static List<Contender> everybody(Path folder) {
        var all = new ArrayList<>(engine(folder));
        all.add(new LangChain4jRuns());
        all.add(new LangGraph4jRuns());
        all.add(new TemporalRuns());
        return all;
    }

    // ---- contenders side by side ----

    private static void compare(List<Contender> contenders, Path folder, List<Graph> graphs) throws Exception {
        for (var graph : graphs) {
            var readings = new LinkedHashMap<Contender, List<Meter.Reading>>();
            var forces = new ArrayList<Double>();
            contenders.forEach(one -> readings.put(one, new ArrayList<>()));
            for (int round = 0; round < warmUps(graph) + ROUNDS; round++) {
                for (var contender : contenders) {
                    turn(contender, graph, Objects.requireNonNull(readings.get(contender)));
                }
                forces.add(force(folder));
            }
            print(graph, readings, Meter.median(forces));
        }
    }

    /** Runs a graph once more, unless the contender has had its time or has failed. */
    private static void turn(Contender contender, Graph graph, List<Meter.Reading> readings) throws Exception {
        var seconds = readings.stream().mapToDouble(Meter.Reading::wall).sum() / 1e9;
        if (contender.lacks(graph).isPresent() || seconds > SECONDS) {
            return;
        }
        try (var job = contender.prepare(graph)) {
            System.gc();
            var before = Steps.taken();
            var meter = new Meter();
            job.run();
            var reading = meter.read();
            var ran = Steps.taken();
            if (ran != graph.size()) {
                throw new IllegalStateException(
                        contender.name() + " ran " + ran + " steps of " + graph.size() + ", " + before + " before");
            }
            readings.add(reading);
            System.err.printf("%s, %s: %.3f s%n", graph.name(), contender.name(), reading.wall() / 1e9);
        }
    }

    private static void print(Graph graph, Map<Contender, List<Meter.Reading>> all, double force) {
        System.out.printf("%n%s of %,d steps; force(false) p50 %.0f us%n%n", graph.name(), graph.size(), force / 1e3);
        System.out.println(
                "| contender | rounds | wall ns/step: least | median | CPU ns/step: mean | B/step | others |");
        System.out.println("|---|---|---|---|---|---|---|");
        all.forEach((contender, readings) -> {
            var lacks = contender.lacks(graph);
            if (lacks.isPresent()) {
                System.out.printf("| %s | cannot: %s |%n", contender.name(), lacks.get());
            } else {
                var warm = readings.subList(Math.min(warmUps(graph), readings.size() - 1), readings.size());
                System.out.printf(
                        "| %s | %d | %,.0f | %,.0f | %,.0f | %,.0f | %.2f |%n",
                        contender.name(),
                        warm.size(),
                        Meter.least(each(warm, Meter.Reading::wall)) / graph.size(),
                        Meter.median(each(warm, Meter.Reading::wall)) / graph.size(),
                        Meter.mean(each(warm, Meter.Reading::cpu)) / graph.size(),
                        Meter.median(each(warm, Meter.Reading::bytes)) / graph.size(),
                        Meter.median(each(warm, Meter.Reading::others)));
            }
        });
    }

    private static List<Double> each(List<Meter.Reading> readings, Function<Meter.Reading, Double> what) {
        return readings.stream().map(what).toList();
    }

    /** How long one record of 250 bytes takes to reach the disk, in a file whose room is taken before. */
    private static double force(Path folder) throws IOException {
        var file = folder.resolve("force");
        var bytes = ByteBuffer.allocateDirect(250);
        var took = new ArrayList<Double>();
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocateDirect(1 << 20), 0);
            channel.force(true);
            for (int i = 0; i < 200; i++) {
                var start = System.nanoTime();
                channel.write(bytes.clear(), i * 250L);
                channel.force(false);
                took.add((double) System.nanoTime() - start);
            }
        }
        Files.delete(file);
        return Meter.median(took);
    }

    // ---- from the plan to its first step ----

    private static void admission(Path folder) throws IOException {
        for (var graph : graphs("", "admission", "fan", "layers")) {
            System.out.printf("%s: plan object of %,d steps to its first step%n", graph.name(), graph.size());
            admission(graph, new MemoryJournal(), "in memory", true);
            admission(graph, new MemoryJournal(), "in memory", false);
            admission(graph, FileJournal.at(folder.resolve(graph.name())), "on disk", true);
            admission(graph, FileJournal.at(folder.resolve(graph.name() + "-again")), "on disk", false);
        }
    }

    /** Starts a plan again and again: one that was put together anew each time, or always the same object. */
    private static void admission(Graph graph, Journal journal, String where, boolean anew) {
        var first = new AtomicLong();
        var tool = new NaestroRuns.Nothing(Repeat.PURE, () -> first.compareAndSet(0, System.nanoTime()));
        var same = NaestroRuns.plan(graph, tool);
        try (var naestro = NaestroRuns.open(journal, tool, 64)) {
            var took = new ArrayList<Double>();
            for (int round = 0; round < WARM_UPS + ROUNDS; round++) {
                var plan = anew ? NaestroRuns.plan(graph, tool) : same;
                first.set(0);
                System.gc();
                var start = System.nanoTime();
                NaestroRuns.run(naestro, plan);
                took.add((first.get() - start) / 1e6);
            }
            var warm = took.subList(WARM_UPS, took.size());
            System.out.printf(
                    "  %s, %s: least %.1f ms, median %.1f ms; first of all %.1f ms%n",
                    where,
                    anew ? "a new plan" : "the same plan again",
                    Meter.least(warm),
                    Meter.median(warm),
                    took.getFirst());
        }
    }

    // ---- many that wait ----

    private static void waits(Path folder) throws IOException {
        var graph = Graph.fan(10_000);
        for (int round = 0; round < 3; round++) {
            waits(graph, new MemoryJournal(), "in memory");
            waits(graph, FileJournal.at(folder.resolve("waits" + round)), "on disk");
        }
    }

    private static void waits(Graph graph, Journal journal, String where) {
        var tool = new NaestroRuns.Nothing(Repeat.PURE, EngineHarness::pause);
        var plan = NaestroRuns.plan(graph, tool);
        try (var naestro = NaestroRuns.open(journal, tool, graph.size())) {
            System.gc();
            var meter = new Meter();
            NaestroRuns.run(naestro, plan);
            var reading = meter.read();
            var runtime = Runtime.getRuntime();
            System.out.printf(
                    "%,d steps that wait 200 ms, %s: %.2f s wall, %.2f s CPU, others %.2f; heap of at most %d MiB%n",
                    graph.size(),
                    where,
                    reading.wall() / 1e9,
                    reading.cpu() / 1e9,
                    reading.others(),
                    runtime.maxMemory() >> 20);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
