package virga.actors.switchboard

import akka.actor.testkit.typed.scaladsl.{LoggingTestKit, ManualTime, ScalaTestWithActorTestKit, TestProbe}
import akka.actor.typed.ActorRef
import akka.actor.typed.javadsl.ActorContext
import java.time.Duration
import java.util
import java.util.concurrent.{LinkedBlockingQueue, TimeUnit}
import java.util.concurrent.atomic.AtomicLong
import org.scalatest.wordspec.AnyWordSpecLike
import scala.concurrent.duration.DurationInt
import scala.jdk.CollectionConverters._
import virga.actors.node.Realm
import virga.actors.switchboard.SwitchboardActor.{Answers, Ask, Dropped, Question}
import virga.protocol.identity.Role
import virga.protocol.link.{LinkEnd, LinkPeer, SharedRoom}
import virga.protocol.message.{Envelope, Message}
import virga.protocol.record.KeyRange

class LinkActorSpec extends ScalaTestWithActorTestKit(ManualTime.config) with AnyWordSpecLike {
  private val manualTime = ManualTime()
  private val realm = new Realm
  private val identity = realm.newKey()
  private val peer = realm.peer(identity, util.Set.of(Role.USER))
  private val target = Target.node(peer.id().get(), util.List.of())

  /** What leaves for the peer; `capacity` lists fit. */
  private final class Wire(capacity: Int) extends Outgoing {
    val sent = new LinkedBlockingQueue[util.List[Envelope]](capacity)
    @volatile var broken = false
    override def offer(envelopes: util.List[Envelope]): Boolean = {
      if (broken) throw new IllegalStateException("this way out fails")
      envelopes.isEmpty || sent.offer(envelopes)
    }
    override def wake(): Unit = ()
    override def close(): Unit = closed.put("closed")
    val closed = new LinkedBlockingQueue[String]
  }

  private final class Fixture(from: LinkPeer = peer, capacity: Int = 100) {
    val wire = new Wire(capacity)
    val nanos = new AtomicLong
    val exchange = new Exchange
    def drops: Drops = exchange.drops()
    val handled = new LinkedBlockingQueue[Int]
    val drained = new LinkedBlockingQueue[String]
    val failed = new LinkedBlockingQueue[String]
    val asker: TestProbe[Answers] = createTestProbe[Answers]()
    val link: ActorRef[LinkActor.Command] = spawn(
      LinkActor.create(
        new LinkStart(
          1,
          from,
          (_: ActorContext[LinkActor.Command]) => wire,
          exchange,
          () => nanos.get,
          _ => (),
          (charge, _) => handled.put(charge),
          () => drained.put("drained"),
          () => failed.put("failed")
        )))

    def serve(kind: Class[_ <: Message.Question], pendingMax: Int): TestProbe[Inbound] = {
      val service = createTestProbe[Inbound]()
      exchange.route(
        exchange.routes().`with`(util.Set.of(kind), new Route(service.ref, new Inbox(pendingMax))))
      service
    }

    def ask(timeout: Duration, tags: Long*): util.List[Envelope] = {
      val questions = tags.map(new Question(_, Message.Ping.INSTANCE)).asJava
      link ! new LinkActor.Put(new Ask(target, questions, timeout, asker.ref))
      wire.sent.poll(3, TimeUnit.SECONDS)
    }

    def arrive(envelopes: Envelope*): Unit = arriveOf(100, envelopes: _*)

    def arriveOf(bytes: Int, envelopes: Envelope*): Unit =
      link ! new LinkActor.Flight(envelopes.asJava, bytes)

    def answer(to: Envelope): Envelope = new Envelope(to.id(), Message.Reping.INSTANCE)

    def pass(time: scala.concurrent.duration.FiniteDuration): Unit = {
      nanos.addAndGet(time.toNanos)
      manualTime.timePasses(time)
    }
  }

  private def ping(id: Int) = new Envelope(id, Message.Ping.INSTANCE)
  private def answered(tag: Long) = new Outcome.Answered(tag, peer, Message.Reping.INSTANCE)
  private val busy = Message.Busy.INSTANCE
  private val second = Duration.ofSeconds(1)

  "A link" should {
    "tell of one notice however many come, and drop a stranger's" in {
      val notice = new Message.RevocationNotice(java.util.Optional.empty(), util.List.of())
      val f = new Fixture
      val watcher = createTestProbe[LinkChange]()
      f.exchange.watch(watcher.ref)
      for (_ <- 1 to 10000) f.arriveOf(100, new Envelope(0, notice))
      val box = watcher.expectMessageType[LinkChange.Noticed].box
      for (_ <- 1 to 10000) f.handled.poll(3, TimeUnit.SECONDS)
      watcher.expectNoMessage()
      f.drops.snapshot().get(Dropped.NOTICE_OVERFLOW) shouldBe 9999L
      f.exchange.held().takenBytes() shouldBe 100
      box.take() shouldBe java.util.Optional.of(notice)
      f.exchange.held().takenBytes() shouldBe 0
      f.arrive(new Envelope(0, notice))
      watcher.expectMessageType[LinkChange.Noticed]

      val strange = new Fixture(realm.stranger())
      strange.exchange.watch(watcher.ref)
      strange.arrive(new Envelope(0, notice))
      strange.handled.poll(3, TimeUnit.SECONDS)
      watcher.expectNoMessage()
      strange.drops.snapshot().get(Dropped.NOT_ADMITTED) shouldBe 1L
    }

    "take no room for a notice that nobody looks at, and leave what somebody was told of" in {
      val f = new Fixture
      f.arrive(
        new Envelope(0, new Message.RevocationNotice(java.util.Optional.empty(), util.List.of())))
      f.handled.poll(3, TimeUnit.SECONDS)
      f.exchange.held().takenBytes() shouldBe 0
      val watcher = createTestProbe[LinkChange]()
      f.exchange.watch(watcher.ref)
      f.arrive(
        new Envelope(
          0,
          new Message.RevocationNotice(java.util.Optional.empty(), java.util.List.of())))
      val box = watcher.expectMessageType[LinkChange.Noticed].box
      f.link ! new LinkActor.Ended(LinkEnd.LOST)
      f.asker.expectTerminated(f.link)
      box.take().isPresent shouldBe true
      f.exchange.held().takenBytes() shouldBe 0
    }

    "give all answers of one flight to their asker in one message" in {
      val f = new Fixture
      val sent = f.ask(second, 7, 8, 9)
      f.arrive(f.answer(sent.get(2)), f.answer(sent.get(0)))
      f.asker.expectMessage(new Answers(util.List.of(answered(9), answered(7))))
      f.arrive(f.answer(sent.get(1)))
      f.asker.expectMessage(new Answers(util.List.of(answered(8))))
    }

    "tell an asker of questions whose answers do not come in time, and drop late ones" in {
      val f = new Fixture
      val sent = f.ask(second, 7, 8)
      f.arrive(f.answer(sent.get(0)))
      f.asker.expectMessage(new Answers(util.List.of(answered(7))))
      f.pass(1.second)
      f.asker.expectMessage(new Answers(util.List.of(
        new Outcome.Unanswered(8, AskFailure.TIMED_OUT, LinkEnd.TIMED_OUT))))
      f.arrive(f.answer(sent.get(1)))
      f.asker.expectNoMessage()
      f.drops.snapshot().get(Dropped.STRAY_ANSWER) shouldBe 1L
    }

    "tell an asker when the link ends" in {
      val f = new Fixture
      f.ask(second, 7)
      f.link ! new LinkActor.Ended(LinkEnd.LOST)
      f.asker.expectMessage(new Answers(util.List.of(
        new Outcome.Unanswered(7, AskFailure.LINK_LOST, LinkEnd.LOST))))
      f.asker.expectTerminated(f.link)
    }

    "refuse questions at once when its queue is full" in {
      val f = new Fixture(capacity = 1)
      f.link ! new LinkActor.Put(Ask.one(target, 1, Message.Ping.INSTANCE, second, f.asker.ref))
      f.link ! new LinkActor.Put(Ask.one(target, 2, Message.Ping.INSTANCE, second, f.asker.ref))
      f.asker.expectMessage(new Answers(util.List.of(
        new Outcome.Unanswered(2, AskFailure.OVERLOADED, LinkEnd.LIMIT))))
    }

    "give a service the questions that fit its inbox and answer Busy to the rest" in {
      val f = new Fixture
      val service = f.serve(classOf[Message.Ping], 2)
      f.arrive(ping(1), ping(2), ping(3))
      val inbound = service.receiveMessage()
      inbound.questions() shouldBe util.List.of(ping(1), ping(2))
      f.wire.sent.poll(3, TimeUnit.SECONDS) shouldBe util.List.of(new Envelope(3, busy))

      f.arrive(ping(4))
      f.wire.sent.poll(3, TimeUnit.SECONDS) shouldBe util.List.of(new Envelope(4, busy))
      inbound.done()
      f.arrive(ping(5))
      service.receiveMessage().questions() shouldBe util.List.of(ping(5))
    }

    "answer Busy to a question that nobody serves" in {
      val f = new Fixture
      f.arrive(ping(1))
      f.wire.sent.poll(3, TimeUnit.SECONDS) shouldBe util.List.of(new Envelope(1, busy))
    }

    "give back the room of a flight when it was handled" in {
      val f = new Fixture
      f.arrive(ping(1))
      f.handled.poll(3, TimeUnit.SECONDS) shouldBe 100
    }

    "keep the bytes of questions charged until each service has let go of its own" in {
      val f = new Fixture
      val pings = f.serve(classOf[Message.Ping], 10)
      val supers = f.serve(classOf[Message.GetSuperNodes], 10)
      f.arrive(ping(1), new Envelope(2, new Message.GetSuperNodes(KeyRange.WHOLE)), ping(3))
      val (held, other) = (pings.receiveMessage(), supers.receiveMessage())
      f.handled.poll(3, TimeUnit.SECONDS) shouldBe 100
      f.exchange.held().takenBytes() shouldBe 100
      held.done()
      held.done()
      f.exchange.held().takenBytes() shouldBe 100
      other.done()
      f.exchange.held().takenBytes() shouldBe 0
    }

    "answer Busy to a flight whose bytes its peer's share does not have" in {
      val f = new Fixture
      val service = f.serve(classOf[Message.Ping], 10)
      f.arriveOf(Exchange.HELD_MAX_BYTES / 4 + SharedRoom.FLOOR_BYTES, ping(1))
      val held = service.receiveMessage()
      f.arrive(ping(2))
      f.wire.sent.poll(3, TimeUnit.SECONDS) shouldBe util.List.of(new Envelope(2, busy))
      held.done()
      f.arrive(ping(3))
      service.receiveMessage().questions() shouldBe util.List.of(ping(3))
    }

    "leave no bytes charged for answers, for Busy, or by a service that served again" in {
      val f = new Fixture
      val service = f.serve(classOf[Message.Ping], 2)
      val sent = f.ask(second, 7)
      f.arrive(f.answer(sent.get(0)))
      f.arrive(ping(1), ping(2), ping(3))
      val lost = service.receiveMessage()
      f.wire.sent.poll(3, TimeUnit.SECONDS) shouldBe util.List.of(new Envelope(3, busy))
      f.arrive(ping(4))
      f.wire.sent.poll(3, TimeUnit.SECONDS) shouldBe util.List.of(new Envelope(4, busy))
      for (_ <- 1 to 3) f.handled.poll(3, TimeUnit.SECONDS) shouldBe 100
      f.exchange.held().takenBytes() shouldBe 100
      // As one does that failed and was started again: what it held is lost.
      val again = f.serve(classOf[Message.Ping], 2)
      f.exchange.held().takenBytes() shouldBe 0
      f.arrive(ping(5))
      again.receiveMessage().done()
      lost.done()
      f.handled.poll(3, TimeUnit.SECONDS) shouldBe 100
      f.exchange.held().takenBytes() shouldBe 0
    }

    "tell all askers and end the link where it fails, and whoever asks after that" in {
      val f = new Fixture
      f.ask(second, 7)
      f.wire.broken = true
      val lost = (tag: Long) =>
        new Answers(util.List.of(
          new Outcome.Unanswered(tag, AskFailure.LINK_LOST, LinkEnd.CLOSED_HERE)))
      LoggingTestKit.error("a link failed").expect {
        f.link ! new LinkActor.Put(Ask.one(target, 8, Message.Ping.INSTANCE, second, f.asker.ref))
      }
      val outcomes = new Answers(util.List.of(
        new Outcome.Unanswered(7, AskFailure.LINK_LOST, LinkEnd.CLOSED_HERE),
        new Outcome.Unanswered(8, AskFailure.LINK_LOST, LinkEnd.CLOSED_HERE)))
      f.asker.expectMessage(outcomes)
      f.failed.poll(3, TimeUnit.SECONDS) shouldBe "failed"
      f.link ! new LinkActor.Put(Ask.one(target, 9, Message.Ping.INSTANCE, second, f.asker.ref))
      f.asker.expectMessage(lost(9))
      f.link ! new LinkActor.Ended(LinkEnd.CLOSED_HERE)
      f.asker.expectTerminated(f.link)
    }

    "take no late answer for that of a question which was asked after it failed" in {
      val f = new Fixture
      val sent = f.ask(second, 7)
      f.wire.broken = true
      LoggingTestKit.error("a link failed").expect {
        f.link ! new LinkActor.Put(Ask.one(target, 8, Message.Ping.INSTANCE, second, f.asker.ref))
      }
      f.asker.receiveMessage()
      f.wire.broken = false
      f.link ! new LinkActor.Put(Ask.one(target, 9, Message.Ping.INSTANCE, second, f.asker.ref))
      f.arrive(f.answer(sent.get(0)))
      f.asker.expectMessage(new Answers(util.List.of(
        new Outcome.Unanswered(9, AskFailure.LINK_LOST, LinkEnd.CLOSED_HERE))))
      f.handled.poll(3, TimeUnit.SECONDS) shouldBe 100
      f.asker.expectNoMessage()
    }

    "tell all askers when it is stopped" in {
      val f = new Fixture
      f.ask(second, 7)
      testKit.stop(f.link)
      f.asker.expectMessage(new Answers(util.List.of(
        new Outcome.Unanswered(7, AskFailure.LINK_LOST, LinkEnd.CLOSED_HERE))))
    }

    "close its way out however it ends" in {
      val f = new Fixture
      testKit.stop(f.link)
      f.wire.closed.poll(3, TimeUnit.SECONDS) shouldBe "closed"
    }

    "take a service's answers without a hop" in {
      val f = new Fixture
      val service = f.serve(classOf[Message.Ping], 10)
      f.arrive(ping(1))
      val answers = util.List.of(new Envelope(1, Message.Reping.INSTANCE))
      service.receiveMessage().replies().send(answers)
      f.wire.sent.poll() shouldBe answers
    }

    "keep silent to a peer without admission, but for its admission" in {
      val f = new Fixture(from = realm.stranger())
      val pings = f.serve(classOf[Message.Ping], 10)
      val admissions = f.serve(classOf[Message.Admit], 10)
      val admit = new Message.Admit(
        virga.protocol.Bytes.ofHex("00" * 16), util.Set.of(Role.USER), util.List.of(), "x")
      f.arrive(ping(1), new Envelope(2, admit))
      admissions.receiveMessage().questions().size shouldBe 1
      pings.expectNoMessage()
      f.wire.sent.poll() shouldBe null
      f.drops.snapshot().get(Dropped.NOT_ADMITTED) shouldBe 1L
    }

    "drain only when its open questions are answered" in {
      val f = new Fixture
      val sent = f.ask(second, 7)
      f.link ! new LinkActor.Drain
      f.asker.expectNoMessage()
      f.drained.poll() shouldBe null
      f.arrive(f.answer(sent.get(0)))
      f.asker.expectMessage(new Answers(util.List.of(answered(7))))
      f.drained.poll(3, TimeUnit.SECONDS) shouldBe "drained"
    }
  }
}
