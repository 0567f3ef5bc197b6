package io.naestro.core.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.naestro.base.LexicalPath;
import io.naestro.core.access.AccessGuard;
import io.naestro.core.access.HttpClients;
import io.naestro.core.access.RootedFiles;
import io.naestro.core.access.Roots;
import io.naestro.core.registry.ToolRegistry;
import io.naestro.effect.Origin;
import io.naestro.effect.Origin.Source;
import io.naestro.json.Pointer;
import io.naestro.plan.ToolRef;
import io.naestro.testkit.TestContext;
import io.naestro.testkit.VirtualTime;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.TooLarge;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ToolsTest {
    record Word(String text) {}

    private static final ToolContract<Word, Word> CONTRACT =
            ToolContract.named("word.turn", Word.class, Word.class).build();

    @TempDir
    Path temp;

    static ToolFailure failure(ToolResult<?> result) {
        assertThat(result).isInstanceOf(ToolResult.Failed.class);
        return ((ToolResult.Failed<?>) result).failure();
    }

    @Test
    void the_first_tools_fit_into_one_registry() {
        var registry = ToolRegistry.of(List.of(Tools.fsRead(), Tools.fsWrite(), Tools.httpGet()));

        assertThat(registry.contracts().stream().map(ToolContract::ref))
                .containsExactly(new ToolRef("fs.read", 1), new ToolRef("fs.write", 1), new ToolRef("http.get", 1));
    }

    @Test
    void nothing_looks_more_trusted_for_having_passed_through_a_tool() {
        for (var tool : List.<Tool<?, ?>>of(Tools.fsRead(), Tools.fsWrite(), Tools.httpGet())) {
            var origins = tool.contract().fieldOrigins();
            tool.contract().argumentRoles().keySet().stream()
                    .filter(origins::containsKey)
                    .forEach(place -> assertThat(origins.get(place).source()).isEqualTo(Source.THIRD_PARTY));
        }
        assertThat(Tools.httpGet().contract().fieldOrigins()).containsEntry(Pointer.of("/text"), Origin.UNKNOWN);
        assertThat(Tools.fsWrite().contract().argumentRoles())
                .containsEntry(Pointer.of("/path"), ArgumentRole.DESTINATION);
    }

    @Test
    void files_are_written_and_read_through_the_guard() {
        var context = over((resource, carried) -> {});

        assertThat(Tools.fsWrite().call(new WriteFile("ws:/a/b.txt", "one"), context))
                .isInstanceOf(ToolResult.Ok.class);
        assertThat(Tools.fsRead().call(new ReadFile("ws:/a/b.txt"), context))
                .isEqualTo(ToolResult.of(new FileText("ws:/a/b.txt", "one", 3)));
    }

    @Test
    void what_goes_wrong_with_files_is_told_by_kind() throws IOException {
        var context = over((resource, carried) -> {});
        Files.write(temp.resolve("binary"), new byte[] {(byte) 0xff, 0});
        Files.createDirectory(temp.resolve("folder"));

        assertThat(read("ws:/missing", context).kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(read("ws:/folder", context).kind()).isEqualTo(Kind.INVALID_INPUT);
        assertThat(read("/etc/passwd", context).kind()).isEqualTo(Kind.INVALID_INPUT);
        assertThat(read("ws:/binary", context).message()).isEqualTo("'ws:/binary' is not text in UTF-8");
        assertThat(failure(Tools.fsRead().call(new ReadFile("ws:/binary", 1L), context))
                        .kind())
                .isEqualTo(Kind.TOO_LARGE);
        assertThat(failure(Tools.fsWrite().call(new WriteFile("ws:/folder", "one"), context)))
                .isEqualTo(ToolFailure.of(Kind.INVALID_INPUT, "ws:/folder: is a folder"));
    }

    @Test
    void a_refusal_goes_on_to_the_engine() {
        var context = over((resource, carried) -> {
            throw new AccessRefused("not allowed");
        });

        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> Tools.fsRead().call(new ReadFile("ws:/a"), context));
        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> Tools.httpGet().call(new Fetch("http://127.0.0.1:1/"), context));
    }

    @Test
    void pages_are_fetched_through_the_guard() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=iso-8859-1");
            exchange.sendResponseHeaders(404, 1);
            exchange.getResponseBody().write(0xe9);
            exchange.close();
        });
        server.start();
        try {
            var url = "http://localhost:" + server.getAddress().getPort() + "/a";
            var context = over((resource, carried) -> {});

            assertThat(Tools.httpGet().call(new Fetch(url), context))
                    .isEqualTo(ToolResult.of(new Page(url, 404, "text/html; charset=iso-8859-1", "é")));
            assertThat(failure(Tools.httpGet().call(new Fetch("gopher://x/"), context))
                            .kind())
                    .isEqualTo(Kind.INVALID_INPUT);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_function_is_a_tool() {
        var tool = Tools.of(
                CONTRACT,
                (word, context) ->
                        new Word(new StringBuilder(word.text()).reverse().toString()));

        assertThat(tool.contract()).isSameAs(CONTRACT);
        assertThat(tool.call(new Word("abc"), TestContext.forAMinute())).isEqualTo(ToolResult.of(new Word("cba")));
        assertThat(tool.lookup(new Word("abc"), TestContext.forAMinute())).isEmpty();
    }

    static Stream<Arguments> thrown() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("ws:/a"), Kind.NOT_FOUND, "ws:/a"),
                Arguments.of(new FileNotFoundException("ws:/a"), Kind.NOT_FOUND, "ws:/a"),
                Arguments.of(new TooLarge("much"), Kind.TOO_LARGE, "much"),
                Arguments.of(new AccessDeniedException("ws:/a"), Kind.DENIED, "ws:/a"),
                Arguments.of(new FileSystemException("ws:/a", null, "full"), Kind.INVALID_INPUT, "ws:/a: full"),
                Arguments.of(new SocketTimeoutException("late"), Kind.TIMEOUT, "late"),
                Arguments.of(new InterruptedIOException("cut"), Kind.TIMEOUT, "cut"),
                Arguments.of(new ClosedByInterruptException(), Kind.TIMEOUT, "ClosedByInterruptException"),
                Arguments.of(new EOFException("end"), Kind.UNAVAILABLE, "end"),
                Arguments.of(new TimeoutException("late"), Kind.FAULT, "late"),
                Arguments.of(new Exception(), Kind.FAULT, "Exception"));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void what_a_function_throws_is_a_failure(Exception thrown, Kind kind, String message) {
        var tool = Tools.of(CONTRACT, (word, context) -> {
            throw thrown;
        });

        assertThat(failure(tool.call(new Word("a"), TestContext.forAMinute())))
                .isEqualTo(ToolFailure.of(kind, message));
    }

    @Test
    void an_interrupted_function_leaves_its_thread_interrupted() {
        var tool = Tools.of(CONTRACT, (word, context) -> {
            throw new InterruptedException("cut");
        });

        var failure = failure(tool.call(new Word("a"), TestContext.forAMinute()));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void what_is_unchecked_goes_on_to_the_engine_unless_it_is_a_path_or_address_that_is_none() {
        var broken = Tools.of(CONTRACT, (word, context) -> {
            throw new IllegalStateException("broken");
        });
        var parsing = Tools.of(
                CONTRACT,
                (word, context) -> new Word(LexicalPath.of(word.text()).toString()));

        assertThatThrownBy(() -> broken.call(new Word("a"), TestContext.forAMinute()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
        assertThat(failure(parsing.call(new Word("a"), TestContext.forAMinute())))
                .isEqualTo(ToolFailure.of(
                        Kind.INVALID_INPUT, "'a' is not a path with a root; allowed: root:/folder/file"));
    }

    private ToolFailure read(String path, ToolContext context) {
        return failure(Tools.fsRead().call(new ReadFile(path), context));
    }

    /** A context over a real folder and real loopback, with a guard. */
    private ToolContext over(AccessGuard guard) {
        var time = new VirtualTime();
        var files = new RootedFiles(Roots.of(Map.of("ws", temp)), guard);
        var http =
                HttpClients.of(host -> true).guardedBy(guard, time, time.now().plus(Duration.ofMinutes(1)));
        var rest = TestContext.forAMinute();
        return (ToolContext) Proxy.newProxyInstance(
                ToolContext.class.getClassLoader(),
                new Class<?>[] {ToolContext.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "files" -> files;
                    case "http" -> http;
                    default -> method.invoke(rest, arguments);
                });
    }
}
