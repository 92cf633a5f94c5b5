package virga.tunnel

import java.net.SocketException
import java.nio.charset.StandardCharsets.US_ASCII
import java.time.Duration
import java.util
import virga.actors.settings.NodeLimits
import virga.protocol.identity.Role
import virga.protocol.record.LocationId

/** The caps of a tunnel node's settings end a connection, and its log says which did. */
class TunnelCapsSpec extends TunnelNetwork {
  private lazy val user = new Node(util.Set.of(Role.USER), "ann")
  private val never = Duration.ZERO
  private val soon = Duration.ofMillis(1)

  private def limits(idle: Duration, life: Duration, bytes: Long): NodeLimits = {
    val usual = NodeLimits.DEFAULT
    new NodeLimits(
      usual.linksMax(),
      usual.linksPerForeignDomainMax(),
      usual.tunnelConnectionsMax(),
      idle,
      life,
      bytes,
      usual.storeCacheMaxBytes())
  }

  /** A tunnel node with these limits cuts a connection; says why, as its log does. */
  private def cut(name: String, limits: NodeLimits, sent: String = ""): String = {
    val at = new LocationId.Label(name)
    val node = new Node(util.Set.of(Role.TUNNEL), name, at = at, limits = limits)
    node.announce()
    register(name, at = at)
    val socket = connect(user.opened(name).listen())
    intercept[SocketException] {
      socket.getOutputStream.write(sent.getBytes(US_ASCII))
      while (socket.getInputStream.read() >= 0) {}
    }
    socket.close()
    eventually(node.carried().map(_.end()).head should not be empty)
    val end = node.carried().head.end()
    node.stop()
    end
  }

  "A tunnel connection" should {
    "end after limits.tunnel-idle without a byte" in {
      cut("idle", limits(soon, never, 0)) shouldBe "nothing was said for too long"
    }

    "end after limits.tunnel-life" in {
      cut("life", limits(never, soon, 0)) shouldBe "open for too long"
    }

    "end after limits.tunnel-bytes" in {
      cut("bytes", limits(never, never, 1000), "x" * 1001) shouldBe "too many bytes"
    }
  }
}
