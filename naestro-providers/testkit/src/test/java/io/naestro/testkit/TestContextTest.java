package io.naestro.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Json;
import io.naestro.policy.Principal;
import io.naestro.policy.Secret;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.ToolContext.HttpReply;
import io.naestro.tool.ToolContext.HttpRequest;
import io.naestro.tool.ToolContext.ProcessReply;
import io.naestro.tool.ToolContext.ProcessRequest;
import io.naestro.tool.Touch;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestContextTest {
    private final TestContext context = TestContext.until(Instant.EPOCH);

    @Test
    void tells_what_it_was_given() {
        assertThat(context.deadline()).isEqualTo(Instant.EPOCH);
        assertThat(context.trace()).isEmpty();
        assertThat(context.principal()).isEqualTo(Principal.HOST);
        assertThat(context.idempotencyKey()).isEqualTo("key-1");
        assertThat(context.key("k").idempotencyKey()).isEqualTo("k");
        assertThat(context.cancelled()).isFalse();
        context.cancel();
        assertThat(context.cancelled()).isTrue();
    }

    @Test
    void keeps_what_goes_to_its_sink() {
        context.sink().accept(Json.of("a"));
        context.sink().accept(Json.of("b"));
        assertThat(context.deltas()).containsExactly(Json.of("a"), Json.of("b"));
    }

    @Test
    void keeps_files_in_memory() throws IOException {
        context.file("docs:/a/b.txt", "hello").file("docs:/a/c/d.txt", "deep").file("other:/a/x", "x");
        context.files().write("docs:/new.txt", "new".getBytes(UTF_8));
        assertThat(context.files().read("docs:/a/b.txt", 5)).asString(UTF_8).isEqualTo("hello");
        assertThat(context.files().list("docs:/a", 2)).containsExactly("b.txt", "c");
        assertThat(context.files().list("docs:/", 2)).containsExactly("a", "new.txt");
        assertThat(context.texts())
                .isEqualTo(Map.of(
                        "docs:/a/b.txt",
                        "hello",
                        "docs:/a/c/d.txt",
                        "deep",
                        "other:/a/x",
                        "x",
                        "docs:/new.txt",
                        "new"));
        assertThat(context.touched()).containsExactlyInAnyOrder(Touch.FILES_READ, Touch.FILES_WRITE);
    }

    @Test
    void refuses_files_that_are_missing_or_too_large() {
        context.file("docs:/a", "hello").file("docs:/b", "");
        assertThatThrownBy(() -> context.files().read("docs:/none", 5)).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> context.files().list("docs:/none", 5)).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> context.files().read("docs:/a", 4))
                .isInstanceOf(IOException.class)
                .hasMessage("file 'docs:/a' has 5 bytes; allowed: 4");
        assertThatThrownBy(() -> context.files().list("docs:/", 1))
                .isInstanceOf(IOException.class)
                .hasMessage("folder 'docs:/' has 2 entries; allowed: 1");
    }

    @Test
    void reaches_hosts_programs_and_secrets_that_it_was_given() throws IOException {
        var reply = new HttpReply(200, "http://a/", Map.of(), new byte[0]);
        var left = new ProcessReply(0, new byte[0], new byte[0]);
        var secret = Secret.of("token", "value".toCharArray());
        context.http(request -> reply).processes(request -> left).secret(secret);
        assertThat(context.http().send(HttpRequest.get("http://a/", 1))).isSameAs(reply);
        assertThat(context.processes().run(ProcessRequest.of("a:/", "/bin/true")))
                .isSameAs(left);
        assertThat(context.secrets().lease("token", "a")).isSameAs(secret);
        assertThat(context.touched()).containsExactlyInAnyOrder(Touch.HTTP, Touch.PROCESSES, Touch.SECRETS);
    }

    @Test
    void refuses_hosts_programs_and_secrets_that_it_was_not_given() {
        assertThatThrownBy(() -> context.http().send(HttpRequest.get("http://a/", 1)))
                .isInstanceOf(AccessRefused.class);
        assertThatThrownBy(() -> context.processes().run(ProcessRequest.of("a:/", "/bin/true")))
                .isInstanceOf(AccessRefused.class);
        assertThatThrownBy(() -> context.secrets().lease("token", "a"))
                .isInstanceOf(AccessRefused.class)
                .hasMessage("this test gives no secret 'token'");
    }
}
