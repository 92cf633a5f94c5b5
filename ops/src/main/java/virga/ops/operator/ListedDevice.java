package virga.ops.operator;

/** A device with the name of its domain. */
public record ListedDevice(DeviceEntry device, String domain) {}
