package io.naestro.effect;

/** A thing outside the run that an effect touches, in canonical form. */
public sealed interface Resource {

    /**
     * A file or folder.
     *
     * @param operation what is done with it
     * @param path the lexical path {@code root:/a/b}: a root that the host declared, then segments
     */
    record FileResource(Operation operation, String path) implements Resource {}

    /**
     * A network address that speaks HTTP.
     *
     * @param method the HTTP method, upper case
     * @param scheme {@code http} or {@code https}
     * @param host the host in lower-case ASCII, or an IP address literal
     * @param port the port
     * @param path the path, without query
     */
    record WebResource(String method, String scheme, String host, int port, String path) implements Resource {
        /** Whether the method only reads (RFC 9110 calls it safe). */
        public boolean reads() {
            return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
        }
    }

    /**
     * A program.
     *
     * @param program the absolute path of the program
     */
    record ProcessResource(String program) implements Resource {}

    /** What is done with a file. */
    enum Operation {
        /** Reads its bytes. */
        READ,
        /** Lists a folder. */
        LIST,
        /** Creates or replaces it. */
        WRITE,
        /** Removes it. */
        DELETE
    }

    /** Whether touching it may change something outside the run. */
    default boolean acts() {
        return switch (this) {
            case FileResource file -> file.operation() == Operation.WRITE || file.operation() == Operation.DELETE;
            case WebResource web -> !web.reads();
            case ProcessResource process -> true;
        };
    }
}
