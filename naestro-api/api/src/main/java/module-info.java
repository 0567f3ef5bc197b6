/** The vocabulary of Naestro: what a host or an adapter author imports. */
module io.naestro.api {
    requires static transitive org.jspecify;

    exports io.naestro.agent;
    exports io.naestro.effect;
    exports io.naestro.evaluate;
    exports io.naestro.goal;
    exports io.naestro.json;
    exports io.naestro.memory;
    exports io.naestro.model;
    exports io.naestro.observe;
    exports io.naestro.plan;
    exports io.naestro.policy;
    exports io.naestro.route;
    exports io.naestro.run;
    exports io.naestro.tool;

    // For the resource plan.schema.json, which a module would otherwise keep to itself.
    opens io.naestro.plan;
}
