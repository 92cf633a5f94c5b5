package virga.ops.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Whether JSON may become a record: Gson alone lets components be missing, cuts numbers off, and
 * takes texts for numbers and truth values, and those for texts.
 */
final class RequestShape {
    private RequestShape() {}

    /** Whether each component of {@code kind} is there, or is nullable, and of its type. */
    static boolean fits(JsonObject tree, Class<?> kind) {
        for (RecordComponent component : kind.getRecordComponents()) {
            JsonElement value = tree.get(component.getName());
            boolean there = value != null && !value.isJsonNull();
            boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (there ? !fits(value, component.getGenericType()) : !optional) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(JsonElement value, Type type) {
        return switch (type) {
            case ParameterizedType list -> fitsList(value, list.getActualTypeArguments()[0]);
            case Class<?> kind when kind.isRecord() ->
                    value instanceof JsonObject object && fits(object, kind);
            case Class<?> kind -> value instanceof JsonPrimitive plain && fits(plain, kind);
            default -> throw new IllegalArgumentException("not in a request: " + type);
        };
    }

    private static boolean fitsList(JsonElement value, Type of) {
        if (!(value instanceof JsonArray array)) {
            return false;
        }
        for (JsonElement element : array) {
            if (!fits(element, of)) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(JsonPrimitive value, Class<?> kind) {
        if (kind == String.class) {
            return value.isString();
        }
        if (kind == boolean.class) {
            return value.isBoolean();
        }
        return value.isNumber() && isWhole(value.getAsString(), kind);
    }

    private static boolean isWhole(String number, Class<?> kind) {
        try {
            long whole = Long.parseLong(number);
            return kind == long.class || whole == (int) whole;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
