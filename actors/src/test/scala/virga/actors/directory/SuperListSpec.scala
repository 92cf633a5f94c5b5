package virga.actors.directory

import java.time.{Duration, Instant, InstantSource}
import java.util
import org.scalatest.matchers.should.Matchers
import org.scalatest.wordspec.AnyWordSpec
import scala.jdk.CollectionConverters._
import scala.util.Random
import virga.actors.node.Realm
import virga.actors.sqlite.{GroupCommit, SqliteFile}
import virga.protocol.TestFolders
import virga.protocol.carrier.Candidate
import virga.protocol.record.RecordBody.SuperNodeRecord
import virga.protocol.record.KeyRange
import virga.protocol.record.{DhtKey, RecordKind, Verified}

class SuperListSpec extends AnyWordSpec with Matchers {
  private val realm = new Realm
  private val here = util.List.of(Candidate.direct("192.0.2.1", 7000))
  private def aSuper(): Verified[SuperNodeRecord] =
    realm.superNode(realm.newKey().publicKey(), here)
  private def order(list: SuperList, seed: Long, now: Instant = Instant.now()) =
    list.order(DhtKey.WELL_KNOWN, now, new util.Random(seed)).asScala.map(_.body().id()).toSeq

  "A list of supers" should {
    "be asked in another order by each node" in {
      val list = new SuperList(_ => true)
      val supers = Seq.fill(10)(aSuper())
      supers.foreach(list.learn)
      val orders = (1L to 50L).map(order(list, _))
      orders.distinct.size should be > 40
      orders.foreach(_.toSet shouldBe supers.map(_.body().id()).toSet)
    }

    "begin with those that answered well, until they fail" in {
      val list = new SuperList(_ => true)
      val supers = Seq.fill(10)(aSuper())
      supers.foreach(list.learn)
      val good = supers(Random.nextInt(10)).body().id()
      list.answeredWell(good)
      (1L to 20L).foreach(order(list, _).head shouldBe good)
      list.failed(good)
      (1L to 20L).map(order(list, _).head).distinct.size should be > 1
    }

    "ask last who says that a key is none of its own" in {
      val list = new SuperList(_ => true)
      val supers = Seq.fill(4)(aSuper())
      supers.foreach(list.learn)
      val strange = supers.head.body().id()
      list.answeredWell(strange)
      list.notMine(strange)
      (1L to 20L).foreach(order(list, _).last shouldBe strange)
    }

    "ask a busy one last for a while, and longer each time" in {
      val list = new SuperList(_ => true)
      val supers = Seq.fill(4)(aSuper())
      supers.foreach(list.learn)
      val busy = supers.head.body().id()
      val now = Instant.now()
      def waits(): Long = {
        list.busy(busy, now, new java.util.Random(1))
        (1L to 1000L).find(tenths =>
          order(list, 1, now.plusMillis(100 * tenths)).last != busy ||
            order(list, 2, now.plusMillis(100 * tenths)).last != busy).get
      }
      (1L to 20L).foreach { seed =>
        list.busy(busy, now, new java.util.Random(seed))
        order(list, seed, now).last shouldBe busy
      }
      waits() should be >= SuperList.BUSY_MAX.toMillis / 200
      list.answeredWell(busy)
      order(list, 1, now).head shouldBe busy
    }

    "leave out those that have expired" in {
      val list = new SuperList(_ => true)
      list.learn(aSuper())
      order(list, 1, Instant.now().plus(Duration.ofHours(25))) shouldBe empty
    }

    "forget those that a complete list does not name" in {
      val list = new SuperList(_ => true)
      val (old, kept) = (aSuper(), aSuper())
      list.learn(old)
      list.learn(kept)
      list.replace(KeyRange.WHOLE, util.List.of(kept))
      order(list, 1) shouldBe Seq(kept.body().id())
    }
  }

  "The cache of peers" should {
    "give back what has not expired, the newest version of each" in {
      val file = TestFolders.create("virga-cache").resolve("virga.db")
      val database = SqliteFile.open(
        file, SqliteFile.Durability.NORMAL, PeerCache.MIGRATIONS, InstantSource.system())
      val cache = new PeerCache(database, new GroupCommit(database, _.run()))
      val (ann, bob) = (aSuper(), aSuper())
      cache.remember(util.List.of(ann, bob)).toCompletableFuture.join() shouldBe 2
      cache.remember(util.List.of(ann)).toCompletableFuture.join() shouldBe 0
      cache.load(RecordKind.SUPER_NODE, Instant.now()).asScala.toSet shouldBe
        Set(ann.signed(), bob.signed())
      cache.load(RecordKind.SUPER_NODE, Instant.now().plus(Duration.ofHours(25))) shouldBe empty
      cache.load(RecordKind.NODE, Instant.now()) shouldBe empty
      database.close()
    }
  }
}
