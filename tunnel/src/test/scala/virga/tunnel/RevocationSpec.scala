package virga.tunnel

import java.net.{Socket, SocketException}
import java.nio.charset.StandardCharsets.US_ASCII
import java.time.{Duration, Instant}
import java.util
import virga.protocol.identity.Role
import virga.protocol.record.{LocationId, SignedRecord}

/** What the operator removes or changes ends connections that are open. */
class RevocationSpec extends TunnelNetwork {
  private lazy val user = new Node(util.Set.of(Role.USER), "ann")
  private lazy val garage = {
    val node = new Node(util.Set.of(Role.TUNNEL), "garage")
    node.announce()
    node
  }

  private def held(name: String): Socket = {
    garage
    register(name)
    val socket = connect(user.opened(name).listen())
    echo(socket)
    socket
  }

  private def echo(socket: Socket): Unit = {
    socket.getOutputStream.write("hello\n".getBytes(US_ASCII))
    new String(socket.getInputStream.readNBytes(6), US_ASCII) shouldBe "hello\n"
  }

  private def hears(node: Node, list: SignedRecord): Unit =
    node.ready.context().verifier().verify(list, Instant.now()).accepted().isPresent shouldBe true

  private def aMinuteLater(): Unit = ahead = ahead.plus(Duration.ofSeconds(61))

  /** Cut within the time; what the tunnel node's log says why. */
  private def cut(name: String)(change: => Unit): String = {
    val socket = held(name)
    change
    aMinuteLater()
    intercept[SocketException](socket.getInputStream.readAllBytes())
    socket.close()
    eventually(garage.carried().head.end() should not be empty)
    garage.carried().head.device() shouldBe name
    garage.carried().head.end()
  }

  "An open connection" should {
    "end when its device is removed" in {
      cut("printer")(shelf.removeDevices()) shouldBe "the device is not registered any more"
    }

    "end when the allow list does not name its user any more" in {
      cut("camera")(register("camera", allow = util.Set.of("bob"))) shouldBe
        "the device's allow list does not name the user any more"
    }

    "end when its port is not registered any more" in {
      cut("scanner")(register("scanner", Seq(1))) shouldBe
        "the device's port is not registered any more"
    }

    "end at once when its user's key is revoked, and no other opens" in {
      register("lamp")
      garage
      val eve = new Node(util.Set.of(Role.USER), "eve")
      val others = held("heater")
      val tunnel = eve.opened("lamp")
      val socket = connect(tunnel.listen())
      echo(socket)
      hears(garage, realm.revocations(1, eve.key))
      intercept[SocketException](socket.getInputStream.readAllBytes())
      socket.close()
      eventually(eve.ready.context().verifier().revoked(eve.key.publicKey().hash()) shouldBe true)
      val again = connect(tunnel.listen())
      intercept[SocketException](again.getInputStream.readAllBytes())
      again.close()
      echo(others)
      others.close()
      eventually {
        val carried = garage.carried().filter(_.device() == "lamp")
        carried.map(_.end()) shouldBe Seq("the link was lost")
      }
    }

    "end at once when the tunnel node's key is revoked" in {
      val shed = new Node(util.Set.of(Role.TUNNEL), "shed", at = new LocationId.Label("shed"))
      shed.announce()
      register("mower", at = new LocationId.Label("shed"))
      val socket = connect(user.opened("mower").listen())
      echo(socket)
      hears(user, realm.revocations(2, shed.key))
      intercept[SocketException](socket.getInputStream.readAllBytes())
      socket.close()
    }

    "go on where nobody could say whether its device is still there" in {
      val socket = held("radio")
      shelf.away = true
      // When it asks again, it has heard the answer before.
      for (_ <- 1 to 2) {
        val before = shelf.vain.get()
        aMinuteLater()
        eventually(shelf.vain.get() should be > before)
      }
      echo(socket)
      shelf.away = false
      socket.close()
    }
  }
}
