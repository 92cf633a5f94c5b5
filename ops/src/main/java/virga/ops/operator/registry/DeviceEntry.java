package virga.ops.operator.registry;

import java.time.Instant;
import java.util.List;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;

/**
 * A registered device: what a listing shows in plain text, and what its record carries sealed. The
 * texts are canonical, so that equal devices have equal texts.
 */
public record DeviceEntry(
        DomainId domain,
        Bytes deviceKey,
        Bytes nameKey,
        Bytes sealed,
        Plain plain,
        long version,
        Instant expires) {

    /** {@code address} is {@code mac 00:11:22:33:44:55} or {@code host 192.0.2.7}. */
    public record Plain(
            String name,
            String address,
            String location,
            List<String> services,
            List<String> tlsSha256,
            List<String> allow) {
        public Plain {
            services = List.copyOf(services);
            tlsSha256 = List.copyOf(tlsSha256);
            allow = List.copyOf(allow);
        }

        public static Plain of(DeviceSpec spec) {
            return new Plain(
                    spec.device().name(),
                    spec.addressText(),
                    spec.device().location().toString(),
                    spec.serviceTexts(),
                    spec.certificateTexts(),
                    spec.allowTexts());
        }
    }
}
