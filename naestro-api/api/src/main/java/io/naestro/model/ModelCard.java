package io.naestro.model;

import java.util.Set;

/**
 * What is known of a model at an endpoint.
 *
 * @param id the name by which this Naestro instance speaks of it, unique in the instance
 * @param provider the name of the provider, such as {@code openai}
 * @param wireName the name by which the server knows it
 * @param endpoint the base address of the server, for people and for policies
 * @param residency where what is sent to it goes
 * @param contextTokens the most tokens of input and output together
 * @param maxOutputTokens the most tokens of output
 * @param capabilities what it can do
 * @param price what it costs
 */
public record ModelCard(
        String id,
        String provider,
        String wireName,
        String endpoint,
        Residency residency,
        long contextTokens,
        long maxOutputTokens,
        Set<Capability> capabilities,
        Price price) {

    public ModelCard {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a model card needs an id");
        }
        if (contextTokens < 1 || maxOutputTokens < 1) {
            throw new IllegalArgumentException("model '" + id + "': contextTokens '" + contextTokens
                    + "' and maxOutputTokens '" + maxOutputTokens + "' must be at least 1");
        }
        capabilities = Set.copyOf(capabilities);
    }

    /**
     * Starts a card. Unless set, the model is in the cloud at an unknown price, has 8,192 tokens of context and 1,024
     * of output, and no capabilities: nothing is assumed that could cost or leak.
     *
     * @param id the name by which this Naestro instance speaks of it
     */
    public static Builder named(String id) {
        return new Builder(id);
    }

    /** Collects the parts of a card. */
    public static final class Builder {
        private final String id;
        private String provider = "unknown";
        private String wireName;
        private String endpoint = "";
        private Residency residency = Residency.CLOUD;
        private long contextTokens = 8_192;
        private long maxOutputTokens = 1_024;
        private Set<Capability> capabilities = Set.of();
        private Price price = Price.UNKNOWN;

        private Builder(String id) {
            this.id = id;
            this.wireName = id;
        }

        /**
         * Sets the provider's name.
         *
         * @param name the name; {@code unknown} unless set
         */
        public Builder provider(String name) {
            provider = name;
            return this;
        }

        /**
         * Sets the name by which the server knows the model.
         *
         * @param name the name; the id unless set
         */
        public Builder wireName(String name) {
            wireName = name;
            return this;
        }

        /**
         * Sets the base address of the server.
         *
         * @param address the address; empty unless set
         */
        public Builder endpoint(String address) {
            endpoint = address;
            return this;
        }

        /**
         * Sets where what is sent to the model goes.
         *
         * @param where the residency; {@link Residency#CLOUD} unless set
         */
        public Builder residency(Residency where) {
            residency = where;
            return this;
        }

        /**
         * Sets the size of the context window.
         *
         * @param tokens the most tokens of input and output together; 8,192 unless set
         */
        public Builder contextTokens(long tokens) {
            contextTokens = tokens;
            return this;
        }

        /**
         * Sets the limit on output.
         *
         * @param tokens the most tokens of output; 1,024 unless set
         */
        public Builder maxOutputTokens(long tokens) {
            maxOutputTokens = tokens;
            return this;
        }

        /**
         * Sets what the model can do.
         *
         * @param all the capabilities; none unless set
         */
        public Builder capabilities(Capability... all) {
            capabilities = Set.of(all);
            return this;
        }

        /**
         * Sets what the model costs.
         *
         * @param what the price; unknown unless set
         */
        public Builder price(Price what) {
            price = what;
            return this;
        }

        /** The card. */
        public ModelCard build() {
            return new ModelCard(
                    id, provider, wireName, endpoint, residency, contextTokens, maxOutputTokens, capabilities, price);
        }
    }
}
