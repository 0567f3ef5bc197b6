package io.naestro.model;

import java.util.List;
import java.util.Set;

/**
 * What a model must have to be chosen for a step.
 *
 * @param capabilities what it must be able to do
 * @param contextTokens the least size of its context window, or 0 for whatever the request needs
 * @param maxOutputTokens the most tokens of output that the step wants, or 0 for the model's own limit
 * @param models ids of the only models that will do, or empty for any
 */
public record ModelNeeds(Set<Capability> capabilities, long contextTokens, long maxOutputTokens, List<String> models) {
    /** Any model. */
    public static final ModelNeeds ANY = new ModelNeeds(Set.of(), 0, 0, List.of());

    public ModelNeeds {
        if (contextTokens < 0 || maxOutputTokens < 0) {
            throw new IllegalArgumentException("contextTokens '" + contextTokens + "' and maxOutputTokens '"
                    + maxOutputTokens + "' must not be negative");
        }
        capabilities = Set.copyOf(capabilities);
        models = List.copyOf(models);
    }

    /**
     * Any model that can do all of that.
     *
     * @param all what it must be able to do
     */
    public static ModelNeeds of(Capability... all) {
        return new ModelNeeds(Set.of(all), 0, 0, List.of());
    }

    /**
     * Only one of these models.
     *
     * @param ids the ids of models
     */
    public static ModelNeeds only(String... ids) {
        return new ModelNeeds(Set.of(), 0, 0, List.of(ids));
    }
}
