package io.naestro.providers.micrometer;

/**
 * Names of OpenTelemetry's semantic conventions for generative AI, version 0.1.0 of the repository
 * {@code open-telemetry/semantic-conventions-genai}, which is their first release on their own; all of them are still
 * in development. There, a workflow is recorded on {@code gen_ai.invoke_agent.duration} and named by
 * {@code gen_ai.agent.name}. Names that begin with {@code naestro} are this library's own.
 */
final class GenAi {
    static final String INVOKE_AGENT_DURATION = "gen_ai.invoke_agent.duration";
    static final String CLIENT_OPERATION_DURATION = "gen_ai.client.operation.duration";
    static final String EXECUTE_TOOL_DURATION = "gen_ai.execute_tool.duration";
    static final String CLIENT_TOKEN_USAGE = "gen_ai.client.token.usage";
    static final String WORK_DURATION = "naestro.work.duration";

    static final String OPERATION_NAME = "gen_ai.operation.name";
    static final String INVOKE_WORKFLOW = "invoke_workflow";
    static final String CHAT = "chat";
    static final String EXECUTE_TOOL = "execute_tool";

    static final String AGENT_NAME = "gen_ai.agent.name";
    static final String CONVERSATION_ID = "gen_ai.conversation.id";
    static final String PROVIDER_NAME = "gen_ai.provider.name";
    static final String REQUEST_MODEL = "gen_ai.request.model";
    static final String RESPONSE_MODEL = "gen_ai.response.model";
    static final String FINISH_REASONS = "gen_ai.response.finish_reasons";
    static final String INPUT_TOKENS = "gen_ai.usage.input_tokens";
    static final String OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
    static final String CACHE_READ_TOKENS = "gen_ai.usage.cache_read.input_tokens";
    static final String REASONING_TOKENS = "gen_ai.usage.reasoning.output_tokens";
    static final String TOKEN_TYPE = "gen_ai.token.type";
    static final String INPUT_MESSAGES = "gen_ai.input.messages";
    static final String OUTPUT_MESSAGES = "gen_ai.output.messages";

    static final String TOOL_NAME = "gen_ai.tool.name";
    static final String TOOL_CALL_ID = "gen_ai.tool.call.id";
    static final String TOOL_TYPE = "gen_ai.tool.type";
    static final String FUNCTION = "function";
    static final String TOOL_ARGUMENTS = "gen_ai.tool.call.arguments";
    static final String TOOL_RESULT = "gen_ai.tool.call.result";

    static final String ERROR_TYPE = "error.type";

    static final String OUTCOME = "naestro.outcome";
    static final String OK = "ok";
    static final String STEP = "naestro.step";
    static final String ATTEMPT = "naestro.attempt";
    static final String PREVIOUS = "naestro.previous";

    private GenAi() {}
}
