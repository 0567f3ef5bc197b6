package io.naestro.house;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.naestro.house.Layout.Module;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules, applied to all modules together. */
class HouseTest {
    /** The only classes that may read a clock or make randomness; whoever else needs them gets them injected. */
    private static final Set<String> SOURCES = Set.of(
            "io.naestro.core.SystemTime",
            "io.naestro.core.SystemRandom",
            // Defaults of OpenAi.time and its like: an adapter that is built by hand has no engine to give it a clock.
            "io.naestro.providers.http.SystemTime",
            "io.naestro.providers.langchain4j.SystemTime",
            "io.naestro.providers.springai.SystemTime",
            "io.naestro.providers.web.SystemTime",
            // The contract suites also test adapters against real servers, which do not follow a virtual clock.
            "io.naestro.testkit.RealTime");

    private static final JavaClasses ALL = Layout.classesOf(Layout.modules());
    private static final JavaClasses SHIPPED = Layout.classesOf(Layout.shipped());
    private static final Map<String, ModuleDescriptor> DESCRIPTORS =
            Layout.modules().stream().collect(Collectors.toMap(Module::name, HouseTest::descriptor));

    @Test
    void sees_the_classes_of_every_module() {
        assertThat(ALL.stream().flatMap(type -> Layout.moduleOf(type).stream()))
                .containsAll(Layout.modules().stream().map(Module::name).toList());
    }

    @Test
    void modules_use_only_those_below_them() {
        Rules.direction(Layout::moduleOf).check(ALL);
    }

    @Test
    void only_the_gate_calls_models_and_tools() {
        Rules.oneGate("io.naestro.core", "io.naestro.core.Gate").check(SHIPPED);
    }

    @Test
    void clocks_and_randomness_are_injected() {
        Rules.injectedTimeAndRandomness(SOURCES).check(SHIPPED);
    }

    @Test
    void nothing_is_public_outside_exported_packages() {
        Rules.publicOnlyWhereExported(type -> exports(type, false)).check(SHIPPED);
    }

    @Test
    void signatures_show_no_type_of_a_third_party() {
        // The test kit is about JUnit, and a host may hand its own OkHttp client to the adapter.
        var about = Set.of(
                "io.naestro.testkit",
                "io.naestro.providers.anthropic",
                "io.naestro.providers.gemini",
                "io.naestro.providers.langchain4j",
                "io.naestro.providers.micrometer",
                "io.naestro.providers.openai",
                "io.naestro.providers.springai");
        Rules.ownSignatures(type -> !about.contains(type.getPackageName())
                        && exports(type, true).contains(type.getPackageName()))
                .check(SHIPPED);
    }

    @Test
    void the_api_needs_nothing_but_java() {
        Rules.noThirdParty().check(Layout.classesOf(only("naestro-api/api")));
    }

    @Test
    void every_package_is_null_marked() {
        Rules.nullMarked().check(ALL);
    }

    @Test
    void every_package_says_what_lives_there_and_where_to_start() {
        assertThat(packageInfos())
                .allSatisfy((file, text) -> assertThat(PackageDoc.sentences(text))
                        .as(file + " needs a comment of two sentences")
                        .isGreaterThanOrEqualTo(2));
    }

    @Test
    void no_package_is_split_over_two_modules() {
        assertThat(Packages.split(packagesByModule())).isEmpty();
    }

    @Test
    void module_names_are_the_roots_of_their_packages() {
        assertThat(DESCRIPTORS).allSatisfy((module, descriptor) -> {
            if (!module.equals("naestro-api/api")) {
                assertThat(packagesByModule().get(module))
                        .allMatch(name -> (name + ".").startsWith(descriptor.name() + "."));
            }
        });
    }

    @Test
    void every_module_with_code_is_measured() {
        var measured = Layout.modules().stream().filter(HouseTest::hasCode).toList();

        assertThat(measured)
                .allSatisfy(module -> assertThat(module.folder().resolve("target/jacoco.exec"))
                        .as(module.name() + " has code and no test, so its coverage would not be checked")
                        .exists());
    }

    @Test
    void what_coverage_leaves_out_has_a_written_reason() {
        var pom = Layout.text(Layout.ROOT.resolve("pom.xml"));
        var patterns = Pattern.compile("<coverage\\.exclude\\.\\w+>([^<]+)<")
                .matcher(pom)
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(",", -1)))
                .filter(pattern -> !pattern.equals("none"))
                .collect(toCollection(TreeSet::new));
        var reasons = Pattern.compile("^\\| `([^`]+)` \\| [^|]+ \\| [^|]+ \\|$", Pattern.MULTILINE)
                .matcher(Layout.text(Layout.ROOT.resolve(".ci/coverage-exclusions.md")))
                .results()
                .map(found -> found.group(1))
                .collect(toCollection(TreeSet::new));

        assertThat(patterns).isEqualTo(reasons);
    }

    @Test
    void every_dependency_has_a_line_of_reason() {
        var reasons = Layout.text(Layout.ROOT.resolve("docs/dependencies.md"));
        var pom = Layout.text(Layout.ROOT.resolve("pom.xml"));
        var managed = pom.substring(pom.indexOf("<dependencyManagement>"), pom.indexOf("</dependencyManagement>"))
                .replaceAll("(?s)<exclusions>.*?</exclusions>", "");
        var thirdParty = Pattern.compile("<groupId>(?!io\\.naestro)([^<]+)</groupId>\\s*<artifactId>([^<]+)<")
                .matcher(managed)
                .results()
                .map(found -> found.group(2))
                .toList();

        assertThat(thirdParty)
                .isNotEmpty()
                .allSatisfy(artifact -> assertThat(reasons).contains("`" + artifact + "`"));
    }

    @Test
    void the_bom_names_exactly_what_is_deployed() {
        var bom = Pattern.compile("<dependency>\\s*<groupId>io\\.naestro</groupId>\\s*<artifactId>([^<]+)<")
                .matcher(Layout.text(Layout.ROOT.resolve("naestro-providers/bom/pom.xml")))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(bom)
                .containsExactlyInAnyOrderElementsOf(Layout.modules().stream()
                        .filter(Module::deployed)
                        .map(Module::artifact)
                        .toList());
    }

    @Test
    void what_the_bom_does_not_name_is_kept_out_of_a_release() {
        var pom = Layout.text(Layout.ROOT.resolve("pom.xml"));
        var excluded = Pattern.compile("<release\\.excluded>([^<]+)<")
                .matcher(pom)
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(",", -1)))
                .toList();
        var published = Layout.modules().stream()
                .filter(Module::deployed)
                .map(Module::artifact)
                .toList();

        assertThat(Layout.artifacts().filter(artifact -> !artifact.equals("naestro-bom")))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(published.stream(), excluded.stream()).toList());
    }

    private static List<Module> only(String name) {
        return Layout.modules().stream()
                .filter(module -> module.name().equals(name))
                .toList();
    }

    private static boolean hasCode(Module module) {
        return ALL.stream()
                .anyMatch(type -> Layout.moduleOf(type).equals(Optional.of(module.name()))
                        && !type.getSimpleName().endsWith("-info"));
    }

    private static Set<String> exports(JavaClass type, boolean toAll) {
        return Layout.moduleOf(type).map(DESCRIPTORS::get).stream()
                .flatMap(descriptor -> descriptor.exports().stream())
                .filter(export -> !toAll || !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
    }

    private static Map<String, Set<String>> packagesByModule() {
        return ALL.stream()
                .filter(type -> !type.getSimpleName().equals("module-info"))
                .collect(groupingBy(
                        type -> Layout.moduleOf(type).orElseThrow(),
                        TreeMap::new,
                        mapping(JavaClass::getPackageName, toCollection(TreeSet::new))));
    }

    private static Map<String, String> packageInfos() {
        var found = new TreeMap<String, String>();
        for (var module : Layout.modules()) {
            try (var files = Files.walk(module.sources())) {
                files.filter(file -> file.endsWith("package-info.java"))
                        .forEach(file -> found.put(Layout.ROOT.relativize(file).toString(), Layout.text(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static ModuleDescriptor descriptor(Module module) {
        try (InputStream in = Files.newInputStream(module.classes().resolve("module-info.class"))) {
            return ModuleDescriptor.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(module.name() + " has no module descriptor", e);
        }
    }
}
