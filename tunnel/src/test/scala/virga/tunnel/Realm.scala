package virga.tunnel

import java.security.SecureRandom
import java.time.{Duration, Instant}
import java.util
import scala.jdk.CollectionConverters._
import virga.protocol.identity.{DomainId, Ed25519, IdentityKey, NodeId, Role}
import virga.protocol.membership.Membership
import virga.protocol.record.DomainKey
import virga.protocol.record.RecordBody.{
  DeviceRecord,
  NodeInfoRecord,
  NodeRecord,
  OperatorNodeRecord,
  RevocationListRecord
}
import virga.protocol.record.{
  DhtKey,
  RecordSigner,
  RecordVerifier,
  Sealed,
  SealedCodec,
  SignedRecord,
  Verified
}

/** A network's keys, for specs: a root, an operator, and one domain with what it registers. */
final class Realm {
  val domain: DomainId = DomainId.parse("dfe47365")
  val random = new SecureRandom
  val domainKey: DomainKey = DomainKey.generate(random)
  private val now = Instant.now()
  private val root = newKey()
  private val operator = newKey()
  private val rootPin = root.publicKey().hash()
  private val operatorNode: Verified[OperatorNodeRecord] = RecordSigner.sign(
    new OperatorNodeRecord(
      NodeId.of(domain, operator.publicKey()),
      operator.publicKey(),
      root.publicKey(),
      now.getEpochSecond,
      now.plus(Duration.ofDays(365))),
    root)

  def newKey(): IdentityKey = IdentityKey.generate(random, Ed25519.best())

  def verifier(): RecordVerifier = {
    val verifier = new RecordVerifier(rootPin, Ed25519.best())
    verifier.learn(operatorNode, now)
    verifier
  }

  def node(
      key: IdentityKey,
      roles: util.Set[Role],
      labels: util.List[String],
      name: String): Verified[NodeRecord] =
    RecordSigner.sign(
      new NodeRecord(
        NodeId.of(domain, key.publicKey()),
        key.publicKey(),
        roles,
        labels,
        name,
        now.getEpochSecond,
        now.plus(Duration.ofDays(30)),
        operator.publicKey()),
      operator)

  def membership(node: Verified[NodeRecord]): Membership =
    new Membership(node, operatorNode, rootPin, domainKey, "acme", util.List.of())

  def device(device: Sealed.Device): Verified[DeviceRecord] = {
    val at = new DhtKey(domain, domainKey.deviceKey(device.address(), device.location()))
    RecordSigner.sign(
      new DeviceRecord(
        at,
        domainKey.nameKey(device.name()),
        SealedCodec.seal(device, domainKey, at, random),
        now.getEpochSecond,
        now.plus(Duration.ofDays(30)),
        operator.publicKey()),
      operator)
  }

  /** The operator's revocation list. */
  def revocations(number: Long, keys: IdentityKey*): SignedRecord =
    RecordSigner.sign(
      new RevocationListRecord(
        number,
        keys.map(_.publicKey().hash()).toSet.asJava,
        Instant.now().getEpochSecond,
        now.plus(Duration.ofDays(30)),
        operator.publicKey()),
      operator).signed()

  def info(key: IdentityKey, where: Sealed.Whereabouts): Verified[NodeInfoRecord] = {
    val id = NodeId.of(domain, key.publicKey())
    RecordSigner.sign(
      new NodeInfoRecord(
        id,
        key.publicKey(),
        now.getEpochSecond,
        now.plus(Duration.ofMinutes(15)),
        where.locations().asScala.map(domainKey.locationKey).toSeq.sorted.asJava,
        SealedCodec.seal(where, domainKey, DhtKey.of(id), random),
        Instant.EPOCH),
      key)
  }
}
