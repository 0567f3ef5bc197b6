package io.naestro.core.access;

import io.naestro.effect.Resource;
import io.naestro.json.Json;
import io.naestro.tool.AccessRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A guard that allows by a rule and keeps what it was asked. */
final class Watch implements AccessGuard {
    final List<Resource> asked = new ArrayList<>();
    final List<Json.Obj> carried = new ArrayList<>();
    final List<String> unsafe = new ArrayList<>();
    private final Predicate<Resource> allowed;

    Watch() {
        this(resource -> true);
    }

    Watch(Predicate<Resource> allowed) {
        this.allowed = allowed;
    }

    @Override
    public void check(Resource resource, Supplier<Json.Obj> with) {
        asked.add(resource);
        carried.add(with.get());
        if (!allowed.test(resource)) {
            throw new AccessRefused("not allowed");
        }
    }

    @Override
    public AccessRefused refuse(Resource resource, String reason) {
        unsafe.add(reason);
        return new AccessRefused(reason);
    }
}
