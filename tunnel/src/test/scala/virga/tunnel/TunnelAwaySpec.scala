package virga.tunnel

import akka.actor.PoisonPill
import akka.actor.typed.scaladsl.adapter._
import java.net.SocketException
import java.util
import scala.util.Using
import virga.protocol.TestFolders
import virga.protocol.identity.Role
import virga.protocol.record.LocationId

/** Two tunnel nodes at one location, of which the first ends. */
class TunnelAwaySpec extends TunnelNetwork {
  private val tunnel = util.Set.of(Role.TUNNEL)
  private lazy val user = new Node(util.Set.of(Role.USER), "ann")

  "A tunnel whose tunnel node has gone" should {
    "take another one for its next connection" in {
      val first = new Node(tunnel, "garage")
      first.announce()
      register("printer")
      val opened = user.opened("printer")
      val second = new Node(tunnel, "cellar")
      second.announce()
      val cut = connect(opened.listen())
      cut.getInputStream.readNBytes(6)
      first.stop()
      intercept[SocketException](cut.getInputStream.read())
      Using.resource(connect(opened.listen()))(hello) shouldBe "hello\nping"
      second.stop()
    }
  }

  "A tunnel node that stops" should {
    "have in its log what it had carried until then" in {
      val folder = TestFolders.create("virga-node").resolve("home")
      val key = realm.newKey()
      val hall = new LocationId.Label("hall")
      val before = new Node(tunnel, "hall", key, folder, at = hall)
      before.announce()
      register("clock", at = hall)
      val cut = connect(user.opened("clock").listen())
      cut.getInputStream.readNBytes(6)
      before.stop()
      intercept[SocketException](cut.getInputStream.read())
      val after = new Node(tunnel, "hall", key, folder, at = hall)
      eventually {
        val entry = after.carried().head
        entry.bytesFromDevice() shouldBe 6
        entry.ended().isPresent shouldBe true
      }
      after.stop()
    }
  }

  "A tunnel whose tunnel node is about to end" should {
    "carry through another one what was not opened yet" in {
      val attic = new LocationId.Label("attic")
      val going = new Node(tunnel, "ladder", at = attic)
      going.announce()
      register("copier", at = attic)
      val opened = user.opened("copier")
      Using.resource(connect(opened.listen()))(hello) shouldBe "hello\nping"
      val staying = new Node(tunnel, "beam", at = attic)
      staying.announce()
      // Its links are still open, as they are for a moment while a node stops.
      val serve = going.service.serve().toCompletableFuture.get()
      serve.toClassic ! PoisonPill
      createTestProbe[Any]().expectTerminated(serve, limit)
      for (each <- 1 to 20) withClue(s"connection $each") {
        Using.resource(connect(opened.listen()))(hello) shouldBe "hello\nping"
      }
      eventually(staying.carried().size shouldBe 20)
      going.carried().size shouldBe 1
    }
  }
}
