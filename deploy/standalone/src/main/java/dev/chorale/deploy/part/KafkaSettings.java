package dev.chorale.deploy.part;

import java.nio.file.Path;
import java.util.Properties;

/** What makes a single broker behave: one copy of everything, and share groups that notice a dead member soon. */
final class KafkaSettings {
    private KafkaSettings() {}

    static Properties of(Path folder, int port, int controllerPort, int advertisedPort) {
        Properties settings = new Properties();
        addOneNode(settings, folder, port, controllerPort, advertisedPort);
        addSingleCopies(settings);
        addQuickRecovery(settings);
        addShareGroups(settings);
        return settings;
    }

    private static void addOneNode(Properties settings, Path folder, int port, int controllerPort, int advertisedPort) {
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", "1");
        settings.setProperty("controller.quorum.bootstrap.servers", "127.0.0.1:" + controllerPort);
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + advertisedPort);
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty("log.dirs", folder.resolve("log").toString());
    }

    private static void addSingleCopies(Properties settings) {
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("offsets.topic.num.partitions", "4");
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("transaction.state.log.num.partitions", "4");
        settings.setProperty("share.coordinator.state.topic.replication.factor", "1");
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");
        settings.setProperty("share.coordinator.state.topic.num.partitions", "4");
        settings.setProperty("min.insync.replicas", "1");
    }

    private static void addQuickRecovery(Properties settings) {
        // After a kill -9 the controller waits for the old session to end: 4 s instead of 11.
        settings.setProperty("broker.session.timeout.ms", "3000");
        settings.setProperty("broker.heartbeat.interval.ms", "500");
        settings.setProperty("initial.broker.registration.timeout.ms", "60000");
        settings.setProperty("controlled.shutdown.enable", "true");
        settings.setProperty("auto.create.topics.enable", "false");
        settings.setProperty("log.retention.ms", "3600000");
        settings.setProperty("log.retention.check.interval.ms", "60000");
        settings.setProperty("log.segment.bytes", "67108864");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        settings.setProperty("group.consumer.min.heartbeat.interval.ms", "500");
        settings.setProperty("group.consumer.heartbeat.interval.ms", "500");
        settings.setProperty("group.consumer.min.session.timeout.ms", "3000");
        settings.setProperty("group.min.session.timeout.ms", "1000");
    }

    private static void addShareGroups(Properties settings) {
        settings.setProperty("group.share.min.heartbeat.interval.ms", "500");
        settings.setProperty("group.share.heartbeat.interval.ms", "500");
        settings.setProperty("group.share.min.session.timeout.ms", "3000");
        settings.setProperty("group.share.min.record.lock.duration.ms", "1000");
        settings.setProperty("group.share.delivery.count.limit", "10");
        settings.setProperty("group.share.max.size", "1000");
    }
}
