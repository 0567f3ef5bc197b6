package io.naestro.memory;

import java.util.List;

/**
 * What happened in a run or conversation, word for word.
 *
 * @param id the record's id
 * @param source where it came from
 * @param title what it was about
 * @param turns what was said and done, oldest first
 * @param outcome how it ended, in a word
 */
public record Episode(String id, Source source, String title, List<Turn> turns, String outcome)
        implements MemoryRecord {
    public Episode {
        turns = List.copyOf(turns);
    }
}
