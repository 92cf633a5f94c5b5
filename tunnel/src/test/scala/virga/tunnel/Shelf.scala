package virga.tunnel

import akka.actor.typed.Behavior
import akka.actor.typed.scaladsl.Behaviors
import java.util
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicInteger
import scala.jdk.CollectionConverters._
import virga.actors.directory.DirectoryActor
import virga.protocol.Bytes
import virga.protocol.record.RecordBody.{DeviceRecord, NodeInfoRecord}
import virga.protocol.record.{DhtKey, RecordBody, RecordKind, Verified}

/** Stands where the directory stands, over records in memory instead of supers. */
final class Shelf {
  private val records = new ConcurrentHashMap[(RecordKind, DhtKey), Verified[_ <: RecordBody]]()

  /** Whether questions are left without an answer. */
  @volatile var silent = false

  /** Whether each question is answered with "nobody could be asked". */
  @volatile var away = false

  /** How often a record was asked for while away. */
  val vain = new AtomicInteger

  /** As where the operator has removed all devices. */
  def removeDevices(): Unit = records.keySet().removeIf(_._1 == RecordKind.DEVICE)

  def put(record: Verified[_ <: RecordBody]): Unit = {
    records.put((record.body().kind(), record.body().key()), record)
    record.body() match {
      case device: DeviceRecord =>
        val named = new DhtKey(device.key().domain(), device.nameKey())
        records.put((RecordKind.DEVICE, named), record)
      case _ =>
    }
  }

  val behavior: Behavior[DirectoryActor.Command] = Behaviors.receiveMessage {
    case _ if silent => Behaviors.same
    case find: DirectoryActor.Find if away =>
      vain.incrementAndGet()
      find.replyTo() ! new DirectoryActor.NoAnswer("away")
      Behaviors.same
    case find: DirectoryActor.Find =>
      find.replyTo() ! Option(records.get((find.kind(), find.key())))
        .map(new DirectoryActor.Found(_): DirectoryActor.FindResult)
        .getOrElse(new DirectoryActor.Missing)
      Behaviors.same
    case list: DirectoryActor.ListAll =>
      val found = records.values().asScala.toSet
        .filter(_.body().kind() == list.kind())
        .filter(record => list.locationKey().isEmpty || indexed(record, list.locationKey()))
      list.replyTo() ! new DirectoryActor.Listed(new util.ArrayList(found.asJava), true)
      Behaviors.same
    case _ => Behaviors.same
  }

  private def indexed(record: Verified[_ <: RecordBody], at: Bytes): Boolean =
    record.body() match {
      case info: NodeInfoRecord => info.locationKeys().contains(at)
      case _ => false
    }
}
