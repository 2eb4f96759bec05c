package dev.chorale.worker.speak;

import dev.chorale.worker.engine.Pcm;
import java.util.Collection;
import java.util.Optional;

/**
 * The segments of one utterance that were spoken and checked before: in an earlier try, or for a text that shares them.
 * A help and no promise: what can't be found is spoken, what can't be kept is spoken again another time. Used by
 * several threads at once; each call but {@link #has} blocks.
 */
public interface SegmentShelf {
    /** Nothing is found and nothing kept. */
    SegmentShelf NONE = new SegmentShelf() {
        @Override
        public void open(Collection<String> texts) {}

        @Override
        public boolean has(String text) {
            return false;
        }

        @Override
        public Optional<Pcm> find(String text) {
            return Optional.empty();
        }

        @Override
        public void keep(String text, Pcm pcm) {}
    };

    /** To be called once, first. @param texts of all segments */
    void open(Collection<String> texts);

    /** Whether it is likely to be found. Does not block. */
    boolean has(String text);

    /** Good audio of the segment, as it was kept. */
    Optional<Pcm> find(String text);

    /** @param pcm passed its check */
    void keep(String text, Pcm pcm);
}
