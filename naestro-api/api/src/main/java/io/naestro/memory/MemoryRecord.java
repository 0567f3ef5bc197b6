package io.naestro.memory;

import io.naestro.effect.Origin;
import io.naestro.json.Json;
import io.naestro.model.Prompt;
import io.naestro.run.RunId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something remembered. Each has an id, the moment it became known, where it came from, and how far it can be trusted.
 */
public sealed interface MemoryRecord permits Episode, Fact, Skill, Preference {

    /** The record's id, unique in the store. */
    String id();

    /** Where it came from. */
    Source source();

    /**
     * Where a record came from.
     *
     * @param run the run that wrote it, or null when the host did
     * @param step the step that wrote it, or empty
     * @param at the moment it became known
     * @param origin who wrote it, which is how far it can be trusted
     * @param derivedFrom ids of the records it was derived from
     */
    record Source(@Nullable RunId run, String step, Instant at, Origin origin, List<String> derivedFrom) {
        public Source {
            derivedFrom = List.copyOf(derivedFrom);
        }
    }

    /**
     * A piece of an episode, word for word.
     *
     * @param speaker who spoke: a step's id, a role, a person
     * @param at the moment
     * @param text what was said
     */
    record Turn(String speaker, Instant at, String text) {}

    /**
     * What a skill does, as a plan fragment.
     *
     * @param plan the plan in its text form
     * @param prompts the prompts it uses
     */
    record Recipe(Json.Obj plan, List<Prompt> prompts) {
        public Recipe {
            prompts = List.copyOf(prompts);
        }
    }
}
