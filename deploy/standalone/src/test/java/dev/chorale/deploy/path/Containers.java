package dev.chorale.deploy.path;

import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.MinIOContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The parts as containers, where a Docker engine answers: the services are then pointed at them instead of at the parts
 * that the launcher brings along. The switch is the engine itself; without one nothing here runs.
 */
final class Containers {
    private static final String POSTGRES = "postgres:18";
    private static final String KAFKA = "apache/kafka:4.3.1";
    private static final String MINIO = "quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z";

    private static final Map<String, String> SHARE_GROUPS = Map.of(
            "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1",
            "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1",
            "KAFKA_GROUP_SHARE_MIN_HEARTBEAT_INTERVAL_MS", "500",
            "KAFKA_GROUP_SHARE_HEARTBEAT_INTERVAL_MS", "500",
            "KAFKA_GROUP_SHARE_DELIVERY_COUNT_LIMIT", "10",
            "KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");

    private Containers() {}

    /** The settings that point the services at the containers; none where no engine answers. */
    @SuppressWarnings("resource") // Testcontainers removes them when this JVM ends
    static List<String> settings() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return List.of();
        }
        PostgreSQLContainer postgres = new PostgreSQLContainer(POSTGRES)
                .withDatabaseName("chorale")
                .withUsername("postgres")
                .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust");
        KafkaContainer kafka = new KafkaContainer(DockerImageName.parse(KAFKA)).withEnv(SHARE_GROUPS);
        MinIOContainer minio =
                new MinIOContainer(DockerImageName.parse(MINIO).asCompatibleSubstituteFor("minio/minio"));
        postgres.start();
        kafka.start();
        minio.start();
        return List.of(
                "quarkus.datasource.jdbc.url=jdbc:postgresql://" + postgres.getHost() + ":"
                        + postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT) + "/chorale",
                "kafka.bootstrap.servers=" + kafka.getBootstrapServers(),
                "chorale.s3.url=" + minio.getS3URL(),
                "chorale.s3.access-key=" + minio.getUserName(),
                "chorale.s3.secret-key=" + minio.getPassword());
    }
}
