package dev.chorale.worker.keep;

import dev.chorale.common.content.Sha256;
import dev.chorale.common.speech.CacheKey;
import dev.chorale.common.speech.Utterance;
import dev.chorale.common.store.AudioStore;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.keep.SegmentRows.Row;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.speak.SegmentShelf;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

/** One run's view of the shelf. Where a store did not answer, it is left alone for a while. */
final class SegmentsOfRun implements SegmentShelf {
    private static final Logger LOG = Logger.getLogger(SegmentsOfRun.class);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(10);

    private final Held held;
    private final Utterance utterance;
    private final EngineCard engine;
    private final SegmentRows rows;
    private final SegmentKeeper.Tools tools;
    private final Map<String, Row> known = new ConcurrentHashMap<>();
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
    /** Objects of what was spoken now: to read them again is no hit. */
    private final Set<String> own = ConcurrentHashMap.newKeySet();

    private volatile Collection<String> texts = List.of();
    private volatile byte[] salt = new byte[0];
    private volatile boolean opened;
    private volatile long awaySince;

    SegmentsOfRun(Held held, Utterance utterance, EngineCard engine, SegmentRows rows, SegmentKeeper.Tools tools) {
        this.held = held;
        this.utterance = utterance;
        this.engine = engine;
        this.rows = rows;
        this.tools = tools;
        this.awaySince = tools.clock().nanos() - LEFT_ALONE.toNanos();
    }

    @Override
    public void open(Collection<String> all) {
        texts = List.copyOf(all);
        lookUp();
    }

    private synchronized void lookUp() {
        if (opened || isLeftAlone()) {
            return;
        }
        try {
            salt = rows.saltOf(held.tenant());
            known.putAll(rows.find(held.tenant(), texts.stream().map(this::key).collect(Collectors.toSet())));
            opened = true;
        } catch (JdbiException e) {
            leaveAlone(e);
        }
    }

    private boolean isOpen() {
        if (!opened) {
            lookUp();
        }
        return opened && !isLeftAlone();
    }

    @Override
    public boolean has(String text) {
        Row row = opened && !isLeftAlone() ? known.get(key(text)) : null;
        return row != null && !unreadable.contains(row.objectKey());
    }

    @Override
    public Optional<Pcm> find(String text) {
        Row row = isOpen() ? known.get(key(text)) : null;
        if (row == null) {
            return Optional.empty();
        }
        Optional<Pcm> found = read(row);
        if (found.isPresent() && !own.contains(row.objectKey())) {
            tools.count("hit");
        }
        return found;
    }

    /** What is not the audio that was kept counts as nothing, and is replaced. */
    private Optional<Pcm> read(Row row) {
        try {
            byte[] samples = tools.objects().get(row.objectKey(), row.bytes());
            if (Sha256.hex(samples).equals(row.sha256())) {
                return Optional.of(new Pcm(samples, engine.sampleRateHz()));
            }
            LOG.warn("kept segment is not what was stored, it is spoken again");
            unreadable.add(row.objectKey());
        } catch (NoSuchFileException e) {
            LOG.info("kept segment is gone, it is spoken again");
            unreadable.add(row.objectKey());
        } catch (IOException e) {
            leaveAlone(e);
        }
        return Optional.empty();
    }

    @Override
    public void keep(String text, Pcm pcm) {
        tools.count("miss");
        if (!isOpen()) {
            return;
        }
        String sha256 = Sha256.hex(pcm.bytes());
        UUID object = tools.ids().next();
        Row row = new Row(AudioStore.keyOf(held.tenant(), sha256, object, "pcm"), sha256, pcm.bytes().length);
        boolean kept = false;
        try {
            tools.objects().put(row.objectKey(), pcm.bytes());
            kept = insert(key(text), row);
        } catch (IOException | JdbiException e) {
            leaveAlone(e);
        }
        if (!kept) {
            discard(row);
        }
    }

    private boolean insert(String key, Row row) {
        Row before = known.get(key);
        String broken = before != null && unreadable.contains(before.objectKey()) ? before.objectKey() : "";
        boolean kept = rows.insert(held, key, row, broken);
        if (kept) {
            own.add(row.objectKey());
            known.put(key, row);
        }
        return kept;
    }

    /** Should the row be there all the same, after an answer that was lost: what it names is gone, and is spoken again. */
    private void discard(Row row) {
        try {
            tools.objects().delete(row.objectKey());
        } catch (IOException e) {
            LOG.debugf(e, "segment without a row was left behind");
        }
    }

    private String key(String text) {
        return CacheKey.ofSegment(
                        salt, utterance.voiceVersion(engine.build()), engine.sampleRateHz(), utterance.saying(text))
                .hex();
    }

    private boolean isLeftAlone() {
        return tools.clock().nanos() - awaySince < LEFT_ALONE.toNanos();
    }

    private void leaveAlone(Exception e) {
        awaySince = tools.clock().nanos();
        LOG.warnf("segments are left alone for a while cause=%s", e.getClass().getSimpleName());
    }
}
