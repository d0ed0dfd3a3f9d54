package org.relais.cli;

import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.relais.consent.privacy.ErasureService;
import org.relais.contact.Contact;
import org.relais.organisation.Actor;
import org.relais.organisation.Organisation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command that erases one person (GDPR art. 17). */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description = "Stops a person and removes everything personal about them. Their fingerprints stay on the"
                + " suppression list, and their ledger stays without their words. It cannot be undone.")
public final class EraseCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private PersonOption person = new PersonOption();

    @Override
    public Integer call() throws Exception {
        try (CommandContext workplace = CommandContext.open(config)) {
            Organisation organisation = person.organisation(workplace);
            Contact contact = person.find(workplace, organisation);
            ErasureService.Erased erased = workplace
                    .consent(InstantSource.system())
                    .erasures()
                    .erase(Actor.command(organisation.id()), contact.id())
                    .await();
            System.out.println(
                    "contact " + erased.contactId() + (erased.now() ? " erased" : " had been erased before"));
            return 0;
        }
    }
}
