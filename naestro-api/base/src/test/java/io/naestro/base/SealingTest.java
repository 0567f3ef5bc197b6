package io.naestro.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import java.util.List;
import javax.crypto.SecretKey;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SealingTest {
    private static final SecretKey KEY = Sealing.key(Sealing.freshKey());

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static void refuses(SecretKey key, byte[] boundTo, byte[] sealed) {
        assertThatThrownBy(() -> Sealing.open(key, boundTo, sealed))
                .isInstanceOfSatisfying(
                        JournalFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
    }

    @Property(tries = 50, seed = "20261122")
    void gives_back_what_was_sealed(@ForAll byte[] plain, @ForAll byte[] boundTo) {
        var sealed = Sealing.seal(KEY, boundTo, plain);
        assertThat(Sealing.open(KEY, boundTo, sealed)).isEqualTo(plain);
        assertThat(Sealing.seal(KEY, boundTo, plain)).isNotEqualTo(sealed);
    }

    @Test
    void refuses_another_key_another_place_and_changed_bytes() {
        var sealed = Sealing.seal(KEY, bytes("here"), bytes("secret"));
        refuses(Sealing.key(Sealing.freshKey()), bytes("here"), sealed);
        refuses(KEY, bytes("there"), sealed);
        for (int i = 0; i < sealed.length; i++) {
            var changed = sealed.clone();
            changed[i] ^= 1;
            refuses(KEY, bytes("here"), changed);
        }
    }

    @Test
    void a_chain_is_the_same_whatever_the_batches_and_other_for_other_borders() {
        var whole = RecordChain.over(RecordChain.start(), List.of(bytes("a"), bytes("b"), bytes("c")));
        var first = RecordChain.over(RecordChain.start(), List.of(bytes("a")));
        assertThat(RecordChain.over(first, List.of(bytes("b"), bytes("c")))).isEqualTo(whole);
        assertThat(RecordChain.over(first, List.of(bytes("bc")))).isNotEqualTo(whole);
        assertThat(RecordChain.over(whole, List.of())).isEqualTo(whole);
        assertThat(RecordChain.hash(RecordChain.digest(whole))).isEqualTo(whole).hasSize(RecordChain.BYTES);
    }
}
