package virga.ops.operator.feed

import akka.actor.testkit.typed.scaladsl.{ManualTime, ScalaTestWithActorTestKit}
import akka.actor.typed.ActorRef
import java.util.{List => JList}
import org.scalatest.BeforeAndAfterEach
import org.scalatest.wordspec.AnyWordSpecLike
import scala.concurrent.duration._
import scala.jdk.CollectionConverters._
import virga.actors.switchboard.{AskFailure, Outcome, SwitchboardActor, Target}
import virga.ops.operator.OperatorNode
import virga.protocol.identity.{NodeId, Role}
import virga.protocol.link.LinkEnd
import virga.protocol.message.{Message, RefusalReason}
import virga.protocol.record.RecordKind

final class RecordFeedActorSpec
    extends ScalaTestWithActorTestKit(ManualTime.config)
    with AnyWordSpecLike
    with BeforeAndAfterEach {

  private val time = ManualTime()
  private var node: OperatorNode = _
  private var feed: ActorRef[RecordFeedActor.Command] = _

  override def beforeEach(): Unit = {
    node = new OperatorNode(testKit)
    node.addDomain("acme")
    node.holdEverything()
    feed = spawn(RecordFeedActor.create(node.context, node.registry))
  }

  override def afterEach(): Unit = {
    testKit.stop(feed)
    node.close()
  }

  private def asked(): SwitchboardActor.Ask =
    node.switchboard.expectMessageType[SwitchboardActor.Ask]

  private def kinds(ask: SwitchboardActor.Ask): Seq[RecordKind] =
    ask.questions().asScala.toSeq.map(_.body().asInstanceOf[Message.Store].record().kind())

  private def reply(ask: SwitchboardActor.Ask)(body: Int => Message.Answer): Unit = {
    val peer = node.stranger(node.identity.publicKey())
    val outcomes: Seq[Outcome] = ask.questions().asScala.toSeq.zipWithIndex.map {
      case (question, i) => new Outcome.Answered(question.tag(), peer, body(i))
    }
    ask.replyTo() ! new SwitchboardActor.Answers(outcomes.asJava)
  }

  private def stored(ask: SwitchboardActor.Ask): Unit = reply(ask)(_ => new Message.Stored(1))

  private def progress(): RecordFeedActor.Progress = {
    val probe = createTestProbe[RecordFeedActor.Progress]()
    feed ! new RecordFeedActor.Describe(probe.ref)
    probe.receiveMessage()
  }

  private def pass(duration: FiniteDuration): Unit = {
    node.now = node.now.plusMillis(duration.toMillis)
    time.timePasses(duration)
  }

  "The record feed" should {
    "give a new holder everything, the operator's own store first of all" in {
      val ask = asked()
      ask.to() shouldBe Target.node(node.self, JList.of(node.address))
      kinds(ask).toSet shouldBe Set(
        RecordKind.DOMAIN,
        RecordKind.OPERATOR_NODE,
        RecordKind.NODE,
        RecordKind.SUPER_NODE
      )
      progress().caughtUp() shouldBe 0
      stored(ask)
      progress() shouldBe new RecordFeedActor.Progress(1, 1, node.lastChange())
    }

    "push a new device at once, and its tombstone after it" in {
      stored(asked())
      node.apply(node.device("printer", "00:11:22:33:44:55"))
      val added = asked()
      kinds(added) shouldBe Seq(RecordKind.DEVICE)
      stored(added)
      node.removeDevice("printer")
      kinds(asked()) shouldBe Seq(RecordKind.TOMBSTONE)
    }

    "ask a busy or unreachable holder again after the back-off" in {
      val first = asked()
      reply(first)(i => if (i == 0) Message.Busy.INSTANCE else new Message.Stored(1))
      progress().caughtUp() shouldBe 0
      node.switchboard.expectNoMessage()
      pass(600.millis)
      val second = asked()
      second.questions().size() shouldBe first.questions().size()
      val lost: Seq[Outcome] = second.questions().asScala.toSeq.map { question =>
        new Outcome.Unanswered(question.tag(), AskFailure.NO_LINK, LinkEnd.TIMED_OUT)
      }
      second.replyTo() ! new SwitchboardActor.Answers(lost.asJava)
      progress().caughtUp() shouldBe 0
      pass(1100.millis)
      stored(asked())
      progress().caughtUp() shouldBe 1
    }

    "go on after a record that a holder refuses for good" in {
      reply(asked())(i =>
        if (i == 0) new Message.Refused(RefusalReason.QUOTA) else new Message.Stored(1)
      )
      progress().caughtUp() shouldBe 1
    }

    "give a node that becomes a super what every holder needs, and what changes from then on" in {
      stored(asked())
      val secret = node.token("acme", 600, Role.SUPER)
      val keys = Seq.fill(10)(OperatorNode.newPublicKey())
      val before = keys.map(key => node.member(node.admit(key, secret, Role.SUPER)).id().get())
      val joined = before.head
      pushedTo(joined, supers = 1) shouldBe empty
      node.submit(joined)
      val atFirst = pushedTo(joined)
      atFirst.count(_ == RecordKind.NODE) shouldBe 0
      atFirst.toSet shouldBe Set(RecordKind.DOMAIN, RecordKind.OPERATOR_NODE, RecordKind.SUPER_NODE)
      Seq.fill(300)(OperatorNode.newPublicKey()).foreach(node.admit(_, secret, Role.SUPER))
      pushedTo(joined).count(_ == RecordKind.NODE) shouldBe 300
    }
  }

  /** Kinds of what is pushed to one super until all have everything. */
  private def pushedTo(one: NodeId, supers: Int = 2): Seq[RecordKind] = {
    var pushed = Seq.empty[RecordKind]
    while (progress().caughtUp() < supers || progress().latest() < node.lastChange()) {
      val ask = asked()
      ask.questions().size() should be <= RecordFeed.PAGE_RECORDS_MAX
      if (ask.to() == Target.node(one, JList.of(node.address))) {
        pushed ++= kinds(ask)
      }
      stored(ask)
    }
    pushed
  }
}
