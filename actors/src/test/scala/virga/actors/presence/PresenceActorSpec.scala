package virga.actors.presence

import akka.actor.testkit.typed.scaladsl.{ManualTime, ScalaTestWithActorTestKit, TestProbe}
import akka.actor.typed.ActorRef
import java.net.{InetAddress, InetSocketAddress}
import java.time.{Duration, Instant}
import java.util
import java.util.Optional
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.atomic.AtomicReference
import org.scalatest.time.{Millis, Seconds, Span}
import org.scalatest.wordspec.AnyWordSpecLike
import scala.concurrent.duration.{DurationInt, FiniteDuration}
import virga.actors.directory.DirectoryActor
import virga.actors.node.Realm
import virga.actors.settings.{OwnMembership, NodeSettings}
import virga.actors.presence.PresenceActor.{Describe, Description}
import virga.actors.switchboard.SwitchboardActor.{Answers, Ask}
import virga.actors.switchboard.{AskFailure, Outcome, SwitchboardActor}
import virga.protocol.carrier.Candidate
import virga.protocol.identity.Role
import virga.protocol.membership.Membership
import virga.protocol.link.LinkEnd
import virga.protocol.message.{Message, RefusalReason}
import virga.protocol.record.RecordBody.NodeInfoRecord
import virga.protocol.record.{LocationId, SealedCodec}

/** What presence says to the directory and to the operator, and when. */
class PresenceActorSpec extends ScalaTestWithActorTestKit(ManualTime.config) with AnyWordSpecLike {
  private val manualTime = ManualTime()
  private val realm = new Realm
  private val users = util.Set.of(Role.USER)
  private val supers = util.Set.of(Role.USER, Role.SUPER)
  private val listening = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 7000)
  private val here = util.List.of(Candidate.direct("192.0.2.7", 7000))
  private val operators = util.List.of(Candidate.direct("192.0.2.1", 7000))
  implicit override val patience: PatienceConfig =
    PatienceConfig(Span(30, Seconds), Span(1, Millis))

  private final class Fixture(
      roles: util.Set[Role] = users,
      issued: Instant = Instant.now(),
      write: Membership => Unit = _ => ()) {
    val clock = new AtomicReference(Instant.now())
    val key = realm.newKey()
    val membership: Membership = realm.admit(key.publicKey(), roles, operators, issued = issued)
    val written = new LinkedBlockingQueue[Membership]
    val holder = new OwnMembership(
      Optional.of(membership),
      renewed => {
        write(renewed)
        written.put(renewed)
      })
    val switchboard: TestProbe[SwitchboardActor.Command] =
      createTestProbe[SwitchboardActor.Command]()
    val directory: TestProbe[DirectoryActor.Command] = createTestProbe[DirectoryActor.Command]()
    val verifier = realm.verifier()
    val presence: ActorRef[PresenceActor.Command] = spawn(
      PresenceActor.create(
        new PresenceStart(
          NodeSettings.of(roles).listeningOn(listening),
          key,
          holder,
          verifier,
          Optional.of(listening),
          () => clock.get,
          realm.random,
          (task: Runnable) => task.run(),
          switchboard.ref,
          directory.ref
        )))

    def pass(time: FiniteDuration): Unit = {
      clock.updateAndGet(_.plusNanos(time.toNanos))
      manualTime.timePasses(time)
    }

    /** The next message, with time passing until it comes, but for `atMost`. */
    def next[T](probe: TestProbe[T], atMost: FiniteDuration = 1.second): T = {
      val until = clock.get.plusNanos(atMost.toNanos)
      var got = Option.empty[T]
      while (got.isEmpty) {
        val step = if (clock.get.isBefore(until)) atMost / 20 else 0.seconds
        pass(step)
        got = scala.util.Try(probe.receiveMessage(20.millis)).toOption
        if (got.isEmpty && step == 0.seconds) got = Some(probe.receiveMessage())
      }
      got.get
    }

    def published(atMost: FiniteDuration = 1.second): (NodeInfoRecord, DirectoryActor.Publish) = {
      val publish = next(directory, atMost).asInstanceOf[DirectoryActor.Publish]
      publish.records().size shouldBe 1
      val record = verifier.verify(publish.records().get(0), clock.get).accepted().get()
      (record.body().asInstanceOf[NodeInfoRecord], publish)
    }

    def asked(atMost: FiniteDuration = 1.second): Ask = next(switchboard, atMost).asInstanceOf[Ask]

    def answer(ask: Ask, body: Message.Answer): Unit =
      ask.replyTo() ! new Answers(util.List.of(new Outcome.Answered(
        ask.questions().get(0).tag(), realm.peer(realm.operatorKey, supers), body)))

    def describe(): Description = {
      val probe = createTestProbe[Description]()
      presence ! new Describe(probe.ref)
      probe.receiveMessage()
    }

    def question(ask: Ask): Message.Question = ask.questions().get(0).body()
  }

  "Presence" should {
    "announce where this node is, and again before that expires" in {
      val f = new Fixture
      val (info, publish) = f.published()
      SealedCodec.open(info, realm.domainKey).get().candidates() shouldBe here
      f.describe().announced() shouldBe Optional.empty()
      publish.replyTo() ! new DirectoryActor.Published(2, info.version())
      val described = f.describe()
      described.announced().isPresent shouldBe true
      described.trouble() shouldBe Optional.empty()
      val (again, _) = f.published(atMost = 6.minutes)
      again.version() should be > info.version()
    }

    "announce at once when it is somewhere else, and claim no label that it was not given" in {
      val f = new Fixture
      val (info, publish) = f.published()
      publish.replyTo() ! new DirectoryActor.Published(2, info.version())
      val lan = realm.domainKey.lanLocation(
        virga.protocol.Bytes.ofHex("001122334455"), 24, virga.protocol.Bytes.ofHex("c0a80100"))
      f.presence ! new PresenceActor.SetLocations(
        util.Set.of[LocationId](lan, new LocationId.Label("hall")))
      val (moved, _) = f.published()
      moved.locationKeys() shouldBe util.List.of(realm.domainKey.locationKey(lan))
      f.describe().locations() shouldBe util.Set.of(lan)
    }

    "say why an announcement failed, and try again soon" in {
      val f = new Fixture
      val (_, publish) = f.published()
      publish.replyTo() ! new DirectoryActor.NotPublished(
        Optional.of(RefusalReason.QUOTA), "too few supers stored it")
      f.describe().trouble() shouldBe Optional.of("too few supers stored it")
      f.published(atMost = 3.seconds)
    }

    "announce what others believe soon after its clock was set back" in {
      val f = new Fixture
      val (info, publish) = f.published()
      publish.replyTo() ! new DirectoryActor.NotPublished(Optional.empty(), "no super is reached")
      eventually(f.describe().trouble().isPresent shouldBe true)
      f.clock.updateAndGet(_.minusSeconds(7200))
      val (again, _) = f.published(atMost = 1.minute)
      again.version() should be < info.version()
    }

    "announce above a version that a holder has already" in {
      val f = new Fixture
      val (info, publish) = f.published()
      publish.replyTo() ! new DirectoryActor.Published(2, info.version() + 100)
      val (again, _) = f.published(atMost = 3.seconds)
      again.version() should be > info.version() + 100
    }

    "renew its admission at two thirds of its life, and keep the new one" in {
      val f = new Fixture(issued = Instant.now().minus(Duration.ofDays(21)))
      val ask = f.asked()
      f.question(ask) shouldBe a[Message.Renew]
      ask.to().candidates() shouldBe operators
      val renewed = realm.nodeRecord(f.key.publicKey(), users)
      f.answer(ask, new Message.Renewed(renewed.signed(), realm.operatorNode.signed()))
      f.written.take().node() shouldBe renewed
      eventually(f.describe().admittedUntil() shouldBe renewed.body().expires())
      f.describe().trouble() shouldBe Optional.empty()
    }

    "not believe a renewal for another node" in {
      val f = new Fixture(issued = Instant.now().minus(Duration.ofDays(21)))
      val other = realm.nodeRecord(realm.newKey().publicKey(), users)
      f.answer(f.asked(), new Message.Renewed(other.signed(), realm.operatorNode.signed()))
      eventually(f.describe().trouble().get() should include("not to be believed"))
      f.holder.current() shouldBe Optional.of(f.membership)
      f.question(f.asked(atMost = 3.seconds)) shouldBe a[Message.Renew]
    }

    "say that a renewal cannot be written, and ask again" in {
      val f = new Fixture(
        issued = Instant.now().minus(Duration.ofDays(21)),
        write = _ => throw new java.io.IOException("the disk is full"))
      val renewed = realm.nodeRecord(f.key.publicKey(), users)
      f.answer(
        f.asked(),
        new Message.Renewed(renewed.signed(), realm.operatorNode.signed()))
      eventually(f.describe().trouble().get() should include("the disk is full"))
      f.question(f.asked(atMost = 3.seconds)) shouldBe a[Message.Renew]
    }

    "say that the operator cannot be asked" in {
      val f = new Fixture(issued = Instant.now().minus(Duration.ofDays(21)))
      val ask = f.asked()
      ask.replyTo() ! new Answers(util.List.of(new Outcome.Unanswered(
        ask.questions().get(0).tag(), AskFailure.NO_LINK, LinkEnd.REFUSED)))
      eventually(f.describe().trouble().get() should include(LinkEnd.REFUSED.hint()))
      f.question(f.asked(atMost = 3.seconds)) shouldBe a[Message.Renew]
    }

  }
}
