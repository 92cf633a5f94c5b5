package virga.protocol.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.OpenSsl;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;

/** What two ends on BoringSSL agree on, seen in the bytes of their first messages (RFC 8446, 4). */
class HybridGroupTest {
    private static final int X25519_MLKEM768 = 0x11ec;
    private static final int RECORD_AND_HANDSHAKE_HEADER_BYTES = 5 + 4;
    private static final int VERSION_AND_RANDOM_BYTES = 2 + 32;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int KEY_SHARE = 51;

    private static final Ed25519 ED25519 = Ed25519.best();
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Else who records traffic now reads it on the day that X25519 falls. */
    @Test
    void linkIsKeyedByTheHybridGroupWhereBothEndsHaveBoringSsl() throws Exception {
        assumeTrue(OpenSsl.isAvailable(), "no BoringSSL on this machine");
        try (LinkTls client = tls();
                LinkTls server = tls()) {
            EmbeddedChannel here =
                    new EmbeddedChannel(client.handler(UnpooledByteBufAllocator.DEFAULT, true));
            EmbeddedChannel there =
                    new EmbeddedChannel(server.handler(UnpooledByteBufAllocator.DEFAULT, false));
            ByteBuf asked = here.readOutbound();
            assertEquals(X25519_MLKEM768, groups(clientExtensions(asked)).getFirst());
            assertTrue(shares(clientExtensions(asked)).contains(X25519_MLKEM768));
            there.writeInbound(asked);
            ByteBuf answered = there.readOutbound();
            ByteBuf chosen = extension(serverExtensions(answered), KEY_SHARE);
            assertEquals(X25519_MLKEM768, chosen.readUnsignedShort());
            answered.release();
            here.finishAndReleaseAll();
            there.finishAndReleaseAll();
        }
    }

    private static LinkTls tls() {
        IdentityKey key = IdentityKey.generate(RANDOM, ED25519);
        return new LinkTls(TlsEngine.BORINGSSL, key, ED25519, RANDOM, InstantSource.system());
    }

    /** The extensions of a ClientHello, each with its type and length. */
    private static ByteBuf clientExtensions(ByteBuf message) {
        ByteBuf hello = afterSessionId(message);
        hello.skipBytes(hello.readUnsignedShort());
        hello.skipBytes(hello.readUnsignedByte());
        return hello.readSlice(hello.readUnsignedShort());
    }

    private static ByteBuf serverExtensions(ByteBuf message) {
        ByteBuf hello = afterSessionId(message);
        hello.skipBytes(2 + 1);
        return hello.readSlice(hello.readUnsignedShort());
    }

    private static ByteBuf afterSessionId(ByteBuf message) {
        ByteBuf hello = message.duplicate();
        hello.skipBytes(RECORD_AND_HANDSHAKE_HEADER_BYTES + VERSION_AND_RANDOM_BYTES);
        hello.skipBytes(hello.readUnsignedByte());
        return hello;
    }

    private static ByteBuf extension(ByteBuf extensions, int wanted) {
        while (extensions.isReadable()) {
            int type = extensions.readUnsignedShort();
            ByteBuf content = extensions.readSlice(extensions.readUnsignedShort());
            if (type == wanted) {
                return content;
            }
        }
        throw new AssertionError("no extension " + wanted);
    }

    private static List<Integer> groups(ByteBuf extensions) {
        ByteBuf content = extension(extensions, SUPPORTED_GROUPS);
        content.skipBytes(2);
        List<Integer> groups = new ArrayList<>();
        while (content.isReadable()) {
            groups.add(content.readUnsignedShort());
        }
        return groups;
    }

    private static List<Integer> shares(ByteBuf extensions) {
        ByteBuf content = extension(extensions, KEY_SHARE);
        content.skipBytes(2);
        List<Integer> groups = new ArrayList<>();
        while (content.isReadable()) {
            groups.add(content.readUnsignedShort());
            content.skipBytes(content.readUnsignedShort());
        }
        return groups;
    }
}
