package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.policy.Secret;
import io.naestro.providers.http.Shown;
import io.naestro.testkit.TestContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that show the key in every place they can; nothing of it may come out on the other side. */
class SecretTest {
    private static final String KEY = "sk-Very-SECRET-0123456789";

    private final Logger root = Logger.getLogger("");
    private final Level level = root.getLevel();
    private final Capture logs = new Capture();

    @BeforeEach
    void listenToAllLogs() {
        logs.setLevel(Level.ALL);
        root.setLevel(Level.ALL);
        root.addHandler(logs);
        Arrays.stream(root.getHandlers()).filter(handler -> handler != logs).forEach(root::removeHandler);
    }

    @AfterEach
    void stopListening() {
        root.removeHandler(logs);
        root.setLevel(level);
    }

    @Test
    void never_comes_back_out_of_failures() {
        for (var status : new int[] {200, 302, 400, 401, 404, 422, 429, 500}) {
            for (var body : new String[] {
                "{'error':{'message':'bad key " + KEY + "','type':'" + KEY + "','param':'" + KEY + "','code':'" + KEY
                        + "'}}",
                "{'error':'bad key " + KEY + "'}",
                "{'detail':[{'loc':['" + KEY + "'],'msg':'" + KEY + "'}]}",
                "{'choices':[{'message':{'refusal':'" + KEY + "'}}]}",
                "{'choices':[{'message':{'tool_calls':[{'id':'" + KEY + "','function':{'name':'" + KEY
                        + "','arguments':'{" + KEY + "'}}]},'finish_reason':'" + KEY + "'}]}",
                "{'choices':[{'message':{'tool_calls':[{'id':'" + KEY + "'}]}}]}",
                "{'" + KEY + "':1,'" + KEY + "':2}",
                KEY,
                "x".repeat(50) + KEY,
                "{'error':'" + "x".repeat(290) + KEY + "'}"
            }) {
                try (var server = Loopback.replying(status, body.replace('\'', '"'), "Retry-After", KEY)) {
                    var result = chat(model(server.url()));
                    assertThat(result).isInstanceOf(ModelFailure.class);
                    hidesKey(result);
                    hidesKey(((ModelFailure) result).details().members());
                }
            }
        }
        hidesKey(logs.lines());
        assertThat(logs.lines()).anyMatch(line -> line.contains("result=AUTHENTICATION"));
    }

    @Test
    void never_comes_back_out_of_the_name_of_the_model_that_served() {
        try (var server = Loopback.replying(200, Loopback.completion("hi").replace("served-model", KEY))) {
            assertThat(((ChatResponse) chat(model(server.url()))).servedBy()).isEqualTo("***");
        }
    }

    @Test
    void is_not_shown_by_a_broken_connection_or_an_unreachable_server() {
        try (var server = new RawServer(socket -> RawServer.say(socket, "HTTP/1.1 nonsense " + KEY + "\r\n\r\n"))) {
            hidesKey(chat(model(server.url())));
        }
        try (var server = new RawServer(Socket::close)) {
            hidesKey(chat(model(server.url())));
        }
        hidesKey(logs.lines());
    }

    @Test
    void is_not_shown_by_the_parts_of_a_model() {
        var openai = OpenAi.openai(Secret.of("KEY", KEY.toCharArray()));
        hidesKey(openai);
        hidesKey(openai.model("m"));
        hidesKey(openai.model("m").card());
        hidesKey(new Shown(Secret.of("KEY", KEY.toCharArray())));
    }

    private static ChatResult chat(ChatModel model) {
        return model.chat(ChatRequest.of(Message.user("hello")), TestContext.forAMinute());
    }

    private static ChatModel model(String url) {
        return OpenAi.vllm(url).key(Secret.of("KEY", KEY.toCharArray())).model("m");
    }

    private static void hidesKey(Object shown) {
        assertThat(String.valueOf(shown)).doesNotContainIgnoringCase(KEY.substring(0, 9));
    }

    /** Keeps every log record as text, with its exception. */
    private static final class Capture extends Handler {
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        /** What was logged so far; threads of the server may still log. */
        List<String> lines() {
            synchronized (lines) {
                return List.copyOf(lines);
            }
        }

        @Override
        public void publish(LogRecord entry) {
            var text = new StringWriter();
            text.write(new SimpleFormatter().format(entry));
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(new PrintWriter(text));
            }
            lines.add(text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
