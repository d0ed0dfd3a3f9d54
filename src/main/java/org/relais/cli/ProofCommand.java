package org.relais.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relais.app.process.UsageException;
import org.relais.consent.proof.Proof;
import org.relais.consent.proof.ProofService;
import org.relais.organisation.Actor;
import org.relais.organisation.Organisation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One person's file as evidence, or everything that is held on them. */
@Command(
        name = "proof",
        mixinStandardHelpOptions = true,
        description =
                "Prints one person's consent as evidence, with the ledger verified just now: JSON, or a PDF into a"
                        + " file. Exit code 1 when the ledger is broken.")
public final class ProofCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private PersonOption person = new PersonOption();

    @Option(names = "--pdf", paramLabel = "FILE", description = "Writes a PDF to this file instead.")
    private @Nullable Path pdf;

    @Option(
            names = "--language",
            defaultValue = "fr",
            description = "Language of the PDF: fr or en (${DEFAULT-VALUE}).")
    private String language = "fr";

    @Option(
            names = "--everything",
            description = "Everything that is held on the person (GDPR art. 15 and 20), not only the proof.")
    private boolean everything;

    @Override
    public Integer call() throws Exception {
        if (!language.equals("fr") && !language.equals("en")) {
            throw new UsageException("--language is fr or en");
        }
        if (pdf != null && everything) {
            throw new UsageException("--everything is JSON; leave --pdf out");
        }
        try (CommandContext workplace = CommandContext.open(config)) {
            Organisation organisation = person.organisation(workplace);
            ProofService proofs = workplace.consent(InstantSource.system()).proofs();
            long contactId = person.findListed(workplace, organisation, proofs);
            Proof proof = proofs.proof(organisation.id(), contactId).await();
            if (pdf != null) {
                Files.write(
                        pdf,
                        proofs.pdf(organisation.id(), contactId, language)
                                .await()
                                .getBytes());
                System.out.println(pdf + " written");
            } else if (everything) {
                System.out.println(proofs.export(Actor.command(organisation.id()), contactId)
                        .await()
                        .encodePrettily());
            } else {
                System.out.println(proof.json().encodePrettily());
            }
            return proof.verification().intact() ? 0 : 1;
        }
    }
}
