package io.naestro.house;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeParameterTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is visible and has no comment: types, methods, constants, and their parameters, type parameters and record
 * components. The comment of a method says what it returns, so {@code @return} is not asked for, and neither is a
 * comment on an overriding method or on a record's constructor.
 */
final class Comments {
    private Comments() {}

    /** The elements without a comment in a folder of sources, as {@code Type.java: element needs ...}. */
    static List<String> missing(Path sources) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null);
                var found = Files.walk(sources)) {
            var units = found.filter(file -> file.toString().endsWith(".java")).toList();
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(units));
            var scanner = new Scanner(DocTrees.instance(task));
            for (var unit : task.parse()) {
                scanner.file =
                        Path.of(unit.getSourceFile().toUri()).getFileName().toString();
                scanner.scan(unit, null);
            }
            return scanner.problems;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final List<String> problems = new ArrayList<>();
        private final DocTrees docs;
        private String file = "";

        Scanner(DocTrees docs) {
            this.docs = docs;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
            if (!visible(type.getModifiers())) {
                return null;
            }
            var components = type.getKind() == Tree.Kind.RECORD ? components(type) : Stream.<String>empty();
            check(type.getSimpleName().toString(), Stream.concat(components, names(type.getTypeParameters())));
            return super.visitClass(type, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            var owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
            var constructor = method.getReturnType() == null;
            if (visible(method.getModifiers())
                    && !overrides(method.getModifiers())
                    && !(constructor && owner.getKind() == Tree.Kind.RECORD)) {
                var parameters = method.getParameters().stream()
                        .map(parameter -> parameter.getName().toString());
                check(
                        owner.getSimpleName() + "." + method.getName() + "()",
                        Stream.concat(parameters, names(method.getTypeParameters())));
            }
            return null;
        }

        @Override
        public @Nullable Void visitVariable(VariableTree field, @Nullable Void unused) {
            var owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
            if (visible(field.getModifiers()) && !isComponent(owner, field)) {
                check(owner.getSimpleName() + "." + field.getName(), Stream.empty());
            }
            return null;
        }

        private void check(String element, Stream<String> parameters) {
            var comment = docs.getDocCommentTree(getCurrentPath());
            if (comment == null || comment.getFullBody().isEmpty()) {
                problems.add(file + ": " + element + " needs a comment");
                return;
            }
            var described = described(comment);
            parameters
                    .filter(name -> !described.contains(name))
                    .forEach(name -> problems.add(file + ": " + element + " needs @param " + name));
        }

        private static Set<String> described(DocCommentTree comment) {
            return comment.getBlockTags().stream()
                    .filter(ParamTree.class::isInstance)
                    .map(ParamTree.class::cast)
                    .filter(tag -> !tag.getDescription().isEmpty())
                    .map(tag -> tag.isTypeParameter()
                            ? "<" + tag.getName() + ">"
                            : tag.getName().toString())
                    .collect(Collectors.toSet());
        }

        /** Public or protected, or not private in an interface. */
        private boolean visible(ModifiersTree modifiers) {
            var flags = modifiers.getFlags();
            var parent = getCurrentPath().getParentPath().getLeaf();
            var inInterface = parent instanceof ClassTree owner
                    && (owner.getKind() == Tree.Kind.INTERFACE || owner.getKind() == Tree.Kind.ANNOTATION_TYPE);
            return flags.contains(Modifier.PUBLIC)
                    || flags.contains(Modifier.PROTECTED)
                    || (inInterface && !flags.contains(Modifier.PRIVATE));
        }

        private static boolean overrides(ModifiersTree modifiers) {
            return modifiers.getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
        }

        private static boolean isComponent(ClassTree owner, VariableTree field) {
            return owner.getKind() == Tree.Kind.RECORD
                    && !field.getModifiers().getFlags().contains(Modifier.STATIC);
        }

        private static Stream<String> components(ClassTree record) {
            return record.getMembers().stream()
                    .filter(VariableTree.class::isInstance)
                    .map(VariableTree.class::cast)
                    .filter(field -> isComponent(record, field))
                    .map(field -> field.getName().toString());
        }

        private static Stream<String> names(List<? extends TypeParameterTree> variables) {
            return variables.stream().map(variable -> "<" + variable.getName() + ">");
        }
    }
}
