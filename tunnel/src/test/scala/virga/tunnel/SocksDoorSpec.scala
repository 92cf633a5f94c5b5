package virga.tunnel

import java.net.{InetSocketAddress, Socket}
import java.nio.charset.StandardCharsets.US_ASCII
import java.util
import virga.protocol.identity.Role
import virga.tunnel.open.TunnelFailure
import virga.tunnel.socks.{ProxyActor, ToldRefusal}

/** The SOCKS5 door when more is asked of it than it holds. */
class SocksDoorSpec extends TunnelNetwork {
  private lazy val user = new Node(util.Set.of(Role.USER), "ann")

  private val told = createTestProbe[ToldRefusal]()

  private def door(): InetSocketAddress = {
    val opened = createTestProbe[ProxyActor.Opened]()
    user.proxy ! new ProxyActor.Open(loopback, opened.ref, told.ref ! _)
    opened.expectMessageType[ProxyActor.Listening](limit).listen()
  }

  /** Greets and asks for a device; the answer is still to be read. */
  private def ask(at: InetSocketAddress, device: String): Socket =
    askFor(at, s"$device.acme.virga")

  private def askFor(at: InetSocketAddress, host: String): Socket = {
    val socket = connect(at)
    val name = host.getBytes(US_ASCII)
    socket.getOutputStream.write(Array[Byte](5, 1, 0))
    socket.getInputStream.readNBytes(2) shouldBe Array[Byte](5, 0)
    val asked = Array[Byte](5, 1, 0, 3, name.length.toByte) ++ name ++ Array[Byte](0, 80)
    socket.getOutputStream.write(asked)
    socket
  }

  "The SOCKS5 door" should {
    "tell whoever opened it what was refused there, and why" in {
      val at = door()
      askFor(at, "example.org").getInputStream.readNBytes(2) shouldBe Array[Byte](5, 2)
      val stranger = told.receiveMessage(limit)
      stranger.refusal().asked() shouldBe "example.org:80"
      stranger.refusal().why().hint() should include("NAME.acme.virga:PORT")
      ask(at, "toaster").getInputStream.readNBytes(2) shouldBe Array[Byte](5, 4)
      val unknown = told.receiveMessage(limit)
      unknown.refusal().asked() shouldBe "toaster.acme.virga:80"
      unknown.refusal().why().kind() shouldBe TunnelFailure.Kind.NOT_FOUND
      unknown.more() shouldBe 0
    }

    "keep a bounded number of ways, and refuse one more while all are in use" in {
      val at = door()
      shelf.silent = true
      val waiting = (1 to ProxyActor.WAYS_MAX).map(i => ask(at, s"device$i"))
      val late = ask(at, "late")
      // General failure: the others still wait.
      late.getInputStream.readNBytes(2) shouldBe Array[Byte](5, 1)
      waiting.foreach(_.close())
      late.close()
    }
  }
}
