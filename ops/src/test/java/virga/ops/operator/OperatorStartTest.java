package virga.ops.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.actors.node.HomeException;
import virga.actors.node.NodeHome;
import virga.actors.settings.NodeSettings;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.Registry;
import virga.ops.operator.registry.database.PostgresUrl;
import virga.ops.operator.registry.database.RegistryPlace;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.Role;
import virga.protocol.identity.RootKeyFile;
import virga.protocol.membership.Membership;
import virga.protocol.membership.MembershipFile;

/** How a home becomes an operator's, and is opened again. */
class OperatorStartTest {
    static final NodeSettings HUB =
            NodeSettings.of(EnumSet.of(Role.OPERATOR, Role.SUPER)).named("hub");
    private static final char[] NO_PASSPHRASE = new char[0];

    private final IdentityKey key = RegistryFixture.newKey();
    private final Path folder;
    private final NodeHome home;
    Optional<PostgresUrl> server = server();
    private Instant now = RegistryFixture.START;

    OperatorStartTest(@TempDir Path folder) throws HomeException {
        this.folder = folder;
        home = NodeHome.open(folder.resolve("op"));
    }

    /** Where the registry is when it is not in the home. */
    Optional<PostgresUrl> server() {
        return Optional.empty();
    }

    private RegistryPlace place() {
        return server.<RegistryPlace>map(RegistryPlace.OnServer::new)
                .orElseGet(() -> new RegistryPlace.InFile(home.registryDatabase()));
    }

    private OperatorStart start(IdentityKey operatorKey) {
        return new OperatorStart(home, server, operatorKey, new SecureRandom(), () -> now);
    }

    OperatorStart.Opened open(NodeSettings settings) {
        OperatorStart.Opened opened = start(key).open(settings, Runnable::run);
        opened.registry().close();
        return opened;
    }

    OperatorException refused(Runnable attempt) {
        return assertThrows(OperatorException.class, attempt::run);
    }

    @Test
    void emptyHomeBecomesAnOperatorsAndSaysOnceWhereTheRootKeyIs() throws Exception {
        OperatorStart.Opened first = open(HUB);
        assertEquals(Optional.of(home.rootKeyFile()), first.rootToMoveOffline());
        assertEquals(Optional.empty(), open(HUB).rootToMoveOffline());
        Membership own = first.membership();
        assertEquals("hub", own.node().body().name());
        assertEquals(Set.of(Role.OPERATOR, Role.SUPER), own.node().body().roles());
        assertEquals(key.publicKey(), own.operatorNode().body().publicKey());
        assertEquals("operator", own.domainName());
        assertEquals(now.plus(Duration.ofDays(365)), own.operatorNode().body().expires());
        MembershipFile.Found kept =
                assertInstanceOf(
                        MembershipFile.Found.class,
                        MembershipFile.read(
                                home.membershipFile(), key.publicKey(), Ed25519.best(), now));
        assertEquals(own.id(), kept.membership().id());
    }

    @Test
    void aRootKeyForAFolderThatIsMissingIsRefusedInWords() {
        Path root = folder.resolve("nowhere").resolve("root.pem");
        String said =
                assertThrows(OperatorException.class, () -> start(key).init(root, new char[0]))
                        .getMessage();
        assertEquals("cannot write the root key to " + root + ": its folder does not exist", said);
    }

    @Test
    void initMakesAnEncryptedRootKeyElsewhere() {
        Path root = folder.resolve("root.pem");
        char[] passphrase = "correct horse".toCharArray();
        OperatorStart.Made made = start(key).init(root, passphrase);
        assertTrue(made.createdRoot());
        assertTrue(Files.exists(root));
        assertFalse(Files.exists(home.rootKeyFile()));
        OperatorStart.Opened opened = open(HUB);
        assertEquals(Optional.empty(), opened.rootToMoveOffline());
        assertEquals(made.rootPin(), opened.membership().rootPin());
        assertEquals(made.node(), opened.membership().id());
        assertEquals(
                OperatorException.Kind.REFUSED,
                refused(() -> start(key).init(root, NO_PASSPHRASE)).kind());
        assertEquals(
                OperatorException.Kind.REFUSED,
                refused(() -> start(key).init(root, "wrong".toCharArray())).kind());
    }

    @Test
    void initAgainWithTheSameRootGivesTheOperatorAnotherYear() {
        Path root = folder.resolve("root.pem");
        OperatorStart.Made made = start(key).init(root, NO_PASSPHRASE);
        now = now.plus(Duration.ofDays(400));
        OperatorException expired = refused(() -> open(HUB));
        assertTrue(expired.hint().contains("virga operator init --root"), expired.hint());
        OperatorStart.Made again = start(key).init(root, NO_PASSPHRASE);
        assertFalse(again.createdRoot());
        assertEquals(made.rootPin(), again.rootPin());
        assertEquals(made.node(), open(HUB).membership().id());
    }

    @Test
    void rootKeyLeftInTheHomeRenewsTheOperatorByItself() {
        open(HUB);
        now = now.plus(Duration.ofDays(300));
        assertEquals(
                now.plus(Duration.ofDays(365)),
                open(HUB).membership().operatorNode().body().expires());
    }

    @Test
    void anotherRootKeyIsRefused() throws Exception {
        open(HUB);
        Path other = folder.resolve("other.pem");
        RootKeyFile.write(other, RegistryFixture.newKey(), NO_PASSPHRASE, new SecureRandom());
        OperatorException fault = refused(() -> start(key).init(other, NO_PASSPHRASE));
        assertEquals(OperatorException.Kind.REFUSED, fault.kind());
    }

    @Test
    void aMistypedNameOfTheRootKeysFileMakesNoSecondRoot() {
        open(HUB);
        Path mistyped = folder.resolve("rot.pem");
        OperatorException fault = refused(() -> start(key).init(mistyped, NO_PASSPHRASE));
        assertEquals(OperatorException.Kind.REFUSED, fault.kind());
        assertTrue(fault.line().contains("there is no " + mistyped), fault.line());
        assertFalse(Files.exists(mistyped));
    }

    @Test
    void anOperatorThatWasKilledWhileItBeganBeginsAtItsNextStart() {
        Registry.open(place(), Runnable::run).close();
        assertEquals(Optional.of(home.rootKeyFile()), open(HUB).rootToMoveOffline());
        assertEquals(Optional.empty(), open(HUB).rootToMoveOffline());
    }

    @Test
    void newRolesOrANewNameAreSignedAtTheNextStart() {
        Membership before = open(HUB).membership();
        Membership same = open(HUB).membership();
        assertEquals(before.node(), same.node());
        Membership after =
                open(NodeSettings.of(EnumSet.of(Role.OPERATOR, Role.USER)).named("hub2"))
                        .membership();
        assertEquals(before.id(), after.id());
        assertEquals(Set.of(Role.OPERATOR, Role.USER), after.node().body().roles());
        assertEquals("hub2", after.node().body().name());
        assertTrue(after.node().body().version() > before.node().body().version());
    }

    @Test
    void operatorThatWasOffForMonthsIsItsOwnNodeAgain() {
        open(HUB);
        now = now.plus(Duration.ofDays(90));
        assertEquals(now.plus(Duration.ofDays(30)), open(HUB).membership().node().body().expires());
    }

    @Test
    void lostRegistryIsNotReplacedByANewNetwork() throws Exception {
        open(HUB);
        for (String name : new String[] {"registry.db", "registry.db-wal", "registry.db-shm"}) {
            Files.deleteIfExists(home.folder().resolve(name));
        }
        byte[] root = Files.readAllBytes(home.rootKeyFile());
        OperatorException fault = refused(() -> open(HUB));
        assertTrue(fault.line().contains("no registry.db"), fault.line());
        assertFalse(Files.exists(home.registryDatabase()));
        assertArrayEquals(root, Files.readAllBytes(home.rootKeyFile()));
    }

    @Test
    void emptiedRegistryIsNotReplacedByANewNetwork() throws Exception {
        open(HUB);
        for (String name : new String[] {"registry.db-wal", "registry.db-shm"}) {
            Files.deleteIfExists(home.folder().resolve(name));
        }
        Files.write(home.registryDatabase(), new byte[0]);
        String said = "this home has a membership but nothing stands in its registry.db";
        assertEquals(said, refused(() -> open(HUB)).line());
        Path root = home.rootKeyFile();
        assertEquals(said, refused(() -> start(key).init(root, NO_PASSPHRASE)).line());
    }

    @Test
    void registryOfAnotherKeyIsRefused() {
        open(HUB);
        OperatorException fault =
                refused(() -> start(RegistryFixture.newKey()).open(HUB, Runnable::run));
        assertTrue(fault.line().contains("key.pem"), fault.line());
    }

    @Test
    void damagedRootKeyIsSaidSo() throws Exception {
        Path root = folder.resolve("root.pem");
        start(key).init(root, NO_PASSPHRASE);
        Files.writeString(root, "-----BEGIN NOTHING-----\n");
        OperatorException fault = refused(() -> start(key).init(root, NO_PASSPHRASE));
        assertTrue(fault.line().contains("holds no root key"), fault.line());
    }
}
