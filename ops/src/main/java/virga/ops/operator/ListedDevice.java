package virga.ops.operator;

import virga.ops.operator.registry.DeviceEntry;

/** A device with the name of its domain. */
public record ListedDevice(DeviceEntry device, String domain) {}
