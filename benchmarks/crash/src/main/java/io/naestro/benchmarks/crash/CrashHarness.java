package io.naestro.benchmarks.crash;

import io.naestro.tool.Repeat;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Kills processes by the hundred: {@code file|postgres KILLS [SEED [LANES [SECONDS]]]}. No course begins after so many
 * seconds. Exits with 1 if anything is wrong.
 */
final class CrashHarness {
    private static final int KILLS_PER_COURSE = 20;

    private final boolean shared;
    private final Path folder;
    private final List<String> flags;
    private final long seed;
    private final AtomicInteger courses = new AtomicInteger();
    private final List<Course.Report> reports = new CopyOnWriteArrayList<>();

    CrashHarness(boolean shared, Path folder, List<String> flags, long seed) {
        this.shared = shared;
        this.folder = folder;
        this.flags = flags;
        this.seed = seed;
    }

    public static void main(String[] args) throws Exception {
        var shared = args[0].equals("postgres");
        var kills = Integer.parseInt(args[1]);
        var seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
        var lanes = args.length > 3 ? Integer.parseInt(args[3]) : 2;
        var seconds = args.length > 4 ? Long.parseLong(args[4]) : 3_600;
        var folder = Files.createTempDirectory("naestro-crash");
        var began = System.nanoTime();
        var harness = new CrashHarness(shared, folder, archive(folder), seed);
        harness.run(kills, lanes, Duration.ofSeconds(seconds));
        System.out.printf("%s, seed %d, %d s%n", args[0], seed, (System.nanoTime() - began) / 1_000_000_000);
        if (harness.print() > 0) {
            System.out.println("what is left lies in " + folder);
            System.exit(1);
        }
        Trees.delete(folder);
    }

    /** Works through courses until so many processes were killed, several courses at the same time. */
    List<Course.Report> run(int kills, int lanes, Duration longest)
            throws IOException, InterruptedException, ExecutionException {
        var end = System.nanoTime() + longest.toNanos();
        var planned = (kills + KILLS_PER_COURSE - 1) / KILLS_PER_COURSE;
        try (var database = shared ? new Database() : null;
                var threads = Executors.newFixedThreadPool(lanes)) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < planned; i++) {
                tasks.add(() ->
                        System.nanoTime() < end && reports.add(course(database, Math.min(kills, KILLS_PER_COURSE))));
            }
            for (var task : threads.invokeAll(tasks)) {
                task.get(); // a course that broke off breaks all off
            }
        }
        return reports;
    }

    private Course.Report course(@Nullable Database database, int kills) throws IOException, InterruptedException {
        var number = courses.incrementAndGet();
        var own = Files.createDirectories(folder.resolve("course" + number));
        var place = database == null ? own.resolve("journal").toString() : database.create("course" + number);
        var report = new Course(own, Store.of(place), flags, seed + number).run(kills);
        report.found().violations().forEach(violation -> System.out.println("course " + number + ": " + violation));
        System.out.println("course " + number + ": " + report.kills() + " kills, " + report.found());
        if (report.found().violations().isEmpty()) {
            Trees.delete(own);
        }
        return report;
    }

    private int print() {
        var again = new EnumMap<Repeat, Integer>(Repeat.class);
        for (var report : reports) {
            report.found().again().forEach((repeat, times) -> again.merge(repeat, times, Integer::sum));
        }
        var violations = sum(report -> report.found().violations().size());
        System.out.println(
                "| kills | runs | effects | taken up | torn tails left | healed | made again | violations |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---|---:|");
        System.out.println(row(again, violations));
        return violations;
    }

    private String row(Map<Repeat, Integer> again, int violations) {
        return "| " + sum(Course.Report::kills) + " | "
                + sum(report -> report.found().runs()) + " | "
                + sum(report -> report.found().effects()) + " | "
                + sum(report -> report.found().takenUp()) + " | " + sum(Course.Report::planted) + " | "
                + sum(Course.Report::healed) + " | " + again + " | " + violations + " |";
    }

    private int sum(ToIntFunction<Course.Report> what) {
        return reports.stream().mapToInt(what).sum();
    }

    /** Flags for an archive of loaded classes, which makes a start cheap; none if not all classes are in archives. */
    private static List<String> archive(Path folder) throws IOException, InterruptedException {
        var entries = Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"));
        if (entries.anyMatch(entry -> Files.isDirectory(Path.of(entry)))) {
            return List.of();
        }
        var own = Files.createDirectories(folder.resolve("first"));
        var place = own.resolve("journal");
        var errors = own.resolve("errors");
        var args = new String[] {place.toString(), own.resolve("ledger").toString(), "first"};
        var first = Child.start(List.of(), errors, Child.keys(), args);
        first.awaitUp();
        Thread.sleep(500);
        first.kill();
        var file = folder.resolve("classes").toString();
        Child.start(
                        List.of("-XX:ArchiveClassesAtExit=" + file),
                        errors,
                        Child.keys(),
                        args[0],
                        args[1],
                        "first",
                        "finish")
                .awaitFinished();
        return List.of("-XX:SharedArchiveFile=" + file);
    }
}
