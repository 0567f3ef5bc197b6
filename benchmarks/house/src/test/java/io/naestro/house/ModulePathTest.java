package io.naestro.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Core, the OpenAI adapter and the policy as modules; tests elsewhere run on the class path. */
class ModulePathTest {
    private static final Set<String> ROOTS =
            Set.of("io.naestro.core", "io.naestro.providers.openai", "io.naestro.policy.engine");

    private final List<Path> jars =
            Footprint.read(Path.of(System.getProperty("house.modulepath"))).jars();

    @Test
    void java_accepts_the_module_path() throws Exception {
        assertThat(validate(jars)).isEmpty();
    }

    @Test
    void java_rejects_a_package_in_two_modules(@TempDir Path folder) throws Exception {
        var intruder = folder.resolve("intruder.jar");
        try (var jar = new JarOutputStream(Files.newOutputStream(intruder))) {
            jar.putNextEntry(new JarEntry("io/naestro/core/Intruder.class"));
        }

        assertThat(validate(Stream.concat(jars.stream(), Stream.of(intruder)).toList()))
                .contains("intruder")
                .contains("io.naestro.core")
                .contains("conflicts");
    }

    @Test
    void all_that_modules_require_is_there() {
        assertThat(resolve(jars).modules()).extracting(ResolvedModule::name).containsAll(ROOTS);
    }

    @Test
    void a_missing_module_is_noticed() {
        var without = jars.stream()
                .filter(jar -> !jar.getFileName().toString().startsWith("naestro-base-"))
                .toList();

        assertThatThrownBy(() -> resolve(without))
                .isInstanceOf(FindException.class)
                .hasMessageContaining("io.naestro.base");
    }

    /** When this fails because the list got shorter, try a jlink image and update docs/intended.md. */
    @Test
    void only_two_libraries_are_not_modules_yet() {
        assertThat(ModuleFinder.of(jars.toArray(Path[]::new)).findAll().stream()
                        .map(ModuleReference::descriptor)
                        .filter(ModuleDescriptor::isAutomatic)
                        .map(ModuleDescriptor::name))
                .containsExactlyInAnyOrder("okio", "re2j");
    }

    private static Configuration resolve(List<Path> jars) {
        return ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(jars.toArray(Path[]::new)), ModuleFinder.of(), ROOTS);
    }

    /** What java has to say against a module path; nothing when all is well. */
    private static String validate(List<Path> jars) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var path = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        var process = new ProcessBuilder(java, "--module-path", path, "--validate-modules")
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var exit = process.waitFor();
        assertThat(exit == 0).as("exit status %s with: %s", exit, said).isEqualTo(said.isEmpty());
        return said;
    }
}
