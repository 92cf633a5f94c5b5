package virga.actors.revocation

import akka.actor.testkit.typed.scaladsl.{LoggingTestKit, ScalaTestWithActorTestKit}
import akka.actor.typed.ActorRef
import ch.qos.logback.classic.{Level, Logger}
import java.net.{InetAddress, InetSocketAddress}
import java.nio.file.Path
import java.time.{Duration, Instant, InstantSource}
import java.util
import java.util.Optional
import java.util.concurrent.Executors
import org.scalatest.time.{Millis, Seconds, Span}
import org.scalatest.wordspec.AnyWordSpecLike
import org.slf4j.LoggerFactory
import scala.concurrent.duration.{DurationInt, FiniteDuration}
import scala.jdk.CollectionConverters._
import virga.actors.node._
import virga.actors.settings.{NodeLimits, NodeSettings, OwnMembership}
import virga.actors.switchboard.SwitchboardActor.{Connect, Connected, LinkList, ListLinks, Say}
import virga.actors.switchboard.{LinkView, SwitchboardActor, Target}
import virga.protocol.{Bytes, TestFolders}
import virga.protocol.carrier.Candidate
import virga.protocol.identity.{IdentityKey, Role}
import virga.protocol.link.{EventLoops, LinkEnd, LinkSettings}
import virga.protocol.membership.RevocationsFile
import virga.protocol.message.Message
import virga.protocol.record.{RecordVerifier, Revocations, SignedRecord}

/** Whole nodes in one process, over loopback, some of whose keys are revoked. */
class RevocationActorSpec extends ScalaTestWithActorTestKit with AnyWordSpecLike {
  private val realm = new Realm
  private val blocking = Executors.newVirtualThreadPerTaskExecutor()
  private val environment =
    LinkSettings.Environment.of(EventLoops.create(), InstantSource.system(), realm.random)
  private val longest: FiniteDuration = 30.seconds
  implicit override val patience: PatienceConfig =
    PatienceConfig(Span(30, Seconds), Span(20, Millis))
  private val users = util.Set.of(Role.USER)
  private val supers = util.Set.of(Role.USER, Role.SUPER)

  override def afterAll(): Unit = {
    super.afterAll()
    environment.loops().close()
    blocking.close()
  }

  private final class Node(
      roles: util.Set[Role] = users,
      val key: IdentityKey = realm.newKey(),
      folder: Path = TestFolders.create("virga-node").resolve("home"),
      strict: Boolean = false) {
    private val started = createTestProbe[GuardianActor.Started]()
    val home: NodeHome = NodeHome.open(folder)
    val verifier: RecordVerifier = realm.verifier()
    RevocationsFile.restore(home.revocationsFile(), verifier, Instant.now())
    private val plain = NodeSettings.of(roles)
      .listeningOn(new InetSocketAddress(InetAddress.getLoopbackAddress, 0))
    val guardian: ActorRef[GuardianActor.Command] = spawn(
      GuardianActor.create(
        new NodeStart(
          new NodeSettings(
            roles,
            true,
            plain.listen(),
            "",
            util.List.of(),
            util.List.of(),
            util.List.of(),
            plain.anonymity(),
            strict,
            NodeLimits.DEFAULT),
          home,
          key,
          new OwnMembership(
            Optional.of(realm.admit(key.publicKey(), roles, util.List.of())),
            _ => ()),
          verifier,
          environment,
          blocking,
          util.List.of(),
          started.ref)))
    val ready: GuardianActor.Ready = started.expectMessageType[GuardianActor.Ready](longest)
    val target: Target = Target.node(
      ready.id(),
      util.List.of(Candidate.direct("127.0.0.1", ready.listening().get().getPort)))

    def switchboard: ActorRef[SwitchboardActor.Command] = ready.context().switchboard()

    def hears(record: SignedRecord): Unit =
      verifier.verify(record, Instant.now()).accepted().isPresent shouldBe true

    def connect(to: Node): Connected = {
      val probe = createTestProbe[Connected]()
      switchboard ! new Connect(to.target, Duration.ofSeconds(10), probe.ref)
      probe.receiveMessage(longest)
    }

    def linkTo(to: Node): Unit = connect(to) shouldBe a[Connected.Up]

    def links(): Seq[LinkView] = {
      val probe = createTestProbe[LinkList]()
      switchboard ! new ListLinks(probe.ref)
      probe.receiveMessage(longest).links().asScala.toSeq
    }

    def peers(): Set[Bytes] = links().map(_.peer().publicKey().hash()).toSet

    def hash: Bytes = key.publicKey().hash()

    def number: Long = verifier.revocations().number()

    /** Says this over every link, whatever this node itself enforces. */
    def say(notice: Message.RevocationNotice): Unit =
      links().foreach(link => switchboard ! new Say(link.number(), notice))

    def stop(): Unit = {
      guardian ! new GuardianActor.Stop
      createTestProbe[Any]().expectTerminated(guardian, longest)
    }
  }

  private def notice(list: SignedRecord, removed: SignedRecord*): Message.RevocationNotice =
    new Message.RevocationNotice(Optional.of(list), removed.asJava)

  "A node" should {
    "end its links with a revoked key, and those that it is linked with do as well" in {
      val hub = new Node(supers)
      val ann = new Node()
      val bob = new Node()
      val eve = new Node()
      Seq(ann, bob, eve).foreach(_.linkTo(hub))
      eve.linkTo(ann)
      bob.linkTo(ann)
      hub.hears(realm.revocations(1, Seq(eve.key)))
      eventually {
        hub.peers() shouldBe Set(ann.hash, bob.hash)
        ann.peers() shouldBe Set(hub.hash, bob.hash)
        eve.links() shouldBe empty
      }
      Seq(ann, bob, eve).foreach(node => eventually(node.number shouldBe 1))
      ann.connect(eve) match {
        case failed: Connected.Failed =>
          failed.tried().get(0).end() shouldBe LinkEnd.REVOKED
        case other => fail(other.toString)
      }
    }

    "say once that it is revoked itself, and dial nobody from then on" in {
      val hub = new Node(supers)
      val eve = new Node()
      eve.linkTo(hub)
      LoggerFactory.getLogger(classOf[RevocationActor]).asInstanceOf[Logger].setLevel(Level.WARN)
      LoggingTestKit.warn("this node's key, or the operator that admitted it, was revoked")
        .withOccurrences(1)
        .expect {
          hub.hears(realm.revocations(1, Seq(eve.key)))
          eventually(eve.links() shouldBe empty)
          eve.hears(realm.revocations(2, Seq(eve.key, realm.newKey())))
          eventually(eve.number shouldBe 2)
        }
      eve.connect(hub) match {
        case failed: Connected.Failed =>
          failed.tried().get(0).end() shouldBe LinkEnd.WE_ARE_REVOKED
        case other => fail(other.toString)
      }
    }

    "be told by a new link's peer what it has missed" in {
      val ann = new Node()
      val bob = new Node()
      ann.hears(realm.revocations(7, Seq(realm.newKey())))
      bob.linkTo(ann)
      eventually(bob.number shouldBe 7)
    }

    "refuse a revoked key from its start on, whoever answers it" in {
      val eve = new Node()
      val folder = TestFolders.create("virga-node").resolve("home")
      val before = new Node(folder = folder)
      before.hears(realm.revocations(3, Seq(eve.key)))
      eventually(java.nio.file.Files.exists(before.home.revocationsFile()) shouldBe true)
      before.stop()
      val again = new Node(key = before.key, folder = folder)
      again.number shouldBe 3
      eve.connect(again) shouldBe a[Connected.Failed]
      again.links() shouldBe empty
    }

    "unlearn an operator that the root removed, and tell who still believes it" in {
      val thief = realm.newKey()
      val ann = new Node()
      val bob = new Node()
      Seq(ann, bob).foreach(_.verifier.learn(realm.operatorOf(thief), Instant.now()))
      Seq(ann, bob).foreach(_.hears(realm.revocations(Long.MaxValue, Seq.empty, thief)))
      ann.hears(realm.revocations(4, Seq(realm.newKey())))
      ann.hears(realm.operatorRemoved(thief))
      eventually(ann.number shouldBe 4)
      bob.linkTo(ann)
      eventually(bob.number shouldBe 4)
      bob.verifier.operators().size shouldBe 1
    }
  }

  "A hostile peer's notice" should {
    "change nothing that no operator has signed, nor what is older" in {
      val ann = new Node()
      val eve = new Node()
      val victim = new Node()
      victim.linkTo(ann)
      eve.linkTo(ann)
      ann.hears(realm.revocations(5, Seq.empty))
      val good = realm.revocations(9, Seq(victim.key))
      val unsigned = new SignedRecord(good.kind(), good.body(), Bytes.owning(new Array[Byte](64)))
      eve.say(notice(unsigned))
      eve.say(notice(realm.revocations(9, Seq(victim.key), eve.key)))
      eve.say(notice(realm.revocations(5, Seq(victim.key))))
      eve.say(notice(realm.revocations(4, Seq(victim.key))))
      // Over another link, as a forger is not heard for a minute.
      victim.say(notice(realm.revocations(6, Seq(realm.newKey()))))
      eventually(ann.number shouldBe 6)
      ann.peers() should contain(victim.hash)
      ann.verifier.revoked(victim.hash) shouldBe false
    }

    "be one of very many, and others are heard all the same" in {
      val ann = new Node()
      val eve = new Node()
      val bob = new Node()
      eve.linkTo(ann)
      bob.linkTo(ann)
      val old = notice(realm.revocations(0, Seq.empty))
      for (_ <- 1 to 10000) eve.say(old)
      bob.hears(realm.revocations(1, Seq(eve.key)))
      eventually {
        ann.number shouldBe 1
        ann.peers() shouldBe Set(bob.hash)
      }
    }
  }

  "A strict node" should {
    "admit nobody but supers while its list is old, keep whom it has, and go on with a new one" in {
      val strict = new Node(strict = true)
      val hub = new Node(supers)
      val ann = new Node()
      val bob = new Node()
      ann.connect(strict) shouldBe a[Connected.Failed]
      strict.hears(realm.revocations(1, Seq.empty))
      ann.linkTo(strict)
      val old = Instant.now().minus(ListAge.AGE_MAX).minusSeconds(60)
      strict.hears(realm.revocations(2, Seq.empty, signed = old))
      bob.connect(strict) shouldBe a[Connected.Failed]
      strict.peers() shouldBe Set(ann.hash)
      hub.hears(realm.revocations(3, Seq(realm.newKey())))
      hub.linkTo(strict)
      eventually(strict.number shouldBe 3)
      bob.linkTo(strict)
    }
  }
}
