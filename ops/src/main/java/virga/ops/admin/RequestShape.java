package virga.ops.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Finds what is missing in JSON that is to become a record: only nullable components may be. */
final class RequestShape {
    private RequestShape() {}

    /** The name of a missing component of {@code kind}, or null where all are there. */
    static @Nullable String missing(JsonObject tree, Class<?> kind) {
        for (RecordComponent component : kind.getRecordComponents()) {
            JsonElement value = tree.get(component.getName());
            boolean absent = value == null || value.isJsonNull();
            boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            String missing = absent ? component.getName() : missingIn(value, component);
            if (missing != null && !(absent && optional)) {
                return missing;
            }
        }
        return null;
    }

    private static @Nullable String missingIn(JsonElement value, RecordComponent component) {
        if (!(value instanceof JsonArray array)) {
            return null;
        }
        for (JsonElement element : array) {
            if (element.isJsonNull()) {
                return "an element";
            }
            String missing =
                    element instanceof JsonObject object ? missing(object, kind(component)) : null;
            if (missing != null) {
                return missing;
            }
        }
        return null;
    }

    /** What a list holds. */
    private static Class<?> kind(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType list
                        && list.getActualTypeArguments()[0] instanceof Class<?> element
                        && element.isRecord()
                ? element
                : NoFields.class;
    }

    /** Of objects where none belong: Gson refuses them. */
    private record NoFields() {}
}
