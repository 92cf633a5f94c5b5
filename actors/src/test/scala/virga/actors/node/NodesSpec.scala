package virga.actors.node

import virga.actors.settings.NodeSettings
import virga.actors.settings.OwnMembership

import akka.actor.testkit.typed.scaladsl.ScalaTestWithActorTestKit
import akka.actor.typed.ActorRef
import java.net.{InetAddress, InetSocketAddress}
import java.time.{Duration, Instant, InstantSource}
import java.util
import java.util.Optional
import java.util.concurrent.{ConcurrentLinkedQueue, Executor, Executors, TimeUnit}
import org.scalatest.time.{Millis, Seconds, Span}
import org.scalatest.wordspec.AnyWordSpecLike
import scala.concurrent.duration.{DurationInt, FiniteDuration}
import scala.jdk.CollectionConverters._
import virga.actors.directory.DirectoryActor
import virga.actors.switchboard.SwitchboardActor.{Answers, Ask, Connect, Connected, Question}
import virga.actors.switchboard.{AskFailure, LinkView, Outcome, SwitchboardActor, Target}
import virga.protocol.{Bytes, TestFolders}
import virga.protocol.carrier.Candidate
import virga.protocol.identity.{IdentityKey, NodeId, Role}
import virga.protocol.membership.Membership
import virga.protocol.link.{EventLoops, LinkEnd, LinkSettings}
import virga.protocol.message.Message
import virga.protocol.record.RecordBody.NodeInfoRecord
import virga.protocol.record.{DhtKey, RecordKind, SealedCodec}

/** Does no work between `hold` and `release`, as a disk that is busy. */
private final class HeldExecutor(to: Executor) extends Executor {
  private val waiting = new ConcurrentLinkedQueue[Runnable]()
  @volatile private var held = false

  override def execute(work: Runnable): Unit =
    if (held) waiting.add(work) else to.execute(work)

  def hold(): Unit = held = true

  def release(): Unit = {
    held = false
    waiting.forEach(work => to.execute(work))
    waiting.clear()
  }
}

/** Whole nodes in one process, over loopback. */
class NodesSpec extends ScalaTestWithActorTestKit with AnyWordSpecLike {
  private val realm = new Realm
  private val blocking = Executors.newVirtualThreadPerTaskExecutor()
  private val environment =
    LinkSettings.Environment.of(EventLoops.create(), InstantSource.system(), realm.random)
  private val second = Duration.ofSeconds(10)
  private val longest: FiniteDuration = 30.seconds
  implicit override val patience: PatienceConfig =
    PatienceConfig(Span(30, Seconds), Span(50, Millis))

  override def afterAll(): Unit = {
    super.afterAll()
    environment.loops().close()
    blocking.close()
  }

  private val lookup =
    new Message.Lookup(RecordKind.NODE, new DhtKey(realm.domain, Bytes.ofHex("07" * 32)))

  private def nodeStart(
      roles: util.Set[Role],
      listen: InetSocketAddress,
      started: ActorRef[GuardianActor.Started],
      key: IdentityKey = realm.newKey(),
      membership: IdentityKey => Membership = null,
      services: util.List[NodeService] = util.List.of(),
      executor: Executor = blocking): NodeStart = {
    val admitted =
      if (membership == null) realm.admit(key.publicKey(), roles, util.List.of())
      else membership(key)
    new NodeStart(
      NodeSettings.of(roles).listeningOn(listen),
      NodeHome.open(TestFolders.create("virga-node").resolve("home")),
      key,
      new OwnMembership(Optional.of(admitted), _ => ()),
      realm.verifier(),
      environment,
      executor,
      services,
      started
    )
  }

  private final class Node(
      roles: util.Set[Role],
      val key: IdentityKey = realm.newKey(),
      operators: util.List[Candidate] = util.List.of(),
      services: util.List[NodeService] = util.List.of(),
      life: Duration = Duration.ofDays(30),
      issued: Instant = Instant.now()) {
    private val started = createTestProbe[GuardianActor.Started]()
    val guardian: ActorRef[GuardianActor.Command] = spawn(
      GuardianActor.create(
        nodeStart(
          roles,
          new InetSocketAddress(InetAddress.getLoopbackAddress, 0),
          started.ref,
          key,
          one => realm.admit(one.publicKey(), roles, operators, life, issued),
          services)))
    val ready: GuardianActor.Ready =
      started.expectMessageType[GuardianActor.Ready](longest)
    val candidates: util.List[Candidate] = util.List.of(
      Candidate.direct("127.0.0.1", ready.listening().get().getPort))
    val target: Target = Target.node(ready.id(), candidates)

    def switchboard: ActorRef[SwitchboardActor.Command] = ready.context().switchboard()

    def ask(to: Target, questions: Message.Question*): Seq[Outcome] = {
      val asker = createTestProbe[Answers]()
      val numbered = questions.zipWithIndex.map { case (body, i) => new Question(i, body) }
      switchboard ! new Ask(to, numbered.asJava, second, asker.ref)
      var outcomes = Seq.empty[Outcome]
      while (outcomes.size < questions.size) {
        outcomes ++= asker.receiveMessage(longest).outcomes().asScala
      }
      outcomes.sortBy(_.tag())
    }

    def connect(to: Target): Connected = {
      val probe = createTestProbe[Connected]()
      switchboard ! new Connect(to, second, probe.ref)
      probe.receiveMessage(longest)
    }

    def links(): Seq[LinkView] = {
      val probe = createTestProbe[SwitchboardActor.LinkList]()
      switchboard ! new SwitchboardActor.ListLinks(probe.ref)
      probe.receiveMessage(longest).links().asScala.toSeq
    }
  }

  private val users = util.Set.of(Role.USER)
  private val supers = util.Set.of(Role.USER, Role.SUPER)

  /** A node that holds records in memory and says that it is the only super. */
  private def superNode(store: MemoryStore): Node =
    new Node(supers, realm.operatorKey, services = util.List.of(store.service))

  private def bodies(outcomes: Seq[Outcome]): Seq[Message.Answer] =
    outcomes.collect { case answered: Outcome.Answered => answered.body() }

  private def find(node: Node, kind: RecordKind, key: DhtKey): DirectoryActor.FindResult = {
    val probe = createTestProbe[DirectoryActor.FindResult]()
    node.ready.context().directory() ! new DirectoryActor.Find(kind, key, probe.ref)
    probe.receiveMessage(longest)
  }

  "Two nodes" should {
    "exchange pings" in {
      val ann = new Node(users)
      val bob = new Node(users)
      val pings = Seq.fill(1000)(Message.Ping.INSTANCE)
      val outcomes = ann.ask(bob.target, pings: _*)
      outcomes.map(_.tag()).toSet.size shouldBe 1000
      outcomes.foreach {
        case answered: Outcome.Answered =>
          answered.body() shouldBe Message.Reping.INSTANCE
          answered.from().id() shouldBe Optional.of(bob.ready.id())
        case other => fail(other.toString)
      }
    }

    "each have a link of their own asking, and use one for flights both ways" in {
      val ann = new Node(users)
      val bob = new Node(users)
      ann.ask(bob.target, Message.Ping.INSTANCE)
      bob.ask(Target.node(ann.ready.id(), util.List.of()), Message.Ping.INSTANCE).head shouldBe a[
        Outcome.Answered]
      bob.links().map(_.asker()) shouldBe Seq(false)
      bob.connect(ann.target) shouldBe a[Connected.Up]
      bob.links().map(_.asker()).toSet shouldBe Set(true, false)
    }

    "say why a peer cannot be reached" in {
      val ann = new Node(users)
      val nobody = NodeId.of(realm.domain, realm.newKey().publicKey())
      val closedPort = util.List.of(Candidate.direct("127.0.0.1", 1))
      ann.ask(Target.node(nobody, closedPort), Message.Ping.INSTANCE) shouldBe Seq(
        new Outcome.Unanswered(0, AskFailure.NO_LINK, LinkEnd.REFUSED))
      ann.connect(Target.node(nobody, closedPort)) match {
        case failed: Connected.Failed =>
          failed.tried().asScala.map(_.end()) shouldBe Seq(LinkEnd.REFUSED)
        case other => fail(other.toString)
      }
    }

    "not talk to another node than the one asked for" in {
      val ann = new Node(users)
      val bob = new Node(users)
      val other = NodeId.of(realm.domain, realm.newKey().publicKey())
      ann.ask(Target.node(other, bob.candidates), Message.Ping.INSTANCE) shouldBe Seq(
        new Outcome.Unanswered(0, AskFailure.NO_LINK, LinkEnd.OTHER_NODE))
    }

    "tell an asker when the peer vanishes before it answers" in {
      val silent = new SilentService
      val ann = new Node(users)
      val bob = new Node(users, services = util.List.of(silent.service))
      val asker = createTestProbe[Answers]()
      ann.switchboard ! Ask.one(bob.target, 7, lookup, second, asker.ref)
      silent.received.poll(10, TimeUnit.SECONDS) should not be null
      bob.guardian ! new GuardianActor.Stop
      asker.receiveMessage(longest).outcomes().asScala.toSeq should matchPattern {
        case Seq(lost: Outcome.Unanswered) if lost.reason() == AskFailure.LINK_LOST =>
      }
    }

    "answer Busy for a service whose inbox is full, and for one that is not there" in {
      val silent = new SilentService
      val ann = new Node(users)
      val bob = new Node(users, services = util.List.of(silent.service))
      val asker = createTestProbe[Answers]()
      ann.switchboard ! Ask.one(bob.target, 1, lookup, second, asker.ref)
      silent.received.poll(10, TimeUnit.SECONDS) should not be null
      val busy = Message.Busy.INSTANCE
      bodies(ann.ask(bob.target, lookup)) shouldBe Seq(busy)
      bodies(ann.ask(bob.target, Message.Renew.INSTANCE)) shouldBe Seq(busy)
    }
  }

  "A service that fails" should {
    "come back with an empty inbox" in {
      val broken = new BrokenOnceService
      val ann = new Node(users)
      val bob = new Node(users, services = util.List.of(broken.service))
      val asker = createTestProbe[Answers]()
      eventually {
        ann.switchboard ! Ask.one(bob.target, 1, lookup, Duration.ofMillis(100), asker.ref)
        asker.receiveMessage(longest).outcomes().get(0) shouldBe a[Outcome.Unanswered]
      }
      eventually {
        bodies(ann.ask(bob.target, lookup)) shouldBe Seq(
          Message.NotFound.INSTANCE)
      }
    }
  }

  "A node" should {
    "serve its own questions without a network" in {
      val store = new MemoryStore(realm)
      val alone = superNode(store)
      // A service answers from the moment that it has registered; until then the node is busy.
      eventually {
        bodies(alone.ask(alone.target, Message.Ping.INSTANCE, lookup)) shouldBe Seq(
          Message.Reping.INSTANCE,
          Message.NotFound.INSTANCE)
      }
      alone.links() shouldBe empty
    }

    "announce itself so that others find it, and what is not there is missing" in {
      val store = new MemoryStore(realm)
      val holder = superNode(store)
      store.isAt(holder.candidates)
      val ann = new Node(users, operators = holder.candidates)
      val bob = new Node(users, operators = holder.candidates)
      val annsKey = DhtKey.of(ann.ready.id())
      eventually {
        find(bob, RecordKind.NODE_INFO, annsKey) match {
          case found: DirectoryActor.Found =>
            val info = found.record().body().asInstanceOf[NodeInfoRecord]
            val here = SealedCodec.open(info, realm.domainKey).get()
            here.candidates() shouldBe ann.candidates
          case other => fail(other.toString)
        }
      }
      find(bob, RecordKind.DEVICE, annsKey) shouldBe new DirectoryActor.Missing
    }

    "list the announcements of its domain" in {
      val store = new MemoryStore(realm)
      val holder = superNode(store)
      store.isAt(holder.candidates)
      val nodes = Seq.fill(3)(new Node(users, operators = holder.candidates)) :+ holder
      val probe = createTestProbe[DirectoryActor.ListResult]()
      eventually {
        holder.ready.context().directory() ! new DirectoryActor.ListAll(
          RecordKind.NODE_INFO, realm.domain, Bytes.EMPTY, 100, probe.ref)
        probe.receiveMessage(longest) match {
          case listed: DirectoryActor.Listed =>
            listed.complete() shouldBe true
            listed.records().asScala.map(_.body().key()).toSet shouldBe
              nodes.map(node => DhtKey.of(node.ready.id())).toSet
          case other => fail(other.toString)
        }
      }
    }

    "say clearly that neither a super nor the operator is there" in {
      val lost = new Node(users, operators = util.List.of(Candidate.direct("127.0.0.1", 1)))
      find(lost, RecordKind.NODE, DhtKey.of(lost.ready.id())) match {
        case none: DirectoryActor.NoAnswer =>
          none.reason() should include("no super is known")
          none.reason() should include("nothing listens there")
        case other => fail(other.toString)
      }
    }

    "renew its admission and show the new one" in {
      val store = new MemoryStore(realm)
      val holder = superNode(store)
      val ann = new Node(
        users,
        operators = holder.candidates,
        life = Duration.ofDays(30),
        issued = Instant.now().minus(Duration.ofDays(25)))
      eventually {
        val until = ann.ready.context().membership().current().get().node().body().expires()
        until.isAfter(Instant.now().plus(Duration.ofDays(29))) shouldBe true
      }
    }

    "say when its last rows are written, some time after it has stopped" in {
      val disk = new HeldExecutor(blocking)
      val started = createTestProbe[GuardianActor.Started]()
      val guardian = spawn(GuardianActor.create(
        nodeStart(
          users,
          new InetSocketAddress(InetAddress.getLoopbackAddress, 0),
          started.ref,
          executor = disk)))
      val ready = started.expectMessageType[GuardianActor.Ready](longest)
      val written = ready.written().toCompletableFuture
      disk.hold()
      val lastRow = ready.context().writes().submit(session => {
        session.execute("CREATE TABLE last (row INTEGER)")
        true
      }).toCompletableFuture
      guardian ! new GuardianActor.Stop
      started.expectTerminated(guardian, longest)
      written.isDone shouldBe false
      disk.release()
      written.get(30, TimeUnit.SECONDS)
      lastRow.isDone shouldBe true
      lastRow.isCompletedExceptionally shouldBe false
    }

    "not start where its port is taken" in {
      val first = new Node(users)
      val started = createTestProbe[GuardianActor.Started]()
      spawn(GuardianActor.create(
        nodeStart(users, first.ready.listening().get(), started.ref)))
      started.expectMessageType[GuardianActor.NotReady](longest).line() should include(
        "another program listens there")
    }
  }
}
