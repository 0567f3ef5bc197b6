package io.naestro.core.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.naestro.testkit.VirtualTime;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.ToolContext.Http;
import io.naestro.tool.ToolContext.HttpRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The name in the address is what the certificate must hold, wherever the name leads. */
class GovernedHttpsTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    static Path temp;

    private static SSLContext context;
    private static X509TrustManager trust;

    private final VirtualTime time = new VirtualTime();
    private final Watch watch = new Watch();
    private Site secure;

    @BeforeAll
    static void make_a_certificate() throws Exception {
        var file = temp.resolve("keys.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "site",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=good.test",
                        "-ext",
                        "SAN=dns:good.test",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor())
                .as(new String(keytool.getInputStream().readAllBytes(), UTF_8))
                .isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        trust = (X509TrustManager) trusted.getTrustManagers()[0];
        context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), new TrustManager[] {trust}, null);
    }

    @BeforeEach
    void open() throws IOException {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        secure = new Site(server);
    }

    @AfterEach
    void close() {
        secure.close();
    }

    @Test
    void a_certificate_of_the_name_is_accepted() throws IOException {
        secure.text("/a", "ok");

        var reply = http(trusting()).send(HttpRequest.get("https://good.test:" + secure.port() + "/a", 9));

        assertThat(new String(reply.body(), UTF_8)).isEqualTo("ok");
    }

    @Test
    void a_certificate_of_another_name_is_not() {
        secure.text("/a", "ok");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> http(trusting()).send(HttpRequest.get("https://other.test:" + secure.port() + "/a", 9)));
        assertThat(secure.asked).isEmpty();
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_not() {
        secure.text("/a", "ok");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> http(HttpClients.inert())
                        .send(HttpRequest.get("https://good.test:" + secure.port() + "/a", 9)));
        assertThat(secure.asked).isEmpty();
    }

    @Test
    void a_redirect_from_https_to_http_is_refused() throws IOException {
        try (var plain = new Site().text("/b", "ok")) {
            secure.redirect("/a", 302, plain.url("good.test", "/b"))
                    .redirect("/c", 302, "/d")
                    .text("/d", "ok");

            assertThatExceptionOfType(AccessRefused.class)
                    .isThrownBy(() ->
                            http(trusting()).send(HttpRequest.get("https://good.test:" + secure.port() + "/a", 9)))
                    .withMessageEndingWith(": redirected from https to http");
            assertThat(plain.asked).isEmpty();
            assertThat(watch.unsafe).hasSize(1);
            assertThat(http(trusting())
                            .send(HttpRequest.get("https://good.test:" + secure.port() + "/c", 9))
                            .status())
                    .isEqualTo(200);
        }
    }

    private Http http(OkHttpClient client) {
        return new HttpClients(client, host -> List.of(InetAddress.getLoopbackAddress()), new AddressRule(host -> true))
                .guardedBy(watch, time, time.now().plus(Duration.ofMinutes(1)));
    }

    private static OkHttpClient trusting() {
        return HttpClients.inert()
                .newBuilder()
                .sslSocketFactory(context.getSocketFactory(), trust)
                .build();
    }
}
