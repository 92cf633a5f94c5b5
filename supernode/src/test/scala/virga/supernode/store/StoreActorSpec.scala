package virga.supernode.store

import java.nio.file.Files
import java.util.{List => JList, Optional}

import scala.concurrent.duration._
import scala.jdk.CollectionConverters._

import com.typesafe.config.ConfigFactory
import virga.protocol.{Bytes, TestFolders}
import virga.protocol.identity.DomainId
import virga.protocol.identity.Role
import virga.protocol.message.{Envelope, Message, RefusalReason}
import virga.protocol.record.{DhtKey, RecordKind, SignedRecord}
import virga.protocol.record.KeyRange

final class StoreActorSpec extends StoreNetwork(ConfigFactory.load()) {
  import TestNetwork.{ACME, NOW, OTHER}

  "A store" should {
    "answer a flight of lookups in one list, from the file and then from memory" in new Fixture {
      private val nodes =
        (1 to 20).map(i => network.node(TestNetwork.key(i), ACME, 1, hour))
      stored(nodes: _*)
      private val questions = nodes.map(n => lookup(RecordKind.NODE, n.body.key))
      for (_ <- 1 to 2) {
        val answers = ask(member(1), questions: _*)
        answers.map(_.id).sorted shouldBe (1 to 20)
        answers.sortBy(_.id).map(_.body) shouldBe nodes.map(n => new Message.Found(n.signed))
      }
    }

    "answer at once what memory knows while the file is read for the rest" in new Fixture {
      private val node = network.node(TestNetwork.key(1), ACME, 1, hour)
      stored(node)
      ask(member(1), lookup(RecordKind.NODE, node.body.key))
      private val flight = send(
        member(1),
        lookup(RecordKind.NODE, place(77)),
        lookup(RecordKind.NODE, node.body.key))
      replies.receiveMessage().map(_.id) shouldBe List(2)
      replies.receiveMessage() shouldBe List(new Envelope(1, Message.NotFound.INSTANCE))
      letGo(flight)
    }

    "say nothing to a stranger and count it" in new Fixture {
      private val flight =
        send(
          TestNetwork.link(TestNetwork.key(5), Optional.empty()),
          new Message.GetSuperNodes(KeyRange.WHOLE))
      letGo(flight)
      faults() shouldBe Map(StoreFault.STRANGER -> 1)
      replies.expectNoMessage(0.seconds)
    }

    "drop forged records without an answer and store the good one beside them" in new Fixture {
      private val good = network.node(TestNetwork.key(1), ACME, 1, hour)
      private val other = network.node(TestNetwork.key(2), ACME, 1, hour)
      private val forged =
        new SignedRecord(RecordKind.NODE, other.signed.body, good.signed.signature)
      private val garbage = new SignedRecord(RecordKind.DEVICE, Bytes.ofHex("ff00"), Bytes.EMPTY)
      private val answers = ask(
        member(1),
        new Message.Store(forged),
        new Message.Store(garbage),
        new Message.Store(good.signed))
      answers shouldBe List(new Envelope(3, new Message.Stored(1)))
      faults() shouldBe Map(StoreFault.UNBELIEVABLE -> 2)
    }

    "neither take nor serve what is about a revoked key, from the list's acceptance on" in new Fixture {
      private val eve = TestNetwork.key(3)
      private val node = network.node(eve, ACME, 1, hour)
      private val other = network.node(TestNetwork.key(4), ACME, 1, hour)
      private val holder = network.superNode(eve, virga.protocol.record.KeyRange.WHOLE, 1)
      private val info = network.info(eve, ACME, 1, hour, TestNetwork.hash(1))
      stored(node, other, holder)
      ask(member(3), new Message.Store(info.signed))
      private val questions = Seq(
        lookup(RecordKind.NODE, node.body.key),
        lookup(RecordKind.NODE_INFO, node.body.key),
        lookup(RecordKind.SUPER_NODE, node.body.key),
        new Message.ListRecords(
          RecordKind.NODE_INFO, ACME, TestNetwork.hash(1), Bytes.EMPTY, 10),
        new Message.GetSuperNodes(virga.protocol.record.KeyRange.WHOLE),
        lookup(RecordKind.NODE, other.body.key))
      private def answers = {
        val heard = collection.mutable.Map[Int, Message]()
        val flight = send(member(4), questions: _*)
        while (heard.size < questions.size) {
          replies.receiveMessage().foreach(one => heard(one.id()) = one.body())
        }
        letGo(flight)
        heard.toMap
      }
      // Twice, so that all of it is in memory too.
      for (_ <- 1 to 2) {
        answers.values should not contain Message.NotFound.INSTANCE
      }
      stored(network.revocations(1, eve))
      private val nothing = Message.NotFound.INSTANCE
      answers shouldBe Map(
        1 -> nothing,
        2 -> nothing,
        3 -> nothing,
        4 -> new Message.RecordPage(JList.of[SignedRecord](), Bytes.EMPTY),
        5 -> new Message.SuperNodes(JList.of[SignedRecord](), 1),
        6 -> new Message.Found(other.signed))
      private val newer = network.node(eve, ACME, 2, hour)
      letGo(send(member(4), new Message.Store(newer.signed)))
      faults() shouldBe Map(StoreFault.UNBELIEVABLE -> 1)
    }

    "hold nothing of a removed operator against those who come after" in new Fixture {
      private val second = TestNetwork.key(30)
      private def by(operator: virga.protocol.identity.IdentityKey, version: Long) =
        virga.protocol.record.RecordSigner.sign(
          new virga.protocol.record.RecordBody.DomainRecord(
            ACME, 7, version, NOW.plus(hour), operator.publicKey()),
          operator)
      network.verifier.learn(
        virga.protocol.record.RecordSigner.sign(
          new virga.protocol.record.RecordBody.OperatorNodeRecord(
            TestNetwork.id(second, ACME),
            second.publicKey(),
            network.root.publicKey(),
            1,
            NOW.plus(hour)),
          network.root),
        NOW)
      private val key = by(second, 1).body.key
      stored(by(network.operator, 99))
      stored(
        network.removal(
          RecordKind.OPERATOR_NODE,
          DhtKey.of(TestNetwork.id(network.operator, ACME)),
          2,
          hour,
          network.root))
      private val asker = {
        val node = new virga.protocol.record.RecordBody.NodeRecord(
          TestNetwork.id(TestNetwork.key(4), ACME),
          TestNetwork.key(4).publicKey(),
          java.util.Set.of(virga.protocol.identity.Role.USER),
          JList.of(),
          "",
          1,
          NOW.plus(hour),
          second.publicKey())
        TestNetwork.link(
          TestNetwork.key(4),
          Optional.of(virga.protocol.record.RecordSigner.sign(node, second)))
      }
      ask(asker, lookup(RecordKind.DOMAIN, key)).map(_.body) shouldBe
        List(Message.NotFound.INSTANCE)
      ask(asker, new Message.Store(by(second, 1).signed)).map(_.body) shouldBe
        List(new Message.Stored(1))
      ask(asker, lookup(RecordKind.DOMAIN, key)).map(_.body) shouldBe
        List(new Message.Found(by(second, 1).signed))
    }

    "take a NodeInfo from its own node and from nobody else" in new Fixture {
      private val info = network.info(TestNetwork.key(1), ACME, 1, hour, TestNetwork.hash(1))
      private val flight = send(member(2), new Message.Store(info.signed))
      letGo(flight)
      faults() shouldBe Map(StoreFault.NOT_ADMITTED -> 1)
      ask(member(1), new Message.Store(info.signed)).map(_.body) shouldBe
        List(new Message.Stored(1))
      private val list = new Message.ListRecords(
        RecordKind.NODE_INFO, ACME, TestNetwork.hash(1), Bytes.EMPTY, 10)
      ask(member(2), list).map(_.body) shouldBe
        List(new Message.RecordPage(JList.of(info.signed), Bytes.EMPTY))
      ask(member(2, OTHER), list).map(_.body) shouldBe
        List(new Message.RecordPage(JList.of[SignedRecord](), Bytes.EMPTY))
    }

    "refuse what is beyond the quota and tell stale writers the held version" in new Fixture {
      stored(network.quota(ACME, 1, 1), network.node(TestNetwork.key(1), ACME, 7, hour))
      ask(
        member(1),
        new Message.Store(network.node(TestNetwork.key(2), ACME, 1, hour).signed),
        new Message.Store(network.node(TestNetwork.key(1), ACME, 3, hour).signed))
        .map(_.body) shouldBe
        List(new Message.Refused(RefusalReason.QUOTA), new Message.Stored(7))
    }

    "list supers with the newest plan, and operators" in new Fixture {
      private val supers = List(3L, 5L).zipWithIndex.map { case (plan, i) =>
        network.superNode(TestNetwork.key(i), KeyRange.WHOLE, plan)
      }
      private val operator = network.operatorNode(2, hour)
      stored(supers :+ operator: _*)
      for (_ <- 1 to 2) {
        val Seq(superNodes) =
          ask(member(8, OTHER), new Message.GetSuperNodes(KeyRange.WHOLE)).map(_.body)
        val Seq(operators) = ask(member(8, OTHER), new Message.GetOperatorNodes).map(_.body)
        val answer = superNodes.asInstanceOf[Message.SuperNodes]
        answer.plan shouldBe 5
        answer.records.asScala.toSet shouldBe supers.map(_.signed).toSet
        operators shouldBe new Message.OperatorNodes(JList.of(operator.signed))
      }
    }

    "say NotMine outside the ranges that its own record names" in {
      val own = TestNetwork.key(900)
      val low = new KeyRange(0, 0x3fffffffffffffffL)
      new Fixture(own = own, everything = false) {
        ask(member(1), lookup(RecordKind.NODE, place(1))).map(_.body) shouldBe
          List(new Message.NotMine(0))
        stored(network.superNode(own, low, 9))
        ask(member(1), lookup(RecordKind.NODE, place(1))).map(_.body) shouldBe
          List(new Message.NotMine(9))
        ask(member(1), lookup(RecordKind.SUPER_NODE, place(900)))
          .map(_.body)
          .head shouldBe a[Message.Found]
      }
    }

    "show a range to those alone who take part in it" in new Fixture {
      private val low = new KeyRange(0, 0x3fffffffffffffffL)
      private val high = new KeyRange(0x4000000000000000L, -1L)
      stored(network.superNode(TestNetwork.key(5), low, 3))
      stored(network.node(TestNetwork.key(1), ACME, 1, hour))
      private val askings = List(
        new Message.GetRange(low, Bytes.EMPTY, 10),
        new Message.CompareRange(low, NOW, JList.of(), JList.of(0L)),
        new Message.GetSummaries(low, NOW, Bytes.EMPTY),
        new Message.GetRecords(low, JList.of()))
      for (asking <- askings) {
        ask(member(7, ACME, Role.SUPER), asking).map(_.body) shouldBe
          List(new Message.Refused(RefusalReason.NOT_A_SUPER))
        ask(member(5, ACME, Role.SUPER), asking).head.body should not be a[Message.Declined]
        ask(member(901, ACME, Role.OPERATOR), asking).head.body should not be a[Message.Declined]
      }
      ask(member(5, ACME, Role.SUPER), new Message.GetRange(high, Bytes.EMPTY, 10))
        .map(_.body) shouldBe List(new Message.Refused(RefusalReason.NOT_A_SUPER))
      faults() shouldBe Map(StoreFault.NOT_A_HOLDER -> 5)
    }

    "answer Busy to what does not fit, and take more when that is done" in {
      val executor = new Held
      new Fixture(blocking = executor) {
        // The file is opened when the actor has asked for it.
        replies.awaitAssert(executor.runAll() should be > 0)
        private val share = StoreLoad.LOOKUPS_MAX / 4 + StoreLoad.OWN_MIN
        private val full = (1 to 4096).map(i => lookup(RecordKind.NODE, place(i)))
        private val flights = (1 to share / 4096).map(_ => send(member(1), full: _*))
        private val most = send(member(1), full: _*)
        private val busy = replies.receiveMessage()
        busy.map(_.body).distinct shouldBe List(Message.Busy.INSTANCE)
        busy.map(_.id).min shouldBe share % 4096 + 1
        busy.size shouldBe 4096 - share % 4096
        executor.runAll()
        (1 to flights.size).foreach(_ => replies.receiveMessage().size shouldBe 4096)
        replies.receiveMessage().size shouldBe share % 4096
        flights.foreach(letGo)
        letGo(most)
        send(member(1), lookup(RecordKind.NODE, place(5000)))
        replies.awaitAssert(executor.runAll() should be > 0)
        replies.receiveMessage() shouldBe List(new Envelope(1, Message.NotFound.INSTANCE))
      }
    }

    "read and write for one peer while others fill their shares" in {
      val executor = new Held
      new Fixture(blocking = executor) {
        replies.awaitAssert(executor.runAll() should be > 0)
        private val reads = (1 to 4096).map(i => lookup(RecordKind.NODE, place(i)))
        private val info = network.node(TestNetwork.key(1), ACME, 1, hour).signed
        private val writes = (1 to 4096).map(_ => new Message.Store(info))
        for (_ <- 1 to 3) {
          send(member(1), reads: _*)
          send(member(1), writes: _*)
        }
        // Of the first, some do not fit; of the second, all.
        replies.receiveMessages(3).flatten.map(_.body).distinct shouldBe
          Seq(Message.Busy.INSTANCE)
        for ((peer, domain) <- Seq(member(2) -> ACME, member(3, OTHER) -> OTHER)) {
          send(peer, (1 to 1000).map(i => lookup(RecordKind.NODE, place(i, domain))): _*)
          send(peer, writes.take(1000): _*)
        }
        faults()(StoreFault.BUSY) shouldBe
          3 * 8192 - StoreLoad.LOOKUPS_MAX / 4 - StoreLoad.STORES_MAX / 4 - 2 * StoreLoad.OWN_MIN
        replies.expectNoMessage(0.seconds)
        executor.runAll()
      }
    }

    "let no peer's listings keep the lookups of others waiting for long" in {
      val executor = new Held
      new Fixture(blocking = executor) {
        replies.awaitAssert(executor.runAll() should be > 0)
        private val page =
          new Message.ListRecords(RecordKind.NODE, ACME, Bytes.EMPTY, Bytes.EMPTY, 256)
        private val share = StoreLoad.LISTINGS_MAX / 4 + StoreLoad.OWN_MIN
        private val asked = (1 to 2 * share / 8).map(_ => send(member(1), Seq.fill(8)(page): _*))
        faults()(StoreFault.BUSY) shouldBe share
        send(member(2), page, lookup(RecordKind.NODE, place(1)))
        faults()(StoreFault.BUSY) shouldBe share
        replies.awaitAssert(executor.runAll() should be > 0)
        asked.foreach(letGo)
      }
    }

    "set a file aside that is damaged under its hands, and serve an empty one" in {
      val home = TestFolders.create("dht")
      val first = new Fixture(folder = home)
      first.stored((1 to 900).map(i => first.network.node(TestNetwork.key(i), ACME, 1, hour)): _*)
      testKit.stop(first.store)
      new Fixture(folder = home) {
        service
        private val length = Files.size(file).toInt
        Files.write(file, Array.fill[Byte](length)(0x5a))
        private val questions = (1 to 900).map(i => lookup(RecordKind.NODE, place(i)))
        ask(member(1), questions: _*).map(_.body).distinct shouldBe List(Message.Busy.INSTANCE)
        replies.awaitAssert {
          ask(member(1), lookup(RecordKind.NODE, place(1))).map(_.body) shouldBe
            List(Message.NotFound.INSTANCE)
        }
        stored(network.node(TestNetwork.key(1), ACME, 1, hour))
        Files.list(folder).iterator.asScala.count(_.toString.contains("damaged")) shouldBe 1
      }
    }
  }
}
