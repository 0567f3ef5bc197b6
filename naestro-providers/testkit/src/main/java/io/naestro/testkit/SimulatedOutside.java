package io.naestro.testkit;

import io.naestro.testkit.SimulatedWorld.Acted;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** What tools did outside of all processes, which no crash takes back. It holds them to what they promise. */
final class SimulatedOutside {
    private final SimulatedDisk disk;
    private final List<Acted> acted = new ArrayList<>();
    private @Nullable String violation;

    SimulatedOutside(SimulatedDisk disk) {
        this.disk = disk;
    }

    List<Acted> acted() {
        return List.copyOf(acted);
    }

    Optional<Acted> known(String tool, String key) {
        return acted.stream()
                .filter(one -> one.tool().equals(tool) && one.key().equals(key))
                .findFirst();
    }

    /** Refuses what must not happen: an effect without a safe intent, and the second one of what acts once. */
    void before(ToolContract<?, ?> contract, Object input, String key) {
        if (contract.repeat() != Repeat.PURE && !isIntended(key)) {
            throw broken("tool '" + contract.name() + "' acts under key " + key + ", but no intent of it is safe");
        }
        if (contract.repeat() == Repeat.ONCE) {
            known(contract.name(), key).ifPresent(before -> {
                throw broken("tool '" + contract.name() + "' acts once, and acted twice under key " + key + ", on "
                        + before.input() + " and on " + input);
            });
        }
    }

    /** A key stands for one action, so it cannot come with another argument. */
    void again(Acted before, Object input) {
        if (!Objects.equals(before.input(), input)) {
            throw broken("key " + before.key() + " stands for " + before.input() + " and for " + input);
        }
    }

    void done(Acted one) {
        acted.add(one);
    }

    private boolean isIntended(String key) {
        return disk.safe().stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .anyMatch(record -> record.contains("stepIntent") && record.contains(key));
    }

    /** Engines catch what tools throw, so the first broken promise is remembered as well. */
    private AssertionFailedError broken(String what) {
        if (violation == null) {
            violation = what;
        }
        return new AssertionFailedError(what);
    }

    /** The first promise that was not kept. */
    Optional<String> violation() {
        return Optional.ofNullable(violation);
    }
}
