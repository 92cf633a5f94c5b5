package virga.ops.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.operator.registry.DeviceSpec;
import virga.ops.operator.registry.DeviceText;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.StaticRecord;
import virga.ops.operator.registry.database.RegistryPlace;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.message.Message;
import virga.protocol.record.DomainKey;
import virga.protocol.record.RecordBody.DeviceRecord;
import virga.protocol.record.RecordBody.DomainRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Sealed;
import virga.protocol.record.SealedCodec;

/** What the registry does with devices, domains and their records over time. */
class DeviceRegistrationTest {
    private static final String MAC = "00:11:22:33:44:55";
    private static final String OTHER_MAC = "00:11:22:33:44:66";

    private final RegistryFixture operator;

    DeviceRegistrationTest(@TempDir Path folder) {
        operator = RegistryFixture.begin(place(folder));
        operator.addDomain("acme");
    }

    RegistryPlace place(Path folder) {
        return RegistryFixture.inFile(folder);
    }

    @AfterEach
    void end() {
        operator.close();
    }

    private static DeviceText printer(String mac) {
        return RegistryFixture.device("printer", "acme", mac);
    }

    private void assertFault(OperatorException.Kind kind, String expected, Runnable command) {
        long before = operator.lastChange();
        OperatorException fault = assertThrows(OperatorException.class, command::run);
        assertEquals(kind, fault.kind(), fault.line());
        assertTrue(fault.line().contains(expected), fault.line());
        assertEquals(before, operator.lastChange(), "nothing was changed");
    }

    private StaticRecord lastRecord() {
        return operator.recordsSince(operator.lastChange() - 1).getFirst();
    }

    private DomainEntry acme() {
        return RegistryFixture.done(operator.commands.listDomains()).stream()
                .filter(domain -> domain.name().equals("acme"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nodesOfTheDomainReadWhatTheOperatorRegistered() {
        operator.apply(false, printer(MAC));
        DeviceRecord record = operator.believed(lastRecord().signed(), DeviceRecord.class);
        DomainKey key = new DomainKey(acme().key());
        Sealed.Device device = SealedCodec.open(record, key).orElseThrow();
        assertEquals(DeviceSpec.parse(printer(MAC)).device(), device);
        assertEquals(key.nameKey("printer"), record.nameKey());
        assertEquals(key.deviceKey(device.address(), device.location()), record.key().hash());
        assertEquals(operator.now.plus(Duration.ofDays(30)), record.expires());
    }

    @Test
    void sameDeviceAgainChangesNothing() {
        operator.apply(true, printer(MAC));
        long before = operator.lastChange();
        assertEquals(
                List.of(
                        new AppliedDevice(
                                "printer", "acme", AppliedDevice.Change.UNCHANGED, List.of())),
                operator.apply(true, printer(MAC)));
        assertEquals(before, operator.lastChange());
    }

    @Test
    void addingATakenNameIsRefusedAndApplyingChangesIt() {
        operator.apply(false, printer(MAC));
        assertFault(
                OperatorException.Kind.REFUSED,
                "there is a device 'printer' in acme already",
                () -> operator.apply(false, printer(OTHER_MAC)));
        assertEquals(
                AppliedDevice.Change.CHANGED,
                operator.apply(true, printer(OTHER_MAC)).getFirst().change());
        assertEquals(1, acme().entries());
    }

    @Test
    void deviceWithANewAddressLeavesATombstoneAtTheOldOne() {
        operator.apply(false, printer(MAC));
        DeviceRecord old = operator.believed(lastRecord().signed(), DeviceRecord.class);
        operator.apply(true, printer(OTHER_MAC));
        StaticRecord gone =
                operator.recordsSince(0).stream()
                        .filter(record -> record.key().equals(old.key()))
                        .findFirst()
                        .orElseThrow();
        TombstoneRecord tombstone = operator.believed(gone.signed(), TombstoneRecord.class);
        assertEquals(RecordKind.DEVICE, tombstone.removed());
        assertTrue(tombstone.version() > old.version());
        assertEquals(old.expires(), tombstone.expires());
    }

    @Test
    void removedDeviceMayComeBackWithAHigherVersion() {
        operator.apply(false, printer(MAC));
        RegistryFixture.done(operator.commands.removeDevice("acme", "printer", operator.now));
        long buried = lastRecord().version();
        assertEquals(0, acme().entries());
        operator.apply(false, printer(MAC));
        assertTrue(lastRecord().version() > buried);
    }

    @Test
    void oneWrongDeviceKeepsTheWholeListOut() {
        assertFault(
                OperatorException.Kind.NOT_FOUND,
                "there is no domain 'initech'",
                () ->
                        operator.apply(
                                true,
                                printer(MAC),
                                RegistryFixture.device("camera", "initech", OTHER_MAC)));
        assertEquals(
                List.of(), RegistryFixture.done(operator.commands.listDevices(Optional.empty())));
        assertEquals(0, acme().entries());
    }

    @Test
    void twoDevicesOfOneNameOrOneAddressAreRefused() {
        assertFault(
                OperatorException.Kind.USAGE,
                "two devices of acme have the name printer",
                () -> operator.apply(true, printer(MAC), printer(OTHER_MAC)));
        assertFault(
                OperatorException.Kind.USAGE,
                "two devices of acme have the address mac " + MAC,
                () ->
                        operator.apply(
                                true, printer(MAC), RegistryFixture.device("cam", "acme", MAC)));
        operator.apply(true, printer(MAC));
        assertFault(
                OperatorException.Kind.REFUSED,
                "the device printer of acme has the address mac " + MAC,
                () -> operator.apply(true, RegistryFixture.device("cam", "acme", MAC)));
    }

    @Test
    void oneHostAtOneLocationIsOneDevice() {
        operator.apply(true, host("lamp", "192.0.2.7", "label:hall"));
        assertFault(
                OperatorException.Kind.REFUSED,
                "the device lamp of acme has the address host 192.0.2.7 already",
                () -> operator.apply(false, host("cam", "192.0.2.7", "label:hall")));
        assertFault(
                OperatorException.Kind.REFUSED,
                "the device lamp of acme has the address host 192.0.2.7 already",
                () ->
                        operator.apply(
                                true,
                                host("clock", "192.0.2.8", "label:hall"),
                                host("cam", "::ffff:192.0.2.7", "label:hall")));
        assertFault(
                OperatorException.Kind.USAGE,
                "two devices of acme have the address host 192.0.2.9",
                () ->
                        operator.apply(
                                true,
                                host("clock", "192.0.2.9", "label:hall"),
                                host("cam", "192.0.2.9", "label:hall")));
        assertEquals(1, acme().entries());
        operator.apply(false, host("cam", "192.0.2.7", "label:attic"));
        assertEquals(2, acme().entries());
    }

    private static DeviceText host(String name, String address, String location) {
        return new DeviceText(
                name,
                "acme",
                Optional.empty(),
                Optional.of(address),
                location,
                List.of("80"),
                List.of(),
                List.of());
    }

    @Test
    void unknownDeviceCannotBeRemoved() {
        assertFault(
                OperatorException.Kind.NOT_FOUND,
                "there is no device 'printer' in acme",
                () ->
                        RegistryFixture.done(
                                operator.commands.removeDevice("acme", "printer", operator.now)));
    }

    @Test
    void quotaIsTheMostADomainMayHave() {
        RegistryFixture.done(operator.commands.setQuota("acme", 1, operator.now));
        assertEquals(1, operator.believed(lastRecord().signed(), DomainRecord.class).quota());
        operator.apply(true, printer(MAC));
        assertFault(
                OperatorException.Kind.REFUSED,
                "the quota of acme is used up (1)",
                () -> operator.apply(true, RegistryFixture.device("cam", "acme", OTHER_MAC)));
        assertFault(
                OperatorException.Kind.USAGE,
                "0 is no quota",
                () -> RegistryFixture.done(operator.commands.setQuota("acme", 0, operator.now)));
    }

    @Test
    void domainNamesAreUniqueDnsLabels() {
        assertFault(
                OperatorException.Kind.REFUSED,
                "there is a domain 'acme' already",
                () -> operator.addDomain("acme"));
        assertFault(
                OperatorException.Kind.USAGE,
                "'Acme Inc' cannot be the name of a domain",
                () -> operator.addDomain("Acme Inc"));
    }

    @Test
    void prefixOfANodeIdBecomesTheWholeId() {
        String id = admitted("");
        operator.apply(true, allowing(id.substring(0, 14), "laptop"));
        List<String> allow =
                RegistryFixture.done(operator.commands.listDevices(Optional.empty()))
                        .getFirst()
                        .device()
                        .plain()
                        .allow();
        assertEquals(Set.of(id, "laptop"), Set.copyOf(allow));
        assertFault(
                OperatorException.Kind.NOT_FOUND,
                "no node of the domain has an id that begins with",
                () -> operator.apply(true, allowing("00000000.zz", "laptop")));
    }

    /** The id of a node that was admitted just now. */
    private String admitted(String name) {
        PublicKey key = RegistryFixture.newPublicKey();
        assertInstanceOf(
                Message.Admitted.class,
                operator.answer(key, operator.token("acme", 1, Role.USER), name, Role.USER)
                        .orElseThrow());
        return new NodeId(acme().id(), key.hash()).toString();
    }

    @Test
    void anIdThatNoNodeOfTheDomainHasIsRefusedAndNothingIsRegistered() {
        String unknown = new NodeId(acme().id(), RegistryFixture.newPublicKey().hash()).toString();
        assertFault(
                OperatorException.Kind.NOT_FOUND,
                "no node of the domain has the id " + unknown,
                () -> operator.apply(true, allowing(unknown)));
        assertFault(
                OperatorException.Kind.NOT_FOUND,
                "no node of the domain has the id " + operator.self,
                () -> operator.apply(false, allowing(operator.self.toString())));
    }

    @Test
    void aNameThatNobodyHasYetIsToldAndRegistered() {
        admitted("laptop");
        List<String> nobody =
                operator.apply(true, allowing("laptop", "bob")).getFirst().namesOfNobody();
        assertEquals(List.of("bob"), nobody);
        admitted("bob");
        assertEquals(
                List.of(),
                operator.apply(true, allowing("laptop", "bob")).getFirst().namesOfNobody());
    }

    @Test
    void aListThatAllowsANodeForgottenSinceStillChangesNothing() {
        String id = admitted("");
        operator.apply(true, allowing(id));
        sweep(Duration.ofDays(61));
        assertEquals(
                AppliedDevice.Change.UNCHANGED,
                operator.apply(true, allowing(id)).getFirst().change());
    }

    private static DeviceText allowing(String... nodes) {
        return new DeviceText(
                "printer",
                "acme",
                Optional.of(MAC),
                Optional.empty(),
                "label:hall",
                List.of("80"),
                List.of(),
                List.of(nodes));
    }

    @Test
    void deviceAndDomainRecordsAreSignedAgainAtTwoThirdsOfTheirLife() {
        operator.apply(true, printer(MAC));
        long before = operator.lastChange();
        sweep(Duration.ofDays(20).minusSeconds(1));
        assertEquals(before, operator.lastChange());
        sweep(Duration.ofSeconds(1));
        DeviceRecord renewed = operator.believed(lastRecord().signed(), DeviceRecord.class);
        assertEquals(operator.now.plus(Duration.ofDays(30)), renewed.expires());
        assertEquals(before + 1, operator.lastChange());
        sweep(Duration.ofDays(365).multipliedBy(2).dividedBy(3));
        long domains =
                operator.recordsSince(before + 1).stream()
                        .filter(record -> record.about() == RecordKind.DOMAIN)
                        .count();
        assertEquals(2, domains, "acme's and the operator's own");
    }

    private void sweep(Duration later) {
        operator.now = operator.now.plus(later);
        RegistryFixture.done(operator.commands.renewRecords(operator.now));
    }

    @Test
    void nodeThatExpiredLongAgoIsForgottenAndMakesRoom() {
        assertInstanceOf(
                Message.Admitted.class,
                operator.answer(
                                RegistryFixture.newPublicKey(),
                                operator.token("acme", 1, Role.USER),
                                "laptop",
                                Role.USER)
                        .orElseThrow());
        assertEquals(1, acme().entries());
        sweep(Duration.ofDays(59));
        assertEquals(1, acme().entries());
        sweep(Duration.ofDays(2));
        assertEquals(0, acme().entries());
    }
}
