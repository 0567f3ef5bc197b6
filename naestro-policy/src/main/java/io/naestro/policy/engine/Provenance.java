package io.naestro.policy.engine;

import io.naestro.effect.Effect;
import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.tool.ArgumentRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the arguments of a call come from, and their labels, as sets packed into bits. An argument is a value without
 * parts; it has the role of the nearest place above it that the contract gives one.
 *
 * @param origins for each role, four bits, one for each {@link Source}
 * @param labels one bit for each label that some argument has
 */
record Provenance(int origins, int labels) {
    /** Nothing flows. */
    static final Provenance NONE = new Provenance(0, 0);

    /** What an unknown call must be taken for: each role has third-party free text, and nothing has a label. */
    static final Provenance UNKNOWN = new Provenance(0x8888, bit(Label.INTERNAL));

    private static final int BITS = 4;

    /** Origins as rules name them. */
    enum Source {
        /** The principal or the author of the plan, in any form. */
        USER,
        /** The run itself, in any form. */
        SELF,
        /** A third party, in a field with a declared meaning. */
        TYPED_FIELD,
        /** A third party, in text in which anything may stand. */
        FREE_TEXT;

        /** An origin that has this name. */
        Origin origin() {
            return switch (this) {
                case USER -> Origin.USER;
                case SELF -> Origin.SELF;
                case TYPED_FIELD -> new Origin(Origin.Source.THIRD_PARTY, Origin.Form.TYPED_FIELD);
                case FREE_TEXT -> Origin.UNKNOWN;
            };
        }

        static Source of(Origin origin) {
            return switch (origin.source()) {
                case USER -> USER;
                case SELF -> SELF;
                case THIRD_PARTY -> origin.form() == Origin.Form.TYPED_FIELD ? TYPED_FIELD : FREE_TEXT;
            };
        }
    }

    /** Of what flows in an effect; of what is used inside a call, what flows in that call. */
    static Provenance of(Effect effect) {
        return switch (effect) {
            case Effect.ToolCall call -> of(call.input(), call.contract().argumentRoles());
            case Effect.ModelCall call -> of(call.content(), Map.of());
            case Effect.Access access -> of(access.within());
            default -> NONE;
        };
    }

    private static Provenance of(Effect.@Nullable ToolCall within) {
        return within == null ? UNKNOWN : of((Effect) within);
    }

    private static Provenance of(Payload payload, Map<Pointer, ArgumentRole> roles) {
        return of(payload.value(), Pointer.ROOT, payload, roles);
    }

    private static Provenance of(Json value, Pointer place, Payload payload, Map<Pointer, ArgumentRole> roles) {
        var all = NONE;
        switch (value) {
            case Json.Obj object
            when !object.members().isEmpty() -> {
                for (var member : object.members().entrySet()) {
                    all = all.and(of(member.getValue(), place.child(member.getKey()), payload, roles));
                }
            }
            case Json.Arr array
            when !array.items().isEmpty() -> {
                for (int i = 0; i < array.items().size(); i++) {
                    all = all.and(of(array.items().get(i), place.child(i), payload, roles));
                }
            }
            default -> all = argument(place, payload, role(place, roles));
        }
        return all;
    }

    private static Provenance argument(Pointer place, Payload payload, ArgumentRole role) {
        var labels = payload.labelsOf(place).stream().mapToInt(Provenance::bit).reduce(0, (one, other) -> one | other);
        return new Provenance(
                bits(role, bit(Source.of(payload.originOf(place)))), labels == 0 ? bit(Label.INTERNAL) : labels);
    }

    private static ArgumentRole role(Pointer place, Map<Pointer, ArgumentRole> roles) {
        for (var here = place; ; here = here.parent()) {
            var role = roles.get(here);
            if (role != null || here.isRoot()) {
                return role == null ? ArgumentRole.PAYLOAD : role;
            }
        }
    }

    /** In words: which origins the arguments of each role have, and which labels. */
    String describe() {
        var parts = new ArrayList<String>();
        for (var role : ArgumentRole.values()) {
            var sources = sources(role);
            if (!sources.isEmpty()) {
                parts.add(Words.word(role) + " " + sources);
            }
        }
        parts.add("data " + named(Label.values(), labels));
        return String.join(", ", parts);
    }

    /** The origins that the arguments of a role have, in words. */
    List<String> sources(ArgumentRole role) {
        return named(Source.values(), origins >>> shift(role));
    }

    private static List<String> named(Enum<?>[] constants, int bits) {
        return Arrays.stream(constants)
                .filter(constant -> (bits & bit(constant)) != 0)
                .map(Words::word)
                .toList();
    }

    private Provenance and(Provenance other) {
        return new Provenance(origins | other.origins, labels | other.labels);
    }

    /** The bits of a set of origins, at the place that a role has. */
    static int bits(ArgumentRole role, int sources) {
        return sources << shift(role);
    }

    @SuppressWarnings("EnumOrdinal") // the bits never leave the process
    static int shift(ArgumentRole role) {
        return BITS * role.ordinal();
    }

    @SuppressWarnings("EnumOrdinal") // the bits never leave the process
    static int bit(Enum<?> constant) {
        return 1 << constant.ordinal();
    }
}
