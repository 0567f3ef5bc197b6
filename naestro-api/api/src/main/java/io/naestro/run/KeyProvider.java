package io.naestro.run;

/**
 * Guards the keys of runs. Each run's contents are encrypted with a key of its own; the journal stores that key wrapped
 * by this provider, and destroys it when the run is erased. A host that has a key service wraps there. Thread-safe; may
 * block; what it throws ends the call.
 */
public interface KeyProvider {
    /**
     * Encrypts the key of a run.
     *
     * @param run the run
     * @param key the key, 32 bytes
     * @return at most 4096 bytes, not all of them zero
     */
    byte[] wrap(RunId run, byte[] key);

    /**
     * The key that was wrapped.
     *
     * @param run the run
     * @param wrapped what {@link #wrap} returned for this run
     */
    byte[] unwrap(RunId run, byte[] wrapped);
}
