package io.naestro.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteServerTest {
    @TempDir
    Path folder;

    @Test
    void serves_a_folder_and_nothing_outside_it() throws IOException, InterruptedException {
        var root = Files.createDirectories(folder.resolve("site"));
        Files.createDirectories(root.resolve("sub"));
        Files.createDirectories(root.resolve("empty"));
        Files.writeString(root.resolve("index.html"), "home");
        Files.writeString(root.resolve("sub/index.html"), "sub");
        Files.writeString(root.resolve("nothing.css"), "");
        Files.writeString(root.resolve("data.bin"), "x");
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(root.resolve("link.txt"), folder.resolve("secret.txt"));
        try (var site = SiteServer.start(root, 0)) {
            assertThat(ask(site, "")).isEqualTo("200 text/html; charset=utf-8 home");
            assertThat(ask(site, "sub")).startsWith("301");
            assertThat(ask(site, "sub/")).isEqualTo("200 text/html; charset=utf-8 sub");
            assertThat(ask(site, "nothing.css")).isEqualTo("200 text/css ");
            assertThat(ask(site, "data.bin")).isEqualTo("200 application/octet-stream x");
            for (var missing : new String[] {"none", "empty", "empty/", "link.txt", "%2e%2e/secret.txt", "a%00b"}) {
                assertThat(ask(site, missing)).as(missing).startsWith("404");
            }
        }
    }

    private static String ask(SiteServer site, String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(site.url() + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " "
                    + answer.headers().firstValue("content-type").orElse("") + " " + answer.body();
        }
    }
}
