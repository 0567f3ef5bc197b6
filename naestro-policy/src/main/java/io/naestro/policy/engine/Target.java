package io.naestro.policy.engine;

import io.naestro.base.HostName;
import io.naestro.base.LexicalPath;
import io.naestro.effect.Resource;
import java.util.List;

/** What an effect touches, parsed once for all rules. */
sealed interface Target {
    /** A file or folder, and what is done with it. */
    record FileTarget(Resource.Operation operation, LexicalPath path) implements Target {
        /** The names below the root. */
        List<String> names() {
            return path.segments();
        }
    }

    /**
     * A host, and what is done there.
     *
     * @param method the HTTP method
     * @param host the host
     * @param labels its labels, leftmost first; of an address, one
     * @param open whether it is neither of this machine nor of a private network, as far as its name tells
     */
    record WebTarget(String method, HostName host, List<String> labels, boolean open) implements Target {
        public WebTarget {
            labels = List.copyOf(labels);
        }
    }

    /** A program. */
    record ProgramTarget(String program) implements Target {}

    /** A table, as {@code database/table}, and what is done with it. */
    record TableTarget(Resource.Operation operation, String name) implements Target {}

    /**
     * Parses a resource.
     *
     * @throws io.naestro.json.InputException if it is not in canonical form, so that no rule can tell what is meant
     */
    static Target of(Resource resource) {
        return switch (resource) {
            case Resource.FileResource file -> new FileTarget(file.operation(), LexicalPath.of(file.path()));
            case Resource.WebResource web -> web(method(web.method()), new HostName(web.host()));
            case Resource.ProcessResource process -> new ProgramTarget(process.program());
            case Resource.DatabaseResource table -> new TableTarget(table.operation(), name(table));
        };
    }

    private static WebTarget web(String method, HostName host) {
        return new WebTarget(method, host, host.labels(), HostRule.isPublic(host));
    }

    private static String method(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-')) {
            throw Problems.refuse(text, "is not an HTTP method in upper case");
        }
        return text;
    }

    private static String name(Resource.DatabaseResource table) {
        var name = table.database() + "/" + table.table();
        if (!Destinations.TABLE.matcher(name).matches()) {
            throw Problems.refuse(name, "is not a table", Destinations.TABLE_FORM);
        }
        return name;
    }
}
