package virga.actors.switchboard

import akka.actor.testkit.typed.scaladsl.{LoggingTestKit, ManualTime, ScalaTestWithActorTestKit, TestProbe}
import akka.actor.typed.{ActorRef, SupervisorStrategy}
import akka.actor.typed.scaladsl.Behaviors
import io.netty.channel.EventLoop
import java.net.{InetSocketAddress, SocketAddress}
import java.time.{Duration, Instant}
import java.util
import java.util.Optional
import java.util.concurrent.{CompletableFuture, CompletionStage, LinkedBlockingQueue, TimeUnit}
import java.util.concurrent.atomic.{AtomicLong, AtomicReference}
import org.scalatest.time.{Millis, Seconds, Span}
import org.scalatest.wordspec.AnyWordSpecLike
import scala.concurrent.duration.{DurationInt, FiniteDuration}
import scala.jdk.CollectionConverters._
import virga.actors.node.Realm
import virga.actors.switchboard.Network.Dialled
import virga.actors.switchboard.SwitchboardActor._
import virga.protocol.Bytes
import virga.protocol.carrier.{Candidate, Carrier}
import virga.protocol.identity.{NodeId, Role}
import virga.protocol.link._
import virga.protocol.message.{Envelope, Message}
import virga.protocol.mux.{OpeningStream, StreamHandler}
import virga.protocol.record.{RecordKind, SignedRecord}

/** How the switchboard finds links, and what it says where there is none. */
class SwitchboardActorSpec
    extends ScalaTestWithActorTestKit(ManualTime.config)
    with AnyWordSpecLike {
  private val manualTime = ManualTime()
  private val realm = new Realm
  private val users = util.Set.of(Role.USER)
  private val there = util.List.of(Candidate.direct("192.0.2.9", 7000))
  private val ping = Message.Ping.INSTANCE
  private val second = Duration.ofSeconds(1)
  implicit override val patience: PatienceConfig =
    PatienceConfig(Span(30, Seconds), Span(5, Millis))

  /** A link whose other end is the spec. */
  private final class Wire(val number: Long, val peer: LinkPeer, events: () => LinkEvents)
      extends Link {
    val sent = new LinkedBlockingQueue[util.List[Envelope]]
    val ends = new LinkedBlockingQueue[LinkEnd]
    @volatile var writable = true
    override def asker(): Boolean = true
    override def carrier(): Carrier = Carrier.DIRECT
    override def remoteAddress(): SocketAddress = InetSocketAddress.createUnresolved("peer", 7000)
    override def eventLoop(): EventLoop = throw new UnsupportedOperationException
    @volatile var broken = false
    override def send(envelopes: util.List[Envelope]): Unit = {
      if (broken) throw new IllegalStateException("this link fails")
      sent.put(util.List.copyOf(envelopes))
    }
    override def openStream(target: TunnelTarget, handler: StreamHandler): OpeningStream =
      throw new UnsupportedOperationException
    override def traffic(): LinkTraffic = new LinkTraffic(-1, 0, 0, 0)
    override def drain(): Unit = ()
    override def close(reason: LinkEnd): Unit = {
      ends.put(reason)
      events().onClosed(this, reason)
    }
    def leaves(): Seq[Envelope] = sent.poll(3, TimeUnit.SECONDS).asScala.toSeq
  }

  private final class Fixture {
    val dials = new LinkedBlockingQueue[CompletableFuture[Dialled]]
    val nanos = new AtomicLong
    val clock = new AtomicReference(Instant.now())
    private val numbers = new AtomicLong
    private val network = new Network {
      override def sentAway(): java.util.Map[LinkEnd, java.lang.Long] = java.util.Map.of()

      override def open(
          events: LinkEvents): CompletionStage[Optional[InetSocketAddress]] =
        throw new UnsupportedOperationException
      override def dial(target: Target, timeout: Duration): CompletionStage[Dialled] = {
        val dial = new CompletableFuture[Dialled]
        dials.put(dial)
        dial
      }
      override def close(): Unit = ()
    }
    @volatile var believed: LinkPeer => Boolean = _ => true
    private val own = realm.newKey()
    val start = new SwitchboardStart(
      NodeId.of(realm.domain, own.publicKey()),
      () => realm.peer(own, users),
      network,
      () => clock.get,
      () => nanos.get,
      new util.Random(1),
      peer => believed(peer),
      new Exchange)
    val switchboard: ActorRef[Command] = spawn(SwitchboardActor.create(start))
    val events: LinkEvents = start.eventsFor(switchboard)
    val asker: TestProbe[Answers] = createTestProbe[Answers]()
    val peer: LinkPeer = realm.peer(realm.newKey(), users)
    val target: Target = Target.node(peer.id().get(), there)

    def dialled(): CompletableFuture[Dialled] = {
      val dial = dials.poll(3, TimeUnit.SECONDS)
      dial should not be null
      dial
    }

    /** Opens a link, as the network does it: events first. */
    def open(to: LinkPeer = peer): Wire = {
      val wire = new Wire(numbers.incrementAndGet(), to, () => events)
      events.onOpen(wire)
      wire
    }

    def ask(tag: Long, to: Target = target, timeout: Duration = second): Unit =
      switchboard ! Ask.one(to, tag, ping, timeout, asker.ref)

    def unanswered(tag: Long, why: AskFailure, end: LinkEnd): Unit =
      asker.expectMessage(new Answers(util.List.of(new Outcome.Unanswered(tag, why, end))))

    def connect(timeout: Duration = second): TestProbe[Connected] = {
      val probe = createTestProbe[Connected]()
      switchboard ! new Connect(target, timeout, probe.ref)
      probe
    }

    def pass(time: FiniteDuration): Unit = {
      nanos.addAndGet(time.toNanos)
      clock.updateAndGet(_.plusNanos(time.toNanos))
      manualTime.timePasses(time)
    }

    def dropped(): util.Map[Dropped, java.lang.Long] = {
      val probe = createTestProbe[LinkList]()
      switchboard ! new ListLinks(probe.ref)
      probe.receiveMessage().dropped()
    }
  }

  "A switchboard" should {
    "dial once for all that wait, and send it when the link is open" in {
      val f = new Fixture
      f.ask(1)
      f.ask(2)
      val connected = f.connect()
      val dial = f.dialled()
      val wire = f.open()
      dial.complete(new Dialled.Up(wire))
      connected.expectMessage(new Connected.Up(wire))
      var questions = Seq.empty[Envelope]
      while (questions.size < 2) questions ++= wire.leaves()
      questions.map(_.body()) shouldBe Seq(ping, ping)
      f.dials.poll() shouldBe null
      f.events.onFlight(
        wire,
        util.List.of(new Envelope(questions.head.id(), Message.Reping.INSTANCE)),
        10)
      f.asker.expectMessage(new Answers(util.List.of(
        new Outcome.Answered(1, f.peer, Message.Reping.INSTANCE))))
    }

    "say at once that a target without candidates cannot be reached" in {
      val f = new Fixture
      f.ask(1, Target.node(f.peer.id().get(), util.List.of()))
      f.unanswered(1, AskFailure.NO_LINK, LinkEnd.REFUSED)
      f.dials.poll() shouldBe null
    }

    "tell everybody who waits why the dial failed" in {
      val f = new Fixture
      val connected = f.connect()
      f.ask(1)
      val tried = new Tried(there.get(0), LinkEnd.OTHER_NODE, "")
      f.dialled().complete(new Dialled.Failed(util.List.of(tried)))
      connected.expectMessage(new Connected.Failed(util.List.of(tried)))
      f.unanswered(1, AskFailure.NO_LINK, LinkEnd.OTHER_NODE)
      // Questions rest for a while; a person who asks does not.
      f.ask(2)
      f.unanswered(2, AskFailure.NO_LINK, LinkEnd.OTHER_NODE)
      f.connect()
      f.dialled()
    }

    "keep the deadlines of what waits for a dial" in {
      val f = new Fixture
      val connected = f.connect(Duration.ofSeconds(2))
      f.dialled()
      f.ask(1)
      f.asker.expectNoMessage()
      f.pass(1.second)
      f.unanswered(1, AskFailure.NO_LINK, LinkEnd.TIMED_OUT)
      connected.expectNoMessage()
      f.pass(1.second)
      connected.expectMessage(new Connected.Failed(util.List.of()))
    }

    "tell everybody who waits for a dial when it is stopped" in {
      val f = new Fixture
      val connected = f.connect()
      f.ask(1)
      f.dropped() should not be null
      testKit.stop(f.switchboard)
      f.unanswered(1, AskFailure.NO_LINK, LinkEnd.CLOSED_HERE)
      connected.expectMessage(new Connected.Failed(util.List.of()))
    }

    "tell the askers when the link is lost" in {
      val f = new Fixture
      val wire = f.open()
      f.ask(1)
      wire.leaves().size shouldBe 1
      f.events.onClosed(wire, LinkEnd.LOST)
      f.unanswered(1, AskFailure.LINK_LOST, LinkEnd.LOST)
    }

    "answer Busy to a question that nobody here serves" in {
      val f = new Fixture
      val wire = f.open()
      f.events.onFlight(wire, util.List.of(new Envelope(5, ping)), 10)
      wire.leaves() shouldBe Seq(new Envelope(5, Message.Busy.INSTANCE))
    }

    "refuse questions that a stuck link has no room for, and take the room back with it" in {
      val f = new Fixture
      val wire = f.open()
      wire.writable = false
      val large = new Message.Store(new SignedRecord(
        RecordKind.NODE,
        Bytes.ofHex("00" * 16_000),
        Bytes.ofHex("00" * 64)))
      val questions = (1 to 200).map(new Question(_, large)).asJava
      f.switchboard ! new Ask(f.target, questions, second, f.asker.ref)
      f.asker.expectNoMessage()
      f.start.exchange().leaving().takenBytes() should be > 3_000_000L
      f.switchboard ! new Ask(f.target, questions, second, f.asker.ref)
      val refused = f.asker.receiveMessage().outcomes().asScala
      refused.toSet shouldBe (1 to 200).map(
        new Outcome.Unanswered(_, AskFailure.OVERLOADED, LinkEnd.LIMIT)).toSet
      wire.close(LinkEnd.LOST)
      eventually(f.start.exchange().leaving().takenBytes() shouldBe 0)
    }

    "end a link whose flights cannot be sent any more, and dial again" in {
      val f = new Fixture
      val wire = f.open()
      f.ask(1)
      wire.leaves().size shouldBe 1
      wire.broken = true
      LoggingTestKit.error("flights could not be sent").expect(f.ask(2))
      wire.ends.poll(3, TimeUnit.SECONDS) shouldBe LinkEnd.CLOSED_HERE
      f.asker.expectMessage(new Answers(util.List.of(
        new Outcome.Unanswered(1, AskFailure.LINK_LOST, LinkEnd.CLOSED_HERE),
        new Outcome.Unanswered(2, AskFailure.LINK_LOST, LinkEnd.CLOSED_HERE))))
      eventually {
        f.start.exchange().leaving().takenBytes() shouldBe 0
      }
      f.ask(3)
      f.dialled()
    }

    "keep the order of flights that arrive before their link has an actor" in {
      val f = new Fixture
      val switchboard = createTestProbe[Command]()
      val link = createTestProbe[LinkActor.Command]()
      val events = f.start.eventsFor(switchboard.ref)
      val wire = new Wire(77, f.peer, () => events)
      events.onOpen(wire)
      val seat = switchboard.expectMessageType[Opened].seat()
      val flights = (1 to 4).map(i => util.List.of(new Envelope(i, ping)))
      flights.take(3).foreach(events.onFlight(wire, _, 10))
      seat.seat(link.ref)
      events.onFlight(wire, flights(3), 10)
      flights.foreach(link.expectMessageType[LinkActor.Flight].envelopes() shouldBe _)
    }

    "keep that order at any moment at which the actor comes" in {
      val f = new Fixture
      val (before, all) = (2000, 3000)
      for (round <- 1 to 10) {
        val link = createTestProbe[LinkActor.Command]()
        val seat = new LinkSeat(new Wire(round, f.peer, () => f.events), f.start.exchange(), 0)
        def arrive(flight: Int): Unit =
          seat.arrived(new LinkActor.Flight(util.List.of(), flight))
        (1 to before).foreach(arrive)
        val loop = Thread.ofPlatform().start(() => (before + 1 to all).foreach(arrive))
        seat.seat(link.ref)
        loop.join()
        withClue(s"round $round") {
          (1 to all).foreach(link.expectMessageType[LinkActor.Flight].charge() shouldBe _)
        }
      }
    }

    "hand on one peer's question while another floods the same service" in {
      val f = new Fixture
      val service = createTestProbe[Inbound]()
      f.switchboard ! new Serve(util.Set.of(classOf[Message.Ping]), service.ref, 1000)
      f.dropped() should not be null
      val (flooding, honest) = (f.open(), f.open(realm.peer(realm.newKey(), users)))
      f.events.onFlight(flooding, (1 to 4000).map(new Envelope(_, ping)).asJava, 10)
      service.receiveMessage().questions().size shouldBe 250 + Inbox.OWN_MIN
      flooding.leaves().map(_.body()).distinct shouldBe Seq(Message.Busy.INSTANCE)
      f.events.onFlight(honest, (1 to 100).map(new Envelope(_, ping)).asJava, 10)
      service.receiveMessage().questions().size shouldBe 100
    }

    "take back what a service held that failed and was started again" in {
      val f = new Fixture
      val kinds: util.Set[Class[_ <: Message.Question]] = util.Set.of(classOf[Message.Ping])
      val failing = Behaviors.setup[Inbound] { self =>
        f.switchboard ! new Serve(kinds, self.self, 100)
        Behaviors.receiveMessage { inbound =>
          if (inbound.questions().size > 1) throw new IllegalStateException("this service fails")
          inbound.replies().send(util.List.of())
          inbound.done()
          Behaviors.same
        }
      }
      spawn(Behaviors.supervise(failing).onFailure(SupervisorStrategy.restart))
      eventually(f.start.exchange().routes().inboxes().size shouldBe 1)
      val first = f.start.exchange().routes().inboxes().iterator().next()
      val wire = f.open()
      LoggingTestKit.error("this service fails").expect(
        f.events.onFlight(wire, util.List.of(new Envelope(1, ping), new Envelope(2, ping)), 1000))
      eventually {
        f.start.exchange().held().takenBytes() shouldBe 0
        first.pending() shouldBe 0
      }
      f.events.onFlight(wire, util.List.of(new Envelope(3, ping)), 1000)
      eventually(f.start.exchange().arriving().takenBytes() shouldBe 0)
      eventually(f.start.exchange().held().takenBytes() shouldBe 0)
    }

    "leave no room taken after load, whatever became of the flights" in {
      val f = new Fixture
      val service = createTestProbe[Inbound]()
      f.switchboard ! new Serve(util.Set.of(classOf[Message.Ping]), service.ref, 100)
      f.dropped() should not be null
      val wires = (1 to 5).map(_ => f.open(realm.peer(realm.newKey(), users)))
      for (_ <- 1 to 20; wire <- wires)
        f.events.onFlight(wire, (1 to 4).map(new Envelope(_, ping)).asJava, 1000)
      val answered = service.receiveMessages(5)
      answered.size shouldBe 5
      wires.head.close(LinkEnd.LOST)
      answered.foreach(_.done())
      // What the service holds is lost with it.
      service.stop()
      eventually {
        f.start.exchange().arriving().takenBytes() shouldBe 0
        f.start.exchange().held().takenBytes() shouldBe 0
        f.start.exchange().routes().inboxes().size shouldBe 0
      }
    }

    "drop and count flights that there is no room for" in {
      val f = new Fixture
      val wire = f.open()
      f.events.onFlight(wire, util.List.of(new Envelope(5, ping)), LinkSeat.ARRIVED_MAX_BYTES)
      f.dropped().get(Dropped.FLIGHT_OVERFLOW) shouldBe 1L
      f.events.onFlight(wire, util.List.of(new Envelope(6, ping)), 10)
      wire.leaves() shouldBe Seq(new Envelope(6, Message.Busy.INSTANCE))
      eventually(f.start.exchange().arriving().takenBytes() shouldBe 0)
    }

    "close links that are unused, but not those that are kept" in {
      val f = new Fixture
      val kept = realm.peer(realm.newKey(), users)
      val (idle, held) = (f.open(), f.open(kept))
      f.switchboard ! new KeepLinks("spec", util.Set.of(kept.id().get()))
      f.dropped() should not be null
      f.pass(11.minutes)
      idle.ends.poll(3, TimeUnit.SECONDS) shouldBe LinkEnd.IDLE
      held.ends.poll() shouldBe null
    }

    "close all links of a peer when told to" in {
      val f = new Fixture
      val (first, other) = (f.open(), f.open(realm.peer(realm.newKey(), users)))
      f.switchboard ! new CloseLinks(f.peer.id().get(), LinkEnd.NOT_ADMITTED)
      first.ends.poll(3, TimeUnit.SECONDS) shouldBe LinkEnd.NOT_ADMITTED
      other.ends.poll() shouldBe null
    }
  }
}
