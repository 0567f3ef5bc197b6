package io.naestro.router;

import io.naestro.goal.Money;
import io.naestro.model.ModelCard;
import io.naestro.model.Price;
import io.naestro.model.Residency;

/** Cards, as tests need them. */
final class Models {
    private Models() {}

    /** A cloud model with a price for a million tokens, in cents. */
    static ModelCard.Builder cloud(String id, int cents) {
        return ModelCard.named(id)
                .provider("cloud-of-" + id)
                .contextTokens(100_000)
                .price(Price.perMillionTokens(
                        new Money("USD", cents * 10_000_000L), new Money("USD", cents * 10_000_000L)));
    }

    /** A local model that is free. */
    static ModelCard.Builder local(String id) {
        return ModelCard.named(id)
                .provider("vllm")
                .contextTokens(32_000)
                .residency(Residency.LOCAL)
                .price(Price.FREE);
    }
}
