package io.naestro.base;

import io.naestro.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Compiled schemas by their JSON; forgets the one that was not used for longest. */
final class SchemaCache {
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Json, JsonSchema> schemas = new LinkedHashMap<>(16, 0.75f, true);

    SchemaCache(int most) {
        this.most = most;
    }

    JsonSchema get(Json.Obj schema) {
        lock.lock();
        try {
            var known = schemas.get(schema);
            if (known != null) {
                return known;
            }
            var compiled = JsonSchema.compile(schema);
            schemas.put(schema, compiled);
            if (schemas.size() > most) {
                schemas.remove(schemas.keySet().iterator().next());
            }
            return compiled;
        } finally {
            lock.unlock();
        }
    }
}
