package io.naestro.base;

import io.naestro.goal.Money;
import io.naestro.json.InputException;
import io.naestro.policy.Rate;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads and writes amounts as people write them in files: money {@code 0.50 USD}, durations {@code 1h30m}, rates
 * {@code 60/min}, sizes {@code 1 MiB}. What is written is read back equal. Every refusal is an {@link InputException}
 * that says what is allowed.
 */
public final class Quantities {
    private static final String[] MONEY_FORMS = {"an amount and a currency, as in '0.50 USD'"};
    private static final String[] DURATION_FORMS = {"500ms", "10s", "10m", "1h30m", "2d", "ISO-8601 as in PT1H30M"};
    private static final String[] RATE_FORMS = {"5/s", "60/min", "100/h", "1000/d", "20/1m30s"};
    private static final String[] SIZE_FORMS = {"512 B", "10 kB", "10 MB", "10 GB", "1 KiB", "1 MiB", "1 GiB"};

    private static final int LONGEST = 40;
    private static final Pattern MONEY = Pattern.compile("(-?[0-9]{1,19}(?:\\.[0-9]{1,19})?) ([A-Z]{3})");
    private static final Pattern DURATION = Pattern.compile(
            "(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?(?:([0-9]{1,9})ms)?");
    private static final ChronoUnit[] UNITS = {
        ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS, ChronoUnit.MILLIS
    };
    private static final String[] UNIT_NAMES = {"d", "h", "m", "s", "ms"};
    private static final Pattern RATE = Pattern.compile("([0-9]{1,19})/([0-9a-zA-Z.]{1,20})");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,19}) ?([kKMGT]?i?B)");
    private static final Map<String, Duration> PERIODS = new LinkedHashMap<>();
    private static final Map<String, Long> SIZES = new LinkedHashMap<>();

    static {
        PERIODS.put("s", Duration.ofSeconds(1));
        PERIODS.put("min", Duration.ofMinutes(1));
        PERIODS.put("h", Duration.ofHours(1));
        PERIODS.put("d", Duration.ofDays(1));
        SIZES.put("GiB", 1L << 30);
        SIZES.put("GB", 1_000_000_000L);
        SIZES.put("MiB", 1L << 20);
        SIZES.put("MB", 1_000_000L);
        SIZES.put("KiB", 1L << 10);
        SIZES.put("kB", 1_000L);
        SIZES.put("B", 1L);
    }

    private Quantities() {}

    /**
     * Reads money, rounded up to a billionth of the unit.
     *
     * @param text such as {@code 0.50 USD}; not negative
     * @throws InputException if it has another form, is negative or does not fit
     */
    public static Money money(String text) {
        if (text.startsWith("-")) {
            throw InputException.of(text, "is negative", MONEY_FORMS);
        }
        return signedMoney(text);
    }

    /** Reads money that may be negative, as differences are. */
    static Money signedMoney(String text) {
        var match = MONEY.matcher(text);
        if (!match.matches()) {
            throw InputException.of(text, "is not an amount of money", MONEY_FORMS);
        }
        try {
            return Money.of(match.group(2), new BigDecimal(match.group(1)));
        } catch (ArithmeticException e) {
            throw InputException.of(text, "is beyond 9.2 billion units", MONEY_FORMS);
        }
    }

    /**
     * Writes money.
     *
     * @param money the amount
     */
    public static String format(Money money) {
        return money.toString();
    }

    /**
     * Reads a duration.
     *
     * @param text days, hours, minutes, seconds and milliseconds in this order, such as {@code 1h30m} or {@code 500ms};
     *     or ISO-8601, such as {@code PT1H30M}; not negative
     * @throws InputException if it has another form or is negative
     */
    public static Duration duration(String text) {
        var duration = text.startsWith("P") && text.length() <= LONGEST ? iso(text) : units(text);
        if (duration.isNegative()) {
            throw InputException.of(text, "is negative", DURATION_FORMS);
        }
        return duration;
    }

    /**
     * Writes a duration in the short form where whole milliseconds tell it, else in ISO-8601.
     *
     * @param duration the duration
     */
    public static String format(Duration duration) {
        if (duration.isNegative() || duration.toNanosPart() % 1_000_000 != 0 || duration.toDays() > 999_999_999) {
            return duration.toString();
        }
        long[] amounts = {
            duration.toDays(),
            duration.toHoursPart(),
            duration.toMinutesPart(),
            duration.toSecondsPart(),
            duration.toMillisPart()
        };
        var text = new StringBuilder();
        for (int i = 0; i < amounts.length; i++) {
            if (amounts[i] > 0) {
                text.append(amounts[i]).append(UNIT_NAMES[i]);
            }
        }
        return text.isEmpty() ? "0s" : text.toString();
    }

    /**
     * Reads a rate.
     *
     * @param text a count and a period, such as {@code 60/min}; the period is s, min, h, d or a duration
     * @throws InputException if it has another form, or count or period is zero
     */
    public static Rate rate(String text) {
        var match = RATE.matcher(text);
        if (!match.matches()) {
            throw InputException.of(text, "is not a rate", RATE_FORMS);
        }
        var unit = PERIODS.get(match.group(2));
        var period = unit == null ? duration(match.group(2)) : unit;
        try {
            return new Rate(Long.parseLong(match.group(1)), period);
        } catch (IllegalArgumentException e) {
            throw InputException.of(text, "is not a rate: " + e.getMessage(), RATE_FORMS);
        }
    }

    /**
     * Writes a rate.
     *
     * @param rate the rate
     */
    public static String format(Rate rate) {
        var unit = PERIODS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(rate.period()))
                .map(Map.Entry::getKey)
                .findFirst();
        return rate.count() + "/" + unit.orElseGet(() -> format(rate.period()));
    }

    /**
     * Reads a size in bytes.
     *
     * @param text a whole number and a unit: B, kB, MB, GB (powers of 1000), KiB, MiB, GiB (powers of 1024)
     * @throws InputException if it has another form or does not fit a long
     */
    public static long size(String text) {
        var match = SIZE.matcher(text);
        var unit = match.matches() ? SIZES.get(match.group(2)) : null;
        if (unit == null) {
            throw InputException.of(text, "is not a size", SIZE_FORMS);
        }
        try {
            return Math.multiplyExact(Long.parseLong(match.group(1)), unit);
        } catch (ArithmeticException | NumberFormatException e) {
            throw InputException.of(text, "is too large", SIZE_FORMS);
        }
    }

    /**
     * Writes a size in bytes, in the largest unit that needs no fraction.
     *
     * @param bytes the size, not negative
     */
    public static String formatSize(long bytes) {
        return SIZES.entrySet().stream()
                .filter(unit -> bytes >= unit.getValue() && bytes % unit.getValue() == 0)
                .map(unit -> bytes / unit.getValue() + " " + unit.getKey())
                .findFirst()
                .orElse(bytes + " B");
    }

    private static Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw InputException.of(text, "is not a duration", DURATION_FORMS);
        }
    }

    private static Duration units(String text) {
        var match = DURATION.matcher(text);
        if (text.isEmpty() || !match.matches()) {
            throw InputException.of(text, "is not a duration", DURATION_FORMS);
        }
        var sum = Duration.ZERO;
        for (int i = 0; i < UNITS.length; i++) {
            var amount = match.group(i + 1);
            sum = amount == null ? sum : sum.plus(Long.parseLong(amount), UNITS[i]);
        }
        return sum;
    }
}
