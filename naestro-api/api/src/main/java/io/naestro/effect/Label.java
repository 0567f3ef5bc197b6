package io.naestro.effect;

/** How far a value may travel; policy rules speak of labels. */
public enum Label {
    /** A key, password or token; never leaves by any channel. */
    SECRET,
    /** Personal data. */
    PII,
    /** Not for people outside the host's organization. */
    INTERNAL,
    /** For anyone. */
    PUBLIC
}
