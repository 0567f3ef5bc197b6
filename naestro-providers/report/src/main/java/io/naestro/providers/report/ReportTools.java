package io.naestro.providers.report;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.Values;
import io.naestro.json.InputException;
import io.naestro.json.Shape;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tool that writes reports, and the same reports as texts. */
public final class ReportTools {
    private static final int MOST_BYTES = 64 << 20;
    private static final Limits LIMITS = new Limits(MOST_BYTES, 16, 100, 1 << 20, 10_000_000);

    private ReportTools() {}

    /**
     * {@code report.write}: writes {@code report.html}, {@code .md}, {@code .json}, {@code .csv} and {@code .sarif}
     * into a folder. Idempotent. Fails as NOT_FOUND when there is no earlier report where one is named, and as
     * INVALID_INPUT when that is none.
     */
    public static Tool<Report, Reported> write() {
        return WriteTool.INSTANCE;
    }

    /**
     * A report in all forms, by file name.
     *
     * @param findings what was found
     * @param comparison what changed since an earlier report, or null to leave it out
     */
    public static Map<String, String> texts(Findings findings, @Nullable Comparison comparison) {
        var texts = new LinkedHashMap<String, String>();
        texts.put("report.html", HtmlReport.of(findings, comparison));
        texts.put("report.md", MarkdownReport.of(findings, comparison));
        texts.put("report.json", JsonText.writePretty(Values.write(findings)));
        texts.put("report.csv", CsvReport.of(findings));
        texts.put("report.sarif", SarifReport.of(findings));
        return texts;
    }

    /**
     * Reads a JSON report.
     *
     * @param json the text of a {@code report.json}
     * @throws InputException if it is none; names each place
     */
    public static Findings read(String json) {
        return Values.read(JsonText.parse("report.json", json, LIMITS), Shape.of(Findings.class));
    }

    private enum WriteTool implements Tool<Report, Reported> {
        INSTANCE;

        private static final ToolContract<Report, Reported> CONTRACT = ToolContract.named(
                        "report.write", Report.class, Reported.class)
                .description("Writes findings as HTML, Markdown, JSON, CSV and SARIF into a folder, compared with an"
                        + " earlier report where one is named.")
                .repeat(Repeat.IDEMPOTENT)
                .touches(Touch.FILES_READ, Touch.FILES_WRITE)
                .argument("/folder", ArgumentRole.DESTINATION)
                .argument("/before", ArgumentRole.IDENTIFIER)
                .build();

        @Override
        public ToolContract<Report, Reported> contract() {
            return CONTRACT;
        }

        @Override
        public ToolResult<Reported> call(Report report, ToolContext context) {
            try {
                var comparison = comparison(report, context);
                var folder = report.folder().replaceFirst("/+$", "");
                var texts = texts(report.findings(), comparison);
                for (var text : texts.entrySet()) {
                    context.files()
                            .write(folder + "/" + text.getKey(), text.getValue().getBytes(StandardCharsets.UTF_8));
                }
                List<String> files =
                        texts.keySet().stream().map(name -> folder + "/" + name).toList();
                return ToolResult.of(new Reported(files, comparison));
            } catch (NoSuchFileException | FileNotFoundException e) {
                return ToolResult.failed(Kind.NOT_FOUND, "there is no earlier report at '" + report.before() + "'");
            } catch (IOException e) {
                return ToolResult.failed(Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
            } catch (InputException e) {
                return ToolResult.failed(Kind.INVALID_INPUT, String.valueOf(e.getMessage()));
            }
        }

        private static @Nullable Comparison comparison(Report report, ToolContext context) throws IOException {
            var before = report.before();
            if (before == null) {
                return null;
            }
            var text = new String(context.files().read(before, MOST_BYTES), StandardCharsets.UTF_8);
            return Comparison.of(read(text), report.findings());
        }
    }
}
