package virga.tunnel.socks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import virga.protocol.Fuzz;
import virga.tunnel.open.TunnelFailure;

class SocksHandshakeTest {
    private static final String NAME = "printer.acme.virga";

    private final List<String> asked = new ArrayList<>();
    private final List<SocksHandshake> handshakes = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    private EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel();
        SocksHandshake.on(
                channel,
                new SocksHandshake.Asked() {
                    @Override
                    public void connect(SocksHandshake handshake, String host, int port) {
                        handshakes.add(handshake);
                        asked.add(host + ":" + port);
                    }

                    @Override
                    public void refused(String who, TunnelFailure why) {
                        refused.add(who + ": " + why.message());
                    }
                });
        return channel;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] connect(String host) {
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeBytes(hex("05010003")).writeByte(host.length());
        bytes.writeBytes(host.getBytes(StandardCharsets.US_ASCII)).writeShort(631);
        return ByteBufUtil.getBytes(bytes);
    }

    private static String said(EmbeddedChannel channel) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.append(ByteBufUtil.hexDump(out));
            out.release();
        }
        return all.toString();
    }

    private static byte[] join(byte[]... parts) {
        ByteBuf all = Unpooled.buffer();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return ByteBufUtil.getBytes(all);
    }

    @Test
    void handshakeTornAtEveryByteAsksForTheSame() {
        byte[] whole = join(hex("050100"), connect(NAME));
        for (int cut = 0; cut <= whole.length; cut++) {
            asked.clear();
            EmbeddedChannel channel = channel();
            channel.writeInbound(Unpooled.copiedBuffer(whole, 0, cut));
            channel.writeInbound(Unpooled.copiedBuffer(whole, cut, whole.length - cut));
            assertEquals(List.of(NAME + ":631"), asked, "torn at " + cut);
            assertEquals("0500", said(channel), "torn at " + cut);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void bytesSentAheadReachTheNextHandlerAfterTheAnswer() {
        byte[] ahead = "GET /".getBytes(StandardCharsets.US_ASCII);
        byte[] whole = join(hex("050100"), connect(NAME), ahead);
        EmbeddedChannel channel = channel();
        channel.writeInbound(Unpooled.copiedBuffer(whole));
        assertTrue(channel.inboundMessages().isEmpty(), "held until the device is there");
        assertTrue(handshakes.getFirst().succeed(channel).isSuccess());
        ByteBuf passed = channel.readInbound();
        assertEquals("GET /", passed.toString(StandardCharsets.US_ASCII));
        passed.release();
        assertEquals("0500" + "05000001000000000000", said(channel));
        channel.writeInbound(Unpooled.copiedBuffer(ahead));
        ByteBuf later = channel.readInbound();
        assertEquals("GET /", later.toString(StandardCharsets.US_ASCII));
        later.release();
        assertFalse(channel.finishAndReleaseAll());
    }

    @Test
    void addressInsteadOfANameIsAgainstTheRules() {
        for (String address : List.of("01c0a80107", "04" + "00".repeat(15) + "01")) {
            EmbeddedChannel channel = channel();
            channel.writeInbound(Unpooled.copiedBuffer(hex("050100")));
            channel.writeInbound(Unpooled.copiedBuffer(hex("050100" + address + "0277")));
            assertTrue(said(channel).startsWith("050005020001"), address);
            assertFalse(channel.isOpen());
            assertEquals(List.of(), asked);
            channel.finishAndReleaseAll();
        }
        assertEquals("192.168.1.7:631: " + SocksWords.ADDRESS.message(), refused.getFirst());
        assertEquals(2, refused.size());
    }

    @Test
    void bindIsNotSupported() {
        EmbeddedChannel channel = channel();
        byte[] bind = connect(NAME);
        bind[1] = 2;
        channel.writeInbound(Unpooled.copiedBuffer(join(hex("050100"), bind)));
        assertTrue(said(channel).startsWith("05000507"));
        assertFalse(channel.isOpen());
        assertEquals(1, refused.size());
        assertTrue(refused.getFirst().startsWith(NAME + ":631: "), refused.toString());
        assertTrue(refused.getFirst().contains("BIND"), refused.toString());
        channel.finishAndReleaseAll();
    }

    @Test
    void clientThatInsistsOnAPasswordIsTurnedAway() {
        EmbeddedChannel channel = channel();
        channel.writeInbound(Unpooled.copiedBuffer(hex("050102")));
        assertEquals("05ff", said(channel));
        assertFalse(channel.isOpen());
        assertEquals(List.of("a program: " + SocksWords.PASSWORD.message()), refused);
        channel.finishAndReleaseAll();
    }

    @Test
    void otherProtocolIsClosedWithoutAWordToIt() {
        EmbeddedChannel channel = channel();
        channel.writeInbound(
                Unpooled.copiedBuffer("GET / HTTP/1.1\r\n\r\n", StandardCharsets.US_ASCII));
        assertEquals("", said(channel));
        assertFalse(channel.isOpen());
        assertEquals(List.of("a program: " + SocksWords.NOT_SOCKS5.message()), refused);
        channel.finishAndReleaseAll();
    }

    @Test
    void silentClientIsClosedAfterTenSeconds() {
        EmbeddedChannel channel = channel();
        channel.freezeTime();
        channel.writeInbound(Unpooled.copiedBuffer(hex("0501")));
        channel.advanceTimeBy(SocksHandshake.WAIT_MAX_MILLIS - 1_000, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertTrue(channel.isOpen());
        channel.advanceTimeBy(2_000, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertFalse(channel.isOpen());
        channel.finishAndReleaseAll();
    }

    @Test
    void clientThatWaitsForTheDeviceIsNotClosedByTheTimeout() {
        EmbeddedChannel channel = channel();
        channel.freezeTime();
        channel.writeInbound(Unpooled.copiedBuffer(join(hex("050100"), connect(NAME))));
        channel.advanceTimeBy(60, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertTrue(channel.isOpen());
        SocksHandshake.refuse(channel, Socks5CommandStatus.HOST_UNREACHABLE);
        assertEquals("0500" + "05040001000000000000", said(channel));
        channel.finishAndReleaseAll();
    }

    /** Whatever arrives, in whatever pieces: a name and port is asked for, once, or nothing. */
    @Test
    void noBytesUpsetTheDecoder() {
        byte[] greeting = hex("050100");
        byte[][] corpus = {
            join(greeting, connect(NAME)),
            join(greeting, connect(NAME), "GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII)),
            join(greeting, hex("0501000401c0a80107000000000000000000000000" + "0277")),
            join(hex("05020001"), hex("05010001c0a801070277")),
            hex("040100500a000001" + "61" + "00"),
            greeting
        };
        Fuzz.search(corpus, this::decode);
    }

    private void decode(byte[] input) {
        for (int piece : List.of(input.length + 1, 1, 7)) {
            asked.clear();
            refused.clear();
            EmbeddedChannel channel = channel();
            for (int from = 0; from < input.length && channel.isOpen(); from += piece) {
                int length = Math.min(piece, input.length - from);
                channel.writeInbound(Unpooled.copiedBuffer(input, from, length));
            }
            assertTrue(asked.size() + refused.size() <= 1, asked + " " + refused);
            assertTrue(channel.inboundMessages().isEmpty(), "nothing passes before the answer");
            for (String each : asked) {
                var unused = SocksName.device(each.substring(0, each.lastIndexOf(':')), "acme");
            }
            channel.checkException();
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void namesOfTheOwnDomainAreServedWhateverTheirCase() {
        assertEquals(Optional.of("printer"), SocksName.device("Printer.ACME.Virga", "acme"));
        assertEquals(Optional.of("printer"), SocksName.device("printer.acme.virga.", "Acme"));
    }

    @Test
    void otherNamesAreNotServed() {
        for (String name :
                List.of(
                        "printer",
                        "printer.acme",
                        "printer.other.virga",
                        "acme.virga",
                        ".acme.virga",
                        "a.b.acme.virga",
                        "printer.acme.virga.org",
                        "printeracme.virga",
                        "example.org",
                        "")) {
            assertEquals(Optional.empty(), SocksName.device(name, "acme"), name);
        }
    }
}
