package io.naestro.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Digest;
import io.naestro.run.Journal.Beginning;
import io.naestro.run.Journal.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    private static Beginning beginning(long run, int content) {
        var digest = new Digest("sha256:" + "0".repeat(64));
        return new Beginning(
                new RunId(new UUID(0x7000L, run)), digest, Map.of(digest, new byte[] {1}), List.of(new byte[] {
                    (byte) content
                }));
    }

    @Test
    void a_beginning_is_compared_by_what_is_in_it() {
        assertThat(beginning(1, 2)).isEqualTo(beginning(1, 2)).hasSameHashCodeAs(beginning(1, 2));
        assertThat(beginning(1, 2)).isNotEqualTo(beginning(1, 3)).isNotEqualTo(beginning(2, 2));
        assertThat(beginning(1, 2)).isNotEqualTo(null);
    }
}
