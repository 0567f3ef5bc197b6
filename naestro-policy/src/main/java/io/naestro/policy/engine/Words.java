package io.naestro.policy.engine;

import io.naestro.base.JsonText;
import io.naestro.effect.Effect;
import io.naestro.effect.Resource;
import io.naestro.policy.Mode;
import java.util.Locale;

/** Says in words what decisions and explanations speak of. */
final class Words {
    /** Why a step that asks for agreement asks. */
    static final String AGREEMENT = "the plan asks for agreement";

    /** Why an effect is denied whatever the rules say. */
    static final String IMPROPER = "what it would touch is not in canonical form, so no rule can speak of it";

    private Words() {}

    /** What an effect would do, in which role. */
    static String describe(Effect effect) {
        return what(effect) + " for role '" + effect.actor().role() + "'";
    }

    /** What is done, in which role and mode, with all that rules can speak of. */
    static String witness(Effect effect) {
        return JsonText.write(EffectText.write(effect));
    }

    private static String what(Effect effect) {
        return switch (effect) {
            case Effect.ToolCall call -> "tool '" + call.contract().ref() + "'";
            case Effect.Access access -> resource(access.resource()) + where(access);
            case Effect.ModelCall call ->
                "model '" + call.model().id() + "' (" + word(call.model().residency()) + ")";
            case Effect.MemoryAccess memory -> memory.writes() ? "writing to memory" : "reading memory";
            case Effect.SecretUse secret -> "secret '" + secret.secret() + "'";
            case Effect.AgentSpawn agent -> "agent '" + agent.agent().name() + "'";
            case Effect.SelfChange change -> "a change of '" + change.target() + "'";
            case Effect.Agreement agreement -> "an agreement";
        };
    }

    /** Why an effect that rules allow asks all the same. */
    static String lowered(Mode mode) {
        return mode == Mode.AUTO
                ? "it acts, and no rule that allows it says 'auto: true'"
                : "it acts, and the mode is " + word(mode);
    }

    static String resource(Resource resource) {
        return switch (resource) {
            case Resource.FileResource file -> file.operation() + " " + file.path();
            case Resource.WebResource web ->
                web.method() + " " + web.scheme() + "://" + web.host() + ":" + web.port() + web.path();
            case Resource.ProcessResource process -> "program " + process.program();
            case Resource.DatabaseResource table ->
                table.operation() + " table " + table.database() + "/" + table.table();
        };
    }

    private static String where(Effect.Access access) {
        var tool = access.actor().tool();
        return tool == null ? " outside any tool" : " in tool '" + tool + "'";
    }

    /** Why a rule's verdict is what it is. */
    static String reason(Rule rule) {
        var verb = switch (rule.verdict()) {
            case ALLOW -> "allows";
            case ASK -> "asks for";
            case DENY -> "denies";
        };
        return "rule '" + rule.id() + "' " + verb + " it" + (rule.because().isEmpty() ? "" : ": " + rule.because());
    }

    /** As policy files write it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
