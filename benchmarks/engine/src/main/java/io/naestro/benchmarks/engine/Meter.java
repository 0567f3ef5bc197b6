package io.naestro.benchmarks.engine;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads clocks and counters of this process and of the machine, which must be Linux. */
final class Meter {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A tick of {@code /proc/stat} is a hundredth of a second. */
    private static final double TICK = 1e7;

    /** Columns of {@code /proc/stat} in which a processor is at work: not idle, not waiting for the disk. */
    private static final List<Integer> BUSY = List.of(1, 2, 3, 6, 7, 8);

    private final long wall = System.nanoTime();
    private final long cpu = SYSTEM.getProcessCpuTime();
    private final long bytes = THREADS.getTotalThreadAllocatedBytes();
    private final double busy = busy();

    /**
     * What one measurement found.
     *
     * @param wall nanoseconds on the clock
     * @param cpu nanoseconds of all processors that this process used, its compiler's and collector's included
     * @param bytes what all threads allocated
     * @param others how many processors other processes kept at work, on the mean
     */
    record Reading(double wall, double cpu, double bytes, double others) {}

    /** What was used since this meter was made. */
    Reading read() {
        var took = (double) System.nanoTime() - wall;
        var used = (double) SYSTEM.getProcessCpuTime() - cpu;
        var others = Math.max(0, busy() - busy - used) / took;
        return new Reading(took, used, (double) THREADS.getTotalThreadAllocatedBytes() - bytes, others);
    }

    private static double busy() {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            var columns = lines.findFirst().orElseThrow().split(" +", -1);
            return BUSY.stream()
                            .mapToDouble(i -> Double.parseDouble(columns[i]))
                            .sum()
                    * TICK;
        } catch (IOException e) {
            return 0;
        }
    }

    /** The value in the middle. */
    static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    /** The smallest value. */
    static double least(List<Double> values) {
        return values.stream().mapToDouble(value -> value).min().orElseThrow();
    }

    /** The mean: processor time is told in steps of 10 ms, so that a single short run says little. */
    static double mean(List<Double> values) {
        return values.stream().mapToDouble(value -> value).average().orElseThrow();
    }
}
