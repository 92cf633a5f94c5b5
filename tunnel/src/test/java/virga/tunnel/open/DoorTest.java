package virga.tunnel.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.typed.javadsl.Behaviors;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.junit.jupiter.api.Test;
import virga.tunnel.bridge.BridgeLoops;
import virga.tunnel.bridge.BridgeSettings;

/** A door and whoever finds ways for it. */
final class DoorTest {
    @Test
    void aConnectionMayComeBeforeTheKeeperHasBegun() {
        Door door = new Door(new BridgeLoops(BridgeSettings.DEFAULT), 1);
        SocketChannel socket = new NioSocketChannel();
        // The kit starts no children: the keeper does not begin before the connection comes.
        BehaviorTestKit<String> parent =
                BehaviorTestKit.create(
                        Behaviors.setup(
                                context -> {
                                    door.keepBy(context, Behaviors.ignore(), "way");
                                    door.carry(new AcceptedSocket(socket));
                                    return Behaviors.empty();
                                }));

        assertInstanceOf(
                WayActor.Carry.class, parent.<WayActor.Command>childInbox("way").receiveMessage());
        assertEquals(1, door.connections());
        door.shut();
        assertEquals(0, door.connections());
    }
}
