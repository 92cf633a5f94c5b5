package virga.tunnel.socks;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import virga.tunnel.open.DeviceName;
import virga.tunnel.open.Door;

/** The doors to devices that were asked for lately: one for each device and port. Thread safe. */
final class SocksDoors {
    private final ConcurrentMap<DeviceName, Door> doors = new ConcurrentHashMap<>();

    Optional<Door> to(DeviceName device) {
        return Optional.ofNullable(doors.get(device));
    }

    void put(DeviceName device, Door door) {
        doors.put(device, door);
    }

    void remove(DeviceName device) {
        doors.remove(device);
    }
}
