package dev.chorale.api.voice;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.access.Caller;
import dev.chorale.api.problem.Problem.FieldError;
import dev.chorale.api.voice.SettingsCheck.Given;
import dev.chorale.common.speech.VoiceFileId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The uploaded files that a voice's settings name: whether its tenant has them. */
@ApplicationScoped
public class NamedFiles {
    private static final Set<String> WEIGHTS = Set.of("gpt_weights", "sovits_weights");

    private final EntityManager entities;
    private final Caller caller;
    private final boolean weightsOfUsers;

    public NamedFiles(EntityManager entities, Caller caller, ApiSettings settings) {
        this.entities = entities;
        this.caller = caller;
        this.weightsOfUsers = settings.voiceFiles().weights();
    }

    /**
     * Adds a fault for each file that the tenant has not or may not use, or that is too long for a recording. Those that there are can't
     * be deleted until the caller's transaction ends.
     *
     * @param settings as {@link SettingsCheck#check} returned them
     */
    void check(UUID tenant, Map<String, String> settings, Given given, List<FieldError> faults) {
        Map<String, String> named = named(settings);
        if (named.isEmpty()) {
            return;
        }
        Map<String, Long> lengths = locked(tenant, Set.copyOf(named.values()));
        named.forEach((name, sha256) -> {
            @Nullable String fault = fault(name, lengths.get(sha256));
            if (fault != null) {
                faults.add(new FieldError(given.fieldOf(name, VoiceFileId.write(sha256)), fault));
            }
        });
    }

    /** The hash of the file behind each setting that names one. */
    private static Map<String, String> named(Map<String, String> settings) {
        Map<String, String> named = new TreeMap<>();
        settings.forEach((name, value) -> {
            if (WEIGHTS.contains(name) || SettingsCheck.RECORDINGS.contains(name)) {
                VoiceFileId.read(value).ifPresent(sha256 -> named.put(name, sha256));
            }
        });
        return named;
    }

    private @Nullable String fault(String name, @Nullable Long bytes) {
        if (WEIGHTS.contains(name) && !weightsOfUsers && !caller.identity().admin()) {
            return "expected a path: uploaded weights are for keys with the role admin here";
        }
        if (bytes == null) {
            return "unknown: you have uploaded no such file";
        }
        boolean tooLong = SettingsCheck.RECORDINGS.contains(name) && bytes > VoiceFileId.MAX_RECORDING_BYTES;
        return tooLong ? "expected a recording of at most 20 MiB" : null;
    }

    private Map<String, Long> locked(UUID tenant, Set<String> hashes) {
        List<?> found = entities.createNativeQuery("""
                        SELECT sha256, bytes
                        FROM voice_file
                        WHERE tenant_id = :tenant
                          AND sha256 IN (:hashes)
                        ORDER BY sha256
                        FOR SHARE
                        """, Tuple.class)
                .setParameter("tenant", tenant)
                .setParameter("hashes", hashes)
                .getResultList();
        Map<String, Long> lengths = new HashMap<>();
        found.stream()
                .map(Tuple.class::cast)
                .forEach(row -> lengths.put(row.get("sha256", String.class), row.get("bytes", Long.class)));
        return lengths;
    }
}
