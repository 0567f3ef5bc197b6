package io.naestro.effect;

import io.naestro.agent.Role;
import io.naestro.json.Digest;
import io.naestro.memory.MemoryScope;
import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.run.Spend;
import io.naestro.tool.ToolContract;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that can cost, leak or change: what the gate admits and the policy decides on. The set of kinds grows with
 * minor releases.
 */
public sealed interface Effect {

    /** Who takes the effect, and for what. */
    Actor actor();

    /**
     * A call of a model.
     *
     * @param actor who calls
     * @param model the model
     * @param content what is sent, with origins
     * @param request the digest of the exact request
     * @param estimate the most it may cost
     * @param uses what the model must be able to do for it
     */
    record ModelCall(
            Actor actor, ModelCard model, Payload content, Digest request, Spend estimate, Set<Capability> uses)
            implements Effect {
        public ModelCall {
            uses = Set.copyOf(uses);
        }

        /**
         * A call that needs no more than text in and text out.
         *
         * @param actor who calls
         * @param model the model
         * @param content what is sent, with origins
         * @param request the digest of the exact request
         * @param estimate the most it may cost
         */
        public static ModelCall of(Actor actor, ModelCard model, Payload content, Digest request, Spend estimate) {
            return new ModelCall(actor, model, content, request, estimate, Set.of());
        }
    }

    /**
     * A call of a tool: one journaled effect, whatever the tool does inside.
     *
     * @param actor who calls
     * @param contract the tool's contract
     * @param input the argument, with origins
     * @param resources what the argument names: arguments that the contract declares a destination, in canonical form
     * @param request the digest of tool and argument
     * @param estimate the most it may cost
     */
    record ToolCall(
            Actor actor,
            ToolContract<?, ?> contract,
            Payload input,
            List<Resource> resources,
            Digest request,
            Spend estimate)
            implements Effect {
        public ToolCall {
            resources = List.copyOf(resources);
        }

        /**
         * A call that names no resources and costs what the contract says.
         *
         * @param actor who acts
         * @param contract the tool's contract
         * @param input what the tool is given
         * @param request the digest of the exact action
         */
        public static ToolCall of(Actor actor, ToolContract<?, ?> contract, Payload input, Digest request) {
            return new ToolCall(actor, contract, input, List.of(), request, new Spend(contract.cost(), 0, 1));
        }

        /**
         * This call with what it names.
         *
         * @param named the paths and addresses in its input
         */
        public ToolCall naming(List<Resource> named) {
            return new ToolCall(actor, contract, input, named, request, estimate);
        }
    }

    /**
     * The use of a file, host or program inside a tool call.
     *
     * @param actor who uses it; {@link Actor#tool()} names the tool
     * @param resource what is used
     * @param within the call, so that rules can tell where its arguments came from; null when it is not known
     */
    record Access(Actor actor, Resource resource, @Nullable ToolCall within) implements Effect {
        /**
         * The use of a file, host or program inside a call that is not known: its arguments count as third-party free
         * text.
         *
         * @param actor who uses it
         * @param resource what is used
         */
        public Access(Actor actor, Resource resource) {
            this(actor, resource, null);
        }
    }

    /**
     * Reading from or writing to memory.
     *
     * @param actor who does
     * @param scope whose memory
     * @param writes whether it is written
     */
    record MemoryAccess(Actor actor, MemoryScope scope, boolean writes) implements Effect {}

    /**
     * The lease of a secret.
     *
     * @param actor who asks for it
     * @param secret the secret's name
     * @param destination the host that it will be sent to
     */
    record SecretUse(Actor actor, String secret, String destination) implements Effect {}

    /**
     * The start of an agent.
     *
     * @param actor who starts it
     * @param agent the agent's role
     */
    record AgentSpawn(Actor actor, Role agent) implements Effect {}

    /**
     * A change that Naestro would make to itself: a prompt, a router weight, a tool's configuration.
     *
     * @param actor who proposes it
     * @param target what would change
     * @param change the digest of the change
     */
    record SelfChange(Actor actor, String target, Digest change) implements Effect {}

    /**
     * An agreement that the plan itself asks for, at an approval step.
     *
     * @param actor who asks
     * @param shown what the person is shown
     * @param request the digest of what is shown
     */
    record Agreement(Actor actor, Payload shown, Digest request) implements Effect {}

    /** Whether the effect may change something outside the run; the mode is a ceiling on such effects. */
    default boolean acts() {
        return switch (this) {
            case ToolCall call -> call.contract().acts();
            case Access access -> access.resource().acts();
            case MemoryAccess memory -> memory.writes();
            case SelfChange change -> true;
            case ModelCall call -> false;
            case SecretUse secret -> false;
            case AgentSpawn spawn -> false;
            case Agreement agreement -> false;
        };
    }
}
