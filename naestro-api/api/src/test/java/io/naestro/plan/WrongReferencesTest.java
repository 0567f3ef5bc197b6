package io.naestro.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that feeds a step with the wrong thing is refused by the Java compiler, in words that name both types. */
class WrongReferencesTest {
    private static final String PLAN = """
            import static io.naestro.goal.Money.eur;
            import static java.time.Duration.ofMinutes;

            import io.naestro.goal.Budget;
            import io.naestro.model.Prompt;
            import io.naestro.plan.*;
            import io.naestro.tool.Tool;
            import java.util.List;

            record Case(String id) {}
            record Doc(String text) {}
            record Facts(List<String> names) {}
            record Hits(List<String> lists) {}
            record Memo(String text) {}

            interface Dms { Tool<Case, Doc> fetch(); }
            interface Sanctions { Tool<Facts, Hits> screen(); }

            class Kyc {
              Plan<Case, Memo> plan(Dms dms, Sanctions sanctions, Prompt prompt, Prompt memoPrompt, Check check) {
                var p     = Plan.named("kyc-memo", 2).input(Case.class);
                var doc   = p.tool("fetch", dms.fetch(), p.input());
                var facts = p.model("extract", Facts.class, prompt, doc).check(check).retry(2);
                var hits  = p.tool("screen", sanctions.screen(), facts);
                var draft = p.model("draft", Memo.class, memoPrompt, doc, facts);
                Plan<Case, Memo> plan = p.approval("release", draft, hits).yields(draft).within(Budget.of(eur("0.40"), ofMinutes(5)));
                return plan;
              }
            }
            """;

    @TempDir
    private Path out;

    @Test
    void the_right_plan_compiles() {
        assertThat(errors("", "")).isEmpty();
    }

    @Test
    void a_tool_does_not_take_the_result_of_the_wrong_step() {
        assertThat(errors("sanctions.screen(), facts", "sanctions.screen(), doc"))
                .contains("Handle<Case,Doc>")
                .contains("Tool<Facts,Hits>");
    }

    @Test
    void a_tool_does_not_take_the_plans_input_when_it_wants_a_document() {
        assertThat(errors("dms.fetch(), p.input()", "dms.fetch(), p.value(\"4711\")"))
                .contains("Case")
                .contains("String");
    }

    @Test
    void a_plan_does_not_yield_another_type_than_it_declares() {
        assertThat(errors("yields(draft)", "yields(facts)"))
                .contains("Plan<Case,Facts> cannot be converted to Plan<Case,Memo>");
    }

    @Test
    void a_plan_does_not_take_another_input_than_it_declares() {
        assertThat(errors("input(Case.class)", "input(Doc.class)"))
                .contains("Case")
                .contains("Doc");
    }

    @Test
    void a_tool_of_another_argument_does_not_fit() {
        assertThat(errors("Tool<Case, Doc> fetch()", "Tool<Memo, Doc> fetch()"))
                .contains("Memo")
                .contains("Case");
    }

    @Test
    void a_reference_to_a_step_of_another_result_does_not_fit_a_reference() {
        assertThat(errors(
                        "var draft = p.model(\"draft\", Memo.class", "Ref<Doc> draft = p.model(\"draft\", Memo.class"))
                .contains("Memo")
                .contains("Doc");
    }

    /** Compiles the plan with one thing replaced, and gives the compiler's errors without names of packages. */
    private String errors(String right, String wrong) {
        assertThat(PLAN).contains(right);
        var source = new SimpleJavaFileObject(URI.create("string:///Kyc.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return PLAN.replace(right, wrong);
            }
        };
        var found = new DiagnosticCollector<JavaFileObject>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files = compiler.getStandardFileManager(found, Locale.ENGLISH, UTF_8);
        var options = List.of("-d", out.toString(), "-cp", classPath(), "-proc:none");
        var compiled = compiler.getTask(null, files, found, options, null, List.of(source))
                .call();
        var errors = found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getMessage(Locale.ENGLISH).replaceAll("(\\w+\\.)+(?=[A-Z])", ""))
                .collect(joining("\n"));
        assertThat(compiled).isEqualTo(errors.isEmpty());
        return errors;
    }

    private static String classPath() {
        return Stream.of(Plan.class, NullMarked.class)
                .map(WrongReferencesTest::location)
                .collect(joining(File.pathSeparator));
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
