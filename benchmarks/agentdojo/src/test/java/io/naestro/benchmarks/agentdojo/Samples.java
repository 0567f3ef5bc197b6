package io.naestro.benchmarks.agentdojo;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Samples that tests read. */
final class Samples {
    private static final String GIVEN = "shared/data/policy/agentdojo-given.jsonl";

    private Samples() {}

    /** One of the small cases of these tests. */
    static Path own(String name) {
        try {
            return Path.of(Objects.requireNonNull(Samples.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The traces that lie beside the repository on development machines; empty elsewhere. */
    static Optional<Path> given() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var file = folder.resolve(GIVEN);
            if (file.toFile().exists()) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
