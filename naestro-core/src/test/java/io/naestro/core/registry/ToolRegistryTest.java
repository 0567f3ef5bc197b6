package io.naestro.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.naestro.base.JsonSchema;
import io.naestro.base.JsonText;
import io.naestro.core.tools.Tools;
import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Resource;
import io.naestro.effect.Resource.FileResource;
import io.naestro.effect.Resource.Operation;
import io.naestro.effect.Resource.WebResource;
import io.naestro.goal.Money;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.plan.ToolRef;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolRegistryTest {
    record In(
            String text,
            @Nullable Part part,
            List<Part> parts,
            Map<String, Part> named,
            Json any,
            Optional<Kind> kind) {}

    record Part(String to, @Nullable Part next) {}

    sealed interface Kind {
        record MailKind(String address) implements Kind {}

        record FileKind(String path) implements Kind {}
    }

    record Out(String text, long size) {}

    @Test
    void finds_a_tool_by_name_and_exact_version() {
        var one = tool(contract("mail.send"));
        var two = tool(contract("mail.send").version(2));
        var registry = ToolRegistry.of(List.of(two, one));

        assertThat(registry.find(new ToolRef("mail.send", 1)).orElseThrow().tool())
                .isSameAs(one);
        assertThat(registry.find(new ToolRef("mail.send", 2)).orElseThrow().tool())
                .isSameAs(two);
        assertThat(registry.find(new ToolRef("mail.send", 3))).isEmpty();
        assertThat(registry.find(new ToolRef("mail", 1))).isEmpty();
    }

    @Test
    void finds_a_tool_by_an_alias_of_that_version() {
        var registry = ToolRegistry.of(List.of(
                tool(contract("mail.send").aliases("send", "mail.send")),
                tool(contract("mail.send").version(2)),
                tool(contract("mail.send").version(3).aliases("send"))));

        assertThat(registry.find(new ToolRef("send", 1)).orElseThrow()).hasToString("mail.send@1");
        assertThat(registry.find(new ToolRef("send", 2))).isEmpty();
        assertThat(registry.find(new ToolRef("send", 3)).orElseThrow()).hasToString("mail.send@3");
    }

    @Test
    void lists_contracts_by_name_and_version() {
        var registry = ToolRegistry.of(
                List.of(tool(contract("b").version(10)), tool(contract("b").version(9)), tool(contract("a"))));

        assertThat(registry.contracts().stream().map(ToolContract::ref))
                .extracting(ToolRef::toString)
                .containsExactly("a@1", "b@9", "b@10");
        assertThat(registry.tools()).extracting(RegisteredTool::toString).containsExactly("a@1", "b@9", "b@10");
    }

    @Test
    void refuses_two_tools_of_one_name_and_version() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolRegistry.of(List.of(tool(contract("a")), Tools.fsRead(), tool(contract("a")))))
                .withMessage("tool 'a@1' is registered twice, as io.naestro.core.tools.FunctionTool and as"
                        + " io.naestro.core.tools.FunctionTool; drop one of them or give it another version");
    }

    @Test
    void refuses_an_alias_that_means_two_tools() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolRegistry.of(List.of(
                        tool(contract("a").aliases("x")),
                        tool(contract("b").version(2).aliases("x")))))
                .withMessage("alias 'x' of tool 'b@2' already means tool 'a'; drop it from one of them");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolRegistry.of(List.of(tool(contract("a").aliases("b")), tool(contract("b")))))
                .withMessage("alias 'b' of tool 'a@1' already means tool 'b'; drop it from one of them");
    }

    @Test
    void refuses_shapes_without_a_schema() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolRegistry.of(List.of(tool(ToolContract.named("a", Thread.class, Out.class)))))
                .withMessageStartingWith("tool 'a@1': the shape of its argument has no schema: Thread");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolRegistry.of(List.of(tool(ToolContract.named(
                        "a", Shape.of(In.class), Shape.schema(Json.object().with("type", "nonsense")))))))
                .withMessageStartingWith("tool 'a@1': the shape of its result has no schema: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/text",
                "/part/to",
                "/part/next/next/to",
                "/parts",
                "/parts/0/to",
                "/parts/17",
                "/named/x/to",
                "/any/thing/0",
                "/kind/address",
                "/kind/path"
            })
    void takes_places_that_an_argument_can_have(String place) {
        assertThat(ToolRegistry.of(List.of(tool(contract("a").argument(place, ArgumentRole.PAYLOAD))))
                        .contracts())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/txt", "/text/0", "/part/too", "/part/next/x", "/parts/x", "/parts/01", "/named/x/y", "/kind/y"
            })
    void refuses_places_that_no_argument_has(String place) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ToolRegistry.of(List.of(tool(contract("a").argument(place, ArgumentRole.DESTINATION)))))
                .withMessage("tool 'a@1': its contract speaks of the place '" + place
                        + "', which its argument does not have");
    }

    @Test
    void refuses_places_that_no_result_has() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolRegistry.of(List.of(tool(contract("a").origin("/sized", Origin.SELF)))))
                .withMessage("tool 'a@1': its contract speaks of the place '/sized', which its result does not have");
    }

    @Test
    void takes_a_dash_for_every_item_of_a_result_but_not_of_an_argument() {
        assertThat(ToolRegistry.of(List.of(tool(ToolContract.named("a", Shape.of(In.class), Shape.listOf(Out.class))
                                .origin("/-/size", Origin.SELF))))
                        .contracts())
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolRegistry.of(
                        List.of(tool(ToolContract.named("a", Shape.of(In.class), Shape.listOf(Out.class))
                                .origin("/-/sized", Origin.SELF)))))
                .withMessage("tool 'a@1': its contract speaks of the place '/-/sized', which its result does not have");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ToolRegistry.of(List.of(tool(contract("a").argument("/parts/-/to", ArgumentRole.DESTINATION)))))
                .withMessage("tool 'a@1': its contract speaks of the place '/parts/-/to', which its argument does not"
                        + " have");
    }

    @Test
    void takes_any_place_of_a_shape_that_came_as_a_schema() {
        var schema = Shape.schema(Json.object().with("type", "object"));

        assertThat(ToolRegistry.of(List.of(tool(ToolContract.named("a", schema, schema)
                                .argument("/to", ArgumentRole.DESTINATION)
                                .origin("/size", Origin.SELF))))
                        .contracts())
                .hasSize(1);
    }

    @Test
    void has_the_same_digest_for_the_same_tools_in_any_order() {
        var all = new ArrayList<>(List.<Tool<?, ?>>of(
                tool(full(contract("a"))), tool(contract("b").version(2)), Tools.fsRead(), Tools.httpGet()));
        var digest = ToolRegistry.of(all).digest();

        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(all, new Random(seed));
            assertThat(ToolRegistry.of(all).digest()).isEqualTo(digest);
        }
        assertThat(ToolRegistry.of(all.subList(0, 3)).digest()).isNotEqualTo(digest);
        assertThat(ToolRegistry.of(List.of()).digest()).isNotEqualTo(digest);
    }

    @Test
    void has_another_digest_when_any_part_of_a_contract_changes() {
        var digests = new ArrayList<Object>();
        digests.add(digest(contract("a")));
        digests.add(digest(contract("b")));
        digests.add(digest(contract("a").version(2)));
        digests.add(digest(contract("a").description("Does a.")));
        digests.add(digest(ToolContract.named("a", Part.class, Out.class)));
        digests.add(digest(ToolContract.named("a", In.class, Part.class)));
        digests.add(digest(contract("a").repeat(Repeat.PURE)));
        digests.add(digest(contract("a").touches(Touch.HTTP)));
        digests.add(digest(contract("a").argument("/text", ArgumentRole.DESTINATION)));
        digests.add(digest(contract("a").origin("/text", Origin.SELF)));
        digests.add(digest(contract("a").label("/text", Label.PII)));
        digests.add(digest(contract("a").label("/text", Label.PII, Label.SECRET)));
        digests.add(digest(contract("a").cost(Money.eur("0.01"))));
        digests.add(digest(contract("a").timeout(Duration.ofSeconds(1))));
        digests.add(digest(contract("a").aliases("x")));
        digests.add(digest(contract("a").deprecated("old", "b@1")));

        assertThat(digests).doesNotHaveDuplicates();
    }

    @Test
    void writes_a_contract_as_json() {
        var tool = registered(
                full(ToolContract.named("mail.send", Part.class, Out.class).argument("/to", ArgumentRole.DESTINATION)));

        assertThat(tool.json().members().keySet())
                .containsExactly(
                        "name",
                        "version",
                        "description",
                        "input",
                        "output",
                        "repeat",
                        "touches",
                        "roles",
                        "origins",
                        "aliases",
                        "cost",
                        "timeout",
                        "deprecation");
        assertThat(JsonText.write(tool.json().with("input", Json.NULL).with("output", Json.NULL)))
                .isEqualTo("{\"name\":\"mail.send\",\"version\":3,\"description\":\"Sends.\",\"input\":null,"
                        + "\"output\":null,\"repeat\":\"KEYED\",\"touches\":[\"FILES_READ\",\"HTTP\"],"
                        + "\"roles\":{\"/to\":\"DESTINATION\"},"
                        + "\"origins\":{\"/size\":{\"source\":\"SELF\",\"form\":\"TYPED_FIELD\"},"
                        + "\"/text\":{\"source\":\"THIRD_PARTY\",\"form\":\"FREE_TEXT\"}},"
                        + "\"aliases\":[\"m\",\"s\"],\"cost\":\"0.01 EUR\",\"timeout\":\"PT5S\","
                        + "\"deprecation\":{\"reason\":\"old\",\"replacement\":\"mail.send@4\"}}");
        assertThat(tool.json().get("input")).contains(tool.inputSchema());
        assertThat(tool.json().get("output")).contains(tool.outputSchema());
        assertThat(JsonSchema.compile(tool.outputSchema()).check(JsonText.parse("{\"text\":\"x\",\"size\":1}")))
                .isEmpty();
        assertThat(tool.digest())
                .isEqualTo(registered(full(ToolContract.named("mail.send", Part.class, Out.class)
                                .argument("/to", ArgumentRole.DESTINATION)))
                        .digest());
    }

    @ParameterizedTest
    @CsvSource({
        "fs.raed, fs.read@2",
        "fsread, fs.read@2",
        "fs.read, fs.read@2",
        "fs.wriet, fs.write@1",
        "http.get, http.get@1",
        "htp.get, http.get@1",
        "fetch, fetch@1",
        "fetsch, fetch@1",
        "q, ''",
        "sql.query, ''",
        "'', ''"
    })
    void guesses_what_was_meant(String name, String guess) {
        var registry = ToolRegistry.of(List.of(
                Tools.fsWrite(),
                Tools.fsRead(),
                tool(contract("fs.read").version(2)),
                Tools.httpGet(),
                tool(contract("fetch.url").aliases("fetch"))));

        assertThat(registry.nearest(name).map(ToolRef::toString))
                .isEqualTo(Optional.of(guess).filter(s -> !s.isEmpty()));
    }

    @Test
    void reads_an_argument_that_fits() {
        var tool = registered(ToolContract.named("a", Part.class, Out.class));

        assertThat(tool.read(JsonText.parse("{\"to\":\"x\",\"next\":{\"to\":\"y\"}}")))
                .isEqualTo(new Part("x", new Part("y", null)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; the member 'to' is missing",
                "{\"to\":5}; /to: '5' is of type number",
                "{\"to\":\"x\",\"too\":1}; /too: 'too' is not a known member",
                "{\"to\":\"x\",\"next\":{\"to\":null}}; /next/to: 'null' is of type null",
                "[]; is of type array"
            })
    void refuses_an_argument_that_does_not_fit_and_names_the_place(String argument, String problem) {
        var tool = registered(ToolContract.named("a", Part.class, Out.class));

        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> tool.read(JsonText.parse(argument)))
                .withMessageContaining(problem);
    }

    @Test
    void writes_a_result_that_fits() {
        var tool = registered(contract("a"));

        assertThat(tool.write(new Out("x", 1))).isEqualTo(JsonText.parse("{\"text\":\"x\",\"size\":1}"));
        assertThat(registered(ToolContract.named("a", Shape.of(In.class), Shape.NOTHING))
                        .write(Json.NULL))
                .isEqualTo(Json.NULL);
    }

    @Test
    void refuses_a_result_that_is_none() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> registered(contract("a")).write(null))
                .withMessageContaining("'a@1' the tool returned nothing");
    }

    @Test
    void refuses_a_result_that_does_not_fit() {
        var tool = registered(contract("a"));
        var plain = registered(ToolContract.named(
                "b", Shape.of(In.class), Shape.schema(Json.object().with("type", "string"))));

        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> tool.write("text"))
                .withMessageContaining("the tool returned what is no");
        assertThatExceptionOfType(InputException.class).isThrownBy(() -> tool.write(new Out(null, 1)));
        assertThatExceptionOfType(InputException.class).isThrownBy(() -> tool.write(new AtomicReference<>()));
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> plain.write(Json.of(5)))
                .withMessageContaining("is of type number");
    }

    @Test
    void finds_what_an_argument_names() {
        var contract = ToolContract.named("a", In.class, Out.class)
                .argument("/text", ArgumentRole.DESTINATION)
                .argument("/parts", ArgumentRole.DESTINATION)
                .argument("/part/to", ArgumentRole.PAYLOAD)
                .argument("/any", ArgumentRole.DESTINATION);
        var argument = JsonText.parse("{\"text\":\"docs:/a/b.txt\",\"part\":{\"to\":\"docs:/payload\"},"
                + "\"parts\":[{\"to\":\"HTTPS://Example.org:443/x?q=1\"},{\"to\":\"docs:/a/b.txt\"},"
                + "{\"to\":\"ada@example.org\"},{\"to\":\"docs://host/x\"},{\"to\":\"/etc/passwd\"}],"
                + "\"named\":{},\"any\":[5,true,null,{\"x\":\"out:/\"}]}");

        assertThat(registered(contract.repeat(Repeat.PURE)).resources(argument))
                .containsExactly(
                        new FileResource(Operation.READ, "out:/"),
                        web("GET"),
                        new FileResource(Operation.READ, "docs:/a/b.txt"));
        assertThat(registered(contract.repeat(Repeat.IDEMPOTENT).touches(Touch.FILES_WRITE))
                        .resources(argument))
                .containsExactly(
                        new FileResource(Operation.WRITE, "out:/"),
                        web("POST"),
                        new FileResource(Operation.WRITE, "docs:/a/b.txt"));
        assertThat(registered(contract).resources(JsonText.parse("{\"parts\":[]}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docs:/../x",
                "docs:/a%2fb",
                "http://127.1/",
                "https:/x",
                "http://user@h.test/",
                "docs:/a\\\\b",
                "docs:/a\\u0000b",
                "http://h.test/\\n"
            })
    void refuses_a_destination_that_only_looks_like_one(String text) {
        var tool = registered(contract("a").argument("/parts", ArgumentRole.DESTINATION));

        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> tool.resources(JsonText.parse("{\"parts\":[{\"to\":\"" + text + "\"}]}")))
                .withMessageStartingWith("/parts/0/to: '");
    }

    @Test
    void says_where_each_field_of_a_result_comes_from() {
        var tool = registered(contract("a").origin("/size", Origin.SELF));
        var payload = tool.output(tool.write(new Out("x", 1)));

        assertThat(payload.value()).isEqualTo(JsonText.parse("{\"text\":\"x\",\"size\":1}"));
        assertThat(payload.originOf(Pointer.of("/size"))).isEqualTo(Origin.SELF);
        assertThat(payload.originOf(Pointer.of("/text"))).isEqualTo(Origin.UNKNOWN);
        assertThat(payload.worst()).isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void says_where_each_field_of_each_item_comes_from() {
        var tool = ToolRegistry.of(List.of(tool(ToolContract.named("a", Shape.of(In.class), Shape.listOf(Out.class))
                        .origin("/-/size", Origin.SELF))))
                .tools()
                .getFirst();
        var payload = tool.output(tool.write(List.of(new Out("x", 1), new Out("y", 2))));

        assertThat(payload.originOf(Pointer.of("/0/size"))).isEqualTo(Origin.SELF);
        assertThat(payload.originOf(Pointer.of("/1/size"))).isEqualTo(Origin.SELF);
        assertThat(payload.originOf(Pointer.of("/1/text"))).isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void asks_a_tool_for_its_contract_once() {
        var asked = new ArrayList<Integer>();
        var shifting = new Tool<In, Out>() {
            @Override
            public ToolContract<In, Out> contract() {
                asked.add(asked.size());
                return ToolRegistryTest.contract("a").version(1 + asked.size()).build();
            }

            @Override
            public ToolResult<Out> call(In input, ToolContext context) {
                return ToolResult.of(new Out(input.text(), 1));
            }
        };

        var tool = ToolRegistry.of(List.of(shifting)).tools().getFirst();

        assertThat(tool.contract().version()).isEqualTo(2);
        assertThat(tool.contract()).isSameAs(tool.contract());
        assertThat(asked).hasSize(1);
    }

    private static Resource web(String method) {
        return new WebResource(method, "https", "example.org", 443, "/x");
    }

    private static <I, O> ToolContract.Builder<I, O> full(ToolContract.Builder<I, O> contract) {
        return contract.version(3)
                .description("Sends.")
                .repeat(Repeat.KEYED)
                .touches(Touch.HTTP, Touch.FILES_READ)
                .origin("/text", Origin.UNKNOWN)
                .origin("/size", Origin.SELF)
                .cost(Money.eur("0.01"))
                .timeout(Duration.ofSeconds(5))
                .aliases("s", "m")
                .deprecated("old", "mail.send@4");
    }

    private static ToolContract.Builder<In, Out> contract(String name) {
        return ToolContract.named(name, In.class, Out.class);
    }

    private static <I, O> Tool<I, O> tool(ToolContract.Builder<I, O> contract) {
        return Tools.of(contract.build(), (input, context) -> {
            throw new UnsupportedOperationException("no test here calls a tool");
        });
    }

    private static RegisteredTool registered(ToolContract.Builder<?, ?> contract) {
        return ToolRegistry.of(List.of(tool(contract))).tools().getFirst();
    }

    private static Object digest(ToolContract.Builder<?, ?> contract) {
        return ToolRegistry.of(List.of(tool(contract))).digest();
    }
}
