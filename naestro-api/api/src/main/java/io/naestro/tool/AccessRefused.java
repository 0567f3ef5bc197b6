package io.naestro.tool;

/**
 * Thrown into a tool when it may not use a file, host, program or secret. A tool need not catch it: the engine turns it
 * into {@link ToolFailure.Kind#DENIED}, or into a question to a person if the policy says so. The message names the
 * sort of refusal, not the rule, so that it can be shown to a model.
 */
public final class AccessRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param message what was refused, without the text of rules
     */
    public AccessRefused(String message) {
        super(message);
    }
}
