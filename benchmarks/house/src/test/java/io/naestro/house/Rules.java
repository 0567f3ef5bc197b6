package io.naestro.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.naestro.effect.CallContext;
import io.naestro.model.ChatModel;
import io.naestro.model.EmbeddingModel;
import io.naestro.model.SpeechModel;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * The rules of the house, each as a function of what it is applied to, so that tests can apply it to code that breaks
 * it.
 */
final class Rules {
    private static final Set<Class<?>> EFFECTFUL =
            Set.of(ChatModel.class, EmbeddingModel.class, SpeechModel.class, Tool.class);
    private static final Set<String> CONTEXTS = Set.of(CallContext.class.getName(), ToolContext.class.getName());

    /** What reads a clock or makes randomness, as {@code type.member(parameters)}. */
    private static final Pattern UNCONTROLLED = Pattern.compile(String.join(
            "|",
            "java\\.time\\.(\\w+|chrono\\.\\w+)\\.now\\(.*",
            "java\\.time\\.Clock\\.(system|tick).*",
            "java\\.time\\.InstantSource\\.system\\(.*",
            "java\\.lang\\.System\\.(currentTimeMillis|nanoTime)\\(.*",
            "java\\.util\\.Date\\.<init>\\(\\)",
            "java\\.util\\.(Gregorian)?Calendar\\.(getInstance|<init>)\\(.*",
            "java\\.lang\\.(Strict)?Math\\.random\\(.*",
            "java\\.util\\.Random\\.<init>\\(\\)",
            "java\\.util\\.SplittableRandom\\.<init>\\(\\)",
            "java\\.util\\.concurrent\\.ThreadLocalRandom\\.current\\(.*",
            "java\\.util\\.random\\.RandomGenerator(\\$\\w+)?\\.(of|getDefault)\\(.*",
            "java\\.util\\.random\\.RandomGeneratorFactory\\..*",
            "java\\.util\\.UUID\\.randomUUID\\(.*",
            "java\\.util\\.Collections\\.shuffle\\(java\\.util\\.List\\)",
            "java\\.security\\.SecureRandom\\.(<init>|getInstance\\w*)\\(.*"));

    private Rules() {}

    /** Modules use only those below them: api, base, the middle, the top; those of one layer do not see each other. */
    static ArchRule direction(Function<JavaClass, Optional<String>> moduleOf) {
        return rule("use only modules below their own", (type, problems) -> {
            var from = moduleOf.apply(type);
            for (var use : type.getDirectDependenciesFromSelf()) {
                var to = moduleOf.apply(use.getTargetClass());
                if (from.isPresent() && to.isPresent() && !mayUse(from.get(), to.get())) {
                    problems.accept(from.get() + " must not use " + to.get() + ": " + use.getDescription());
                }
            }
        });
    }

    private static boolean mayUse(String from, String to) {
        return from.equals(to) || layer(from) > layer(to);
    }

    private static int layer(String module) {
        return switch (module) {
            case "naestro-api/api" -> 0;
            case "naestro-api/base" -> 1;
            case "naestro-providers/http" -> 2; // plumbing of adapters, as base is of all
            default -> module.startsWith("naestro-") ? 3 : 4;
        };
    }

    /** Within the engine only the gate calls what can cost, leak or change something. */
    static ArchRule oneGate(String engine, String gate) {
        return rule("leave calls of models and tools to " + gate, (type, problems) -> {
            if (!inPackage(type, engine) || outermost(type).getName().equals(gate)) {
                return;
            }
            uses(type)
                    .filter(use -> EFFECTFUL.stream().anyMatch(use.getTargetOwner()::isAssignableTo))
                    .filter(use -> takesContext(use.getTarget().getFullName()))
                    .forEach(use -> problems.accept(use.getDescription()));
        });
    }

    /** Only calls take a context; questions such as {@code card()} have no effect. */
    private static boolean takesContext(String signature) {
        return CONTEXTS.stream().anyMatch(signature::contains);
    }

    /** Clocks and randomness come from these classes alone. */
    static ArchRule injectedTimeAndRandomness(Set<String> sources) {
        return rule("read clocks and randomness only in " + sources, (type, problems) -> {
            if (!sources.contains(outermost(type).getName())) {
                uses(type)
                        .filter(use -> UNCONTROLLED
                                .matcher(use.getTarget().getFullName())
                                .matches())
                        .forEach(use -> problems.accept(use.getDescription()));
            }
        });
    }

    /** What is public lies in an exported package, or in one named internal. */
    static ArchRule publicOnlyWhereExported(Function<JavaClass, Set<String>> exportsOf) {
        return rule("be public only in exported packages", (type, problems) -> {
            if (type.getModifiers().contains(JavaModifier.PUBLIC)
                    && type.isTopLevelClass()
                    && !Set.of(type.getPackageName().split("\\.", -1)).contains("internal")
                    && !exportsOf.apply(type).contains(type.getPackageName())) {
                problems.accept(type.getName() + " is public in a package that its module does not export");
            }
        });
    }

    /** What a host can see in a signature is Java's own or Naestro's. */
    static ArchRule ownSignatures(Predicate<JavaClass> promised) {
        return rule("show only their own types and Java's", (type, problems) -> {
            if (promised.test(type) && reachable(type)) {
                signature(type)
                        .flatMap(shown -> shown.getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .filter(shown -> !shown.isPrimitive())
                        .map(JavaClass::getName)
                        .filter(shown ->
                                Stream.of("java.", "javax.sql.", "io.naestro.").noneMatch(shown::startsWith))
                        .distinct()
                        .forEach(shown -> problems.accept(type.getName() + " shows " + shown));
            }
        });
    }

    /** The vocabulary needs nothing but Java and the nullness annotations. */
    static ArchRule noThirdParty() {
        return rule(
                "use nothing but Java",
                (type, problems) -> type.getDirectDependenciesFromSelf().stream()
                        .filter(use -> Stream.of("java.", "io.naestro.", "org.jspecify.")
                                        .noneMatch(use.getTargetClass()
                                                .getBaseComponentType()
                                                .getName()::startsWith)
                                && !use.getTargetClass().getBaseComponentType().isPrimitive())
                        .forEach(use -> problems.accept(use.getDescription())));
    }

    /** Every package says that its types are not null unless marked. */
    static ArchRule nullMarked() {
        return rule("lie in a @NullMarked package", (type, problems) -> {
            var marked = type.getPackage().tryGetPackageInfo().filter(info -> info.isAnnotatedWith(NullMarked.class));
            if (marked.isEmpty() && !type.getSimpleName().equals("module-info")) {
                problems.accept(type.getName() + " lies in a package without @NullMarked in its package-info");
            }
        });
    }

    private static Stream<? extends JavaAccess<?>> uses(JavaClass type) {
        return Stream.of(
                        type.getMethodCallsFromSelf(),
                        type.getConstructorCallsFromSelf(),
                        type.getMethodReferencesFromSelf(),
                        type.getConstructorReferencesFromSelf())
                .flatMap(Set::stream);
    }

    private static boolean inPackage(JavaClass type, String root) {
        return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(Rules::outermost).orElse(type);
    }

    private static boolean visible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static boolean reachable(JavaClass type) {
        return visible(type.getModifiers())
                && type.getEnclosingClass().map(Rules::reachable).orElse(true);
    }

    private static Stream<JavaType> signature(JavaClass type) {
        return Stream.of(
                        type.getSuperclass().stream(),
                        type.getInterfaces().stream(),
                        type.getTypeParameters().stream().flatMap(variable -> variable.getUpperBounds().stream()),
                        type.getMembers().stream()
                                .filter(member -> visible(member.getModifiers()))
                                .flatMap(Rules::signature))
                .flatMap(shown -> shown);
    }

    private static Stream<JavaType> signature(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        var code = (JavaCodeUnit) member;
        return Stream.of(
                        Stream.of(code.getReturnType()),
                        code.getParameterTypes().stream(),
                        code.getExceptionTypes().stream(),
                        code.getTypeParameters().stream().flatMap(variable -> variable.getUpperBounds().stream()))
                .flatMap(shown -> shown);
    }

    private static ArchRule rule(String should, BiConsumer<JavaClass, Consumer<String>> check) {
        return classes().should(new ArchCondition<>(should) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                check.accept(type, problem -> events.add(SimpleConditionEvent.violated(type, problem)));
            }
        });
    }
}
