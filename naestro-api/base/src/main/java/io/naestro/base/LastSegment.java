package io.naestro.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The file {@code last} in the folder of a log: the name of its last segment, so that the loss of that segment is
 * noticed. It is written when the segment is durable and before anything is appended to it. A crash in between leaves
 * the name of the segment before, or no file at all; neither is held against the log.
 */
final class LastSegment {
    private static final int MOST = 64;

    private final Path store;
    private final LogStorage storage;
    private final Path file;
    private final Path next;

    LastSegment(Path store, LogStorage storage) {
        this.store = store;
        this.storage = storage;
        file = store.resolve("last");
        next = store.resolve("last.new");
    }

    /**
     * Refuses a log without the segment that is named, or one behind it.
     *
     * @throws LogFailure if the segment is missing, or the file is damaged
     */
    void check(List<LogSegment> found) throws IOException {
        var named = named();
        if (!named.isEmpty() && !LogSegment.isName(named)) {
            throw corrupt("its file " + file.getFileName() + " is damaged");
        }
        if (named.compareTo(found.isEmpty() ? "" : found.getLast().name()) > 0) {
            throw corrupt("its last segment " + named + " is missing");
        }
    }

    /** Names a segment, unless it is named already. */
    void note(LogSegment last) throws IOException {
        if (!named().equals(last.name())) {
            prepare(last);
            publish();
        }
    }

    /** Writes the name beside the file; until {@link #publish()} nothing has changed. */
    void prepare(LogSegment last) throws IOException {
        storage.delete(next);
        var name = last.name().getBytes(StandardCharsets.US_ASCII);
        try (var to = storage.open(next)) {
            to.write(0, name, name.length);
            to.sync();
        }
    }

    void publish() throws IOException {
        storage.rename(next, file);
        storage.syncDirectory(store);
    }

    private String named() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        try (var from = storage.open(file)) {
            var name = new byte[MOST];
            return new String(name, 0, from.read(0, name), StandardCharsets.US_ASCII);
        }
    }

    private LogFailure corrupt(String reason) {
        return new LogFailure(
                LogFailure.Kind.CORRUPT,
                "the store " + store + " is damaged: " + reason + "; restore it from a backup",
                null);
    }
}
