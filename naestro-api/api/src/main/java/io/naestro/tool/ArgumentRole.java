package io.naestro.tool;

/** What an argument of a tool is for; policies are stricter on where things go than on what they say. */
public enum ArgumentRole {
    /** Where something goes or is taken from: a path, an address, a recipient. */
    DESTINATION,
    /** Which thing is meant. */
    IDENTIFIER,
    /** What is written, sent or computed on. */
    PAYLOAD,
    /** How much: money, counts. */
    AMOUNT
}
