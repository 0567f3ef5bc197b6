package io.naestro.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param group the name that replicas of one model share, which differ in their endpoint only; the id when it has none
 * @param efforts how hard it can be told to think, in the server's words; empty when it cannot be told
 * @param variants what is added to a prompt, by the name of the variant; empty when prompts are sent as they are
 * @param priors what is known of its quality before it was used here, by task type; the empty type stands for all
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
        Price price,
        String group,
        List<String> efforts,
        Map<String, String> variants,
        Map<String, Prior> priors) {

    public ModelCard {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a model card needs an id");
        }
        if (contextTokens < 1 || maxOutputTokens < 1) {
            throw new IllegalArgumentException("model '" + id + "': contextTokens '" + contextTokens
                    + "' and maxOutputTokens '" + maxOutputTokens + "' must be at least 1");
        }
        capabilities = Set.copyOf(capabilities);
        efforts = List.copyOf(efforts);
        variants = Collections.unmodifiableMap(new LinkedHashMap<>(variants));
        priors = Collections.unmodifiableMap(new LinkedHashMap<>(priors));
    }

    /**
     * What is known of a model's quality beforehand, such as its success rate on a public benchmark.
     *
     * @param mean the share of tasks that it does well, from 0 to 1
     * @param mass how many graded results that is worth, above 0; 20 to 50 for a public benchmark
     */
    public record Prior(double mean, double mass) {
        public Prior {
            if (!(mean >= 0 && mean <= 1) || !(mass > 0 && mass < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "prior mean '" + mean + "' must lie between 0 and 1, and its mass '" + mass + "' above 0");
            }
        }
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
        private String group;
        private List<String> efforts = List.of();
        private final Map<String, String> variants = new LinkedHashMap<>();
        private final Map<String, Prior> priors = new LinkedHashMap<>();

        private Builder(String id) {
            this.id = id;
            this.wireName = id;
            this.group = id;
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

        /**
         * Makes the model one of several replicas, among which a router balances load. They share quality, so they must
         * agree in all but id and endpoint.
         *
         * @param name the name that the replicas share; the id unless set
         */
        public Builder group(String name) {
            group = name;
            return this;
        }

        /**
         * Sets how hard the model can be told to think. A router learns each effort for itself.
         *
         * @param all the efforts in the server's words, such as {@code low} and {@code high}; none unless set
         */
        public Builder efforts(String... all) {
            efforts = List.of(all);
            return this;
        }

        /**
         * Adds a variant of prompts. A router learns each variant for itself, and prompts as they are beside them.
         *
         * @param name the name of the variant
         * @param instruction what is added to the prompt
         */
        public Builder variant(String name, String instruction) {
            variants.put(name, instruction);
            return this;
        }

        /**
         * Says how good the model is known to be at a task type.
         *
         * @param taskType the task type, or empty for all that have no prior of their own
         * @param mean the share of tasks that it does well, from 0 to 1
         * @param mass how many graded results that is worth
         */
        public Builder prior(String taskType, double mean, double mass) {
            priors.put(taskType, new Prior(mean, mass));
            return this;
        }

        /** The card. */
        public ModelCard build() {
            return new ModelCard(
                    id,
                    provider,
                    wireName,
                    endpoint,
                    residency,
                    contextTokens,
                    maxOutputTokens,
                    capabilities,
                    price,
                    group,
                    efforts,
                    variants,
                    priors);
        }
    }
}
