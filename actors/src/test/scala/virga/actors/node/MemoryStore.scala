package virga.actors.node

import akka.actor.typed.Behavior
import akka.actor.typed.scaladsl.Behaviors
import java.util
import java.util.concurrent.{ConcurrentHashMap, ConcurrentSkipListMap, LinkedBlockingQueue}
import java.util.concurrent.atomic.{AtomicBoolean, AtomicReference}
import scala.jdk.CollectionConverters._
import virga.actors.switchboard.{Inbound, SwitchboardActor}
import virga.protocol.Bytes
import virga.protocol.carrier.Candidate
import virga.protocol.message.{Envelope, Message}
import virga.protocol.record.{DhtKey, RecordKind, SignedRecord}

/** A service of a spec's own: what a super and an operator answer, kept in memory. */
final class MemoryStore(realm: Realm) {
  private val records = new ConcurrentHashMap[RecordKind, ConcurrentSkipListMap[DhtKey, SignedRecord]]
  private val at = new AtomicReference(util.List.of[Candidate]())
  private val verifier = realm.verifier()

  /** Where the only super is: its own list of supers is empty before. */
  def isAt(candidates: util.List[Candidate]): Unit = at.set(candidates)

  def service: NodeService = new NodeService("store", context => {
    Behaviors.setup[Inbound] { self =>
      val kinds: util.Set[Class[_ <: Message.Question]] = util.Set.of(
        classOf[Message.Lookup],
        classOf[Message.ListRecords],
        classOf[Message.Store],
        classOf[Message.GetSuperNodes],
        classOf[Message.Renew])
      context.switchboard() ! new SwitchboardActor.Serve(kinds, self.self, 1000)
      Behaviors.receiveMessage { inbound =>
        val answers = inbound.questions().asScala.map(envelope =>
          new Envelope(envelope.id(), answer(inbound, envelope.body())))
        inbound.replies().send(answers.asJava)
        inbound.done()
        Behaviors.same
      }
    }: Behavior[Inbound]
  })

  private def ofKind(kind: RecordKind) =
    records.computeIfAbsent(kind, _ => new ConcurrentSkipListMap[DhtKey, SignedRecord])

  private def answer(inbound: Inbound, question: Message): Message.Answer = question match {
    case lookup: Message.Lookup =>
      Option(ofKind(lookup.kind()).get(lookup.key()))
        .map[Message.Answer](new Message.Found(_))
        .getOrElse(Message.NotFound.INSTANCE)
    case store: Message.Store =>
      val record = verifier.verify(store.record(), java.time.Instant.now()).accepted().get()
      ofKind(record.body().kind()).put(record.body().key(), store.record())
      new Message.Stored(record.body().version())
    case list: Message.ListRecords => page(list)
    case _: Message.GetSuperNodes =>
      val supers =
        if (at.get().isEmpty) util.List.of[SignedRecord]()
        else util.List.of(realm.superNode(realm.operatorKey.publicKey(), at.get()).signed())
      new Message.SuperNodes(supers, 1)
    case _: Message.Renew =>
      val old = inbound.from().node().get().body()
      val renewed = realm.nodeRecord(old.publicKey(), old.roles())
      new Message.Renewed(renewed.signed(), realm.operatorNode.signed())
    case other => throw new IllegalArgumentException(other.toString)
  }

  // Two records a page, so that a short list has several.
  private def page(list: Message.ListRecords): Message.RecordPage = {
    val all = ofKind(list.kind()).asScala.toSeq
    val rest =
      if (list.cursor().isEmpty) all
      else all.filter(_._1.toBytes().compareTo(list.cursor()) > 0)
    val page = rest.take(2)
    val cursor = if (rest.size > 2) page.last._1.toBytes() else Bytes.EMPTY
    new Message.RecordPage(page.map(_._2).asJava, cursor)
  }
}

/** Takes one lookup and never answers it. */
final class SilentService {
  val received = new LinkedBlockingQueue[Inbound]

  def service: NodeService = new NodeService("silent", context =>
    Behaviors.setup[Inbound] { self =>
      val kinds: util.Set[Class[_ <: Message.Question]] = util.Set.of(classOf[Message.Lookup])
      context.switchboard() ! new SwitchboardActor.Serve(kinds, self.self, 1)
      Behaviors.receiveMessage { inbound =>
        received.put(inbound)
        Behaviors.same
      }
    }: Behavior[Inbound])
}

/** Fails at its first question, and finds nothing from then on. */
final class BrokenOnceService {
  private val broken = new AtomicBoolean

  def service: NodeService = new NodeService("broken", context =>
    Behaviors.setup[Inbound] { self =>
      val kinds: util.Set[Class[_ <: Message.Question]] = util.Set.of(classOf[Message.Lookup])
      context.switchboard() ! new SwitchboardActor.Serve(kinds, self.self, 1)
      Behaviors.receiveMessage { inbound =>
        if (broken.compareAndSet(false, true)) {
          throw new IllegalStateException("this service fails once")
        }
        inbound.replies().send(inbound.questions().asScala
          .map(one => new Envelope(one.id(), Message.NotFound.INSTANCE)).asJava)
        inbound.done()
        Behaviors.same
      }
    }: Behavior[Inbound])
}
