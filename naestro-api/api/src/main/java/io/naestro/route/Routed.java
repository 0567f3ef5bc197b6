package io.naestro.route;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A router's answer: a route, or the reasons why there is none. */
public sealed interface Routed permits Route, Routed.NoRoute {

    /**
     * No model will do.
     *
     * @param reasons for each model's id why it will not do
     */
    record NoRoute(Map<String, String> reasons) implements Routed {
        public NoRoute {
            reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
        }
    }
}
