package virga.tunnel.location;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import virga.tunnel.device.InterfaceSubnet;
import virga.tunnel.device.NeighbourTable;

/** Reads the system's route tables. Blocks: not on an actor's thread. */
public interface LocationTables {
    List<Route> routes();

    /** Routes, interfaces and neighbours together. */
    default LocationFinder.Tables read(NeighbourTable neighbours) {
        return new LocationFinder.Tables(
                routes(), InterfaceSubnet.ofThisMachine(), neighbours.read());
    }

    /** The same, at less cost where routes and interfaces are those of {@code before}. */
    default LocationFinder.Tables readAgain(
            NeighbourTable neighbours, LocationFinder.Tables before) {
        List<Route> routes = routes();
        List<InterfaceSubnet> subnets = InterfaceSubnet.ofThisMachine();
        boolean same = routes.equals(before.routes()) && subnets.equals(before.subnets());
        return new LocationFinder.Tables(
                routes,
                subnets,
                same ? neighbours.readAgain(before.neighbours()) : neighbours.read());
    }

    /** The tables of the system that this runs on. */
    static LocationTables ofSystem() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return system.startsWith("linux") ? new Linux(Path.of("/proc/net")) : new Bsd();
    }

    /** Linux: two files. */
    record Linux(Path folder) implements LocationTables {
        @Override
        public List<Route> routes() {
            List<Route> all = new ArrayList<>(RouteText.procRoute(text("route")));
            all.addAll(RouteText.procIpv6Route(text("ipv6_route")));
            return all;
        }

        /** Empty where the kernel has no such file, as without IPv6. */
        private String text(String file) {
            try {
                return Files.readString(folder.resolve(file));
            } catch (IOException absent) {
                return "";
            }
        }
    }

    /** macOS and the BSDs. */
    record Bsd() implements LocationTables {
        @Override
        public List<Route> routes() {
            return RouteText.netstat(NeighbourTable.Output.of("netstat", "-rn"));
        }
    }
}
