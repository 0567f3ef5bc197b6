package io.naestro.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunsTest {
    @Test
    void a_key_alone_is_looked_for_in_the_default_tenant() {
        var asked = new java.util.ArrayList<String>();
        var runs = new Runs() {
            @Override
            public Optional<RunSummary> find(String tenant, RunKey key) {
                asked.add(tenant + " " + key);
                return Optional.empty();
            }

            @Override
            public Optional<RunSummary> find(RunId id) {
                return Optional.empty();
            }

            @Override
            public List<RunSummary> list(int most) {
                return List.of();
            }

            @Override
            public List<Recorded> events(RunId id, long from, int most) {
                return List.of();
            }
        };
        assertThat(runs.find(RunKey.of("k"))).isEmpty();
        assertThat(asked).containsExactly("default k");
    }
}
