package io.naestro.house;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which packages are in which modules. */
final class Packages {
    private Packages() {}

    /** The packages that more than one module has, with those modules. */
    static Map<String, Set<String>> split(Map<String, Set<String>> packagesByModule) {
        var modulesOf = new TreeMap<String, Set<String>>();
        packagesByModule.forEach((module, packages) -> packages.forEach(
                name -> modulesOf.computeIfAbsent(name, n -> new TreeSet<>()).add(module)));
        modulesOf.values().removeIf(modules -> modules.size() == 1);
        return modulesOf;
    }
}
