package org.relais.action.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.consent.stopword.StopDetector;
import org.relais.testing.Unit;

@Unit
class RemovalNotesTest {
    private final RemovalNotes notes = new RemovalNotes(StopDetector.load());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "elle ne veut plus être appelée",
                "il a dit de ne plus l'appeler",
                "elle dit stop",
                "elle m'a dit d'arrêter de l'appeler",
                "il demande à être retiré de la liste",
                "elle ne veut plus entendre parler de nous",
                "ne plus rappeler",
                "il ne veut plus être appelé à partir d'aujourd'hui",
                "monsieur a dit qu'il ne fallait plus le contacter",
                "she said stop calling",
                "he doesn't want to be called any more",
                "she asked to be taken off the list",
                "he said not to contact him again",
                "dice que no la llamen más",
                "no quiere que le llamen más",
                "er will nicht mehr angerufen werden",
                "sie hat gesagt, wir sollen nicht mehr anrufen",
                "non vuole più essere chiamata",
                "ha detto di non chiamarla più",
                "ele não quer mais ligações",
                "disse para não ligarmos mais",
                "hij wil niet meer gebeld worden",
                "ze zei dat we niet meer moeten bellen",
                "قال لا تتصلوا به مرة أخرى",
                "هي لا تريد أن نتصل بها",
            })
    void noFurtherContactIsAskedAbout(String note) {
        assertThat(notes.test(note)).as(note).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "il ne veut pas être rappelé aujourd'hui",
                "elle ne veut pas être appelée le soir",
                "ne veut pas être rappelée avant lundi",
                "ne pas rappeler ce soir, il travaille",
                "elle dit qu'elle vient samedi",
                "il a dit que le local est trop petit",
                "elle dit non pour samedi mais oui pour la fête",
                "il m'a dit qu'il avait déjà voté",
                "elle demande qui est la candidate",
                "elle a répondu qu'elle réfléchit",
                "il ne veut pas qu'on ferme l'école",
                "il veut qu'on arrête les travaux",
                "elle demande de rappeler demain",
                "il dit que les impôts il faut arrêter",
                "elle ne veut pas d'un parking",
                "he doesn't want to be called today",
                "she doesn't want to be called before Monday",
                "she said she will come on Saturday",
                "he says the buses should stop running at night",
                "she says no to the new road",
                "no quiere que le llamen hoy",
                "dice que vendrá el sábado",
                "er will heute nicht angerufen werden",
                "sie sagt, dass sie am Samstag kommt",
                "non vuole essere chiamata oggi",
                "dice che verrà sabato",
                "ele não quer que liguem hoje",
                "disse que vem no sábado",
                "hij wil vandaag niet gebeld worden",
                "ze zei dat ze zaterdag komt",
                "لا يريد أن نتصل به اليوم",
                "قالت إنها ستأتي يوم السبت",
            })
    void whatElseTheySaidIsNot(String note) {
        assertThat(notes.test(note)).as(note).isFalse();
    }
}
