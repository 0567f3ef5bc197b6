package io.naestro.tool;

/** What a tool uses through its {@link ToolContext}; what it does not declare is refused. */
public enum Touch {
    /** Reads files or lists folders. */
    FILES_READ,
    /** Writes or removes files. */
    FILES_WRITE,
    /** Sends HTTP requests. */
    HTTP,
    /** Starts programs. */
    PROCESSES,
    /** Reads or changes tables of databases. */
    DATABASES,
    /** Leases secrets. */
    SECRETS
}
