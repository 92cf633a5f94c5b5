package virga.protocol.identity;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a node does for others; granted by the operator in the Node record. */
public enum Role {
    USER(1),
    TUNNEL(2),
    SUPER(4),
    OPERATOR(8);

    private final int bit;

    Role(int bit) {
        this.bit = bit;
    }

    /** The roles whose bits are set; unknown bits are left out. */
    public static Set<Role> fromBits(int bits) {
        EnumSet<Role> roles = EnumSet.noneOf(Role.class);
        for (Role role : values()) {
            if ((bits & role.bit) != 0) {
                roles.add(role);
            }
        }
        return roles;
    }

    public static int toBits(Set<Role> roles) {
        return roles.stream().mapToInt(role -> role.bit).reduce(0, (a, b) -> a | b);
    }

    /** Parses the word used at the command line; another is an {@link IllegalArgumentException}. */
    public static Role parse(String word) {
        return valueOf(word.strip().toUpperCase(Locale.ROOT));
    }

    /** The word used at the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
