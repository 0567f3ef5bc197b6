package io.naestro.base;

import java.math.BigDecimal;
import java.math.MathContext;

/** Number text as ECMAScript writes it (ECMA-262 {@code Number::toString}, radix 10), which RFC 8785 demands. */
final class EcmaNumber {
    private EcmaNumber() {}

    /** The decimal with the fewest digits that reads back as this finite double, the nearest of them. */
    static BigDecimal shortest(double value) {
        // Double.toString is shortest since JDK 19, but never has fewer than two digits.
        var oneDigit = new BigDecimal(value).round(new MathContext(1));
        return oneDigit.doubleValue() == value ? oneDigit : new BigDecimal(Double.toString(value));
    }

    /** The text of a decimal; its digits are taken as they are, without trailing zeros. */
    static String format(BigDecimal value) {
        var stripped = value.stripTrailingZeros();
        if (stripped.signum() == 0) {
            return "0";
        }
        var digits = stripped.unscaledValue().abs().toString();
        var text = layOut(digits, digits.length() - stripped.scale());
        return stripped.signum() < 0 ? "-" + text : text;
    }

    /** Lays out digits d1d2... that stand for 0.d1d2... times ten to the power of {@code point}. */
    private static String layOut(String digits, int point) {
        var count = digits.length();
        if (count <= point && point <= 21) {
            return digits + "0".repeat(point - count);
        }
        if (0 < point && point <= 21) {
            return digits.substring(0, point) + "." + digits.substring(point);
        }
        if (-6 < point && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        var exponent = (point > 0 ? "e+" : "e-") + Math.abs(point - 1);
        return count == 1 ? digits + exponent : digits.charAt(0) + "." + digits.substring(1) + exponent;
    }
}
