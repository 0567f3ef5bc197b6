package io.naestro.model;

import io.naestro.goal.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

// No default methods: with them, a record that starts first would wait for this interface, which makes two of them.
/** What a model costs. */
public sealed interface Price {

    /**
     * By token, in money for a million tokens.
     *
     * @param input for a million input tokens that are not cached
     * @param cachedInput for a million input tokens read from the prompt cache
     * @param output for a million output tokens
     */
    record TokenPrice(Money input, Money cachedInput, Money output) implements Price {
        public TokenPrice {
            input.plus(cachedInput).plus(output); // refuses a mix of currencies now rather than after a call
        }

        @Override
        public Optional<Money> of(Usage usage, Duration time) {
            return Optional.of(millionths(input, Math.max(0, usage.input() - usage.cachedInput()))
                    .plus(millionths(cachedInput, usage.cachedInput()))
                    .plus(millionths(output, usage.output())));
        }

        private static Money millionths(Money perMillion, long tokens) {
            return perMillion.times(BigDecimal.valueOf(tokens, 6));
        }
    }

    /**
     * By time, as for a rented or owned machine.
     *
     * @param second for a second of the call
     */
    record SecondPrice(Money second) implements Price {
        @Override
        public Optional<Money> of(Usage usage, Duration time) {
            return Optional.of(second.times(BigDecimal.valueOf(time.toNanos(), 9)));
        }
    }

    /** Nothing at all. */
    record FreePrice() implements Price {
        @Override
        public Optional<Money> of(Usage usage, Duration time) {
            return Optional.empty();
        }
    }

    /** Nobody knows; such a model is refused where a budget in money is set, and in mode AUTO. */
    record UnknownPrice() implements Price {
        @Override
        public Optional<Money> of(Usage usage, Duration time) {
            return Optional.empty();
        }
    }

    /** Nothing at all. */
    Price FREE = new FreePrice();

    /** Nobody knows. */
    Price UNKNOWN = new UnknownPrice();

    /**
     * By token, with cached input at the price of input.
     *
     * @param input for a million input tokens
     * @param output for a million output tokens
     */
    static Price perMillionTokens(Money input, Money output) {
        return new TokenPrice(input, input, output);
    }

    /**
     * What a call costs, rounded up; empty when nobody knows or it is free, and free calls have no currency.
     *
     * @param usage the tokens that the call uses
     * @param time how long it takes
     */
    Optional<Money> of(Usage usage, Duration time);
}
