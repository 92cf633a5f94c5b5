package virga.ops.operator

import akka.actor.testkit.typed.scaladsl.{ActorTestKit, TestProbe}
import java.nio.file.{Files, Path}
import java.security.SecureRandom
import java.time.{Duration, Instant}
import java.util.concurrent.{CompletionStage, Executor}
import java.util.{Collections, EnumSet, List => JList, Optional, Set => JSet}
import virga.actors.directory.DirectoryActor
import virga.actors.node.{NodeContext, NodeHome}
import virga.actors.settings.{OwnMembership, NodeSettings}
import virga.actors.presence.PresenceActor
import virga.actors.switchboard.SwitchboardActor
import virga.ops.operator.admission.AdmissionDesk
import virga.ops.operator.registry.{DeviceText, DomainEntry, OperatorIdentity, Registry, StaticRecord}
import virga.ops.operator.registry.database.RegistryPlace
import virga.protocol.Bytes
import virga.protocol.carrier.Candidate
import virga.protocol.identity.{Ed25519, IdentityKey, NodeId, PublicKey, Role}
import virga.protocol.link.LinkPeer
import virga.protocol.message.Message
import virga.protocol.record.RecordBody.{NodeRecord, OperatorNodeRecord}
import virga.protocol.record.RecordVerifier
import virga.ops.operator.plan.PlanDesk
import virga.protocol.record.SignedRecord

/** An operator's node around a real registry; probes stand where its other actors would. */
final class OperatorNode(testKit: ActorTestKit) extends AutoCloseable {
  var now: Instant = Instant.parse("2026-11-21T10:00:00Z")

  val address: Candidate = Candidate.direct("127.0.0.1", 7000)
  val root: IdentityKey = OperatorNode.newKey()
  val identity = new OperatorIdentity(OperatorNode.newKey(), new SecureRandom())
  val desk = new AdmissionDesk(identity)
  val plan = new PlanDesk(identity, now)
  val switchboard: TestProbe[SwitchboardActor.Command] =
    testKit.createTestProbe[SwitchboardActor.Command]()
  val directory: TestProbe[DirectoryActor.Command] =
    testKit.createTestProbe[DirectoryActor.Command]()
  val presence: TestProbe[PresenceActor.Command] =
    testKit.createTestProbe[PresenceActor.Command]()
  val verifier = new RecordVerifier(root.publicKey().hash(), Ed25519.best())

  private val folder: Path = Files.createTempDirectory("virga-operator")
  private val inline: Executor = work => work.run()

  val registry: Registry =
    Registry.open(new RegistryPlace.InFile(folder.resolve("registry.db")), inline)
  val commands = new OperatorCommands(registry, identity)
  val self: NodeId = begin()

  /** Event loops and the node's own database are not used by the operator's services. */
  val context = new NodeContext(
    NodeSettings.of(EnumSet.of(Role.OPERATOR)),
    new NodeHome(folder),
    self,
    identity.key(),
    new OwnMembership(Optional.empty(), _ => ()),
    verifier,
    Optional.empty(),
    () => now,
    new SecureRandom(),
    null,
    inline,
    null,
    null,
    switchboard.ref,
    directory.ref,
    presence.ref
  )

  private def begin(): NodeId = {
    val start = new NetworkStart(identity)
    val network = done(registry.change(tables => start.vouch(tables, root, now)))
    val node = new NetworkStart.Self(JSet.of(Role.OPERATOR), JList.of(), "hub")
    done(registry.change(tables => start.register(tables, node, now)))
    recordsSince(0).forEach { record =>
      verifier
        .verify(record.signed(), classOf[OperatorNodeRecord], now)
        .accepted()
        .ifPresent(operator => { verifier.learn(operator, now); () })
    }
    NodeId.of(network.domain(), identity.publicKey())
  }

  def done[T](stage: CompletionStage[T]): T = stage.toCompletableFuture().join()

  def addDomain(name: String): DomainEntry = done(commands.addDomain(name, now))

  /** A token's secret. */
  def token(domain: String, uses: Int, roles: Role*): Bytes = {
    val request =
      new TokenRequest(domain, JSet.of(roles: _*), uses, Duration.ofHours(24), JList.of())
    done(
      registry.change(tables =>
        new DomainRegistration(identity).createToken(tables, request, now)
      )
    ).secret()
  }

  def admit(key: PublicKey, secret: Bytes, roles: Role*): Message.Answer = {
    val question = new Message.Admit(secret, JSet.of(roles: _*), JList.of(), "")
    done(registry.change(tables => desk.admit(tables, key, question, now))).answer().get()
  }

  def submit(peer: NodeId): SignedRecord =
    done(registry.change(tables =>
      plan.submit(tables, peer, JList.of(address), OperatorNode.Store, now))).get()

  def apply(device: DeviceText): JList[AppliedDevice] =
    done(commands.applyDevices(JList.of(device), true, now))

  def removeDevice(name: String): Unit = done(commands.removeDevice("acme", name, now))

  /** As while there is no super. */
  def holdEverything(): Unit = submit(self)

  def device(name: String, mac: String) = new DeviceText(
    name,
    "acme",
    Optional.of(mac),
    Optional.empty(),
    "label:hall",
    JList.of("631/ipp"),
    JList.of(),
    JList.of()
  )

  def recordsSince(change: Long): JList[StaticRecord] =
    done(registry.read(tables => tables.records().since(change, now, 10_000)))

  def lastChange(): Long =
    done(registry.read(tables => Long.box(tables.records().lastChange())))

  def stranger(key: PublicKey): LinkPeer =
    new LinkPeer(key, Optional.empty(), Optional.empty(), Duration.ZERO, 0)

  def member(answer: Message.Answer): LinkPeer = {
    val signed = answer.asInstanceOf[Message.Admitted].node()
    val node = verifier.verify(signed, classOf[NodeRecord], now).accepted()
    new LinkPeer(
      node.get().body().publicKey(),
      node,
      Optional.empty(),
      Duration.ZERO,
      0
    )
  }

  override def close(): Unit = {
    registry.close()
    Files
      .walk(folder)
      .sorted(Collections.reverseOrder())
      .forEach(file => Files.delete(file))
  }
}

object OperatorNode {
  /** Number of every super's store. */
  val Store: Bytes = Bytes.owning(new Array[Byte](16))

  def newKey(): IdentityKey = IdentityKey.generate(new SecureRandom(), Ed25519.best())

  def newPublicKey(): PublicKey = newKey().publicKey()
}
