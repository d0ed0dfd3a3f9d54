package org.relais.demo;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** Names and numbers of everybody in the play. */
final class Names {
    static final int VOLUNTEERS = 30;
    static final int FRIENDS = 24;

    private static final List<String> FIRST = List.of(
            "Alice",
            "Bilal",
            "Clémence",
            "Diego",
            "Éléonore",
            "Farid",
            "Gaëlle",
            "Hugo",
            "Ismaël",
            "Jeanne",
            "Kenza",
            "Lucas",
            "Maëlys",
            "Noé",
            "Ouarda");
    private static final List<String> LAST = List.of(
            "Benoît",
            "Chevalier",
            "Da Silva",
            "Etchegaray",
            "Fournier",
            "Guémené",
            "Haddad",
            "Ivanova",
            "Jacquet",
            "Kone",
            "Leclercq",
            "Mbaye",
            "Nguyen",
            "O’Neill",
            "Peeters",
            "Quéré",
            "Roux",
            "Sánchez",
            "Traoré",
            "Uzan");

    private Names() {}

    /** A phone whose owner has never written. */
    static JsonObject volunteer(int index) {
        JsonObject phone =
                new JsonObject().put("name", volunteerName(index)).put("language", index % 5 == 4 ? "en" : "fr");
        return onTelegram(index)
                ? phone.put("channel", "telegram").put("userId", Integer.toString(7_002_000 + index))
                : phone.put("channel", "whatsapp").put("number", number(2_000 + index));
    }

    static boolean onTelegram(int index) {
        return index % 3 != 0;
    }

    static String volunteerName(int index) {
        return FIRST.get(index % FIRST.size()) + " " + LAST.get(index % LAST.size()) + " " + (index + 1);
    }

    static JsonObject friend(int index) {
        return new JsonObject()
                .put("channel", "telegram")
                .put("userId", Integer.toString(7_003_000 + index))
                .put("name", FIRST.get((index + 7) % FIRST.size()) + " " + LAST.get((index + 3) % LAST.size()));
    }

    /** The people who are called: a file as an organiser has it, with the proof that each agreed. */
    static String people(int count) {
        StringBuilder csv = new StringBuilder("telephone;prenom;nom;classe;source;date;texte;etiquettes\n");
        for (int index = 0; index < count; index++) {
            csv.append(number(5_000 + index)).append(';');
            csv.append(FIRST.get(index % FIRST.size())).append(';');
            csv.append(LAST.get(index / FIRST.size() % LAST.size())).append(' ').append(index + 1);
            csv.append(";régulier;réunion publique;01/10/2026;v2;à appeler\n");
        }
        return csv.toString();
    }

    /** Numbers that ARCEP keeps for fiction (06 39 98 00 00 to 06 39 98 99 99). */
    private static String number(int last) {
        return "+3363998" + String.format("%04d", last);
    }
}
