package io.naestro.core.tools;

import io.naestro.effect.Origin;
import io.naestro.effect.Origin.Form;
import io.naestro.effect.Origin.Source;

/** What a tool gives back of its argument. */
final class Echo {
    /**
     * Not the tool's own: an argument may come from anyone, and must not look better for having passed through a tool.
     */
    static final Origin ORIGIN = new Origin(Source.THIRD_PARTY, Form.TYPED_FIELD);

    private Echo() {}
}
