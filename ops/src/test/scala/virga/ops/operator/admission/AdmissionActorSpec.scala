package virga.ops.operator.admission

import akka.actor.testkit.typed.scaladsl.{ScalaTestWithActorTestKit, TestProbe}
import java.util.{List => JList, Set => JSet}
import org.scalatest.BeforeAndAfterEach
import org.scalatest.wordspec.AnyWordSpecLike
import scala.jdk.CollectionConverters._
import virga.actors.switchboard.{ArrivedFlight, Inbound, SwitchboardActor}
import virga.ops.operator.OperatorNode
import virga.protocol.Bytes
import virga.protocol.identity.Role
import virga.protocol.link.LinkPeer
import virga.protocol.message.{Envelope, Message, RefusalReason}

final class AdmissionActorSpec
    extends ScalaTestWithActorTestKit
    with AnyWordSpecLike
    with BeforeAndAfterEach {

  private var node: OperatorNode = _
  private var admission: akka.actor.typed.ActorRef[AdmissionActor.Command] = _
  private var service: akka.actor.typed.ActorRef[Inbound] = _
  private var secret: Bytes = _
  private var answers: TestProbe[JList[Envelope]] = _

  override def beforeEach(): Unit = {
    answers = createTestProbe[JList[Envelope]]()
    node = new OperatorNode(testKit)
    node.addDomain("acme")
    secret = node.token("acme", 5, Role.USER, Role.SUPER)
    admission =
      spawn(AdmissionActor.create(node.context, node.registry, node.identity, node.plan))
    val serve = node.switchboard.expectMessageType[SwitchboardActor.Serve]
    serve.kinds().size() shouldBe 4
    serve.pendingMax() shouldBe AdmissionActor.PENDING_MAX
    service = serve.service()
  }

  override def afterEach(): Unit = {
    testKit.stop(admission)
    node.close()
  }

  private def admit(wanted: Bytes = secret, roles: JSet[Role] = JSet.of(Role.USER)) =
    new Message.Admit(wanted, roles, JList.of(), "")

  private def arrive(from: LinkPeer, questions: Message*): ArrivedFlight = {
    val envelopes = questions.zipWithIndex.map { case (body, i) => new Envelope(i + 1, body) }
    val flight = new ArrivedFlight(from, envelopes.asJava, sent => answers.ref ! sent)
    service ! flight.inbound
    flight
  }

  private def silences(): Map[String, Long] = {
    val counted = createTestProbe[AdmissionActor.Silences]()
    admission ! new AdmissionActor.CountSilences(counted.ref)
    counted.receiveMessage().byReason().asScala.view.mapValues(_.longValue).toMap
  }

  private def newStranger(): LinkPeer = node.stranger(OperatorNode.newPublicKey())

  private def newMember(): LinkPeer = {
    arrive(newStranger(), admit(roles = JSet.of(Role.USER, Role.SUPER)))
    node.member(answers.receiveMessage().get(0).body().asInstanceOf[Message.Answer])
  }

  "The admission service" should {
    "answer a stranger who shows a token's secret" in {
      val flight = arrive(newStranger(), admit())
      val sent = answers.receiveMessage()
      sent.size() shouldBe 1
      sent.get(0).id() shouldBe 1
      sent.get(0).body() shouldBe a[Message.Admitted]
      answers.awaitAssert(flight.pending() shouldBe 0)
    }

    "keep silent to one who does not, and count it" in {
      val flight = arrive(newStranger(), admit(wanted = Bytes.ofHex("00" * 16)))
      answers.awaitAssert(flight.pending() shouldBe 0)
      answers.expectNoMessage()
      silences() shouldBe Map("unknown-secret" -> 1L)
    }

    "answer the questions of one flight together" in {
      val member = newMember()
      arrive(member, new Message.Renew(), offer())
      val bodies = answers.receiveMessage().asScala.map(_.body())
      bodies(0) shouldBe a[Message.Renewed]
      bodies(1) shouldBe a[Message.SuperNodeAssigned]
    }

    "refuse a wrong role to a stranger with a valid secret" in {
      arrive(newStranger(), admit(roles = JSet.of(Role.TUNNEL)))
      answers.receiveMessage().get(0).body() shouldBe new Message.Refused(RefusalReason.ROLE)
    }

    "neither renew nor assign without a Node record, nor admit with one" in {
      arrive(newStranger(), new Message.Renew(), offer())
      arrive(newMember(), admit())
      answers.expectNoMessage()
      silences() shouldBe Map("not-for-this-peer" -> 3L)
    }

    "slow one key down without a word to a stranger, and with Busy to a member" in {
      val member = newMember()
      val renewals = Seq.fill(AdmissionActor.ASKS_BURST_MAX)(new Message.Renew())
      arrive(member, renewals: _*)
      val bodies = answers.receiveMessage().asScala.map(_.body())
      bodies.last shouldBe Message.Busy.INSTANCE
      bodies.count(_.isInstanceOf[Message.Renewed]) shouldBe AdmissionActor.ASKS_BURST_MAX - 1
      arrive(newStranger(), Seq.fill(AdmissionActor.ASKS_BURST_MAX + 2)(admit()): _*)
      answers.receiveMessage().size() shouldBe AdmissionActor.ASKS_BURST_MAX
      silences() shouldBe Map("too-fast" -> 2L)
    }

    "keep serving when the registry does not" in {
      val member = newMember()
      node.registry.close()
      arrive(member, new Message.Renew())
      answers.receiveMessage().get(0).body() shouldBe Message.Busy.INSTANCE
      val flight = arrive(newStranger(), admit())
      answers.awaitAssert(flight.pending() shouldBe 0)
      answers.expectNoMessage()
      silences() shouldBe Map("registry-failed" -> 1L)
    }
  }

  private def offer() = new Message.SubmitSuperNode(JList.of(node.address), OperatorNode.Store)
}
