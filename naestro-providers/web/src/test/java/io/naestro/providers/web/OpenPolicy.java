package io.naestro.providers.web;

import io.naestro.base.Digests;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Resource.ProcessResource;
import io.naestro.effect.Resource.WebResource;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Policy;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Allows everything and notes which hosts are asked for, and which programs are started. */
final class OpenPolicy implements Policy {
    private static final Digest DIGEST = Digests.of("policy/v1", Json.of("open"));
    final Set<String> origins = new ConcurrentSkipListSet<>();
    final Set<String> programs = new ConcurrentSkipListSet<>();

    @Override
    public Constraints constraints(Actor actor, Step step) {
        return Constraints.NONE;
    }

    @Override
    public Decision decide(Effect effect) {
        if (effect instanceof Effect.Access access) {
            switch (access.resource()) {
                case WebResource web -> origins.add(web.host() + ":" + web.port());
                case ProcessResource process -> programs.add(process.program());
                default -> {
                    // files
                }
            }
        }
        return Decision.allow(Mode.AUTO, "open", DIGEST);
    }

    @Override
    public Digest digest() {
        return DIGEST;
    }
}
