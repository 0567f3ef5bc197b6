package io.naestro;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the vocabulary as a whole. */
class VocabularyTest {
    private static final int MANY = 5;

    static Stream<Class<?>> records() {
        return Vocabulary.RECORDS.stream();
    }

    @Test
    void every_package_is_exported_and_null_marked() throws ClassNotFoundException {
        var packages = Vocabulary.TYPES.stream().map(Class::getPackageName).collect(toSet());

        assertThat(Vocabulary.module().exports())
                .allMatch(export -> !export.isQualified())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrderElementsOf(packages)
                .hasSize(13);
        for (var name : packages) {
            assertThat(Class.forName(name + ".package-info").getAnnotation(NullMarked.class))
                    .as(name)
                    .isNotNull();
        }
    }

    @Test
    void the_module_needs_nothing_at_run_time() {
        assertThat(Vocabulary.module().name()).isEqualTo("io.naestro.api");
        assertThat(Vocabulary.module().requires())
                .filteredOn(needed -> !needed.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .extracting(ModuleDescriptor.Requires::name)
                .containsExactly("java.base");
    }

    @Test
    void no_public_type_mentions_a_type_of_a_third_party() {
        var foreign = new TreeSet<String>();
        for (var type : Vocabulary.PUBLIC) {
            for (var mentioned : signatures(type)) {
                var name = mentioned.getName();
                if (!mentioned.isPrimitive() && !name.startsWith("java.") && !Vocabulary.PUBLIC.contains(mentioned)) {
                    foreign.add(type.getName() + " mentions " + name);
                }
            }
        }

        assertThat(foreign).isEmpty();
    }

    @Test
    void what_can_be_listed_is_named_by_upper_case_words() {
        var constants = Vocabulary.TYPES.stream()
                .filter(Class::isEnum)
                .flatMap(type -> Arrays.stream(type.getEnumConstants()))
                .toList();

        assertThat(constants)
                .hasSizeGreaterThan(100)
                .allSatisfy(constant -> assertThat(constant.toString()).matches("[A-Z]+(_[A-Z]+)*"));
    }

    @Test
    void public_fields_are_constants() {
        assertThat(Vocabulary.PUBLIC.stream().flatMap(type -> Arrays.stream(type.getDeclaredFields())))
                .filteredOn(VocabularyTest::isOpen)
                .allSatisfy(field -> assertThat(
                                Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers()))
                        .as(field.toString())
                        .isTrue());
    }

    @Test
    void a_record_with_many_components_can_be_made_without_naming_them_all() {
        var large = Vocabulary.RECORDS.stream()
                .filter(Vocabulary::isPublic)
                .filter(type -> type.getRecordComponents().length > MANY)
                .collect(toSet());

        assertThat(large).hasSizeGreaterThan(25).allMatch(VocabularyTest::hasFactory);
    }

    @ParameterizedTest
    @MethodSource("records")
    void records_with_equal_components_are_equal_and_others_are_not(Class<?> type) {
        var record = Samples.ofRecord(type, 0);

        assertThat(record)
                .isEqualTo(Samples.ofRecord(type, 0))
                .hasSameHashCodeAs(Samples.ofRecord(type, 0))
                .isNotEqualTo("something else");
        if (type.getRecordComponents().length > 0) {
            assertThat(record).isNotEqualTo(Samples.ofRecord(type, 1));
        }
        assertThat(record.toString()).isNotBlank().doesNotContain("\n");
    }

    @ParameterizedTest
    @MethodSource("records")
    void records_do_not_change_when_the_collections_they_were_made_from_do(Class<?> type) {
        var components = type.getRecordComponents();
        var given = Samples.components(type, 0);
        var record = Samples.create(type, given);
        for (var collection : given) {
            switch (collection) {
                case List<?> list -> list.clear();
                case Set<?> set -> set.clear();
                case Map<?, ?> map -> map.clear();
                default -> {}
            }
        }

        assertThat(record).isEqualTo(Samples.ofRecord(type, 0));
        for (var component : components) {
            switch (Samples.read(component, record)) {
                case List<?> list -> assertThat(list).isUnmodifiable();
                case Set<?> set -> assertThat(set).isUnmodifiable();
                case Map<?, ?> map -> assertThat(map).isUnmodifiable();
                default -> {}
            }
        }
    }

    static Stream<Method> copies() {
        return Vocabulary.RECORDS.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.getName().startsWith("with") && !method.isBridge())
                .filter(method -> method.getReturnType() == method.getDeclaringClass());
    }

    @ParameterizedTest
    @MethodSource("copies")
    void a_copy_with_something_differs_in_one_component_only(Method with) throws ReflectiveOperationException {
        var type = with.getDeclaringClass();
        var record = Samples.ofRecord(type, 0);
        var arguments = Arrays.stream(with.getGenericParameterTypes())
                .map(parameter -> parameter == String[].class ? new String[] {"other"} : Samples.of(parameter, 1))
                .toArray();
        with.setAccessible(true);
        var copy = with.invoke(record, arguments);

        assertThat(type.getRecordComponents())
                .filteredOn(component -> !Samples.read(component, record).equals(Samples.read(component, copy)))
                .hasSize(1);
    }

    @Test
    void there_are_copies_to_look_at() {
        assertThat(copies()).hasSizeGreaterThan(20);
    }

    /** A static method or constant of its own, or a builder, gives one. */
    private static boolean hasFactory(Class<?> type) {
        var own = Stream.<Member>concat(
                        Arrays.stream(type.getDeclaredMethods()).filter(method -> method.getReturnType() == type),
                        Arrays.stream(type.getDeclaredFields()).filter(field -> field.getType() == type))
                .anyMatch(member -> isOpen(member) && Modifier.isStatic(member.getModifiers()));
        var built = Vocabulary.PUBLIC.stream()
                .filter(maker -> maker.getSimpleName().endsWith("Builder"))
                .flatMap(maker -> Arrays.stream(maker.getMethods()))
                .anyMatch(method -> method.getReturnType() == type);
        return own || built;
    }

    private static Set<Class<?>> signatures(Class<?> type) {
        var found = new HashSet<Class<?>>();
        collect(type.getGenericSuperclass(), found);
        collect(type.getGenericInterfaces(), found);
        for (var variable : type.getTypeParameters()) {
            collect(variable.getBounds(), found);
        }
        Arrays.stream(type.getDeclaredFields())
                .filter(VocabularyTest::isOpen)
                .map(Field::getGenericType)
                .forEach(field -> collect(field, found));
        var executables = new ArrayList<Executable>(List.of(type.getDeclaredConstructors()));
        executables.addAll(List.of(type.getDeclaredMethods()));
        for (var executable : executables) {
            if (isOpen(executable) && !executable.isSynthetic()) {
                collect(executable.getGenericParameterTypes(), found);
                collect(executable.getGenericExceptionTypes(), found);
                for (var variable : executable.getTypeParameters()) {
                    collect(variable.getBounds(), found);
                }
                if (executable instanceof Method method) {
                    collect(method.getGenericReturnType(), found);
                }
            }
        }
        return found;
    }

    private static void collect(Type[] types, Set<Class<?>> found) {
        for (var type : types) {
            collect(type, found);
        }
    }

    private static void collect(Type type, Set<Class<?>> found) {
        switch (type) {
            case null -> {}
            case Class<?> array when array.isArray() -> collect(array.getComponentType(), found);
            case Class<?> simple -> found.add(simple);
            case ParameterizedType generic -> {
                collect(generic.getRawType(), found);
                collect(generic.getActualTypeArguments(), found);
            }
            case GenericArrayType array -> collect(array.getGenericComponentType(), found);
            case WildcardType any -> {
                collect(any.getUpperBounds(), found);
                collect(any.getLowerBounds(), found);
            }
            case TypeVariable<?> variable -> {} // its bounds are looked at where it is declared
            default -> throw new AssertionError("unknown sort of type " + type);
        }
    }

    private static boolean isOpen(Member member) {
        return Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers());
    }
}
