package io.naestro.memory;

/**
 * A way to do something that worked before.
 *
 * @param id the record's id
 * @param source where it came from
 * @param name what it is called
 * @param description what it is good for
 * @param recipe what it does
 * @param successes how often it worked
 * @param failures how often it did not
 */
public record Skill(
        String id, Source source, String name, String description, Recipe recipe, long successes, long failures)
        implements MemoryRecord {

    /**
     * A skill that was not tried yet.
     *
     * @param id the record's id
     * @param source where it came from
     * @param name what it is called
     * @param description what it is good for
     * @param recipe what it does
     */
    public static Skill of(String id, Source source, String name, String description, Recipe recipe) {
        return new Skill(id, source, name, description, recipe, 0, 0);
    }
}
