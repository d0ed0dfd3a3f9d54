package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class OrganisationNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Les Amis du quartier | des Amis du quartier | aux Amis du quartier | many",
                "Les Voisins | des Voisins | aux Voisins | many",
                "LES ÉCOLOGISTES | des ÉCOLOGISTES | aux ÉCOLOGISTES | many",
                "Amis de la Terre | des Amis de la Terre | aux Amis de la Terre | many",
                "Parents d’élèves de Bron | des Parents d’élèves de Bron | aux Parents d’élèves de Bron | many",
                "Le Mouvement | du Mouvement | au Mouvement | one",
                "La Ligue des droits | de la Ligue des droits | à la Ligue des droits | one",
                "L’Alternative | de l’Alternative | à l’Alternative | one",
                "L'Offensive | de l’Offensive | à l’Offensive | one",
                "Écologie Lyon | d’Écologie Lyon | à Écologie Lyon | one",
                "Ensemble | d’Ensemble | à Ensemble | one",
                "Attac | d’Attac | à Attac | one",
                "Oxfam France | d’Oxfam France | à Oxfam France | one",
                "Œuvrons ensemble | d’Œuvrons ensemble | à Œuvrons ensemble | one",
                "Île en transition | d’Île en transition | à Île en transition | one",
                "Yvelines solidaires | d’Yvelines solidaires | à Yvelines solidaires | one",
                "Yaourts du Vercors | de Yaourts du Vercors | à Yaourts du Vercors | one",
                "Greenpeace | de Greenpeace | à Greenpeace | one",
                "Médecins du Monde | de Médecins du Monde | à Médecins du Monde | one",
                "Sauvons la maternité | de Sauvons la maternité | à Sauvons la maternité | one",
                "Ligue de l’enseignement | de la Ligue de l’enseignement | à la Ligue de l’enseignement | one",
                "Collectif Oxygène | du Collectif Oxygène | au Collectif Oxygène | one",
                "Comité Adama | du Comité Adama | au Comité Adama | one",
                "Fédération Bois | de la Fédération Bois | à la Fédération Bois | one",
                "Association Relais | de l’Association Relais | à l’Association Relais | one",
                "Union locale | de l’Union locale | à l’Union locale | one",
                "Observatoire du rail | de l’Observatoire du rail | à l’Observatoire du rail | one",
                "Secours populaire | du Secours populaire | au Secours populaire | one",
                "Croix-Rouge | de la Croix-Rouge | à la Croix-Rouge | one",
                "ANV-COP21 | de l’ANV-COP21 | à l’ANV-COP21 | one",
                "PS | du PS | au PS | one",
                "CGT Énergie | de la CGT Énergie | à la CGT Énergie | one",
                "UNSA | de l’UNSA | à l’UNSA | one",
                "EELV | d’EELV | à EELV | one",
                "FO | de FO | à FO | one",
                "HLM en lutte | de HLM en lutte | à HLM en lutte | one",
                "Halte au bruit | de Halte au bruit | à Halte au bruit | one",
                "Handicap International | de Handicap International | à Handicap International | one",
                "Hauts-de-France debout | de Hauts-de-France debout | à Hauts-de-France debout | one",
                "Habitat et Humanisme | d’Habitat et Humanisme | à Habitat et Humanisme | one",
                "Humanité | d’Humanité | à Humanité | one",
                "Horizons | d’Horizons | à Horizons | one",
                "350.org | de 350.org | à 350.org | one",
                "8 mars | de 8 mars | à 8 mars | one",
                "Onze de Bron | de Onze de Bron | à Onze de Bron | one",
                "#NousToutes | de #NousToutes | à #NousToutes | one",
                "Łódź solidaire | de Łódź solidaire | à Łódź solidaire | one",
                "حركة الجوار | de حركة الجوار | à حركة الجوار | one",
            })
    void readsInFrench(String name, String of, String to, String many) {
        OrganisationName read = OrganisationName.of(name, null);
        assertThat(read.arguments())
                .containsEntry("organisation", name)
                .containsEntry("of_organisation", of)
                .containsEntry("to_organisation", to)
                .containsEntry("many", many);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Solidaires | des Solidaires | aux Solidaires | many",
                "FSGT | de la FSGT | à la FSGT | one",
                "Iyan | de l’Iyan | à l’Iyan | one",
                "Uber libre | de Uber libre | à Uber libre | one",
                "Hirondelle | d'Hirondelle | à Hirondelle | one",
                "SNUipp | Du SNUipp | au SNUipp | one",
            })
    void whatTheOrganisationSaysCounts(String name, String corrected, String to, String many) {
        assertThat(OrganisationName.mayBeOf(corrected)).isTrue();
        assertThat(OrganisationName.of(name, corrected).arguments())
                .containsEntry("of_organisation", corrected)
                .containsEntry("to_organisation", to)
                .containsEntry("many", many);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Solidaires", "les Solidaires", "design", "du", "d"})
    void whatDoesNotFollowTheMessagesIsRefused(String corrected) {
        assertThat(OrganisationName.mayBeOf(corrected)).isFalse();
    }

    @Test
    void textsAgreeWithTheName() {
        Texts texts = Texts.standard();
        assertThat(texts.text(
                        "hold.continued",
                        "fr",
                        OrganisationName.of("Les Amis du quartier", null).arguments()))
                .startsWith("Merci, vous continuerez à recevoir les messages des Amis du quartier.");
        assertThat(texts.text(
                        "page.event.title",
                        "fr",
                        OrganisationName.of("Attac", null).arguments()))
                .isEqualTo("Attac vous invite");
        assertThat(texts.text(
                        "page.event.title",
                        "it",
                        OrganisationName.of("Les Amis du quartier", null).arguments()))
                .isEqualTo("Les Amis du quartier la invitano");
    }
}
