package virga.ops.operator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import virga.ops.operator.registry.DeviceText;
import virga.ops.operator.registry.OperatorException;

/**
 * The file of {@code device apply -f}: HOCON or JSON with one list, {@code devices}, of objects
 * with the keys {@code name}, {@code domain}, {@code mac} or {@code host}, {@code location}, {@code
 * ports}, {@code tls-sha256} and {@code allow}. Whatever is wrong is an {@link OperatorException}
 * of kind USAGE with the file's name and the line.
 */
public final class DeviceFile {
    /** Most devices in one file. */
    public static final int DEVICES_MAX = 10_000;

    /** Longest file: 1 KiB a device is ample. */
    static final int LENGTH_MAX_BYTES = 16 * 1024 * 1024;

    private static final Set<String> KEYS =
            Set.of("name", "domain", "mac", "host", "location", "ports", "tls-sha256", "allow");
    private static final String HINT =
            "a file looks like devices = [{name = printer, domain = acme,"
                    + " mac = \"00:11:22:33:44:55\", location = ..., ports = [\"631/ipp\"]}]";

    private final String name;

    private DeviceFile(String name) {
        this.name = name;
    }

    /** Reads a file; one that is not there is of kind NOT_FOUND. */
    public static List<DeviceText> read(Path file) {
        try {
            if (Files.size(file) > LENGTH_MAX_BYTES) {
                throw OperatorException.usage(file + " is too large", "split it: 16 MiB at most");
            }
            return parse(file.toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw OperatorException.usage(file + " is not UTF-8 text", HINT);
        } catch (IOException e) {
            throw OperatorException.notFound(
                    "cannot read " + file, "check that it is there and may be read");
        }
    }

    /** Parses {@code text}; {@code name} is what messages call it. */
    public static List<DeviceText> parse(String name, String text) {
        return new DeviceFile(name).devices(text);
    }

    private List<DeviceText> devices(String text) {
        ConfigObject root = root(text).root();
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(root).entrySet()) {
            if (!entry.getKey().equals("devices")) {
                throw wrong(entry.getValue(), "unknown key '" + entry.getKey() + "'");
            }
        }
        ConfigValue value = root.get("devices");
        if (!(value instanceof ConfigList list)) {
            throw value == null
                    ? OperatorException.usage(name + " has no list 'devices'", HINT)
                    : wrong(value, "'devices' is not a list");
        }
        if (list.size() > DEVICES_MAX) {
            throw wrong(list, list.size() + " devices, " + DEVICES_MAX + " at most");
        }
        return list.stream().map(this::device).toList();
    }

    private Config root(String text) {
        try {
            return ConfigFactory.parseString(
                            text,
                            ConfigParseOptions.defaults()
                                    .setAllowMissing(false)
                                    .setOriginDescription(name))
                    .resolve();
        } catch (ConfigException e) {
            String detail = e.getMessage() == null ? "cannot be parsed" : e.getMessage();
            throw OperatorException.usage(
                    detail.startsWith(name) ? detail : name + ": " + detail, HINT);
        }
    }

    private DeviceText device(ConfigValue value) {
        if (!(value instanceof ConfigObject fields)) {
            throw wrong(value, "a device is an object in braces");
        }
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(fields).entrySet()) {
            if (!KEYS.contains(entry.getKey())) {
                throw wrong(entry.getValue(), "unknown key '" + entry.getKey() + "' of a device");
            }
        }
        return new DeviceText(
                needed(fields, "name"),
                needed(fields, "domain"),
                text(fields, "mac"),
                text(fields, "host"),
                needed(fields, "location"),
                texts(fields, "ports"),
                texts(fields, "tls-sha256"),
                texts(fields, "allow"));
    }

    private String needed(ConfigObject fields, String key) {
        return text(fields, key).orElseThrow(() -> wrong(fields, "a device without '" + key + "'"));
    }

    private Optional<String> text(ConfigObject fields, String key) {
        return Optional.ofNullable(fields.get(key)).map(value -> scalar(value, key));
    }

    private List<String> texts(ConfigObject fields, String key) {
        ConfigValue value = fields.get(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ConfigList list)) {
            throw wrong(value, "'" + key + "' is not a list");
        }
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(scalar(item, key)));
        return texts;
    }

    private String scalar(ConfigValue value, String key) {
        boolean isText =
                value.valueType() == ConfigValueType.STRING
                        || value.valueType() == ConfigValueType.NUMBER;
        if (!isText) {
            throw wrong(value, "'" + key + "' is not text");
        }
        return String.valueOf(value.unwrapped());
    }

    private OperatorException wrong(ConfigValue at, String what) {
        ConfigOrigin origin = at.origin();
        String line = origin.lineNumber() > 0 ? " line " + origin.lineNumber() : "";
        return OperatorException.usage(name + line + ": " + what, HINT);
    }
}
