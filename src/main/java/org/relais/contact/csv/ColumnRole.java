package org.relais.contact.csv;

import com.ibm.icu.text.Normalizer2;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.relais.contact.AddressForms;

/** What a column means, by the French and English headings that people give it. */
public enum ColumnRole {
    PHONE(
            "phone",
            "phone number",
            "mobile",
            "mobile phone",
            "telephone",
            "tel",
            "portable",
            "numero",
            "numero de telephone",
            "telephone portable",
            "telephone mobile",
            "gsm",
            "number"),
    /** A channel's own identifiers; their headings are the channel's. */
    ACCOUNT(),
    NAME("name", "full name", "nom complet", "nom et prenom", "prenom et nom", "display name"),
    FIRST_NAME("first name", "given name", "prenom", "firstname"),
    LAST_NAME("last name", "surname", "family name", "nom", "nom de famille", "lastname"),
    LANGUAGE("language", "langue", "lang"),
    TIME_ZONE("time zone", "timezone", "fuseau", "fuseau horaire"),
    AREA("area", "zone", "department", "departement", "town", "ville", "commune", "secteur", "circonscription"),
    TAGS("tags", "tag", "etiquettes", "etiquette", "labels", "groupes", "groups"),
    /** Exact names only: a column "reference" or "member id" is the organisation's own, for its messages to use. */
    EXTERNAL_ID("external id", "crm id", "identifiant externe", "identifiant crm"),
    CLASS("class", "classe", "consent class", "classe de consentement", "categorie"),
    SOURCE("source", "origin", "origine", "consent source", "source du consentement", "provenance"),
    DATE(
            "date",
            "consent date",
            "date du consentement",
            "date de consentement",
            "date accord",
            "date de l accord",
            "date d accord",
            "date of agreement",
            "date d inscription",
            "signup date"),
    WORDING("wording", "consent wording", "texte", "texte du consentement", "mention", "formule", "libelle"),
    /** Yes or no: whether the person agrees to be written to. Several columns may ask it, by any heading with such a word. */
    AGREED("agreed", "agrees", "accord", "inscrit", "inscrite", "inscrits", "subscribed", "optin", "sms ok");

    private static final Set<String> AGREEMENT = Set.of(
            "consent",
            "consents",
            "consentement",
            "consentements",
            "consentimiento",
            "consenso",
            "consentimento",
            "einwilligung",
            "newsletter",
            "optin",
            "rgpd",
            "gdpr",
            "dsgvo",
            "abonne",
            "abonnee",
            "subscriber");
    /** Beside one of these a word of agreement speaks of its proof, or of when it was given. */
    private static final Set<String> PROOF = Set.of(
            "date",
            "fecha",
            "data",
            "datum",
            "day",
            "jour",
            "le",
            "at",
            "on",
            "time",
            "heure",
            "source",
            "origin",
            "origine",
            "provenance",
            "texte",
            "text",
            "wording",
            "version",
            "mention",
            "formule",
            "class",
            "classe",
            "proof",
            "preuve",
            "id",
            "url",
            "ip");

    private static final Normalizer2 NORMALISER = Normalizer2.getNFKDInstance();
    private static final Map<String, ColumnRole> BY_HEADING = byHeading();

    private final List<String> headings;

    ColumnRole(String... headings) {
        this.headings = List.of(headings);
    }

    /**
     * The role of a heading, whatever its accents, case and punctuation; empty for a column of the organisation's own.
     *
     * @param forms of the channels, whose names may head columns too
     */
    public static Optional<ColumnRole> of(String heading, AddressForms forms) {
        String plain = plain(heading);
        return Optional.ofNullable(BY_HEADING.get(plain))
                .or(() -> forms.headed(plain).map(form -> form.kind().isPhone() ? PHONE : ACCOUNT))
                .or(() -> asksAgreement(plain) ? Optional.of(AGREED) : Optional.empty());
    }

    private static boolean asksAgreement(String plain) {
        List<String> words = List.of(plain.replace("opt in", "optin").split(" "));
        return words.stream().anyMatch(AGREEMENT::contains) && words.stream().noneMatch(PROOF::contains);
    }

    /** Lower case letters and digits without accents, one space between words. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        boolean gap = false;
        for (int character :
                NORMALISER.normalize(text).toLowerCase(Locale.ROOT).codePoints().toArray()) {
            if (Character.isLetterOrDigit(character)) {
                if (gap && plain.length() > 0) {
                    plain.append(' ');
                }
                plain.appendCodePoint(character);
                gap = false;
            } else if (Character.getType(character) != Character.NON_SPACING_MARK) {
                gap = true;
            }
        }
        return plain.toString();
    }

    private static Map<String, ColumnRole> byHeading() {
        Map<String, ColumnRole> roles = new HashMap<>();
        for (ColumnRole role : values()) {
            role.headings.forEach(heading -> roles.put(heading, role));
        }
        return Map.copyOf(roles);
    }
}
