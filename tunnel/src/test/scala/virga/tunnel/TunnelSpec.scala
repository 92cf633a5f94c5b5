package virga.tunnel

import java.net.{InetAddress, InetSocketAddress, Proxy, ServerSocket, Socket, SocketException}
import java.util
import java.util.{Optional, OptionalInt}
import scala.jdk.CollectionConverters._
import scala.util.Using
import virga.protocol.TestFolders
import virga.protocol.carrier.Carrier
import virga.protocol.identity.Role
import virga.protocol.record.LocationId
import virga.tunnel.open._
import virga.tunnel.socks.ProxyActor

/** Opens, uses, saves and closes tunnels. */
class TunnelSpec extends TunnelNetwork {
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
      eventually {
        val entries = tunnelNode.carried()
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
      failure.kind() shouldBe TunnelFailure.Kind.REFUSED
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

    "not open to a device where nothing listens at the port, and say so" in {
      val gone = new ServerSocket(0)
      val port = gone.getLocalPort
      gone.close()
      register("dead", Seq(port))
      val failure = user.failure("dead")
      failure.kind() shouldBe TunnelFailure.Kind.NO_PATH
      failure.message() should include(s"nothing listens at port $port")
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
      val folder = TestFolders.create("virga-node").resolve("home")
      val key = realm.newKey()
      val users = util.Set.of(Role.USER)
      val before = new Node(users, "zoe", key, folder)
      val opened = before
        .open("printer", save = true)
        .expectMessageType[OpenEvent.Opened](limit)
      val other = before.opened("printer")
      before.stop()
      // The JDK gives a closed listener's port back when its selector next turns.
      eventually(intercept[java.net.ConnectException](connect(opened.listen())))
      val after = new Node(users, "zoe", key, folder)
      eventually(after.list().map(_.listen()) shouldBe Seq(opened.listen()))
      after.list().map(_.id()) shouldBe Seq(opened.id())
      after.list().map(_.port()) shouldBe Seq(OptionalInt.of(device.getLocalPort))
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

  "A tunnel that cannot be saved" should {
    "not be open, and say so" in {
      val folder = TestFolders.create("virga-node").resolve("home")
      val node = new Node(util.Set.of(Role.USER), "wim", realm.newKey(), folder)
      node.list() shouldBe Seq.empty
      node.ready.context().writes().submit(session => {
        session.execute("DROP TABLE saved_tunnel")
        true
      }).toCompletableFuture.get()
      val failed = node.open("printer", save = true).expectMessageType[OpenEvent.Failed](limit)
      failed.failure().message() should startWith("the tunnel cannot be saved: ")
      node.list() shouldBe Seq.empty
      node.stop()
    }
  }

  "A saved tunnel whose address another program has now" should {
    "be forgotten when it is closed" in {
      val folder = TestFolders.create("virga-node").resolve("home")
      val key = realm.newKey()
      val users = util.Set.of(Role.USER)
      val before = new Node(users, "xia", key, folder)
      val opened = before.open("printer", save = true).expectMessageType[OpenEvent.Opened](limit)
      before.stop()
      eventually(intercept[java.net.ConnectException](connect(opened.listen())))
      val other = new java.net.ServerSocket()
      other.bind(opened.listen())
      val after = new Node(users, "xia", key, folder)
      after.list() shouldBe Seq.empty
      for (found <- Seq(true, false)) {
        val closed = createTestProbe[TunnelsActor.Closed]()
        after.tunnels ! new TunnelsActor.Close(opened.id(), closed.ref)
        closed.receiveMessage(limit).found() shouldBe found
      }
      after.stop()
      other.close()
    }
  }

  "A tunnel that an older virga saved without its device's port" should {
    "be listed without one until a connection has found it" in {
      val folder = TestFolders.create("virga-node").resolve("home")
      val key = realm.newKey()
      val before = new Node(util.Set.of(Role.USER), "yan", key, folder)
      val opened = before.open("printer", save = true).expectMessageType[OpenEvent.Opened](limit)
      before.ready.context().writes().submit(session => {
        session.execute("UPDATE saved_tunnel SET device = 'printer'")
        true
      }).toCompletableFuture.get()
      before.stop()
      eventually(intercept[java.net.ConnectException](connect(opened.listen())))
      val after = new Node(util.Set.of(Role.USER), "yan", key, folder)
      eventually(after.list().map(_.port()) shouldBe Seq(OptionalInt.empty()))
      val socket = connect(opened.listen())
      hello(socket) shouldBe "hello\nping"
      socket.close()
      after.list().map(_.port()) shouldBe Seq(OptionalInt.of(device.getLocalPort))
      after.stop()
    }
  }

  "The SOCKS5 door" should {
    "reach a device by its name" in {
      val opened = createTestProbe[ProxyActor.Opened]()
      user.proxy ! new ProxyActor.Open(loopback, opened.ref, _ => ())
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
}
