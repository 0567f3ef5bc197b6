package io.naestro.benchmarks.crash;

import io.naestro.core.journal.FileJournal;
import io.naestro.providers.journal.jdbc.JdbcJournal;
import io.naestro.run.Journal;
import io.naestro.run.KeyProvider;
import io.naestro.run.RunId;
import java.nio.file.Path;

/**
 * Where a journal is.
 *
 * @param place a folder, or the address of a database
 */
record Store(String place) {
    static Store of(String place) {
        return new Store(place);
    }

    /** Whether several processes use it at once. */
    boolean isShared() {
        return place.startsWith("jdbc:");
    }

    Journal open() {
        return isShared() ? JdbcJournal.on(new Pool(place), new Plain()) : FileJournal.at(Path.of(place));
    }

    /** Wraps no key: what is measured here is not secret. */
    private static final class Plain implements KeyProvider {
        @Override
        public byte[] wrap(RunId run, byte[] key) {
            return key.clone();
        }

        @Override
        public byte[] unwrap(RunId run, byte[] wrapped) {
            return wrapped.clone();
        }
    }
}
