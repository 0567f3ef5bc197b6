package io.naestro.base;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import org.jspecify.annotations.Nullable;

/** A pattern of a schema, matched in time linear to the text (RE2/J): no look-around, no back references. */
final class LinearPattern implements RegularExpression {
    private static final int LONGEST = 1000;

    private final Pattern pattern;
    private final long size;

    private LinearPattern(Pattern pattern, long size) {
        this.pattern = pattern;
        this.size = size;
    }

    static LinearPattern compile(String regex) {
        return new LinearPattern(Pattern.compile(regex), PatternSize.of(regex));
    }

    /** Why a regular expression is not supported, or null when it is. */
    static @Nullable String problem(String regex) {
        if (regex.length() > LONGEST) {
            return "is a pattern of more than " + LONGEST + " characters";
        }
        if (PatternSize.of(regex) > PatternSize.MOST) {
            return "is a pattern whose repetitions multiply to more than " + PatternSize.MOST + " states";
        }
        try {
            Pattern.compile(regex);
            return null;
        } catch (PatternSyntaxException e) {
            return "is not a supported pattern (" + e.getDescription()
                    + "); RE2 syntax, without look-around and back references";
        }
    }

    @Override
    public boolean matches(String text) {
        PatternWork.charge(size, text.length());
        return pattern.matcher(text).find();
    }
}
