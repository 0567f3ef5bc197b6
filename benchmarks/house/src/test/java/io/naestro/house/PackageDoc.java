package io.naestro.house;

import java.util.regex.Pattern;

/** Reads the comment of a package-info.java. */
final class PackageDoc {
    private static final Pattern COMMENT = Pattern.compile("/\\*\\*(.*?)\\*/\\s*@NullMarked", Pattern.DOTALL);
    private static final Pattern SENTENCE_END = Pattern.compile("\\.(\\s|$)");

    private PackageDoc() {}

    /** How many sentences stand above {@code @NullMarked}. */
    static long sentences(String source) {
        var comment = COMMENT.matcher(source);
        return comment.find()
                ? SENTENCE_END.matcher(comment.group(1).strip()).results().count()
                : 0;
    }
}
