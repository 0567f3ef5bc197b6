package io.naestro.model;

/**
 * An instruction to a model, with an identity, so that results can be traced to its exact wording. The digest of the
 * whole record is its identity in journals.
 *
 * @param id the prompt's name, stable over its versions
 * @param version the author's version of it, from 1
 * @param text the instruction
 */
public record Prompt(String id, int version, String text) {
    public Prompt {
        if (version < 1) {
            throw new IllegalArgumentException("prompt '" + id + "': version '" + version + "' must be at least 1");
        }
    }

    /**
     * The first version of a prompt.
     *
     * @param id the prompt's name
     * @param text the instruction
     */
    public static Prompt of(String id, String text) {
        return new Prompt(id, 1, text);
    }
}
