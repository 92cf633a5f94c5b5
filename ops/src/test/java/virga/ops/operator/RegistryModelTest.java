package virga.ops.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import virga.ops.operator.registry.DeviceText;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.StaticRecord;
import virga.ops.operator.registry.database.RegistryPlace;
import virga.protocol.Bytes;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.message.Message;
import virga.protocol.message.RefusalReason;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordKind;

/**
 * The registry against a plain model of it, in random orders of admissions, devices, removals and
 * restarts: each answer and, in the end, every entry and record.
 */
class RegistryModelTest {
    private static final int STEPS = 250;
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

    private final RegistryPlace place;
    private Random random = new Random(0);
    private RegistryFixture operator;
    private final Map<String, String> devices = new TreeMap<>();
    private final Map<String, PublicKey> nodeNames = new HashMap<>();
    private final Map<PublicKey, String> nodes = new HashMap<>();
    private final List<PublicKey> keys = new ArrayList<>();
    private final Map<Bytes, Integer> tokens = new HashMap<>();
    private final Map<PublicKey, Bytes> admittedBy = new HashMap<>();
    private final List<Bytes> secrets = new ArrayList<>();

    RegistryModelTest(@TempDir Path folder) {
        this.place = place(folder);
        this.operator = RegistryFixture.begin(place);
        operator.addDomain("acme");
    }

    RegistryPlace place(Path folder) {
        return RegistryFixture.inFile(folder);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithAModel(long seed) {
        random = new Random(seed);
        for (int i = 0; i < 8; i++) {
            keys.add(RegistryFixture.newPublicKey());
        }
        for (int step = 0; step < STEPS; step++) {
            operator.now = operator.now.plusSeconds(random.nextInt(2));
            step();
        }
        checkEverything();
        operator = operator.reopened(place);
        checkEverything();
        operator.close();
    }

    private void step() {
        switch (random.nextInt(10)) {
            case 0 -> newToken();
            case 1, 2, 3, 4 -> admit();
            case 5, 6, 7 -> applyDevice();
            case 8 -> removeDevice();
            default -> {
                if (random.nextInt(5) == 0) {
                    operator = operator.reopened(place);
                }
            }
        }
    }

    private void newToken() {
        int uses = 1 + random.nextInt(2);
        Bytes secret = operator.token("acme", uses, Role.USER);
        tokens.put(secret, uses);
        secrets.add(secret);
    }

    private void admit() {
        if (secrets.isEmpty()) {
            return;
        }
        Bytes secret = secrets.get(random.nextInt(secrets.size()));
        PublicKey key = keys.get(random.nextInt(keys.size()));
        String name = random.nextInt(3) == 0 ? "" : pick(NAMES);
        Message.Answer answer = operator.answer(key, secret, name, Role.USER).orElseThrow();
        boolean again = Objects.equals(secret, admittedBy.get(key));
        PublicKey holder = nodeNames.get(name);
        if (tokens.getOrDefault(secret, 0) == 0 && !again) {
            assertEquals(new Message.Refused(RefusalReason.TOKEN_USED_UP), answer);
        } else if (holder != null && !holder.equals(key)) {
            assertEquals(new Message.Refused(RefusalReason.NAME_TAKEN), answer);
        } else {
            assertTrue(answer instanceof Message.Admitted, answer.toString());
            if (!again) {
                tokens.merge(secret, -1, Integer::sum);
            }
            admittedBy.put(key, secret);
            nodeNames.values().removeIf(key::equals);
            nodes.put(key, name);
            if (!name.isEmpty()) {
                nodeNames.put(name, key);
            }
        }
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private void applyDevice() {
        String name = pick(NAMES);
        String mac = "00:11:22:33:44:0" + random.nextInt(6);
        boolean replace = random.nextBoolean();
        DeviceText text = RegistryFixture.device(name, "acme", mac);
        String before = devices.get(name);
        boolean addressTaken =
                devices.entrySet().stream()
                        .anyMatch(e -> e.getValue().equals(mac) && !e.getKey().equals(name));
        if (mac.equals(before)) {
            assertEquals(
                    AppliedDevice.Change.UNCHANGED,
                    operator.apply(replace, text).getFirst().change());
        } else if ((before != null && !replace) || addressTaken) {
            long change = operator.lastChange();
            OperatorException refused =
                    assertThrows(OperatorException.class, () -> operator.apply(replace, text));
            assertEquals(OperatorException.Kind.REFUSED, refused.kind());
            assertEquals(change, operator.lastChange());
        } else {
            assertEquals(
                    before == null ? AppliedDevice.Change.ADDED : AppliedDevice.Change.CHANGED,
                    operator.apply(replace, text).getFirst().change());
            devices.put(name, mac);
        }
    }

    private void removeDevice() {
        String name = pick(NAMES);
        if (devices.remove(name) != null) {
            RegistryFixture.done(operator.commands.removeDevice("acme", name, operator.now));
        } else {
            OperatorException fault =
                    assertThrows(
                            OperatorException.class,
                            () ->
                                    RegistryFixture.done(
                                            operator.commands.removeDevice(
                                                    "acme", name, operator.now)));
            assertEquals(OperatorException.Kind.NOT_FOUND, fault.kind());
        }
    }

    private void checkEverything() {
        List<ListedDevice> listed =
                RegistryFixture.done(operator.commands.listDevices(Optional.of("acme")));
        Map<String, String> held = new TreeMap<>();
        listed.forEach(
                d ->
                        held.put(
                                d.device().plain().name(),
                                d.device().plain().address().substring("mac ".length())));
        assertEquals(devices, held);
        Map<PublicKey, String> names = new HashMap<>();
        RegistryFixture.done(operator.commands.listNodes(Optional.of("acme")))
                .forEach(n -> names.put(n.node().publicKey(), n.node().name()));
        assertEquals(nodes, names);
        DomainEntry acme =
                RegistryFixture.done(operator.commands.listDomains()).stream()
                        .filter(d -> d.name().equals("acme"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(nodes.size() + devices.size(), acme.entries());
        checkRecords(listed);
    }

    /** Each device and node has its record; each other device record is a tombstone. */
    private void checkRecords(List<ListedDevice> listed) {
        List<StaticRecord> records = operator.recordsSince(0);
        long last = 0;
        Map<DhtKey, StaticRecord> deviceRecords = new HashMap<>();
        for (StaticRecord record : records) {
            assertTrue(record.change() > last, "changes rise");
            last = record.change();
            if (record.about() == RecordKind.DEVICE) {
                deviceRecords.put(record.key(), record);
            }
        }
        assertEquals(operator.lastChange(), last);
        for (ListedDevice each : listed) {
            DhtKey key = new DhtKey(each.device().domain(), each.device().deviceKey());
            StaticRecord record = deviceRecords.remove(key);
            assertEquals(RecordKind.DEVICE, record.signed().kind());
            assertEquals(each.device().version(), record.version());
        }
        deviceRecords
                .values()
                .forEach(gone -> assertEquals(RecordKind.TOMBSTONE, gone.signed().kind()));
        assertFalse(records.isEmpty());
    }
}
