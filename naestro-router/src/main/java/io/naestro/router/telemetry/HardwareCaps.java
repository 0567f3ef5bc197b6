package io.naestro.router.telemetry;

/**
 * What is too much for a device. One that passed a cap must come back below it by the slack before work is sent to it
 * again, so that it is not taken in and out all the time.
 *
 * @param celsius the highest temperature in degrees Celsius; 87 by default, where data-center GPUs begin to throttle
 * @param vram the largest share of used memory, from 0 to 1; 0.99 by default, as servers take nine tenths from the
 *     start
 * @param watts the most power; no limit by default
 * @param throttled whether a device that slows itself down is left alone; true by default
 * @param slack the share of a cap by which a device must come below it again, from 0 to less than 1; 0.05 by default
 */
public record HardwareCaps(double celsius, double vram, double watts, boolean throttled, double slack) {
    /** 87 °C, 99 % of memory, no limit on power, none that throttle, 5 % slack. */
    public static final HardwareCaps DEFAULT = new HardwareCaps(87, 0.99, Double.POSITIVE_INFINITY, true, 0.05);

    public HardwareCaps {
        if (!(celsius > 0 && vram > 0 && vram <= 1 && watts > 0 && slack >= 0 && slack < 1)) {
            throw new IllegalArgumentException("hardware caps: celsius '" + celsius + "' and watts '" + watts
                    + "' must be above 0, vram '" + vram + "' in (0, 1] and slack '" + slack + "' in [0, 1)");
        }
    }

    /**
     * A copy with another limit on temperature.
     *
     * @param most in degrees Celsius, above 0
     */
    public HardwareCaps withCelsius(double most) {
        return new HardwareCaps(most, vram, watts, throttled, slack);
    }

    /**
     * A copy with another limit on used memory.
     *
     * @param most the share, above 0 and at most 1
     */
    public HardwareCaps withVram(double most) {
        return new HardwareCaps(celsius, most, watts, throttled, slack);
    }

    /**
     * A copy with another limit on power.
     *
     * @param most in watts, above 0
     */
    public HardwareCaps withWatts(double most) {
        return new HardwareCaps(celsius, vram, most, throttled, slack);
    }
}
