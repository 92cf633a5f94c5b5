package virga.actors.switchboard

import java.util.{List => JList}
import virga.protocol.link.LinkPeer
import virga.protocol.message.Envelope

/** A flight that has arrived, as the switchboard would hand it to a service. */
final class ArrivedFlight(from: LinkPeer, questions: JList[Envelope], replies: Replies) {
  private val inbox = new Inbox(questions.size())
  inbox.take(questions.size())

  val inbound: Inbound = new Inbound(from, questions, replies, inbox)

  /** Questions that the service has not yet let go. */
  def pending(): Int = inbox.pending()
}
