package io.naestro;

import io.naestro.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Every type that this module was compiled to. */
final class Vocabulary {
    static final Path CLASSES = classes();
    static final List<Class<?>> TYPES = types();
    static final List<Class<?>> PUBLIC =
            TYPES.stream().filter(Vocabulary::isPublic).toList();
    static final List<Class<?>> RECORDS = TYPES.stream().filter(Class::isRecord).toList();

    private Vocabulary() {}

    static ModuleDescriptor module() {
        try (var in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
            return ModuleDescriptor.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isPublic(Class<?> type) {
        var here = Modifier.isPublic(type.getModifiers()) || Modifier.isProtected(type.getModifiers());
        return here && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    private static Path classes() {
        try {
            return Path.of(Plan.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Class<?>> types() {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.map(file -> CLASSES.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length())
                            .replace('/', '.')
                            .replace('\\', '.'))
                    .sorted()
                    .<Class<?>>map(Vocabulary::load)
                    .filter(type -> !type.isAnonymousClass() && !type.isSynthetic())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Vocabulary.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
