package virga.ops.operator.registry;

import java.util.List;
import java.util.Optional;

/**
 * A device as a person gave it, not yet checked: {@code ports} are {@code 631/ipp} or {@code 80},
 * {@code tlsSha256} hexadecimal, {@code allow} node ids, unique prefixes of them, or names. {@link
 * DeviceSpec#parse} checks it.
 */
public record DeviceText(
        String name,
        String domain,
        Optional<String> mac,
        Optional<String> host,
        String location,
        List<String> ports,
        List<String> tlsSha256,
        List<String> allow) {
    public DeviceText {
        ports = List.copyOf(ports);
        tlsSha256 = List.copyOf(tlsSha256);
        allow = List.copyOf(allow);
    }
}
