package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the records of a sealed interface are told apart. The value is the record's simple name without the interface's
 * simple name at its end, first letter in lower case. The member is {@code kind}; where a record of the family has a
 * component of that name, it is {@code type}, then {@code variant}.
 *
 * @param member the member's name
 * @param value the member's value
 */
record Discriminator(String member, String value) {
    private static final List<String> MEMBERS = List.of("kind", "type", "variant");

    /** The discriminator of a record, or null when it belongs to no sealed interface. */
    static @Nullable Discriminator of(Class<?> type) {
        var families = new LinkedHashSet<Class<?>>();
        collectFamilies(type, families);
        if (families.isEmpty()) {
            return null;
        }
        var taken = new LinkedHashSet<String>();
        families.forEach(family -> leaves(family).forEach(leaf -> taken.addAll(componentNames(leaf))));
        var member = MEMBERS.stream().filter(name -> !taken.contains(name)).findFirst();
        return new Discriminator(
                member.orElseThrow(() -> new IllegalArgumentException(type.getName()
                        + ": the records of its sealed interface have components named " + MEMBERS
                        + "; rename one, one of these names is needed to tell the records apart")),
                value(type, families));
    }

    /** All records at the end of a sealed hierarchy, in the order of declaration. */
    static List<Class<?>> leaves(Class<?> sealed) {
        var leaves = new ArrayList<Class<?>>();
        for (var permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed() && permitted.isInterface()) {
                leaves.addAll(leaves(permitted));
            } else {
                leaves.add(permitted);
            }
        }
        return leaves.stream().distinct().toList();
    }

    void check(Json.Obj object, Pointer at, Reading reading) {
        var found = object.members().get(member);
        if (found == null) {
            reading.problem(at, Json.of(""), "the member '" + member + "' is missing", value);
        } else if (!found.equals(Json.of(value))) {
            reading.problem(at.child(member), found, "is not allowed", value);
        }
    }

    /** The sealed interfaces above a type, nearest first. */
    private static void collectFamilies(Class<?> type, Set<Class<?>> families) {
        for (var parent : type.getInterfaces()) {
            if (parent.isSealed()) {
                families.add(parent);
            }
            collectFamilies(parent, families);
        }
    }

    private static Set<String> componentNames(Class<?> leaf) {
        var names = new LinkedHashSet<String>();
        if (leaf.isRecord()) {
            Arrays.stream(leaf.getRecordComponents()).map(Names::of).forEach(names::add);
        }
        return names;
    }

    private static String value(Class<?> type, Set<Class<?>> families) {
        var name = type.getSimpleName();
        for (var family : families) {
            var suffix = family.getSimpleName();
            if (name.endsWith(suffix) && name.length() > suffix.length()) {
                name = name.substring(0, name.length() - suffix.length());
                break;
            }
        }
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
