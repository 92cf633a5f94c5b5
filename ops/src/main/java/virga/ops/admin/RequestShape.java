package virga.ops.admin;

import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what is missing in a record that came from JSON: only nullable components may be. */
final class RequestShape {
    private RequestShape() {}

    /** The name of a missing component, or null where all are there. */
    static @Nullable String missing(Record record) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = read(component, record);
            boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            String missing = value == null && !optional ? component.getName() : missingIn(value);
            if (missing != null) {
                return missing;
            }
        }
        return null;
    }

    private static @Nullable String missingIn(@Nullable Object value) {
        if (value instanceof Record record) {
            return missing(record);
        }
        if (value instanceof List<?> list) {
            for (Object element : list) {
                String missing = element == null ? "an element" : missingIn(element);
                if (missing != null) {
                    return missing;
                }
            }
        }
        return null;
    }

    private static @Nullable Object read(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("requests are public records", e);
        }
    }
}
