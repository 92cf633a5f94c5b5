package virga.supernode.store

import java.nio.file.Path
import java.time.{Duration, Instant}
import java.util.{List => JList, Optional, Set => JSet}
import java.util.concurrent.{ConcurrentLinkedQueue, Executor, Executors}

import scala.jdk.CollectionConverters._

import akka.actor.testkit.typed.scaladsl.{ScalaTestWithActorTestKit, TestProbe}
import akka.actor.typed.ActorRef
import com.typesafe.config.Config
import org.scalatest.wordspec.AnyWordSpecLike
import virga.actors.switchboard.{ArrivedFlight, Inbound, SwitchboardActor}
import virga.protocol.TestFolders
import virga.protocol.identity.{DomainId, IdentityKey, Role}
import virga.protocol.link.LinkPeer
import virga.protocol.message.{Envelope, Message}
import virga.protocol.record.{DhtKey, RecordBody, RecordKind, Verified}

/** For specs: a store with the other ends of links that ask it. */
abstract class StoreNetwork(config: Config)
    extends ScalaTestWithActorTestKit(config)
    with AnyWordSpecLike {
  import TestNetwork.{ACME, LONG, NOW}

  protected type Answers = List[Envelope]
  protected val hour = Duration.ofHours(1)

  /** Runs what it is given only when told to. */
  protected final class Held extends Executor {
    private val tasks = new ConcurrentLinkedQueue[Runnable]
    override def execute(task: Runnable): Unit = tasks.add(task)
    def runAll(): Int =
      Iterator.continually(tasks.poll()).takeWhile(_ != null).map(_.run()).size
  }

  protected class Fixture(
      val folder: Path = TestFolders.create("dht"),
      own: IdentityKey = TestNetwork.key(900),
      everything: Boolean = true,
      blocking: Executor = Executors.newVirtualThreadPerTaskExecutor()) {
    val network = new TestNetwork
    val file: Path = folder.resolve("dht.db")

    /** What the store's clock says. */
    @volatile var now: Instant = NOW
    val switchboard: TestProbe[SwitchboardActor.Command] = testKit.createTestProbe()
    val replies: TestProbe[Answers] = testKit.createTestProbe()
    private val setup = new StoreSetup(
      file,
      new StoreSettings(1000000, StoreNetwork.SweepMax),
      TestNetwork.id(own, ACME),
      () => Optional.of(network.node(own, ACME, JSet.of(Role.SUPER), 1, LONG)),
      everything,
      network.verifier,
      () => now,
      blocking)
    val store: ActorRef[StoreActor.Command] =
      testKit.spawn(StoreActor.create(setup, switchboard.ref))

    lazy val service: ActorRef[Inbound] =
      switchboard.expectMessageType[SwitchboardActor.Serve].service

    def member(number: Int, domain: DomainId = ACME, role: Role = Role.USER): LinkPeer = {
      val key = TestNetwork.key(number)
      val node = network.node(key, domain, JSet.of(role), 1, LONG)
      TestNetwork.link(key, Optional.of(node))
    }

    def send(from: LinkPeer, questions: Message*): ArrivedFlight = {
      val envelopes = questions.zipWithIndex.map { case (q, i) => new Envelope(i + 1, q) }
      val flight =
        new ArrivedFlight(from, envelopes.asJava, a => replies.ref ! a.asScala.toList)
      service ! flight.inbound
      flight
    }

    def ask(from: LinkPeer, questions: Message*): Answers = {
      val flight = send(from, questions: _*)
      val answers = replies.receiveMessage()
      letGo(flight)
      answers
    }

    /** The store holds nothing of the flight any more, neither places nor bytes. */
    def letGo(flight: ArrivedFlight): Unit =
      replies.awaitAssert((flight.pending, flight.takenBytes) shouldBe ((0, 0)))

    def stored(records: Verified[_ <: RecordBody]*): Unit =
      ask(member(901, ACME, Role.OPERATOR), records.map(r => new Message.Store(r.signed)): _*)
        .map(_.body)
        .foreach(_ shouldBe a[Message.Stored])

    def faults(): Map[StoreFault, Long] = {
      val probe = testKit.createTestProbe[StoreActor.Faults]()
      store ! new StoreActor.CountFaults(probe.ref)
      probe.receiveMessage().seen.asScala.view.mapValues(_.longValue).toMap
    }
  }

  protected def lookup(kind: RecordKind, key: DhtKey): Message = new Message.Lookup(kind, key)

  protected def place(number: Int, domain: DomainId = ACME): DhtKey =
    DhtKey.of(TestNetwork.id(TestNetwork.key(number), domain))
}

object StoreNetwork {

  /** Entries that one step of the sweep frees. */
  val SweepMax = 100
}
