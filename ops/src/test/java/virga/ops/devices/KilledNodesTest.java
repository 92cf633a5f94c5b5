package virga.ops.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGKILL at any moment loses nothing that was acknowledged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KilledNodesTest {
    private final Path folder;
    private final LoopbackNetwork network;
    private final EchoDevice device = new EchoDevice();

    KilledNodesTest(@TempDir Path folder) {
        this.folder = folder;
        this.network = new LoopbackNetwork(folder);
    }

    @BeforeAll
    void startTheNetwork() throws IOException {
        network.start();
        network.addDevice("echo", device.port()).done();
    }

    @AfterAll
    void endTheNetwork() {
        network.close();
        device.close();
    }

    @Test
    void aKilledOperatorKnowsTheDevicesAndTokensThatItAnswered() throws InterruptedException {
        killTheOperatorAfter(25);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 400})
    @Tag("long")
    void anOperatorKilledAtAnotherMomentKnowsThemToo(int answers) throws InterruptedException {
        killTheOperatorAfter(answers);
    }

    private void killTheOperatorAfter(int answers) throws InterruptedException {
        int port = network.open("echo");
        String token = network.token("--roles", "user");
        Set<String> answered = new CopyOnWriteArraySet<>();
        Thread adding = Thread.ofVirtual().start(() -> addUntilItFails(answers, answered));
        Eventually.so(
                () -> answered.size() >= answers,
                () -> "only " + answered.size() + " devices were added");
        network.kill(LoopbackNetwork.OP);
        adding.join();
        // What is open needs no operator.
        assertTrue(EchoDevice.answersAt(port));
        network.restart(LoopbackNetwork.OP);
        Set<String> known = new HashSet<>();
        Ran list = network.virga(LoopbackNetwork.OP).type("device", "list", "--json").done();
        for (JsonElement each : list.json().getAsJsonArray("devices")) {
            known.add(each.getAsJsonObject().get("name").getAsString());
        }
        assertTrue(known.containsAll(answered), () -> known + " misses some of " + answered);
        Virga late = new Virga(Place.HERE, folder.resolve("late-" + answers));
        try (Child joined = late.node("--roles", "user", "--join", token)) {
            assertTrue(joined.await("ready ").contains(" "));
        }
    }

    @Test
    void theTunnelOfAKilledTunnelNodeWorksForItsNextConnection() {
        int port = network.open("echo");
        assertTrue(EchoDevice.answersAt(port));
        network.kill(LoopbackNetwork.SITE);
        network.restart(LoopbackNetwork.SITE);
        Eventually.so(
                () -> EchoDevice.answersAt(port),
                () -> network.virga(LoopbackNetwork.ME).type("tunnel", "open", "echo").toString());
    }

    @Test
    void aKilledUserNodeOpensItsSavedTunnelsAgain() {
        int port = network.open("echo", "--save");
        assertTrue(EchoDevice.answersAt(port));
        network.kill(LoopbackNetwork.ME);
        network.restart(LoopbackNetwork.ME);
        Eventually.so(
                () -> EchoDevice.answersAt(port),
                () -> network.virga(LoopbackNetwork.ME).type("tunnel", "list").toString());
        JsonArray tunnels =
                network.virga(LoopbackNetwork.ME)
                        .type("tunnel", "list", "--json")
                        .done()
                        .json()
                        .getAsJsonArray("tunnels");
        assertEquals(1, tunnels.size(), tunnels::toString);
    }

    private void addUntilItFails(int run, Set<String> answered) {
        for (int i = 0; ; i++) {
            String name = "device-" + run + "-" + i;
            if (add(name, run, i).exit() != 0) {
                return;
            }
            answered.add(name);
        }
    }

    private Ran add(String name, int run, int number) {
        return network.virga(LoopbackNetwork.OP)
                .type(
                        "device",
                        "add",
                        name,
                        "--domain",
                        "acme",
                        "--mac",
                        "02:00:%02x:%02x:%02x:%02x"
                                .formatted(run / 256, run % 256, number / 256, number % 256),
                        "--location",
                        "label:desk",
                        "--port",
                        "80");
    }
}
