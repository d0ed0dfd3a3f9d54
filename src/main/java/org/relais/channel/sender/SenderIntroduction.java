package org.relais.channel.sender;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.relais.channel.ChannelProvider;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.CheckResult;
import org.relais.channel.ConnectedSender;
import org.relais.channel.SenderChecks;
import org.relais.channel.SenderField;
import org.relais.channel.SenderField.Need;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;

/** A sender made known by its platform before anything of it is kept: what is against it, and what nobody has typed. */
final class SenderIntroduction {
    private final ChannelRegistry channels;

    SenderIntroduction(ChannelRegistry channels) {
        this.channels = channels;
    }

    /**
     * What a platform told of a sender that it has nothing against.
     *
     * @param about the fields that it judged, as they were
     * @param values of fields by their names
     * @param known how it calls the sender; empty: not told
     */
    record Told(Map<String, String> about, Map<String, String> values, String known) {
        static final Told NOTHING = new Told(Map.of(), Map.of(), "");

        @Override
        public String toString() {
            return "Told" + values.keySet();
        }

        boolean isAbout(ChannelProvider provider, Map<String, String> fields) {
            return about.equals(judged(provider, fields));
        }

        /** A name, or where there is none what the platform calls the sender. */
        String name(String given) {
            return given.isBlank() ? known : given;
        }

        /** These fields, with what was told of those that are left out; refuses where one is still missing. */
        Map<String, String> whole(ChannelProvider provider, Map<String, String> fields) {
            Map<String, String> whole = new TreeMap<>(values);
            whole.putAll(fields);
            List<Fault> missing = provider.senderFields().stream()
                    .filter(field -> field.need() == Need.TOLD && !whole.containsKey(field.name()))
                    .map(field -> Fault.of("fields." + field.name(), FaultCode.REQUIRED))
                    .toList();
            if (!missing.isEmpty()) {
                throw new InvalidInputException(missing);
            }
            return whole;
        }
    }

    /** @param fields with the one that says it */
    static String externalId(ChannelProvider provider, Map<String, String> fields) {
        return provider.externalId(fields.getOrDefault(provider.identity(), ""));
    }

    /** Whether the platform can say that one of these fields is wrong. */
    static boolean judges(ChannelProvider provider, Set<String> fields) {
        return provider.senderFields().stream().anyMatch(field -> field.judged() && fields.contains(field.name()));
    }

    private static Map<String, String> judged(ChannelProvider provider, Map<String, String> fields) {
        return provider.senderFields().stream()
                .filter(field -> field.judged() && fields.containsKey(field.name()))
                .collect(Collectors.toMap(SenderField::name, field -> fields.get(field.name())));
    }

    /**
     * Asks a sender's platform; nothing, where the channel has nothing to ask.
     *
     * @param fields each of its form, all that have to be given among them
     * @return fails with {@link SenderRefusedException}
     */
    Future<Told> ask(ChannelProvider provider, Map<String, String> fields) {
        String externalId = externalId(provider, fields);
        return channels.receiver(provider.kind())
                .flatMap(channel -> channel.checks(new ConnectedSender(externalId, "", "", fields)))
                .map(SenderChecks::introduce)
                .orElseGet(() -> Future.succeededFuture(List.of()))
                .map(found -> told(provider, fields, found));
    }

    private static Told told(ChannelProvider provider, Map<String, String> fields, List<CheckResult> found) {
        List<Fault> faults = found.stream()
                .filter(SenderChecks::refuses)
                .map(SenderIntroduction::fault)
                .distinct()
                .toList();
        if (!faults.isEmpty()) {
            throw new SenderRefusedException(faults, found);
        }
        Map<String, String> values = new TreeMap<>();
        String known = "";
        for (CheckResult result : found) {
            String field = SenderChecks.field(result);
            if (!field.isEmpty() && result.arguments().get(SenderChecks.HANDLE) instanceof String handle) {
                values.put(field, handle.replace("@", ""));
                known = String.valueOf(result.arguments().getOrDefault(SenderChecks.NAME, handle));
            }
        }
        return new Told(
                judged(provider, fields),
                values,
                known.substring(0, Math.min(known.length(), SenderConnections.LONGEST_NAME)));
    }

    private static Fault fault(CheckResult result) {
        String field = SenderChecks.field(result);
        Object said =
                result.arguments().getOrDefault("words", result.arguments().get("found"));
        return Fault.of(
                field.isEmpty() ? "" : "fields." + field,
                SenderChecks.unasked(result) ? FaultCode.PLATFORM_UNASKED : FaultCode.SENDER_REFUSED,
                said == null || said.equals("") ? result.code() : result.code() + ": " + said);
    }
}
