package virga.actors.directory

import akka.actor.testkit.typed.scaladsl.{ManualTime, ScalaTestWithActorTestKit, TestProbe}
import akka.actor.typed.ActorRef
import java.time.InstantSource
import java.util
import java.util.Optional
import java.util.concurrent.atomic.AtomicLong
import org.scalatest.time.{Millis, Seconds, Span}
import org.scalatest.wordspec.AnyWordSpecLike
import scala.jdk.CollectionConverters._
import virga.actors.directory.DirectoryActor.{
  Find,
  FindResult,
  Found,
  KnownSupers,
  ListAll,
  ListResult,
  Listed,
  Missing,
  NoAnswer,
  NotPublished,
  Publish,
  PublishResult,
  Published,
  Supers
}
import virga.actors.node.Realm
import virga.actors.settings.OwnMembership
import virga.actors.sqlite.{GroupCommit, SqliteFile}
import virga.actors.switchboard.SwitchboardActor.{Answers, Ask, KeepLinks}
import virga.actors.switchboard.{AskFailure, Outcome, SwitchboardActor}
import virga.protocol.{Bytes, TestFolders}
import virga.protocol.carrier.Candidate
import virga.protocol.identity.{NodeId, Role}
import virga.protocol.link.{ExpectedPeer, LinkEnd}
import virga.protocol.message.{Message, RefusalReason}
import virga.protocol.record.{DhtKey, RecordKind}

/** Whom the directory asks, and what it makes of the answers. */
class DirectoryActorSpec extends ScalaTestWithActorTestKit(ManualTime.config) with AnyWordSpecLike {
  private val realm = new Realm
  private val operators = util.List.of(Candidate.direct("192.0.2.1", 7000))
  private val operator = NodeId.of(realm.domain, realm.operatorKey.publicKey())
  implicit override val patience: PatienceConfig =
    PatienceConfig(Span(30, Seconds), Span(1, Millis))

  private val name = new DhtKey(realm.domain, Bytes.sha256("printer".getBytes))
  private val printer = realm.device(DhtKey.of(NodeId.of(realm.domain, realm.newKey().publicKey())), name)

  /** Of another device, which had the name before. */
  private val removal = realm.removal(
    RecordKind.DEVICE,
    DhtKey.of(NodeId.of(realm.domain, realm.newKey().publicKey())),
    name.hash)

  private def openCache(): PeerCache = {
    val file = TestFolders.create("virga-directory").resolve("virga.db")
    val database = SqliteFile.open(
      file,
      SqliteFile.Durability.NORMAL,
      PeerCache.MIGRATIONS,
      InstantSource.system())
    new PeerCache(database, new GroupCommit(database, _.run()))
  }

  private def aSuper(number: Int) = {
    val key = realm.newKey()
    (key, realm.superNode(
      key.publicKey(), util.List.of(Candidate.direct("192.0.2.1" + number, 7000))))
  }

  private final class Fixture(cache: PeerCache = openCache()) {
    val nanos = new AtomicLong
    val own = realm.newKey()
    val switchboard: TestProbe[SwitchboardActor.Command] =
      createTestProbe[SwitchboardActor.Command]()
    val directory: ActorRef[DirectoryActor.Command] = spawn(
      DirectoryActor.create(
        new DirectoryStart(
          new OwnMembership(
            Optional.of(realm.admit(own.publicKey(), util.Set.of(Role.USER), operators)),
            _ => ()),
          realm.verifier(),
          InstantSource.system(),
          () => nanos.get,
          new util.Random(1),
          cache,
          (task: Runnable) => task.run(),
          switchboard.ref
        )))
    val supers = Seq.tabulate(3)(aSuper)

    def asked(): Ask = switchboard.expectMessageType[Ask]

    def to(ask: Ask): NodeId = ask.to().expected() match {
      case node: ExpectedPeer.Node => node.id()
      case other => fail(other.toString)
    }

    def question(ask: Ask): Message.Question = ask.questions().get(0).body()

    def answer(ask: Ask, body: Message.Answer): Unit = tell(
      ask,
      new Outcome.Answered(
        ask.questions().get(0).tag(), realm.peer(realm.operatorKey, util.Set.of(Role.SUPER)), body))

    def silence(ask: Ask, why: AskFailure, end: LinkEnd): Unit =
      tell(ask, new Outcome.Unanswered(ask.questions().get(0).tag(), why, end))

    private def tell(ask: Ask, outcome: Outcome): Unit =
      ask.replyTo() ! new Answers(util.List.of(outcome))

    /** The operator, and with it a super where one is known, is asked which supers there are. */
    def learnSupers(withASuper: Boolean = false): Unit = {
      val asks = Seq.fill(if (withASuper) 2 else 1)(asked())
      to(asks.head) shouldBe operator
      asks.foreach { ask =>
        question(ask) shouldBe a[Message.GetSuperNodes]
        answer(ask, new Message.SuperNodes(supers.map(_._2.signed()).asJava, 1))
      }
      switchboard.expectMessageType[KeepLinks].peers().asScala shouldBe
        supers.map(_._2.body().id()).toSet
      known().supers().size shouldBe 3
    }

    def known(): KnownSupers = {
      val probe = createTestProbe[KnownSupers]()
      directory ! new Supers(probe.ref)
      probe.receiveMessage()
    }

    def publish(): TestProbe[PublishResult] = {
      val probe = createTestProbe[PublishResult]()
      val record = realm.nodeRecord(own.publicKey(), util.Set.of(Role.USER)).signed()
      directory ! new Publish(util.List.of(record), probe.ref)
      probe
    }

    def find(): TestProbe[FindResult] =
      find(RecordKind.NODE, DhtKey.of(NodeId.of(realm.domain, own.publicKey())))

    def find(kind: RecordKind, key: DhtKey): TestProbe[FindResult] = {
      val probe = createTestProbe[FindResult]()
      directory ! new Find(kind, key, probe.ref)
      probe
    }
  }

  "Publishing" should {
    "be done when two of three holders have stored it" in {
      val f = new Fixture
      f.learnSupers()
      val result = f.publish()
      val asks = Seq.fill(3)(f.asked())
      asks.map(f.to).toSet shouldBe f.supers.map(_._2.body().id()).toSet
      asks.map(f.question).foreach(_ shouldBe a[Message.Store])
      f.answer(asks(0), new Message.Stored(7))
      result.expectNoMessage()
      f.answer(asks(1), new Message.Stored(9))
      result.expectMessage(new Published(2, 9))
    }

    "say who refused it and why, without asking again" in {
      val f = new Fixture
      f.learnSupers()
      val result = f.publish()
      Seq.fill(3)(f.asked()).foreach(f.answer(_, new Message.Refused(RefusalReason.QUOTA)))
      val not = result.expectMessageType[NotPublished]
      not.refusal() shouldBe Optional.of(RefusalReason.QUOTA)
      not.reason() should include("entries are used up")
      f.switchboard.expectNoMessage()
    }

    "ask for another list of supers once where too few answer, and then give up" in {
      val f = new Fixture
      f.learnSupers()
      f.nanos.addAndGet(DirectoryDesk.FRESH.toNanos + 1)
      val result = f.publish()
      Seq.fill(3)(f.asked()).foreach(f.silence(_, AskFailure.TIMED_OUT, LinkEnd.TIMED_OUT))
      f.learnSupers(withASuper = true)
      val again = Seq.fill(3)(f.asked())
      f.answer(again(0), new Message.Stored(7))
      f.answer(again(1), Message.Busy.INSTANCE)
      f.silence(again(2), AskFailure.LINK_LOST, LinkEnd.LOST)
      val not = result.expectMessageType[NotPublished]
      not.refusal() shouldBe Optional.empty()
      not.reason() should include("the link ended: " + LinkEnd.LOST.hint())
    }

    "go to the operator where no super is known" in {
      val f = new Fixture
      f.answer(f.asked(), new Message.SuperNodes(util.List.of(), 1))
      f.switchboard.expectMessageType[KeepLinks].peers() shouldBe util.Set.of()
      val result = f.publish()
      val ask = f.asked()
      f.to(ask) shouldBe operator
      f.answer(ask, new Message.Stored(3))
      result.expectMessage(new Published(1, 3))
    }
  }

  "A lookup" should {
    "ask two holders at first and take the newest answer" in {
      val f = new Fixture
      f.learnSupers()
      val result = f.find()
      val asks = Seq.fill(2)(f.asked())
      f.switchboard.expectNoMessage()
      asks.map(f.question).foreach(_ shouldBe a[Message.Lookup])
      val older = realm.nodeRecord(
        f.own.publicKey(), util.Set.of(Role.USER), issued = java.time.Instant.now().minusSeconds(60))
      val newer = realm.nodeRecord(f.own.publicKey(), util.Set.of(Role.USER))
      f.answer(asks(0), new Message.Found(older.signed()))
      f.answer(asks(1), new Message.Found(newer.signed()))
      result.expectMessage(new Found(newer))
    }

    "say that nothing is there when all holders and the operator said so" in {
      val f = new Fixture
      f.learnSupers()
      val result = f.find()
      Seq.fill(2)(f.asked()).foreach(f.answer(_, Message.NotFound.INSTANCE))
      f.answer(f.asked(), Message.NotFound.INSTANCE)
      val last = f.asked()
      f.to(last) shouldBe operator
      result.expectNoMessage()
      f.answer(last, Message.NotFound.INSTANCE)
      result.expectMessage(new Missing)
    }

    "ask another holder where one does not answer" in {
      val f = new Fixture
      f.learnSupers()
      val result = f.find()
      Seq.fill(2)(f.asked()).foreach(f.silence(_, AskFailure.NO_LINK, LinkEnd.REFUSED))
      val third = f.asked()
      val newer = realm.nodeRecord(f.own.publicKey(), util.Set.of(Role.USER))
      f.answer(third, new Message.Found(newer.signed()))
      result.expectMessage(new Found(newer))
    }

    "find no device under a name where holders tell of its removal" in {
      val f = new Fixture
      f.learnSupers()
      val result = f.find(RecordKind.DEVICE, name)
      Seq.fill(2)(f.asked()).foreach(f.answer(_, new Message.Found(removal.signed())))
      f.answer(f.asked(), new Message.Found(removal.signed()))
      f.answer(f.asked(), new Message.Found(removal.signed()))
      result.expectMessage(new Missing)
    }

    "find the device that has a name now, whatever had it before" in {
      val f = new Fixture
      f.learnSupers()
      val result = f.find(RecordKind.DEVICE, name)
      val asks = Seq.fill(2)(f.asked())
      f.answer(asks(0), new Message.Found(removal.signed()))
      f.answer(asks(1), new Message.Found(printer.signed()))
      result.expectMessage(new Found(printer))
    }

    "not believe a record that no operator of the network signed" in {
      val f = new Fixture
      f.learnSupers()
      val result = f.find()
      val forged = new Realm().nodeRecord(f.own.publicKey(), util.Set.of(Role.USER))
      Seq.fill(2)(f.asked()).foreach(f.answer(_, new Message.Found(forged.signed())))
      f.answer(f.asked(), new Message.Found(forged.signed()))
      val last = f.asked()
      f.to(last) shouldBe operator
      f.nanos.addAndGet(DirectoryDesk.FRESH.toNanos + 1)
      f.answer(last, new Message.Found(forged.signed()))
      f.learnSupers(withASuper = true)
      // All of them once more, with the new list; then it gives up.
      (1 to 4).foreach(_ => f.silence(f.asked(), AskFailure.TIMED_OUT, LinkEnd.TIMED_OUT))
      result.expectMessageType[NoAnswer].reason() should include("no answer in time")
    }
  }

  "A listing" should {
    "go on to other holders where two have nothing" in {
      val f = new Fixture
      f.learnSupers()
      val result = createTestProbe[ListResult]()
      f.directory ! new ListAll(RecordKind.NODE, realm.domain, Bytes.EMPTY, 10, result.ref)
      val empty = new Message.RecordPage(util.List.of(), Bytes.EMPTY)
      Seq.fill(2)(f.asked()).foreach(f.answer(_, empty))
      val one = realm.nodeRecord(f.own.publicKey(), util.Set.of(Role.USER))
      f.answer(f.asked(), new Message.RecordPage(util.List.of(one.signed()), Bytes.EMPTY))
      result.expectMessage(new Listed(util.List.of(one), true))
    }

    "be empty and complete where nobody has anything" in {
      val f = new Fixture
      f.learnSupers()
      val result = createTestProbe[ListResult]()
      f.directory ! new ListAll(RecordKind.NODE, realm.domain, Bytes.EMPTY, 10, result.ref)
      val empty = new Message.RecordPage(util.List.of(), Bytes.EMPTY)
      (1 to 4).foreach(_ => f.answer(f.asked(), empty))
      result.expectMessage(new Listed(util.List.of(), true))
    }
  }

  "A directory" should {
    "begin with the supers that its cache remembers" in {
      val cache = openCache()
      val before = new Fixture(cache)
      before.learnSupers()
      val after = new Fixture(cache)
      eventually {
        val known = after.known()
        known.supers().asScala.toSet shouldBe before.supers.map(_._2).toSet
        known.operator() shouldBe operator
        known.operatorAt() shouldBe operators
      }
    }

    "not take a super that the operator did not sign" in {
      val f = new Fixture
      val forged = new Realm().superNode(realm.newKey().publicKey(), operators)
      f.answer(
        f.asked(),
        new Message.SuperNodes(util.List.of(forged.signed(), f.supers.head._2.signed()), 1))
      f.switchboard.expectMessageType[KeepLinks].peers() shouldBe
        util.Set.of(f.supers.head._2.body().id())
    }
  }
}
