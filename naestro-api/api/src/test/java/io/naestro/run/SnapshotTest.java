package io.naestro.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.run.Journal.Snapshot;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    @Test
    void is_equal_to_one_of_as_many_records_with_the_same_bytes() {
        var one = new Snapshot(3, new byte[] {1, 2});
        assertThat(one).isEqualTo(new Snapshot(3, new byte[] {1, 2})).hasSameHashCodeAs(new Snapshot(3, new byte[] {1, 2
        }));
        assertThat(one).isNotEqualTo(new Snapshot(4, new byte[] {1, 2}));
        assertThat(one).isNotEqualTo(new Snapshot(3, new byte[] {1, 3}));
        assertThat(one.equals("other")).isFalse();
    }
}
