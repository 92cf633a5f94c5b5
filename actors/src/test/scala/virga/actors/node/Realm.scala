package virga.actors.node

import java.security.SecureRandom
import java.time.{Duration, Instant}
import java.util
import java.util.Optional
import virga.protocol.Bytes
import virga.protocol.carrier.Candidate
import virga.protocol.identity.{DomainId, Ed25519, IdentityKey, NodeId, PublicKey, Role}
import virga.protocol.membership.Membership
import virga.protocol.record.DomainKey
import virga.protocol.link.LinkPeer
import virga.protocol.record.RecordBody.{
  DeviceRecord,
  NodeRecord,
  OperatorNodeRecord,
  RevocationListRecord,
  SuperNodeRecord,
  TombstoneRecord
}
import virga.protocol.record.{DhtKey, RecordKind, RecordSigner, RecordVerifier, SignedRecord, Verified}
import scala.jdk.CollectionConverters._
import virga.protocol.record.KeyRanges

/** A network's keys, for specs: a root, an operator, and one domain. */
final class Realm {
  val domain: DomainId = DomainId.parse("dfe47365")
  private val ed25519 = Ed25519.best()
  val random = new SecureRandom
  private val root = newKey()
  val operatorKey: IdentityKey = newKey()
  val domainKey: DomainKey = DomainKey.generate(random)
  private val rootPin = root.publicKey().hash()

  val operatorNode: Verified[OperatorNodeRecord] = RecordSigner.sign(
    new OperatorNodeRecord(
      NodeId.of(domain, operatorKey.publicKey()),
      operatorKey.publicKey(),
      root.publicKey(),
      now.getEpochSecond,
      now.plus(Duration.ofDays(365))),
    root)

  private def now: Instant = Instant.now()

  def newKey(): IdentityKey = IdentityKey.generate(random, Ed25519.best())

  def verifier(): RecordVerifier = {
    val verifier = new RecordVerifier(rootPin, ed25519)
    verifier.learn(operatorNode, now)
    verifier
  }

  /** A node's record, valid for `life` from `issued`. */
  def nodeRecord(
      key: PublicKey,
      roles: util.Set[Role],
      life: Duration = Duration.ofDays(30),
      issued: Instant = Instant.now()): Verified[NodeRecord] =
    RecordSigner.sign(
      new NodeRecord(
        NodeId.of(domain, key),
        key,
        roles,
        util.List.of(),
        "",
        issued.getEpochSecond,
        issued.plus(life),
        operatorKey.publicKey()),
      operatorKey)

  /** An admission of a node that finds its operator at `operators`. */
  def admit(
      key: PublicKey,
      roles: util.Set[Role],
      operators: util.List[Candidate],
      life: Duration = Duration.ofDays(30),
      issued: Instant = Instant.now()): Membership =
    new Membership(
      nodeRecord(key, roles, life, issued), operatorNode, rootPin, domainKey, "acme", operators)

  /** A holder of the whole key space. */
  def superNode(
      key: PublicKey,
      candidates: util.List[Candidate]): Verified[SuperNodeRecord] =
    RecordSigner.sign(
      new SuperNodeRecord(
        NodeId.of(domain, key),
        key,
        KeyRanges.WHOLE,
        KeyRanges.NONE,
        KeyRanges.NONE,
        1,
        candidates,
        now.getEpochSecond,
        now.plus(Duration.ofHours(24)),
        operatorKey.publicKey()),
      operatorKey)

  /** A device, found under `name` too; nothing is sealed in it. */
  def device(key: DhtKey, name: DhtKey): Verified[DeviceRecord] =
    RecordSigner.sign(
      new DeviceRecord(
        key,
        name.hash(),
        Bytes.EMPTY,
        now.getEpochSecond,
        now.plus(Duration.ofDays(30)),
        operatorKey.publicKey()),
      operatorKey)

  /** An operator's removal of what stands at `key`. */
  def removal(kind: RecordKind, key: DhtKey, places: Bytes*): Verified[TombstoneRecord] =
    RecordSigner.sign(
      new TombstoneRecord(
        kind,
        key,
        util.Set.of(places: _*),
        now.getEpochSecond + 1,
        now.plus(Duration.ofDays(30)),
        operatorKey.publicKey()),
      operatorKey)

  /** A revocation list by the operator. */
  def revocations(
      number: Long,
      keys: Seq[IdentityKey],
      by: IdentityKey = operatorKey,
      signed: Instant = Instant.now()): SignedRecord =
    RecordSigner.sign(
      new RevocationListRecord(
        number,
        keys.map(_.publicKey().hash()).toSet.asJava,
        signed.getEpochSecond,
        now.plus(Duration.ofDays(30)),
        by.publicKey()),
      by).signed()

  /** The root's record of another operator. */
  def operatorOf(key: IdentityKey): Verified[OperatorNodeRecord] = RecordSigner.sign(
    new OperatorNodeRecord(
      NodeId.of(domain, key.publicKey()),
      key.publicKey(),
      root.publicKey(),
      now.getEpochSecond,
      now.plus(Duration.ofDays(365))),
    root)

  /** The root's removal of an operator. */
  def operatorRemoved(key: IdentityKey): SignedRecord = RecordSigner.sign(
    new TombstoneRecord(
      RecordKind.OPERATOR_NODE,
      DhtKey.of(NodeId.of(domain, key.publicKey())), util.Set.of(),
      now.getEpochSecond + 1,
      now.plus(Duration.ofDays(365)),
      root.publicKey()),
    root).signed()

  /** A peer as a link shows it. */
  def peer(key: IdentityKey, roles: util.Set[Role]): LinkPeer =
    new LinkPeer(
      key.publicKey(),
      Optional.of(nodeRecord(key.publicKey(), roles)),
      Optional.of(operatorNode),
      Duration.ZERO,
      0)

  /** A peer without admission. */
  def stranger(): LinkPeer =
    new LinkPeer(newKey().publicKey(), Optional.empty(), Optional.empty(), Duration.ZERO, 0)
}
