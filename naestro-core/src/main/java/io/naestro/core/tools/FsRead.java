package io.naestro.core.tools;

import io.naestro.effect.Origin;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** {@code fs.read}. */
final class FsRead {
    static final Tool<ReadFile, FileText> TOOL = new FunctionTool<>(
            ToolContract.named("fs.read", ReadFile.class, FileText.class)
                    .description("Reads a file as UTF-8 text. The path names a root and a file below it, as in"
                            + " docs:/report.md.")
                    .repeat(Repeat.PURE)
                    .touches(Touch.FILES_READ)
                    .argument("/path", ArgumentRole.DESTINATION)
                    .origin("/path", Echo.ORIGIN)
                    .origin("/text", Origin.UNKNOWN)
                    .origin("/size", Origin.SELF)
                    .build(),
            FsRead::read);

    private FsRead() {}

    private static ToolResult<FileText> read(ReadFile input, ToolContext context) throws IOException {
        var bytes = context.files().read(input.path(), Sizes.orUsual(input.maxBytes()));
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return ToolResult.of(new FileText(input.path(), text.toString(), bytes.length));
        } catch (CharacterCodingException e) {
            return ToolResult.failed(Kind.INVALID_INPUT, "'" + input.path() + "' is not text in UTF-8");
        }
    }
}
