package io.naestro.core.plan;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which schemas compiled before, so that plans over the same tools do not compile them again: that takes most of the
 * time of a validation. Forgets the one that was not used for longest, and never takes up large ones. Thread-safe.
 */
final class SoundSchemas {
    private final int most;
    private final int longest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Boolean> known = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param most how many schemas are remembered
     * @param longest the longest text of a schema that is remembered, in characters
     */
    SoundSchemas(int most, int longest) {
        this.most = most;
        this.longest = longest;
    }

    boolean contains(Json.Obj schema) {
        var text = JsonText.write(schema);
        lock.lock();
        try {
            return known.get(text) != null;
        } finally {
            lock.unlock();
        }
    }

    void add(Json.Obj schema) {
        var text = JsonText.write(schema);
        if (text.length() > longest) {
            return;
        }
        lock.lock();
        try {
            known.put(text, true);
            if (known.size() > most) {
                known.remove(known.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }
}
