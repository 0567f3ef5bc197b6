package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Position;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** What a scalar means under the YAML 1.2.2 core schema (section 10.3.2). */
final class YamlScalar {
    private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
    private static final Pattern FALSE = Pattern.compile("false|False|FALSE");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]+");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

    private YamlScalar() {}

    static void build(TreeBuilder tree, String text, boolean plain, Position at) {
        if (!plain) {
            tree.string(text, at);
        } else if (NULL.matcher(text).matches()) {
            tree.scalar(Json.NULL, at);
        } else if (TRUE.matcher(text).matches()) {
            tree.scalar(Json.of(true), at);
        } else if (FALSE.matcher(text).matches()) {
            tree.scalar(Json.of(false), at);
        } else {
            numberOrText(tree, text, at);
        }
    }

    private static void numberOrText(TreeBuilder tree, String text, Position at) {
        var first = text.charAt(0);
        var mayBeNumber = first == '.' || first == '-' || first == '+' || (first >= '0' && first <= '9');
        if (!mayBeNumber) {
            tree.string(text, at);
        } else if (DECIMAL.matcher(text).matches()) {
            tree.number(text, at);
        } else if (OCTAL.matcher(text).matches()) {
            integer(tree, text, 8, at);
        } else if (HEX.matcher(text).matches()) {
            integer(tree, text, 16, at);
        } else if (NOT_FINITE.matcher(text).matches()) {
            throw tree.refuse(at, text, "is not a finite number; quote it if it is meant as text");
        } else {
            tree.string(text, at);
        }
    }

    private static void integer(TreeBuilder tree, String text, int radix, Position at) {
        tree.checkNumber(text, at);
        tree.number(new BigInteger(text.substring(2), radix).toString(), at);
    }
}
