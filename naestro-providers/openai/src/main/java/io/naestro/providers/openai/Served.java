package io.naestro.providers.openai;

import io.naestro.model.ModelFailure;
import java.util.List;

/** What a server says when it is asked which models it has. */
public sealed interface Served {
    /**
     * The models.
     *
     * @param all each of them, in the order of the server
     */
    record Models(List<Model> all) implements Served {
        public Models {
            all = List.copyOf(all);
        }
    }

    /**
     * No answer.
     *
     * @param failure why
     */
    record Unknown(ModelFailure failure) implements Served {}

    /**
     * A model.
     *
     * @param name the name by which the server knows it
     * @param contextTokens the most tokens of input and output together, or 0 where the server does not say
     * @param maxOutputTokens the most tokens of output, or 0 where the server does not say
     */
    record Model(String name, long contextTokens, long maxOutputTokens) {}
}
