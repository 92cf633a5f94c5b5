package virga.actors.switchboard;

import akka.actor.typed.ActorRef;

/** Where questions of some kinds go, and how many of them fit. */
record Route(ActorRef<Inbound> service, Inbox inbox) {}
