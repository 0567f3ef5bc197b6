package io.naestro.core.access;

import io.naestro.effect.Resource;
import io.naestro.json.Json;
import io.naestro.tool.AccessRefused;
import java.util.function.Supplier;

/** Decides each use of a file or host inside one call. Called on the thread that makes the use. */
@FunctionalInterface
public interface AccessGuard {

    /**
     * Lets a use through or refuses it.
     *
     * @param resource what is about to be used, in canonical form
     * @param carried what goes along and is not part of the resource: a query, header fields, a body, what is written;
     *     an empty object for nothing. Looked at only if a person must agree, who then agrees to exactly this
     * @throws AccessRefused if it may not be used
     */
    void check(Resource resource, Supplier<Json.Obj> carried);

    /**
     * Refuses a use that {@link #check} let through and that turned out to be unsafe, such as a file behind a symbolic
     * link. A guard that keeps records notes it here; the default notes nothing.
     *
     * @param resource what was about to be used
     * @param reason why it is unsafe, fit to be shown to a model
     * @return what to throw
     */
    default AccessRefused refuse(Resource resource, String reason) {
        return new AccessRefused(reason);
    }
}
