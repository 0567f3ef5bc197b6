package io.naestro.memory;

import io.naestro.json.Json;
import java.util.List;

/**
 * What was found, best first, and why.
 *
 * @param hits what was found
 * @param why how it was found: what was searched, filtered and dropped, in fields
 */
public record Recall(List<Hit> hits, Json.Obj why) {
    public Recall {
        hits = List.copyOf(hits);
    }

    /**
     * One record that was found.
     *
     * @param record the record
     * @param score how well it fits, higher is better; comparable only within one recall
     */
    public record Hit(MemoryRecord record, double score) {}
}
