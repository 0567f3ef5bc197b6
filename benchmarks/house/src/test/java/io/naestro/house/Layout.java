package io.naestro.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the modules of the build are, as the poms say. */
final class Layout {
    private static final Pattern PARENT = Pattern.compile("<parent>.*?</parent>", Pattern.DOTALL);
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    /** The folder of the parent pom. */
    static final Path ROOT = root();

    private static final List<Module> MODULES = below("")
            .filter(name -> !name.startsWith("benchmarks/"))
            .map(Module::new)
            .toList();

    private Layout() {}

    /**
     * A module that has code.
     *
     * @param name its folder, relative to the root, with slashes
     */
    record Module(String name) {
        Path folder() {
            return ROOT.resolve(name);
        }

        Path classes() {
            return folder().resolve("target/classes");
        }

        Path sources() {
            return folder().resolve("src/main/java");
        }

        String pom() {
            return text(folder().resolve("pom.xml"));
        }

        /** Whether it is a library, which others depend on, and not an example or a benchmark. */
        boolean shipped() {
            return name.startsWith("naestro-");
        }

        boolean deployed() {
            return shipped() && !pom().contains("<maven.deploy.skip>true</maven.deploy.skip>");
        }

        String artifact() {
            return artifactOf(pom());
        }
    }

    /** All modules with code, in the order of the poms; the benchmarks, which check the others, are left out. */
    static List<Module> modules() {
        return MODULES;
    }

    static List<Module> shipped() {
        return modules().stream().filter(Module::shipped).toList();
    }

    /** The compiled classes of these modules, without their tests. */
    static JavaClasses classesOf(List<Module> modules) {
        return new ClassFileImporter()
                .importPaths(modules.stream().map(Module::classes).toList());
    }

    /** The module that a class was compiled in; empty for classes of others. */
    static Optional<String> moduleOf(JavaClass type) {
        return type.getSource()
                .map(Source::getUri)
                .filter(uri -> uri.getScheme().equals("file"))
                .flatMap(uri -> moduleOf(Path.of(uri)));
    }

    /** The artifact ids of everything that is built, folders included. */
    static Stream<String> artifacts() {
        return poms("").map(Layout::artifactOf);
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> moduleOf(Path file) {
        return modules().stream()
                .filter(module -> file.startsWith(module.classes()))
                .map(Module::name)
                .findFirst();
    }

    private static String artifactOf(String pom) {
        return ARTIFACT.matcher(PARENT.matcher(pom).replaceAll(""))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a pom without an artifactId: " + pom));
    }

    private static Stream<String> below(String folder) {
        var nested = nested(folder);
        if (nested.isEmpty()) {
            return pom(folder).contains("<packaging>pom</packaging>") ? Stream.empty() : Stream.of(folder);
        }
        return nested.stream().flatMap(Layout::below);
    }

    private static Stream<String> poms(String folder) {
        return Stream.concat(Stream.of(pom(folder)), nested(folder).stream().flatMap(Layout::poms));
    }

    private static List<String> nested(String folder) {
        return MODULE.matcher(pom(folder))
                .results()
                .map(found -> folder.isEmpty() ? found.group(1) : folder + "/" + found.group(1))
                .toList();
    }

    private static String pom(String folder) {
        return text(ROOT.resolve(folder).resolve("pom.xml"));
    }

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("run this somewhere below the folder of mvnw");
            }
        }
        return folder;
    }
}
