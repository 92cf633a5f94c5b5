package virga.actors.switchboard

import java.util.{List => JList}
import virga.protocol.link.LinkPeer
import virga.protocol.message.Envelope

/** A flight that has arrived, as the switchboard would hand it to a service. */
final class ArrivedFlight(from: LinkPeer, questions: JList[Envelope], replies: Replies) {
  private val room = new HeldBytes(1000)
  private val inbox = new Inbox(4 * questions.size())
  private val charge = room.take(from, 1000)

  val inbound: Inbound = inbox.take(from, questions, replies, charge)
  charge.letGo()

  /** Questions that the service has not yet let go, and bytes. */
  def pending(): Int = inbox.pending() + room.takenBytes()
}
