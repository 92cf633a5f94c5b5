package virga.ops.desk

import akka.actor.testkit.typed.scaladsl.{ScalaTestWithActorTestKit, TestProbe}
import akka.actor.typed.Behavior
import akka.actor.typed.scaladsl.Behaviors
import java.nio.file.{Files, Path}
import java.util.concurrent.{CompletableFuture, Executors}
import java.util.{List => JList, Map => JMap, Set => JSet}
import org.scalatest.BeforeAndAfterEach
import org.scalatest.wordspec.AnyWordSpecLike
import virga.actors.node.NodeService
import virga.actors.switchboard.SwitchboardActor
import virga.ops.admin.{AdminClient, AdminHandler, AdminJson, AdminListener, AdminReply, AdminRequest, Document}
import virga.ops.operator.{OperatorActor, OperatorNode, OperatorOutcome}
import virga.ops.operator.registry.{DomainEntry, OperatorException}
import virga.ops.problem.{Exit, Problem, ProblemException}
import virga.protocol.Bytes
import virga.protocol.identity.DomainId
import virga.tunnel.TunnelService

final class AdminActorSpec
    extends ScalaTestWithActorTestKit
    with AnyWordSpecLike
    with BeforeAndAfterEach {

  private val blocking = Executors.newVirtualThreadPerTaskExecutor()
  private val nowhere: JMap[String, String] = JMap.of()
  private var node: OperatorNode = _
  private var home: Path = _

  override def beforeEach(): Unit = {
    node = new OperatorNode(testKit)
    home = Files.createTempDirectory("virga-admin")
  }

  override def afterEach(): Unit = {
    node.close()
    Files.deleteIfExists(home)
  }

  override def afterAll(): Unit = {
    blocking.shutdownNow()
    super.afterAll()
  }

  /** What the client hears of `request`, while `serve` plays the node's other actors. */
  private def heard(doors: NodeDoors, request: AdminRequest)(serve: => Unit): AdminReply = {
    val admin = spawn(AdminActor.create(node.context, doors, () => 0L))
    val handler: AdminHandler = (asked, session) => admin ! new AdminActor.Handle(asked, session)
    val listener = AdminListener.open(home, nowhere, handler, blocking)
    try {
      val reply = CompletableFuture.supplyAsync(() => ask(request), blocking)
      serve
      reply.join()
    } finally {
      listener.close()
      testKit.stop(admin)
    }
  }

  private def ask(request: AdminRequest): AdminReply = {
    val client = AdminClient.connect(home, nowhere)
    try new AdminReply.Result(client.ask(request, _ => ()))
    catch { case known: ProblemException => new AdminReply.Failed(known.problem()) }
    finally client.close()
  }

  private def noDoors = new NodeDoors(new TunnelService(JSet.of()))

  /** Doors behind one of which `operator` stands. */
  private def doorsTo(operator: TestProbe[OperatorActor.Command]): NodeDoors = {
    val doors = noDoors
    val service = new NodeService(
      OperatorDesk.SERVICE,
      _ =>
        Behaviors.receiveMessage[OperatorActor.Command] { command =>
          operator.ref ! command
          Behaviors.same[OperatorActor.Command]
        }
    )
    doors.noting(JList.of(service)).forEach { each =>
      spawn(each.behavior().apply(node.context).asInstanceOf[Behavior[OperatorActor.Command]])
      ()
    }
    doors.opened().join()
    doors
  }

  "The admin actor" should {
    "ask the operator and answer with its document" in {
      val operator = createTestProbe[OperatorActor.Command]()
      val reply = heard(doorsTo(operator), new AdminRequest.DomainList()) {
        val question = operator.expectMessageType[OperatorActor.ListDomains]
        val acme = new DomainEntry(
          DomainId.parse("dfe47365"),
          "acme",
          Bytes.owning(new Array[Byte](32)),
          10,
          1
        )
        question.replyTo() ! new OperatorOutcome.Done(JList.of(acme))
      }
      val document = reply.asInstanceOf[AdminReply.Result].document()
      AdminJson.read(document, classOf[Document.Domains]) shouldBe
        new Document.Domains(JList.of(new Document.DomainLine("dfe47365", "acme", 10)))
    }

    "tell the operator's refusal with its exit" in {
      val operator = createTestProbe[OperatorActor.Command]()
      val reply = heard(doorsTo(operator), new AdminRequest.DomainAdd("Acme!")) {
        val question = operator.expectMessageType[OperatorActor.AddDomain]
        question.name() shouldBe "Acme!"
        question.replyTo() ! new OperatorOutcome.Failed(
          OperatorException.Kind.USAGE, "'Acme!' is no name", "use letters")
      }
      reply shouldBe new AdminReply.Failed(Problem.usage("'Acme!' is no name", "use letters"))
    }

    "refuse an operator's request on another node" in {
      val reply = heard(noDoors, new AdminRequest.DomainList())(())
      reply.asInstanceOf[AdminReply.Failed].problem().exit() shouldBe Exit.REFUSED
    }

    "refuse to open a tunnel on a node without the role user" in {
      val open =
        new AdminRequest.TunnelOpen("printer", "127.0.0.1:0", "auto", false, false, false)
      val reply = heard(noDoors, open)(())
      reply.asInstanceOf[AdminReply.Failed].problem().exit() shouldBe Exit.REFUSED
    }

    "show the switchboard's links" in {
      val reply = heard(noDoors, new AdminRequest.Peers()) {
        val question = node.switchboard.expectMessageType[SwitchboardActor.ListLinks]
        question.replyTo() ! new SwitchboardActor.LinkList(JList.of(), JMap.of(), JMap.of())
      }
      val document = reply.asInstanceOf[AdminReply.Result].document()
      AdminJson.read(document, classOf[Document.Peers]) shouldBe new Document.Peers(JList.of())
    }
  }
}
