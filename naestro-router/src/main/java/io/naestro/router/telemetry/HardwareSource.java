package io.naestro.router.telemetry;

import io.naestro.router.SignalSource;
import io.naestro.router.Signals;
import io.naestro.router.telemetry.HardwareProbe.Device;
import io.naestro.run.TimeSource;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A machine that is measured; made by {@link Telemetry}. While one of its devices is above a cap, nothing new is sent
 * to the models on it; what a device does not say is below every cap.
 */
public final class HardwareSource implements SignalSource {
    private final HardwareProbe probe;
    private final HardwareCaps caps;
    private final List<String> models;
    private Set<String> devices = Set.of();
    private boolean drained;

    HardwareSource(HardwareProbe probe, HardwareCaps caps, String... models) {
        if (models.length == 0) {
            throw new IllegalArgumentException(
                    "hardware '" + probe.name() + "' names no model; add the ids of the models that run on it");
        }
        this.probe = probe;
        this.caps = caps;
        this.models = List.of(models);
    }

    /**
     * Limits what is looked at to the devices that the models run on.
     *
     * @param ids the ids of the devices; all unless set
     */
    public HardwareSource devices(String... ids) {
        devices = Set.of(ids);
        return this;
    }

    @Override
    public String name() {
        return probe.name();
    }

    @Override
    public String poll(Function<String, Signals> signals, TimeSource time) throws IOException, InterruptedException {
        var share = drained ? 1 - caps.slack() : 1;
        var why = probe.read().stream()
                .filter(device -> devices.isEmpty() || devices.contains(device.id()))
                .map(device -> excess(device, share))
                .filter(excess -> !excess.isEmpty())
                .findFirst()
                .orElse("");
        var now = time.now();
        if (!why.isEmpty()) {
            models.forEach(model -> signals.apply(model).drain(now.plusSeconds(Signals.FRESH_SECONDS), why));
        } else if (drained) {
            models.forEach(model -> signals.apply(model).drain(now, ""));
        }
        drained = !why.isEmpty();
        return why;
    }

    private String excess(Device device, double share) {
        var used = device.vramUsed();
        var total = device.vramTotal();
        var vram = used == null || total == null || total <= 0 ? null : Double.valueOf((double) used / total);
        var what = "device " + device.id();
        if (above(device.celsius(), caps.celsius() * share)) {
            return what + " is at " + device.celsius() + " °C; the cap is " + caps.celsius();
        }
        if (above(vram, caps.vram() * share)) {
            return what + " uses " + used + " of " + total + " bytes of its memory; the cap is " + caps.vram();
        }
        if (above(device.watts(), caps.watts() * share)) {
            return what + " draws " + device.watts() + " W; the cap is " + caps.watts();
        }
        return caps.throttled() && Boolean.TRUE.equals(device.throttled()) ? what + " slows itself down" : "";
    }

    private static boolean above(@Nullable Double value, double cap) {
        return value != null && value > cap;
    }
}
