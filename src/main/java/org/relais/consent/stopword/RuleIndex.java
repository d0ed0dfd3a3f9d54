package org.relais.consent.stopword;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Index of the few rules that can match a line at all, by one set of concepts of each pattern of which the line must
 * have one. Looking at every pattern of every language took most of a message's time.
 */
final class RuleIndex {
    private final BitSet always = new BitSet();
    private final Map<Integer, BitSet> byConcept = new HashMap<>();

    void add(Rule rule) {
        for (Pattern pattern : rule.patterns()) {
            pattern.needed().stream()
                    .min(Comparator.comparingInt(concepts -> concepts.length))
                    .ifPresentOrElse(concepts -> add(rule, concepts), () -> always.set(rule.number()));
        }
    }

    private void add(Rule rule, int[] concepts) {
        for (int concept : concepts) {
            byConcept.computeIfAbsent(concept, unused -> new BitSet()).set(rule.number());
        }
    }

    /** Numbers of the rules that a line with these concepts may match; of all others it lacks something. */
    BitSet possible(BitSet concepts) {
        BitSet possible = (BitSet) always.clone();
        for (int concept = concepts.nextSetBit(0); concept >= 0; concept = concepts.nextSetBit(concept + 1)) {
            BitSet rules = byConcept.get(concept);
            if (rules != null) {
                possible.or(rules);
            }
        }
        return possible;
    }
}
