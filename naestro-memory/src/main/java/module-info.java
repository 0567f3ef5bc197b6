/** The memory store. */
module io.naestro.memory.store {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires static transitive org.jspecify;
}
