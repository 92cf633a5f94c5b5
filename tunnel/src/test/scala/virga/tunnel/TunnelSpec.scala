package virga.tunnel

import akka.actor.testkit.typed.scaladsl.{ScalaTestWithActorTestKit, TestProbe}
import akka.actor.typed.ActorRef
import akka.actor.typed.javadsl.Behaviors
import com.typesafe.config.ConfigFactory
import java.net.{InetAddress, InetSocketAddress, Proxy, ServerSocket, Socket, SocketException}
import java.nio.charset.StandardCharsets.US_ASCII
import java.nio.file.{Files, Path}
import java.time.InstantSource
import java.util
import java.util.Optional
import java.util.concurrent.Executors
import org.scalatest.wordspec.AnyWordSpecLike
import scala.concurrent.duration._
import scala.jdk.CollectionConverters._
import scala.util.Using
import virga.actors.directory.DirectoryActor
import virga.actors.node._
import virga.protocol.Bytes
import virga.protocol.carrier.{Candidate, Carrier}
import virga.protocol.identity.{IdentityKey, Role}
import virga.protocol.link.{EventLoops, LinkSettings}
import virga.protocol.record.{LocationId, Sealed}
import virga.tunnel.open._
import virga.tunnel.serve.TunnelLogActor
import virga.tunnel.socks.ProxyActor

/** A user node and tunnel nodes with real links over loopback, and a device on loopback. */
class TunnelSpec
    extends ScalaTestWithActorTestKit(ConfigFactory.load())
    with AnyWordSpecLike {
  private val realm = new Realm
  private val shelf = new Shelf
  private val directory: ActorRef[DirectoryActor.Command] = spawn(shelf.behavior)
  private val blocking = Executors.newVirtualThreadPerTaskExecutor()
  private val loops = EventLoops.create()
  private val environment =
    LinkSettings.Environment.of(loops, InstantSource.system(), realm.random)
  private val site = new LocationId.Label("site")
  private val device = new ServerSocket(0)
  private val loopback = new InetSocketAddress(InetAddress.getLoopbackAddress, 0)
  private val limit = 30.seconds

  serveDevice()

  override def afterAll(): Unit = {
    super.afterAll()
    device.close()
    loops.close()
    blocking.close()
  }

  /** Greets, then says back what it hears. */
  private def serveDevice(): Unit =
    blocking.execute(() =>
      try {
        while (true) {
          val served = device.accept()
          blocking.execute { () =>
            try {
              served.getOutputStream.write("hello\n".getBytes(US_ASCII))
              served.getInputStream.transferTo(served.getOutputStream)
            } catch { case _: SocketException => }
            finally served.close()
          }
        }
      } catch { case _: SocketException => })

  private final class Node(
      roles: util.Set[Role],
      name: String,
      val key: IdentityKey = realm.newKey(),
      folder: Path = Files.createTempDirectory("virga-node").resolve("home")) {
    private val labels: util.List[String] =
      if (roles.contains(Role.TUNNEL)) util.List.of(site.label()) else util.List.of()
    private val record = realm.node(key, roles, labels, name)
    private val home = NodeHome.open(folder)
    private val plain = NodeSettings.of(roles).listeningOn(loopback)
    private val settings = new NodeSettings(
      roles,
      plain.cloud(),
      plain.listen(),
      name,
      if (roles.contains(Role.TUNNEL)) util.List.of(site) else util.List.of(),
      util.List.of(AddressBlock.parse("127.0.0.0/8")),
      util.List.of(),
      plain.anonymity(),
      plain.limits())
    val service = new TunnelService(roles)
    private val started = createTestProbe[GuardianActor.Started]()
    val guardian: ActorRef[GuardianActor.Command] = spawn(
      GuardianActor.create(
        new NodeStart(
          settings,
          home,
          key,
          new MembershipHolder(Optional.of(realm.membership(record)), _ => ()),
          realm.verifier(),
          environment,
          blocking,
          service.services().asScala.map(withShelf).asJava,
          started.ref)))
    val ready: GuardianActor.Ready =
      started.expectMessageType[GuardianActor.Ready](limit)
    val candidates: util.List[Candidate] =
      util.List.of(Candidate.direct("127.0.0.1", ready.listening().get().getPort))

    shelf.put(record)

    def announce(): Unit =
      shelf.put(realm.info(key, new Sealed.Whereabouts(candidates, util.Set.of(site))))

    def stop(): Unit = {
      guardian ! new GuardianActor.Stop
      createTestProbe[Any]().expectTerminated(guardian, limit)
    }

    lazy val tunnels: ActorRef[TunnelsActor.Command] =
      service.tunnels().toCompletableFuture.get()
    lazy val proxy: ActorRef[ProxyActor.Command] = service.proxy().toCompletableFuture.get()
    lazy val log: ActorRef[TunnelLogActor.Command] = service.log().toCompletableFuture.get()

    private def withShelf(service: NodeService): NodeService =
      new NodeService(
        service.name(),
        node =>
          service
            .behavior()
            .apply(
              new NodeContext(
                node.settings(),
                node.home(),
                node.id(),
                node.key(),
                node.membership(),
                node.verifier(),
                node.listening(),
                node.clock(),
                node.random(),
                node.eventLoops(),
                node.blocking(),
                node.database(),
                node.writes(),
                node.switchboard(),
                directory,
                node.presence())))

    def open(
        text: String,
        listen: InetSocketAddress = loopback,
        save: Boolean = false,
        trace: Boolean = false,
        via: Optional[Carrier] = Optional.empty()): TestProbe[OpenEvent] = {
      val probe = createTestProbe[OpenEvent]()
      tunnels ! new TunnelsActor.Open(
        new virga.tunnel.open.TunnelSpec(DeviceName.parse(text), listen, via, save, trace),
        probe.ref)
      probe
    }

    def opened(text: String): OpenEvent.Opened =
      open(text).expectMessageType[OpenEvent.Opened](limit)

    def failure(text: String): TunnelFailure =
      open(text).expectMessageType[OpenEvent.Failed](limit).failure()

    def list(): Seq[TunnelView] = {
      val probe = createTestProbe[TunnelsActor.Tunnels]()
      tunnels ! new TunnelsActor.ShowTunnels(probe.ref)
      probe.receiveMessage(limit).tunnels().asScala.toSeq
    }
  }

  private def register(
      name: String,
      ports: Seq[Int] = Seq(device.getLocalPort),
      allow: util.Set[String] = util.Set.of(),
      tls: util.Set[Bytes] = util.Set.of(),
      at: LocationId = site): Unit = {
    // All of 127.0.0.0/8 is this machine: each device has an address of its own.
    val number = (2 + Math.floorMod(name.hashCode, 250)).toByte
    val host = new Sealed.DeviceAddress.Host(Bytes.owning(Array[Byte](127, 0, 0, number)))
    shelf.put(
      realm.device(
        new Sealed.Device(
          name,
          host,
          tls,
          at,
          ports.map(new Sealed.Service(_, "")).asJava,
          allow)))
  }

  private def connect(to: InetSocketAddress): Socket = {
    val socket = new Socket
    socket.setSoTimeout(limit.toMillis.toInt)
    socket.connect(to)
    socket
  }

  private def hello(socket: Socket): String = {
    val heard = new String(socket.getInputStream.readNBytes(6), US_ASCII)
    socket.getOutputStream.write("ping".getBytes(US_ASCII))
    socket.shutdownOutput()
    heard + new String(socket.getInputStream.readAllBytes(), US_ASCII)
  }

  private lazy val tunnelNode = {
    val node = new Node(util.Set.of(Role.TUNNEL), "garage")
    node.announce()
    node
  }
  private lazy val user = new Node(util.Set.of(Role.USER), "ann")

  "A tunnel" should {
    "carry many connections to the device and back" in {
      tunnelNode
      register("printer")
      val opened = user.opened("printer")
      opened.port() shouldBe device.getLocalPort
      opened.via() shouldBe Carrier.DIRECT
      for (_ <- 1 to 20) {
        val socket = connect(opened.listen())
        hello(socket) shouldBe "hello\nping"
        socket.close()
      }
      user.list().map(_.device()) should contain("printer")
    }

    "tell each step where it is asked to" in {
      val probe = user.open("printer", trace = true)
      val steps = Iterator.continually(probe.receiveMessage(limit)).takeWhile {
        case _: OpenEvent.Traced => true
        case _ => false
      }
      steps.toSeq.size should be >= 4
    }

    "be closed by its id, with its connections" in {
      val opened = user.opened("printer")
      val socket = connect(opened.listen())
      socket.getInputStream.readNBytes(6)
      val probe = createTestProbe[TunnelsActor.Closed]()
      user.tunnels ! new TunnelsActor.Close(opened.id(), probe.ref)
      probe.receiveMessage(limit).found() shouldBe true
      intercept[SocketException](socket.getInputStream.read())
      user.tunnels ! new TunnelsActor.Close(opened.id(), probe.ref)
      probe.receiveMessage(limit).found() shouldBe false
    }

    "be logged at the tunnel node, newest first" in {
      val probe = createTestProbe[TunnelLogActor.Page]()
      eventually {
        tunnelNode.log ! new TunnelLogActor.Show(Long.MaxValue, 10, probe.ref)
        val entries = probe.receiveMessage(limit).entries().asScala
        entries.map(_.id()) shouldBe entries.map(_.id()).sorted.reverse
        entries.filter(_.bytesToDevice() == 4).map(_.bytesFromDevice()) should contain(10L)
        entries.head.peerName() shouldBe "ann"
        entries.head.device() shouldBe "printer"
      }
    }

    "not open to a device that nobody knows" in {
      user.failure("toaster").kind() shouldBe TunnelFailure.Kind.NOT_FOUND
    }

    "not open to a port that is not registered, and list those that are" in {
      val failure = user.failure("printer:1")
      failure.kind() shouldBe TunnelFailure.Kind.NOT_FOUND
      failure.hint() should include(device.getLocalPort.toString)
    }

    "not open where nobody is at the device's location" in {
      register("far", Seq(8081), at = new LocationId.Label("elsewhere"))
      user.failure("far").kind() shouldBe TunnelFailure.Kind.NO_PATH
    }

    "not open to a device that this node may not use" in {
      register("safe", allow = util.Set.of("bob"))
      user.failure("safe").kind() shouldBe TunnelFailure.Kind.REFUSED
    }

    "not open to a device that does not answer" in {
      val gone = new ServerSocket(0)
      val port = gone.getLocalPort
      gone.close()
      register("dead", Seq(port))
      val failure = user.failure("dead")
      failure.kind() shouldBe TunnelFailure.Kind.NO_PATH
      failure.message() should include("does not answer")
    }

    "not open to a device without the registered certificate" in {
      register("cam", tls = util.Set.of(Bytes.owning(new Array[Byte](32))))
      user.failure("cam").message() should include("certificate")
    }

    "not open by a carrier that leads nowhere" in {
      register("printer")
      val fresh = new Node(util.Set.of(Role.USER), "eve")
      val failed = fresh.open("printer", via = Optional.of(Carrier.ONION))
      failed.expectMessageType[OpenEvent.Failed](limit).failure().kind() shouldBe
        TunnelFailure.Kind.NO_PATH
      fresh.stop()
    }

    "say that its listen port is taken" in {
      val taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress)
      val at = new InetSocketAddress(InetAddress.getLoopbackAddress, taken.getLocalPort)
      val failure =
        user.open("printer", at).expectMessageType[OpenEvent.Failed](limit).failure()
      failure.message() should include(taken.getLocalPort.toString)
      failure.kind() shouldBe TunnelFailure.Kind.FAILED
      taken.close()
    }

    "list the devices and who reaches them" in {
      val probe = createTestProbe[DeviceListing.Result]()
      user.tunnels ! new TunnelsActor.ShowDevices(probe.ref)
      val devices = probe
        .expectMessageType[DeviceListing.Devices](limit)
        .devices()
        .asScala
        .map(each => each.name() -> each)
        .toMap
      devices("printer").reachableBy() shouldBe util.List.of("garage")
      devices("printer").authenticated() shouldBe false
      devices("far").reachableBy() shouldBe util.List.of()
    }
  }

  "A saved tunnel" should {
    "be there again after its node was started anew, until it is closed" in {
      val folder = Files.createTempDirectory("virga-node").resolve("home")
      val key = realm.newKey()
      val users = util.Set.of(Role.USER)
      val before = new Node(users, "zoe", key, folder)
      val opened = before
        .open("printer", save = true)
        .expectMessageType[OpenEvent.Opened](limit)
      val other = before.opened("printer")
      before.stop()
      val after = new Node(users, "zoe", key, folder)
      eventually(after.list().map(_.listen()) shouldBe Seq(opened.listen()))
      after.list().map(_.id()) shouldBe Seq(opened.id())
      val socket = connect(opened.listen())
      hello(socket) shouldBe "hello\nping"
      socket.close()
      intercept[SocketException](connect(other.listen()))
      val closed = createTestProbe[TunnelsActor.Closed]()
      after.tunnels ! new TunnelsActor.Close(opened.id(), closed.ref)
      closed.receiveMessage(limit).found() shouldBe true
      after.stop()
      val last = new Node(users, "zoe", key, folder)
      last.list() shouldBe Seq.empty
      last.stop()
    }
  }

  "The SOCKS5 door" should {
    "reach a device by its name" in {
      val opened = createTestProbe[ProxyActor.Opened]()
      user.proxy ! new ProxyActor.Open(loopback, opened.ref)
      val at = opened.expectMessageType[ProxyActor.Listening](limit).listen()
      val door = new Proxy(Proxy.Type.SOCKS, at)
      for (each <- 1 to 20) withClue(s"connection $each") {
        val socket = new Socket(door)
        socket.setSoTimeout(limit.toMillis.toInt)
        val name = InetSocketAddress.createUnresolved("Printer.ACME.virga", device.getLocalPort)
        socket.connect(name)
        hello(socket) shouldBe "hello\nping"
        socket.close()
      }
      for (name <- Seq("toaster.acme.virga", "example.org", "printer.other.virga")) {
        val socket = new Socket(door)
        intercept[SocketException](
          socket.connect(InetSocketAddress.createUnresolved(name, device.getLocalPort)))
        socket.close()
      }
    }
  }

  "A tunnel whose tunnel node has gone" should {
    "take another one for its next connection" in {
      val second = new Node(util.Set.of(Role.TUNNEL), "cellar")
      val opened = user.opened("printer")
      val first = connect(opened.listen())
      first.getInputStream.readNBytes(6)
      second.announce()
      tunnelNode.stop()
      intercept[SocketException](first.getInputStream.read())
      // One that comes while the node is still going may be reset with it.
      eventually {
        Using.resource(connect(opened.listen()))(hello) shouldBe "hello\nping"
      }
    }
  }
}
