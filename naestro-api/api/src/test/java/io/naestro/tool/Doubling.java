package io.naestro.tool;

/** The smallest real tool: doubles a number, and implements nothing that it need not. */
public final class Doubling implements Tool<Integer, Long> {
    @Override
    public ToolContract<Integer, Long> contract() {
        return ToolContract.named("math.double", Integer.class, Long.class)
                .repeat(Repeat.PURE)
                .build();
    }

    @Override
    public ToolResult<Long> call(Integer input, ToolContext context) {
        return ToolResult.of(input * 2L);
    }
}
