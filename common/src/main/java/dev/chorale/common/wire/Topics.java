package dev.chorale.common.wire;

import dev.chorale.common.job.Lane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics and the share groups, made when a service starts, never per request. */
public final class Topics {
    public static final String JOB_EVENTS = "chorale.job-events";
    public static final String TRAINING = "chorale.training";

    private static final String RETENTION_MS = "3600000";
    private static final long ADMIN_LIMIT_SECONDS = 20;
    private static final Map<String, String> NEEDED =
            Map.of("share.auto.offset.reset", "earliest", "share.record.lock.duration.ms", "15000");
    private static final Map<String, String> QUICK =
            Map.of("share.heartbeat.interval.ms", "500", "share.session.timeout.ms", "5000");

    private Topics() {}

    public static String ofLane(String lane) {
        return lane.equals("training") ? TRAINING : "chorale.synthesis." + lane;
    }

    public static List<String> ofSynthesis() {
        return Arrays.stream(Lane.values()).map(l -> ofLane(l.wireName())).toList();
    }

    /** The share group of the workers that serve an engine: each engine's workers see every wake-up once. */
    public static String groupOf(String engine) {
        return "chorale-engine-" + engine;
    }

    /** Makes the topics that are missing. Harmless if two services do it at once. */
    public static void make(Admin admin, int partitions) throws InterruptedException, TimeoutException {
        List<String> names = new ArrayList<>(ofSynthesis());
        names.add(TRAINING);
        names.add(JOB_EVENTS);
        for (String name : names) {
            NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty())
                    .configs(Map.of("retention.ms", RETENTION_MS));
            try {
                admin.createTopics(List.of(topic)).all().get(ADMIN_LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new IllegalStateException("topic " + name + " could not be made", e);
                }
            }
        }
    }

    /**
     * Sets the share groups up. {@code earliest}, because the default {@code latest} drops what was sent before the
     * group's first member came.
     *
     * <p>A member that was killed keeps its partitions until its session ends: 45 s by default, and with few wake-ups
     * the producer stays on one partition for as long. A broker may forbid shorter times than its own; then its own
     * hold, and the sweeper announces what a dead member keeps.
     *
     * @return whether the broker took the short times
     */
    public static boolean makeGroups(Admin admin, Collection<String> engines)
            throws InterruptedException, TimeoutException {
        boolean quick = true;
        for (String engine : engines) {
            try {
                configure(admin, engine, NEEDED);
            } catch (ExecutionException e) {
                throw new IllegalStateException("share group of " + engine + " could not be set up", e);
            }
            quick &= isQuick(admin, engine);
        }
        return quick;
    }

    private static boolean isQuick(Admin admin, String engine) throws InterruptedException, TimeoutException {
        try {
            configure(admin, engine, QUICK);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidConfigurationException) {
                return false;
            }
            throw new IllegalStateException("share group of " + engine + " could not be set up", e);
        }
    }

    private static void configure(Admin admin, String engine, Map<String, String> settings)
            throws ExecutionException, InterruptedException, TimeoutException {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, groupOf(engine));
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(s -> new AlterConfigOp(new ConfigEntry(s.getKey(), s.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        admin.incrementalAlterConfigs(Map.of(group, changes)).all().get(ADMIN_LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
