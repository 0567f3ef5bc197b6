package io.naestro.goal;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An exact amount of money in billionths of a currency unit. One Naestro instance counts in one currency; amounts of
 * different currencies cannot be combined. Whatever does not fit a billionth is rounded up, so that a sum of costs is
 * never too low.
 *
 * @param currency the ISO 4217 code, three upper-case letters
 * @param nanos the amount in billionths of the unit; may be negative in differences
 */
public record Money(String currency, long nanos) implements Comparable<Money> {
    private static final int SCALE = 9;
    private static final int MAX_SCALE = 1_000;

    public Money {
        if (currency.length() != 3
                || !isUpper(currency.charAt(0))
                || !isUpper(currency.charAt(1))
                || !isUpper(currency.charAt(2))) {
            throw new IllegalArgumentException(
                    "currency '" + currency + "' must be three upper-case letters, as in EUR");
        }
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    /**
     * An amount, rounded up to a billionth.
     *
     * @param currency the ISO 4217 code
     * @param amount the amount in units
     * @throws ArithmeticException if the amount is beyond about 9.2 billion units, or is written with an exponent or
     *     decimals beyond {@value #MAX_SCALE} places, which would take long to work out
     */
    public static Money of(String currency, BigDecimal amount) {
        if (Math.abs((long) amount.scale()) > MAX_SCALE) {
            throw new ArithmeticException("an amount with a scale of " + amount.scale() + " is not money");
        }
        var nanos = amount.setScale(SCALE, RoundingMode.CEILING).unscaledValue();
        return new Money(currency, nanos.longValueExact());
    }

    /**
     * An amount, rounded up to a billionth.
     *
     * @param currency the ISO 4217 code
     * @param amount the amount in units, in plain decimal, such as {@code "0.40"}
     * @throws NumberFormatException if the amount is not a decimal number
     */
    public static Money of(String currency, String amount) {
        return of(currency, new BigDecimal(amount));
    }

    /**
     * An amount in euros.
     *
     * @param amount the amount in units, in plain decimal
     */
    public static Money eur(String amount) {
        return of("EUR", amount);
    }

    /**
     * An amount in US dollars.
     *
     * @param amount the amount in units, in plain decimal
     */
    public static Money usd(String amount) {
        return of("USD", amount);
    }

    /**
     * Nothing.
     *
     * @param currency the ISO 4217 code
     */
    public static Money zero(String currency) {
        return new Money(currency, 0);
    }

    /**
     * The sum.
     *
     * @param other an amount in the same currency
     * @throws ArithmeticException if the sum does not fit
     */
    public Money plus(Money other) {
        return new Money(currency, Math.addExact(nanos, sameCurrency(other).nanos));
    }

    /**
     * The difference, which may be negative.
     *
     * @param other an amount in the same currency
     * @throws ArithmeticException if the difference does not fit
     */
    public Money minus(Money other) {
        return new Money(currency, Math.subtractExact(nanos, sameCurrency(other).nanos));
    }

    /**
     * A multiple, rounded up to a billionth.
     *
     * @param factor how many times
     * @throws ArithmeticException if the product does not fit
     */
    public Money times(BigDecimal factor) {
        return of(currency, amount().multiply(factor));
    }

    /** Whether the amount is zero. */
    public boolean isZero() {
        return nanos == 0;
    }

    /** The amount in units. */
    public BigDecimal amount() {
        return BigDecimal.valueOf(nanos, SCALE);
    }

    /** Orders amounts of one currency. */
    @Override
    public int compareTo(Money other) {
        return Long.compare(nanos, sameCurrency(other).nanos);
    }

    private Money sameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException(
                    this + " and " + other + " cannot be combined; one Naestro instance counts in one currency");
        }
        return other;
    }

    /** The text form {@code 0.40 EUR}, with at least two decimals. */
    @Override
    public String toString() {
        var plain = amount().stripTrailingZeros();
        return plain.setScale(Math.max(2, plain.scale())).toPlainString() + " " + currency;
    }
}
