package io.naestro.effect;

/**
 * Who wrote a value, and in what form. A value without an origin counts as {@link #UNKNOWN}.
 *
 * @param source who wrote it
 * @param form in what form it came
 */
public record Origin(Source source, Form form) {
    /** Who wrote a value. */
    public enum Source {
        /** The principal on whose behalf the run acts, or the author of the plan. */
        USER,
        /** The run itself: a model's answer from inputs that are not third-party, or a tool's own bookkeeping. */
        SELF,
        /** Anyone else: a web page, a mail, a file that others write. */
        THIRD_PARTY
    }

    /** In what form a value came. */
    public enum Form {
        /** A field of its own with a declared meaning, such as a sender's address. */
        TYPED_FIELD,
        /** Text in which anything may stand. */
        FREE_TEXT
    }

    /** From the user, in a typed field. */
    public static final Origin USER = new Origin(Source.USER, Form.TYPED_FIELD);

    /** From the run itself, in a typed field. */
    public static final Origin SELF = new Origin(Source.SELF, Form.TYPED_FIELD);

    /** From anyone, as free text: the least trusted, and what a missing origin means. */
    public static final Origin UNKNOWN = new Origin(Source.THIRD_PARTY, Form.FREE_TEXT);

    /**
     * The less trusted of two origins, field by field.
     *
     * @param other another origin
     */
    public Origin worse(Origin other) {
        return new Origin(
                source.compareTo(other.source) >= 0 ? source : other.source,
                form.compareTo(other.form) >= 0 ? form : other.form);
    }
}
