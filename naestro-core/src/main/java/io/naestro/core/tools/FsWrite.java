package io.naestro.core.tools;

import io.naestro.base.Digests;
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
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** {@code fs.write}. */
final class FsWrite {
    static final Tool<WriteFile, FileWritten> TOOL = new FunctionTool<>(
            ToolContract.named("fs.write", WriteFile.class, FileWritten.class)
                    .description("Creates or replaces a file with UTF-8 text, in one step; missing folders are made."
                            + " The path names a root and a file below it, as in out:/report.md.")
                    .repeat(Repeat.IDEMPOTENT)
                    .touches(Touch.FILES_WRITE)
                    .argument("/path", ArgumentRole.DESTINATION)
                    .argument("/text", ArgumentRole.PAYLOAD)
                    .origin("/path", Echo.ORIGIN)
                    .origin("/size", Origin.SELF)
                    .origin("/digest", Origin.SELF)
                    .build(),
            FsWrite::write);

    private FsWrite() {}

    private static ToolResult<FileWritten> write(WriteFile input, ToolContext context) throws IOException {
        ByteBuffer encoded;
        try {
            encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(input.text()));
        } catch (CharacterCodingException e) {
            return ToolResult.failed(Kind.INVALID_INPUT, "the text has an unpaired surrogate, which UTF-8 cannot hold");
        }
        var bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        context.files().write(input.path(), bytes);
        return ToolResult.of(new FileWritten(input.path(), bytes.length, Digests.ofBytes(bytes)));
    }
}
