package virga.tunnel

import akka.actor.testkit.typed.scaladsl.{ScalaTestWithActorTestKit, TestProbe}
import akka.actor.typed.ActorRef
import com.typesafe.config.ConfigFactory
import java.io.IOException
import java.net.{InetAddress, InetSocketAddress, ServerSocket, Socket, SocketException}
import java.nio.charset.StandardCharsets.US_ASCII
import java.nio.file.Path
import java.time.{Duration, Instant}
import java.util
import java.util.Optional
import java.util.concurrent.Executors
import org.scalatest.wordspec.AnyWordSpecLike
import scala.concurrent.duration._
import scala.jdk.CollectionConverters._
import virga.actors.directory.DirectoryActor
import virga.actors.node._
import virga.actors.settings._
import virga.actors.switchboard.SwitchboardActor
import virga.protocol.{Bytes, TestFolders}
import virga.protocol.carrier.{Candidate, Carrier}
import virga.protocol.identity.{IdentityKey, Role}
import virga.protocol.link.{EventLoops, LinkSettings}
import virga.protocol.record.{LocationId, Sealed}
import virga.tunnel.open._
import virga.tunnel.serve.{ServeActor, TunnelLogActor, TunnelLogEntry}
import virga.tunnel.socks.ProxyActor

/**
 * For specs: user nodes and tunnel nodes with real links over loopback, and a device on
 * loopback.
 */
abstract class TunnelNetwork
    extends ScalaTestWithActorTestKit(ConfigFactory.load())
    with AnyWordSpecLike {
  protected val realm = new Realm
  protected val shelf = new Shelf
  private val directory: ActorRef[DirectoryActor.Command] = spawn(shelf.behavior)
  protected val blocking = Executors.newVirtualThreadPerTaskExecutor()
  private val loops = EventLoops.create()

  /** How far the nodes' clocks are ahead of this machine's. */
  @volatile protected var ahead: Duration = Duration.ZERO
  private val environment =
    LinkSettings.Environment.of(loops, () => Instant.now().plus(ahead), realm.random)
  protected val site = new LocationId.Label("site")
  protected val device = new ServerSocket(0)
  protected val loopback = new InetSocketAddress(InetAddress.getLoopbackAddress, 0)
  protected val limit = 30.seconds

  serve(device)

  override def afterAll(): Unit = {
    super.afterAll()
    device.close()
    loops.close()
    blocking.close()
  }

  /** Greets, then says back what it hears. */
  protected def serve(device: ServerSocket): Unit =
    blocking.execute(() =>
      try {
        while (true) {
          val served = device.accept()
          blocking.execute { () =>
            try {
              served.getOutputStream.write("hello\n".getBytes(US_ASCII))
              served.getInputStream.transferTo(served.getOutputStream)
            } catch { case _: IOException => }
            finally served.close()
          }
        }
      } catch { case _: SocketException => })

  protected final class Node(
      roles: util.Set[Role],
      name: String,
      val key: IdentityKey = realm.newKey(),
      folder: Path = TestFolders.create("virga-node").resolve("home"),
      at: LocationId.Label = site,
      limits: NodeLimits = NodeLimits.DEFAULT) {
    private val labels: util.List[String] =
      if (roles.contains(Role.TUNNEL)) util.List.of(at.label()) else util.List.of()
    private val record = realm.node(key, roles, labels, name)
    private val home = NodeHome.open(folder)
    private val plain = NodeSettings.of(roles).listeningOn(loopback)
    private val settings = new NodeSettings(
      roles,
      plain.cloud(),
      plain.listen(),
      name,
      if (roles.contains(Role.TUNNEL)) util.List.of(at) else util.List.of(),
      util.List.of(AddressBlock.parse("127.0.0.0/8")),
      util.List.of(),
      plain.anonymity(),
      false,
      limits)
    val service = new TunnelService(roles)
    private val started = createTestProbe[GuardianActor.Started]()
    val guardian: ActorRef[GuardianActor.Command] = spawn(
      GuardianActor.create(
        new NodeStart(
          settings,
          home,
          key,
          new OwnMembership(Optional.of(realm.membership(record)), _ => ()),
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

    /** As presence does for a tunnel node: when it carries. */
    def announce(): Unit = {
      val counted = createTestProbe[ServeActor.Carried]()
      service.serve().toCompletableFuture.get() ! new ServeActor.Count(counted.ref)
      counted.receiveMessage(limit)
      val links = createTestProbe[SwitchboardActor.LinkList]()
      ready.context().switchboard() ! new SwitchboardActor.ListLinks(links.ref)
      links.receiveMessage(limit)
      shelf.put(realm.info(key, new Sealed.Whereabouts(candidates, util.Set.of(at))))
    }

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

    /** What this tunnel node carried, newest first. */
    def carried(): Seq[TunnelLogEntry] = {
      val probe = createTestProbe[TunnelLogActor.Page]()
      log ! new TunnelLogActor.Show(Long.MaxValue, 100, probe.ref)
      probe.receiveMessage(limit).entries().asScala.toSeq
    }

    def list(): Seq[TunnelView] = {
      val probe = createTestProbe[TunnelsActor.Tunnels]()
      tunnels ! new TunnelsActor.ShowTunnels(probe.ref)
      probe.receiveMessage(limit).tunnels().asScala.toSeq
    }
  }

  protected def register(
      name: String,
      ports: Seq[Int] = Seq(device.getLocalPort),
      schemes: Map[Int, String] = Map.empty,
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
          ports.map(port => new Sealed.Service(port, schemes.getOrElse(port, ""))).asJava,
          allow)))
  }

  protected def connect(to: InetSocketAddress): Socket = {
    val socket = new Socket
    socket.setSoTimeout(limit.toMillis.toInt)
    socket.connect(to)
    socket
  }

  protected def hello(socket: Socket): String = {
    val heard = new String(socket.getInputStream.readNBytes(6), US_ASCII)
    socket.getOutputStream.write("ping".getBytes(US_ASCII))
    socket.shutdownOutput()
    heard + new String(socket.getInputStream.readAllBytes(), US_ASCII)
  }
}
