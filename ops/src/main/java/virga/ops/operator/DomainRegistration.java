package virga.ops.operator;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import virga.ops.operator.registry.CheckedName;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.LocationLabels;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.OperatorIdentity;
import virga.ops.operator.registry.RecordLife;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.StaticRecord;
import virga.ops.operator.registry.TokenEntry;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.Role;
import virga.protocol.record.DhtKey;
import virga.protocol.record.DomainKey;
import virga.protocol.record.RecordBody.DomainRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Versions;

/** Domains, their limits, and the tokens that lead into them; each call in one transaction. */
final class DomainRegistration {
    /** Entries of a domain in the whole network, unless the operator says otherwise. */
    static final int QUOTA = 10_000;

    static final int QUOTA_MAX = 10_000_000;

    /** Life of a Domain record. */
    static final Duration DOMAIN_LIFE = Duration.ofDays(365);

    static final int TOKEN_USES_MAX = 1_000_000;
    static final Duration TOKEN_LIFE_MAX = Duration.ofDays(365);
    static final int SECRET_LENGTH_BYTES = 16;

    /** Drawn ids that are taken already before something must be wrong with the random source. */
    private static final int DRAWS_MAX = 64;

    private final OperatorIdentity identity;

    DomainRegistration(OperatorIdentity identity) {
        this.identity = identity;
    }

    /** A token just made; its secret is nowhere else. */
    record MadeToken(TokenEntry entry, DomainEntry domain, Bytes secret) {}

    DomainEntry add(RegistryTables tables, String name, Instant now) throws SQLException {
        CheckedName.check("domain", name);
        if (tables.domains().byName(name).isPresent()) {
            throw OperatorException.refused(
                    "there is a domain '" + name + "' already", "choose another name");
        }
        return add(tables, draw(tables), name, now);
    }

    /** As above, with an id that was drawn before. */
    DomainEntry add(RegistryTables tables, DomainId id, String name, Instant now)
            throws SQLException {
        DomainEntry domain =
                new DomainEntry(
                        id, name, DomainKey.generate(identity.secrets()).secret(), QUOTA, 0);
        tables.domains().insert(domain);
        sign(tables, domain, now);
        return domain;
    }

    /** An id that no domain has. */
    DomainId draw(RegistryTables tables) throws SQLException {
        for (int draw = 0; draw < DRAWS_MAX; draw++) {
            DomainId id = new DomainId(identity.secrets().nextInt());
            // 0 is the place of what exists once in a network.
            if (id.value() != 0 && tables.domains().byId(id).isEmpty()) {
                return id;
            }
        }
        throw new IllegalStateException("the random source repeats itself");
    }

    DomainEntry setQuota(RegistryTables tables, String name, int quota, Instant now)
            throws SQLException {
        if (quota < 1 || quota > QUOTA_MAX) {
            throw OperatorException.usage(
                    quota + " is no quota", "give 1 to " + QUOTA_MAX + " entries");
        }
        DomainEntry old = tables.domains().named(name);
        DomainEntry changed =
                new DomainEntry(old.id(), old.name(), old.key(), quota, old.entries());
        tables.domains().setQuota(old.id(), quota);
        sign(tables, changed, now);
        return changed;
    }

    /** Signs the domain's record anew. */
    void sign(RegistryTables tables, DomainEntry domain, Instant now) throws SQLException {
        DhtKey key = new DhtKey(domain.id(), DhtKey.WELL_KNOWN.hash());
        long last =
                tables.records().at(RecordKind.DOMAIN, key).map(StaticRecord::version).orElse(0L);
        DomainRecord body =
                new DomainRecord(
                        domain.id(),
                        domain.quota(),
                        Versions.next(last, now),
                        RecordLife.expiry(now, DOMAIN_LIFE),
                        identity.publicKey());
        tables.records().put(StaticRecord.of(identity.sign(body)));
    }

    MadeToken createToken(RegistryTables tables, TokenRequest request, Instant now)
            throws SQLException {
        check(request);
        DomainEntry domain = tables.domains().named(request.domain());
        byte[] secret = new byte[SECRET_LENGTH_BYTES];
        identity.secrets().nextBytes(secret);
        TokenEntry entry =
                new TokenEntry(
                        Bytes.sha256(secret),
                        domain.id(),
                        request.roles(),
                        LocationLabels.check(request.labels()),
                        request.uses(),
                        RecordLife.expiry(now, request.life()));
        tables.tokens().insert(entry);
        return new MadeToken(entry, domain, Bytes.owning(secret));
    }

    private static void check(TokenRequest request) {
        Optional<String> fault = Optional.empty();
        if (request.roles().isEmpty()) {
            fault = Optional.of("a token gives at least one role");
        } else if (request.roles().contains(Role.OPERATOR)) {
            fault = Optional.of("a join token cannot make an operator");
        } else if (request.uses() < 1 || request.uses() > TOKEN_USES_MAX) {
            fault = Optional.of("a token has 1 to " + TOKEN_USES_MAX + " uses");
        } else if (request.life().toSeconds() < 1 || request.life().compareTo(TOKEN_LIFE_MAX) > 0) {
            fault = Optional.of("a token lives from 1 s to 365 d");
        }
        if (fault.isPresent()) {
            throw OperatorException.usage(fault.get(), "see `virga operator token create --help`");
        }
    }
}
