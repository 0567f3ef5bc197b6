package io.naestro.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {

    @Test
    void shapes_of_the_same_type_are_equal() {
        assertThat(Shape.of(String.class)).isEqualTo(new Shape.OfClass<>(String.class));
        assertThat(Shape.listOf(String.class)).isEqualTo(new Shape.OfList<>(Shape.of(String.class)));
        assertThat(Shape.schema(Json.Obj.EMPTY)).isEqualTo(Shape.ANY).isNotEqualTo(Shape.NOTHING);
    }

    @Test
    void nothing_is_the_schema_of_null() {
        assertThat(Shape.NOTHING).isEqualTo(Shape.schema(Json.object().with("type", "null")));
    }

    @Test
    void primitive_types_have_no_shape() {
        assertThatThrownBy(() -> Shape.of(int.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shape of primitive type 'int' is not possible; use its boxed class");
    }

    @Test
    void a_shape_needs_its_parts() {
        assertThatThrownBy(() -> Shape.schema(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new Shape.OfList<>(null)).isInstanceOf(NullPointerException.class);
    }
}
