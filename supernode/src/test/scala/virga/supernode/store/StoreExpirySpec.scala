package virga.supernode.store

import java.sql.DriverManager
import java.time.Duration

import scala.jdk.CollectionConverters._

import akka.actor.testkit.typed.scaladsl.ManualTime
import virga.protocol.Bytes
import virga.protocol.message.Message
import virga.protocol.record.{RecordKind, SignedRecord}

/** What time does to a store: both its clock and its timers are moved by hand. */
final class StoreExpirySpec extends StoreNetwork(ManualTime.config) {
  import TestNetwork.{ACME, NOW}

  private val time = ManualTime()(system)
  private val brief = Duration.ofMinutes(10)

  private class Aging extends Fixture {

    /** Lets the store's clock and timers go on. */
    def pass(duration: Duration): Unit = {
      now = now.plus(duration)
      time.timePasses(scala.concurrent.duration.Duration.fromNanos(duration.toNanos))
    }

    /** Rows of the file, believable or not. */
    def rows(): Int = {
      val connection = DriverManager.getConnection(s"jdbc:sqlite:$file")
      try {
        val count = connection.createStatement().executeQuery("SELECT COUNT(*) FROM entries")
        count.next()
        count.getInt(1)
      } finally connection.close()
    }

    def page(place: Bytes, kind: RecordKind, cursor: Bytes): Message.RecordPage =
      ask(member(1), new Message.ListRecords(kind, ACME, place, cursor, 5)).map(_.body) match {
        case List(page: Message.RecordPage) => page
        case other => fail(other.toString)
      }

    /** All pages after {@code cursor}. */
    def pages(place: Bytes, kind: RecordKind, cursor: Bytes): List[SignedRecord] = {
      val next = page(place, kind, cursor)
      val records = next.records.asScala.toList
      if (next.cursor.isEmpty) records else records ::: pages(place, kind, next.cursor)
    }
  }

  "A store" should {
    "free what has expired by itself, in as many steps as it takes" in new Aging {
      private val more = 2 * StoreNetwork.SweepMax + 50
      stored((1 to more).map(i => network.node(TestNetwork.key(i), ACME, 1, brief)): _*)
      stored((1001 to 1010).map(i => network.node(TestNetwork.key(i), ACME, 1, hour)): _*)
      pass(brief.minusSeconds(1))
      ask(member(1), lookup(RecordKind.NODE, place(1))).head.body shouldBe a[Message.Found]
      rows() shouldBe more + 10
      pass(StoreActor.SWEEP_PAUSE)
      replies.awaitAssert(rows() shouldBe 10)
      // And again, after the next pause.
      pass(hour)
      replies.awaitAssert(rows() shouldBe 0)
    }

    "not answer with what has expired, before it is swept and though it is in memory" in
      new Aging {
        private val node = network.node(TestNetwork.key(1), ACME, 1, brief)
        stored(node)
        for (_ <- 1 to 2)
          ask(member(1), lookup(RecordKind.NODE, place(1))).head.body shouldBe
            new Message.Found(node.signed)
        now = NOW.plus(brief)
        ask(member(1), lookup(RecordKind.NODE, place(1))).head.body shouldBe
          Message.NotFound.INSTANCE
        rows() shouldBe 1
      }

    "go on from a cursor whose record was swept meanwhile" in new Aging {
      private val here = TestNetwork.hash(7)
      private val infos = (1 to 40).map { i =>
        network.info(TestNetwork.key(i), ACME, 1, if (i % 2 == 0) hour else brief, here)
      }
      for ((info, i) <- infos.zip(1 to 40))
        ask(member(i), new Message.Store(info.signed)).head.body shouldBe new Message.Stored(1)
      private val inOrder = infos.sortBy(_.body.key)
      private val lasting = inOrder.filter(_.body.expires == NOW.plus(hour)).map(_.signed)
      for (place <- Seq(here, Bytes.EMPTY)) {
        now = NOW
        val first = page(place, RecordKind.NODE_INFO, Bytes.EMPTY)
        first.records.asScala.toList.size shouldBe math.min(5, first.records.size)
        val seen = first.records.asScala.toList
        if (place == here) {
          seen shouldBe inOrder.take(5).map(_.signed)
          pass(brief)
          // Each node's own record came with its announcement.
          replies.awaitAssert(rows() shouldBe lasting.size + infos.size)
        }
        now = NOW.plus(brief)
        val rest = pages(place, RecordKind.NODE_INFO, first.cursor)
        val after = lasting.filterNot(seen.contains)
        rest shouldBe after
      }
    }
  }
}
