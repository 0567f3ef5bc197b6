package io.naestro.memory;

/**
 * What a person likes or wants kept to.
 *
 * @param id the record's id
 * @param source where it came from
 * @param principal whose preference it is
 * @param topic what it is about
 * @param text the preference as a sentence
 */
public record Preference(String id, Source source, String principal, String topic, String text)
        implements MemoryRecord {}
