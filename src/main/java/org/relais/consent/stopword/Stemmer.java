package org.relais.consent.stopword;

import org.tartarus.snowball.SnowballStemmer;

/** One of Lucene's Snowball stemmers, by the name that a language file gives. Safe for use by several threads. */
final class Stemmer {
    private final SnowballStemmer snowball;

    private Stemmer(SnowballStemmer snowball) {
        this.snowball = snowball;
    }

    /** @throws IllegalArgumentException when Lucene has no stemmer of that name */
    static Stemmer named(String name) {
        try {
            Class<?> type = Class.forName("org.tartarus.snowball.ext." + name + "Stemmer");
            return new Stemmer((SnowballStemmer) type.getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException | LinkageError missing) {
            throw new IllegalArgumentException("no Snowball stemmer named '" + name + "'", missing);
        }
    }

    /** A stemmer is a machine with state; the lexicon remembers words, so the lock is seldom taken. */
    synchronized String stem(String word) {
        snowball.setCurrent(word);
        snowball.stem();
        return snowball.getCurrent();
    }
}
