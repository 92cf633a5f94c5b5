package virga.tunnel

import java.net.{InetSocketAddress, Socket}
import java.nio.charset.StandardCharsets.US_ASCII
import java.util
import virga.protocol.identity.Role
import virga.tunnel.socks.ProxyActor

/** The SOCKS5 door when more is asked of it than it holds. */
class SocksDoorSpec extends TunnelNetwork {
  private lazy val user = new Node(util.Set.of(Role.USER), "ann")

  private def door(): InetSocketAddress = {
    val opened = createTestProbe[ProxyActor.Opened]()
    user.proxy ! new ProxyActor.Open(loopback, opened.ref)
    opened.expectMessageType[ProxyActor.Listening](limit).listen()
  }

  /** Greets and asks for a device; the answer is still to be read. */
  private def ask(at: InetSocketAddress, device: String): Socket = {
    val socket = connect(at)
    val name = s"$device.acme.virga".getBytes(US_ASCII)
    socket.getOutputStream.write(Array[Byte](5, 1, 0))
    socket.getInputStream.readNBytes(2) shouldBe Array[Byte](5, 0)
    val asked = Array[Byte](5, 1, 0, 3, name.length.toByte) ++ name ++ Array[Byte](0, 80)
    socket.getOutputStream.write(asked)
    socket
  }

  "The SOCKS5 door" should {
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
