package org.relais.sandbox.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The last so many of something, oldest first; the oldest makes room for the newest. */
public final class BoundedHistory<T> implements Iterable<T> {
    private final ArrayDeque<T> kept = new ArrayDeque<>(2);
    private final int capacity;
    private long added;

    public BoundedHistory(int capacity) {
        this.capacity = Math.max(1, capacity);
    }

    public void add(T value) {
        if (kept.size() >= capacity) {
            kept.removeFirst();
        }
        kept.addLast(value);
        added++;
    }

    /** Everything ever added, kept or not. */
    public long added() {
        return added;
    }

    public int size() {
        return kept.size();
    }

    /** The newest that matches. */
    public Optional<T> newest(Predicate<T> wanted) {
        for (Iterator<T> back = kept.descendingIterator(); back.hasNext(); ) {
            T value = back.next();
            if (wanted.test(value)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** At most {@code limit} that match, the newest ones, oldest first. */
    public List<T> newest(int limit, Predicate<T> wanted) {
        List<T> found = new ArrayList<>();
        for (Iterator<T> back = kept.descendingIterator(); back.hasNext() && found.size() < limit; ) {
            T value = back.next();
            if (wanted.test(value)) {
                found.add(0, value);
            }
        }
        return found;
    }

    /** Those added after the last one that is known, oldest first. */
    public List<T> since(Predicate<T> known) {
        ArrayDeque<T> found = new ArrayDeque<>();
        for (Iterator<T> back = kept.descendingIterator(); back.hasNext(); ) {
            T value = back.next();
            if (known.test(value)) {
                break;
            }
            found.addFirst(value);
        }
        return List.copyOf(found);
    }

    /** Forgets everything and counts from nothing. */
    public void clear() {
        kept.clear();
        added = 0;
    }

    @Override
    public Iterator<T> iterator() {
        return kept.iterator();
    }
}
