package io.naestro.router.telemetry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Measures NVIDIA GPUs by running {@code nvidia-smi --query-gpu}, whose fields and throttle bits are those of its
 * manual (https://docs.nvidia.com/deploy/nvidia-smi/). At most 64 KiB of its output are read, and it is killed after 5
 * seconds. Where it is not installed nothing can be measured, so nothing is known and nothing is drained.
 */
public final class NvidiaSmi implements HardwareProbe {
    private static final List<String> QUERY = List.of(
            "--query-gpu=index,temperature.gpu,clocks_throttle_reasons.active,memory.used,memory.total,power.draw",
            "--format=csv,noheader,nounits");
    private static final int FIELDS = 6;
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_DEVICES = 256;
    private static final long MIB = 1024 * 1024;
    /** Slowdowns by hardware, by software for heat, by hardware for heat, and by the power brake. */
    private static final long SLOWDOWNS = 0x8 | 0x20 | 0x40 | 0x80;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
    private static final Pattern BITS = Pattern.compile("0x0?[0-9a-fA-F]{1,15}");

    private final String command;
    private final Duration most;

    /** The {@code nvidia-smi} on the path. */
    public NvidiaSmi() {
        this("nvidia-smi");
    }

    /**
     * Another {@code nvidia-smi}.
     *
     * @param command its path
     */
    public NvidiaSmi(String command) {
        this(command, Duration.ofSeconds(5));
    }

    NvidiaSmi(String command, Duration most) {
        this.command = command;
        this.most = most;
    }

    @Override
    public String name() {
        return command;
    }

    @Override
    public List<Device> read() throws IOException, InterruptedException {
        var line = new ArrayList<String>();
        line.add(command);
        line.addAll(QUERY);
        var process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            return devices(output(process));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private String output(Process process) throws IOException, InterruptedException {
        var reading = new FutureTask<>(() -> bounded(process));
        Thread.ofVirtual().name("naestro-nvidia-smi").start(reading);
        try {
            return reading.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it did not end within " + most.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException("it cannot be read: " + e.getCause(), e);
        }
    }

    private static String bounded(Process process) throws IOException, InterruptedException {
        var bytes = process.getInputStream().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new IOException("it said more than " + MOST_BYTES + " bytes");
        }
        var status = process.waitFor();
        if (status != 0) {
            throw new IOException("it ended with status " + status);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The devices of its lines; a line that makes no sense is left out. */
    static List<Device> devices(String output) {
        return output.lines()
                .map(line -> line.split(",", -1))
                .filter(fields -> fields.length == FIELDS)
                .limit(MOST_DEVICES)
                .map(NvidiaSmi::device)
                .toList();
    }

    private static Device device(String[] fields) {
        var index = fields[0].strip();
        return new Device(
                index.substring(0, Math.min(index.length(), 16)),
                number(fields[1]),
                slowedDown(fields[2]),
                bytes(fields[3]),
                bytes(fields[4]),
                number(fields[5]));
    }

    private static @Nullable Double number(String field) {
        var text = field.strip();
        return NUMBER.matcher(text).matches() ? Double.valueOf(text) : null;
    }

    private static @Nullable Long bytes(String field) {
        var mib = number(field);
        return mib == null ? null : Long.valueOf((long) (mib * MIB));
    }

    private static @Nullable Boolean slowedDown(String field) {
        var text = field.strip();
        return BITS.matcher(text).matches() ? Boolean.valueOf((Long.decode(text) & SLOWDOWNS) != 0) : null;
    }
}
