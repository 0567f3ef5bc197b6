package io.naestro.router.telemetry;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures the machine that models run on. Asked by one thread at a time, which may block for some seconds; what it
 * throws is logged once and counts as not knowing.
 */
public interface HardwareProbe {

    /** What is measured and how, for logs, such as {@code nvidia-smi}. */
    String name();

    /**
     * Measures all devices.
     *
     * @return the devices; none when there are none
     * @throws IOException if it cannot be measured
     * @throws InterruptedException if the thread is interrupted
     */
    List<Device> read() throws IOException, InterruptedException;

    /**
     * A device, and what is known of it.
     *
     * @param id its name on the machine, such as {@code 0} for the first GPU
     * @param celsius its temperature in degrees Celsius, or null when it does not say
     * @param throttled whether it slows itself down to stay whole, for heat or for lack of power, or null
     * @param vramUsed how many bytes of its memory are used, or null
     * @param vramTotal how many bytes of memory it has, or null
     * @param watts the power that it draws, or null
     */
    record Device(
            String id,
            @Nullable Double celsius,
            @Nullable Boolean throttled,
            @Nullable Long vramUsed,
            @Nullable Long vramTotal,
            @Nullable Double watts) {}
}
