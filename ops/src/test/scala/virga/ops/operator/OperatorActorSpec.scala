package virga.ops.operator

import akka.actor.testkit.typed.scaladsl.{ManualTime, ScalaTestWithActorTestKit}
import akka.actor.typed.ActorRef
import java.time.{Duration => JDuration}
import java.util.{List => JList, Optional, Set => JSet}
import org.scalatest.BeforeAndAfterEach
import org.scalatest.wordspec.AnyWordSpecLike
import scala.concurrent.duration._
import virga.actors.presence.PresenceActor
import virga.ops.operator.registry.{DomainEntry, OperatorException}
import virga.protocol.carrier.Candidate
import virga.protocol.identity.Role
import virga.protocol.membership.JoinToken
import virga.protocol.message.Message
import virga.protocol.record.RecordKind

final class OperatorActorSpec
    extends ScalaTestWithActorTestKit(ManualTime.config)
    with AnyWordSpecLike
    with BeforeAndAfterEach {

  private val time = ManualTime()
  private var node: OperatorNode = _
  private var operator: ActorRef[OperatorActor.Command] = _

  override def beforeEach(): Unit = {
    node = new OperatorNode(testKit)
    val started = createTestProbe[ActorRef[OperatorActor.Command]]()
    operator = spawn(
      OperatorActor.create(node.context, node.commands, ref => started.ref ! ref)
    )
    started.expectMessage(operator)
  }

  override def afterEach(): Unit = {
    testKit.stop(operator)
    node.close()
  }

  private def ask[T](command: ActorRef[OperatorOutcome[T]] => OperatorActor.Command) = {
    val probe = createTestProbe[OperatorOutcome[T]]()
    operator ! command(probe.ref)
    probe
  }

  private def done[T](outcome: OperatorOutcome[T]): T = outcome match {
    case done: OperatorOutcome.Done[T] => done.value()
    case failed                        => fail(failed.toString)
  }

  private def failure[T](outcome: OperatorOutcome[T]): OperatorOutcome.Failed[T] =
    outcome match {
      case failed: OperatorOutcome.Failed[T] => failed
      case other                             => fail(other.toString)
    }

  private def addAcme(): DomainEntry =
    done(ask[DomainEntry](new OperatorActor.AddDomain("acme", _)).receiveMessage())

  private def describe(candidates: Candidate*): Unit = {
    val question = node.presence.expectMessageType[PresenceActor.Describe]
    question.replyTo() ! new PresenceActor.Description(
      JList.of(candidates: _*),
      JSet.of(),
      Optional.empty(),
      node.now,
      Optional.empty()
    )
  }

  private def request(roles: Role*) =
    new TokenRequest("acme", JSet.of(roles: _*), 2, JDuration.ofHours(24), JList.of("hall"))

  private val v4 = Candidate.direct("192.0.2.1", 7000)
  private val v6 = Candidate.direct("2001:db8::1", 7000)

  "The operator" should {
    "make a token with all its addresses, which admits" in {
      addAcme()
      val made = ask[CreatedToken](new OperatorActor.CreateToken(request(Role.USER), _))
      describe(v4, v6)
      val created = done(made.receiveMessage())
      created.toString should not include created.text()
      val token = JoinToken.parse(created.text()).asInstanceOf[JoinToken.Read].token()
      token.operators() shouldBe JList.of(v4, v6)
      token.rootPin() shouldBe node.root.publicKey().hash()
      token.expires() shouldBe node.now.plusSeconds(86_400)
      node.admit(OperatorNode.newPublicKey(), token.secret(), Role.USER) shouldBe
        a[Message.Admitted]
    }

    "say that a token needs an address" in {
      addAcme()
      val made = ask[CreatedToken](new OperatorActor.CreateToken(request(Role.USER), _))
      describe()
      failure(made.receiveMessage()).hint() should include("--listen")
    }

    "refuse a token that would make an operator, or leads nowhere" in {
      val operatorToken =
        ask[CreatedToken](new OperatorActor.CreateToken(request(Role.OPERATOR), _))
      describe(v4)
      failure(operatorToken.receiveMessage()).kind() shouldBe OperatorException.Kind.USAGE
      val unknown = ask[CreatedToken](new OperatorActor.CreateToken(request(Role.USER), _))
      describe(v4)
      failure(unknown.receiveMessage()).kind() shouldBe OperatorException.Kind.NOT_FOUND
    }

    "register devices, list and remove them" in {
      val acme = addAcme()
      acme.quota() shouldBe 10_000
      val printer = node.device("printer", "00:11:22:33:44:55")
      done(
        ask[JList[AppliedDevice]](
          new OperatorActor.ApplyDevices(JList.of(printer), false, _)
        ).receiveMessage()
      ).get(0).change() shouldBe AppliedDevice.Change.ADDED
      val listed = done(
        ask[JList[ListedDevice]](
          new OperatorActor.ListDevices(Optional.of("acme"), _)
        ).receiveMessage()
      )
      listed.get(0).domain() shouldBe "acme"
      listed.get(0).device().plain().address() shouldBe "mac 00:11:22:33:44:55"
      done(
        ask[String](new OperatorActor.RemoveDevice("acme", "printer", _)).receiveMessage()
      ) shouldBe "printer"
      failure(
        ask[String](new OperatorActor.RemoveDevice("acme", "printer", _)).receiveMessage()
      ).kind() shouldBe OperatorException.Kind.NOT_FOUND
    }

    "say what is wrong with a device" in {
      addAcme()
      val wrong = node.device("printer", "00:11:22:33:44")
      val told = failure(
        ask[JList[AppliedDevice]](
          new OperatorActor.ApplyDevices(JList.of(wrong), true, _)
        ).receiveMessage()
      )
      told.kind() shouldBe OperatorException.Kind.USAGE
      told.message() shouldBe "device printer: '00:11:22:33:44' is not a MAC address"
    }

    "say so when the registry cannot be written" in {
      node.registry.close()
      failure(
        ask[DomainEntry](new OperatorActor.AddDomain("acme", _)).receiveMessage()
      ).kind() shouldBe OperatorException.Kind.FAILED
    }
  }

  private def addAcmeAgain(): Unit =
    failure(ask[DomainEntry](new OperatorActor.AddDomain("acme", _)).receiveMessage())
      .kind() shouldBe OperatorException.Kind.REFUSED
}
