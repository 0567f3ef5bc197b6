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

    /**
     * A table of a database.
     *
     * @param operation what is done with it
     * @param database the name by which the host knows the database
     * @param table the table in lower case, with its schema if it has one: {@code public.customer}
     */
    record DatabaseResource(Operation operation, String database, String table) implements Resource {}

    /** What is done with a file or a table. */
    enum Operation {
        /** Reads its bytes or rows. */
        READ,
        /** Lists a folder, or the columns of a table. */
        LIST,
        /** Creates or replaces it, or changes its rows. */
        WRITE,
        /** Removes it or its rows. */
        DELETE;

        private boolean acts() {
            return this == WRITE || this == DELETE;
        }
    }

    /** Whether touching it may change something outside the run. */
    default boolean acts() {
        return switch (this) {
            case FileResource file -> file.operation().acts();
            case DatabaseResource database -> database.operation().acts();
            case WebResource web -> !web.reads();
            case ProcessResource process -> true;
        };
    }
}
