package io.naestro.model;

/** Something that not every model can do. */
public enum Capability {
    /** Calls tools. */
    TOOLS,
    /** Answers in JSON that satisfies a given schema. */
    JSON_SCHEMA,
    /** Reads images. */
    VISION,
    /** Hears audio. */
    AUDIO,
    /** Streams its answer. */
    STREAMING,
    /** Thinks before it answers, with an effort that can be set. */
    REASONING
}
