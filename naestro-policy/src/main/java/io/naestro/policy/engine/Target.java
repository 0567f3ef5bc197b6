package io.naestro.policy.engine;

import io.naestro.base.HostName;
import io.naestro.base.LexicalPath;
import io.naestro.effect.Resource;

/** What an effect touches, parsed once for all rules. */
sealed interface Target {
    /** A file or folder. */
    record FileTarget(LexicalPath path) implements Target {}

    /** A host, and what is done there. */
    record WebTarget(String method, HostName host) implements Target {}

    /** A program. */
    record ProgramTarget(String program) implements Target {}

    /**
     * Parses a resource.
     *
     * @throws io.naestro.base.InputException if it is not in canonical form, so that no rule can tell what is meant
     */
    static Target of(Resource resource) {
        return switch (resource) {
            case Resource.FileResource file -> new FileTarget(LexicalPath.of(file.path()));
            case Resource.WebResource web -> new WebTarget(method(web.method()), new HostName(web.host()));
            case Resource.ProcessResource process -> new ProgramTarget(process.program());
        };
    }

    private static String method(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-')) {
            throw Problems.refuse(text, "is not an HTTP method in upper case");
        }
        return text;
    }
}
