package io.naestro.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each rule, applied to code that breaks it and to code that does not. */
class RulesTest {
    private static final String FIXTURE = "io.naestro.house.fixture.";
    private static final Map<String, String> MODULES = Map.of(
            "api", "naestro-api/api",
            "base", "naestro-api/base",
            "core", "naestro-core",
            "router", "naestro-router",
            "host", "examples/host");

    @Test
    void direction_finds_the_api_that_uses_core_and_core_that_uses_the_router() {
        assertThat(problems(Rules.direction(RulesTest::fixtureModule), "direction"))
                .anyMatch(problem -> problem.startsWith("naestro-api/api must not use naestro-core:"))
                .anyMatch(problem -> problem.startsWith("naestro-core must not use naestro-router:"))
                .allMatch(problem -> problem.startsWith("naestro-api/api ") || problem.startsWith("naestro-core "));
    }

    @Test
    void one_gate_finds_calls_in_methods_lambdas_and_references_outside_the_gate() {
        var problems = problems(Rules.oneGate(FIXTURE + "gate.core", FIXTURE + "gate.core.Gate"), "gate");

        assertThat(problems)
                .hasSize(3)
                .anyMatch(problem -> problem.contains("Bypass.direct("))
                .anyMatch(problem -> problem.contains("EmbeddingModel.embed("))
                .anyMatch(problem -> problem.contains("Bypass.byReference("));
    }

    @Test
    void time_and_randomness_are_found_however_they_are_read() {
        var problems = problems(Rules.injectedTimeAndRandomness(Set.of(FIXTURE + "clock.Controlled")), "clock");

        for (var method : List.of(
                "instant",
                "date",
                "clock",
                "millis",
                "nanosByReference",
                "math",
                "random",
                "threadLocal",
                "uuid",
                "secure",
                "shuffle")) {
            assertThat(problems).anyMatch(problem -> problem.contains("Uncontrolled." + method + "("));
        }
        assertThat(problems)
                .noneMatch(problem -> problem.contains("Controlled.Nested") || problem.contains("clock.Controlled"));
    }

    @Test
    void a_public_type_in_a_package_that_is_not_exported_is_found() {
        var rule = Rules.publicOnlyWhereExported(type -> Set.of("io.naestro.other"));

        assertThat(problems(rule, "surface"))
                .containsExactly(FIXTURE + "surface.Stray is public in a package that its module does not export");
    }

    @Test
    void a_public_type_in_an_exported_package_is_fine() {
        assertThat(problems(Rules.publicOnlyWhereExported(type -> Set.of(type.getPackageName())), "surface"))
                .isEmpty();
    }

    @Test
    void types_of_third_parties_are_found_in_fields_parameters_bounds_and_generics() {
        assertThat(problems(Rules.ownSignatures(type -> true), "signature"))
                .extracting(problem -> problem.substring(problem.lastIndexOf('.') + 1))
                .containsExactlyInAnyOrder("JavaField", "JavaClass", "JavaMethod", "JavaPackage");
    }

    @Test
    void what_is_not_promised_may_show_anything() {
        assertThat(problems(Rules.ownSignatures(type -> false), "signature")).isEmpty();
    }

    @Test
    void third_parties_are_found_even_in_private_code() {
        assertThat(problems(Rules.noThirdParty(), "signature")).anyMatch(problem -> problem.contains("ArchRule"));
    }

    @Test
    void a_package_without_null_marked_is_found() {
        assertThat(problems(Rules.nullMarked(), "unmarked"))
                .singleElement()
                .asString()
                .contains("Unmarked");
    }

    @Test
    void a_split_package_is_found_with_its_modules() {
        assertThat(Packages.split(Map.of("one", Set.of("a", "b"), "two", Set.of("b", "c"))))
                .isEqualTo(Map.of("b", Set.of("one", "two")));
    }

    @Test
    void sentences_of_a_package_comment_are_counted() {
        assertThat(PackageDoc.sentences("/** Things live here. Start with {@code A.B}. */\n@NullMarked\npackage a;"))
                .isEqualTo(2);
        assertThat(PackageDoc.sentences("/** Things live here. */\n@NullMarked\npackage a;"))
                .isEqualTo(1);
        assertThat(PackageDoc.sentences("@NullMarked\npackage a;")).isZero();
    }

    private static List<String> problems(ArchRule rule, String fixture) {
        var result = rule.evaluate(new ClassFileImporter().importPackages(FIXTURE + fixture));
        return result.getFailureReport().getDetails();
    }

    private static Optional<String> fixtureModule(JavaClass type) {
        var name = type.getPackageName();
        return Optional.ofNullable(MODULES.get(name.substring(name.lastIndexOf('.') + 1)));
    }
}
