package io.naestro.router;

import io.naestro.model.ModelCard;
import java.util.List;

/**
 * What the router chooses between: a group of replicas, told to think so hard, with that variant of the prompt.
 *
 * @param name the name under which it is learnt
 * @param effort how hard to think, or empty
 * @param variant the variant of the prompt, or empty
 * @param cards the replicas; at least one
 * @param signals the live signals of the replicas, in the same order
 */
record Arm(String name, String effort, String variant, List<ModelCard> cards, List<Signals> signals) {

    /** What all replicas agree in. */
    ModelCard card() {
        return cards.getFirst();
    }

    static String name(String group, String effort, String variant) {
        return variant.isEmpty()
                ? effort.isEmpty() ? group : group + "/" + effort
                : group + "/" + effort + "/" + variant;
    }
}
