package org.relais.cli;

import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.relais.app.process.UsageException;
import org.relais.organisation.ContactRules;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationKind;
import org.relais.organisation.OrganisationLimits;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Tokens;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Command that creates an organisation; what it is decides which channels it may use. */
@Command(
        name = "organisation",
        mixinStandardHelpOptions = true,
        description = "Creates an organisation. Senders in the configuration name it by its slug.")
public final class OrganisationCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "SLUG", description = "Short name: a-z, 0-9 and -.")
    private String slug = "";

    @Option(names = "--name", required = true, description = "Name, as people read it in every message.")
    private String name = "";

    @Option(
            names = "--kind",
            required = true,
            description = "What it is: ${COMPLETION-CANDIDATES}. A platform's terms may bar some.")
    private OrganisationKind kind = OrganisationKind.OTHER;

    @Option(
            names = "--purpose",
            required = true,
            paramLabel = "LANGUAGE=TEXT",
            description = "Why it writes, per language: --purpose fr='la défense du quartier'.")
    private Map<String, String> purpose = new LinkedHashMap<>();

    @Option(names = "--language", defaultValue = "fr", description = "Default language (${DEFAULT-VALUE}).")
    private String language = "fr";

    @Option(names = "--time-zone", defaultValue = "Europe/Paris", description = "Time zone (${DEFAULT-VALUE}).")
    private String timeZone = "Europe/Paris";

    @Option(names = "--country", defaultValue = "FR", description = "Country (${DEFAULT-VALUE}).")
    private String country = "FR";

    @Option(
            names = "--consent-only",
            description = "Occasional contacts may not be messaged at all (strict countries, such as Belgium).")
    private boolean consentOnly;

    @Option(names = "--at-any-hour", description = "No contact hours; the default is 9 to 20 h, not on Sundays.")
    private boolean atAnyHour;

    @Override
    public Integer call() throws Exception {
        Organisation draft = draft();
        try (CommandContext workplace = CommandContext.open(config)) {
            var pool = workplace.database().pool();
            requireNew(workplace);
            for (int number : workplace.config().database().numbers()) {
                if (number != config.shard()) {
                    try (CommandContext other = CommandContext.open(config, number)) {
                        requireNew(other);
                    }
                }
            }
            Organisation created = new OrganisationService(pool, new Tokens(new SecureRandom()), InstantSource.system())
                    .create(draft)
                    .await();
            System.out.println("organisation " + created.slug() + " created");
            return 0;
        }
    }

    private void requireNew(CommandContext place) {
        if (new OrganisationStore(InstantSource.system())
                .findBySlug(place.database().pool(), slug)
                .await()
                .isPresent()) {
            throw new UsageException("the organisation " + slug + " exists already");
        }
    }

    private Organisation draft() {
        if (!slug.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new UsageException("SLUG has 1 to 63 characters a-z, 0-9 and -");
        }
        if (name.isBlank() || name.length() > OrganisationLimits.NAME) {
            throw new UsageException("--name has 1 to 200 characters");
        }
        if (!language.matches("[a-z]{2,3}") || !purpose.keySet().stream().allMatch(key -> key.matches("[a-z]{2,3}"))) {
            throw new UsageException("a language is a code such as fr or en");
        }
        if (!country.toUpperCase(Locale.ROOT).matches("[A-Z]{2}")) {
            throw new UsageException("--country is a code such as FR");
        }
        ContactRules rules = ContactRules.DEFAULT;
        return new Organisation(
                0,
                slug,
                name.strip(),
                null,
                kind,
                purpose,
                language,
                zone(),
                country.toUpperCase(Locale.ROOT),
                consentOnly,
                atAnyHour ? rules.atAnyHour() : rules);
    }

    private ZoneId zone() {
        try {
            return ZoneId.of(timeZone);
        } catch (DateTimeException unknown) {
            throw new UsageException("--time-zone is a name such as Europe/Paris");
        }
    }
}
