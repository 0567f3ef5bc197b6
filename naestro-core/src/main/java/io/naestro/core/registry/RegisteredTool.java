package io.naestro.core.registry;

import io.naestro.base.Digests;
import io.naestro.base.JsonSchema;
import io.naestro.base.Schemas;
import io.naestro.base.Values;
import io.naestro.effect.Payload;
import io.naestro.effect.Resource;
import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContract;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tool with its contract made usable: arguments are read and results written by it, and nothing passes that does not
 * fit. What does not fit ends as an exception that names each place ({@code io.naestro.json.InputException}).
 */
public final class RegisteredTool {
    private final Tool<?, ?> tool;
    private final ToolContract<?, ?> contract;
    private final JsonSchema input;
    private final JsonSchema output;
    private final Json.Obj json;
    private final Digest digest;
    private final Digest promise;

    private RegisteredTool(Tool<?, ?> tool, ToolContract<?, ?> contract, JsonSchema input, JsonSchema output) {
        this.tool = tool;
        this.contract = contract;
        this.input = input;
        this.output = output;
        this.json = ContractJson.of(contract, input.json(), output.json());
        this.digest = Digests.of("contract/v1", json);
        this.promise = Digests.of(
                "promise/v1",
                Json.object()
                        .with("input", input.json())
                        .with("output", output.json())
                        .with("repeat", Values.write(contract.repeat()))
                        .with("compensates", Json.of(contract.compensates())));
    }

    static RegisteredTool of(Tool<?, ?> tool) {
        var contract = tool.contract();
        requireUndo(tool, contract);
        var input = schema(contract, "argument", contract.input());
        var output = schema(contract, "result", contract.output());
        Places.require(
                contract,
                "argument",
                contract.input(),
                input.json(),
                contract.argumentRoles().keySet());
        Places.requireEach(
                contract,
                "result",
                contract.output(),
                output.json(),
                contract.fieldOrigins().keySet());
        Places.requireEach(
                contract,
                "result",
                contract.output(),
                output.json(),
                contract.fieldLabels().keySet());
        return new RegisteredTool(tool, contract, input, output);
    }

    private static JsonSchema schema(ToolContract<?, ?> contract, String what, Shape<?> shape) {
        try {
            return JsonSchema.compile(Schemas.of(shape));
        } catch (IllegalArgumentException | InputException e) {
            throw new IllegalArgumentException(
                    "tool '" + contract.ref() + "': the shape of its " + what + " has no schema: " + e.getMessage(), e);
        }
    }

    /** The tool itself. */
    public Tool<?, ?> tool() {
        return tool;
    }

    /** The contract, as the tool gave it when it was registered. */
    public ToolContract<?, ?> contract() {
        return contract;
    }

    /** Whether the tool can find out what became of a call that was cut off. */
    public boolean looksUp() {
        return overrides(tool, "lookup");
    }

    private static boolean overrides(Tool<?, ?> tool, String name) {
        return Arrays.stream(tool.getClass().getMethods())
                .anyMatch(method -> method.getName().equals(name) && method.getDeclaringClass() != Tool.class);
    }

    private static void requireUndo(Tool<?, ?> tool, ToolContract<?, ?> contract) {
        if (contract.compensates() && !overrides(tool, "compensate")) {
            throw new IllegalArgumentException("tool '" + contract.ref()
                    + "' says that it compensates, and has no method for it; override compensate or do not say so");
        }
    }

    /** The JSON Schema of the argument. */
    public Json.Obj inputSchema() {
        return input.json();
    }

    /** The JSON Schema of the result. */
    public Json.Obj outputSchema() {
        return output.json();
    }

    /** The contract as JSON, schemas included; members that say nothing are left out. */
    public Json.Obj json() {
        return json;
    }

    /** The identity of the contract, schemas included. */
    public Digest digest() {
        return digest;
    }

    /**
     * The identity of what a run relies on while it sleeps: what the tool takes, gives, does when it is called again,
     * and whether it can undo that. Descriptions, prices and times may change meanwhile.
     */
    public Digest promise() {
        return promise;
    }

    /**
     * Reads an argument.
     *
     * @param argument the argument as JSON
     * @return the argument as the tool takes it
     * @throws io.naestro.json.InputException if it does not fit the contract; names each place
     */
    public Object read(Json argument) {
        input.require(argument);
        return Values.read(argument, contract.input());
    }

    /**
     * Writes a result.
     *
     * @param result the result as the tool gave it
     * @return the result as JSON
     * @throws io.naestro.json.InputException if there is none or it does not fit the contract; names each place
     */
    public Json write(@Nullable Object result) {
        if (result == null) {
            throw misfit("the tool returned nothing");
        }
        Json json;
        try {
            json = written(result, contract.output());
        } catch (IllegalArgumentException | ClassCastException e) {
            throw misfit("the tool returned what is no " + contract.output() + ": " + e.getMessage());
        }
        output.require(json);
        return json;
    }

    /** Whether the result is of the shape's type is found out by writing it. */
    @SuppressWarnings("unchecked") // a result of another type ends as a ClassCastException, which is caught
    private static <T> Json written(Object result, Shape<T> shape) {
        return Values.write((T) result, shape);
    }

    /**
     * Reads a result that was written before.
     *
     * @param result the result as JSON
     * @return the result as the tool gave it
     * @throws io.naestro.json.InputException if it does not fit the contract; names each place
     */
    public Object readResult(Json result) {
        output.require(result);
        return Values.read(result, contract.output());
    }

    /**
     * What an argument names, for the policy: the texts at places that the contract declares a destination and that are
     * a lexical path or a web address, in canonical form. Other texts, such as a recipient's name, are left out.
     *
     * @param argument the argument as JSON
     * @throws io.naestro.json.InputException if a text looks like a path or address and is none; names its place
     */
    public List<Resource> resources(Json argument) {
        return Destinations.in(argument, contract);
    }

    /**
     * A result with where each field of it comes from and how confidential it is: what the contract says, and
     * third-party free text without labels for the rest.
     *
     * @param value the result as JSON
     */
    public Payload output(Json value) {
        return Payload.of(value, contract.fieldOrigins()).labeled(contract.fieldLabels());
    }

    private InputException misfit(String message) {
        return new InputException(
                InputProblem.at(Pointer.ROOT, Json.of(contract.ref().toString()), message));
    }

    @Override
    public String toString() {
        return contract.ref().toString();
    }
}
