package io.naestro.core;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The kill switches: halt stops everything, quarantine stops one tool or model. Thread-safe. */
final class Switches {
    private final Set<String> quarantined = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String halted;

    void halt(String reason) {
        halted = reason;
    }

    void release() {
        halted = null;
    }

    Optional<String> halted() {
        return Optional.ofNullable(halted);
    }

    void quarantine(String key) {
        quarantined.add(key);
    }

    void lift(String key) {
        quarantined.remove(key);
    }

    boolean quarantined(String key) {
        return quarantined.contains(key);
    }
}
