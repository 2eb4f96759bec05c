package dev.chorale.worker;

import dev.chorale.worker.claim.KafkaLink;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the engines are registered and the share consumers take part. Without Kafka a worker is ready too: it
 * polls. The database has a check of its own.
 */
@Readiness
@ApplicationScoped
public class WorkerReadiness implements HealthCheck {
    private final WorkerLife life;
    private final KafkaLink kafka;

    WorkerReadiness(WorkerLife life, KafkaLink kafka) {
        this.life = life;
        this.kafka = kafka;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("worker")
                .status(life.isOpen() && kafka.isSettled())
                .withData("engines", life.isOpen())
                .withData("wake-ups", kafka.isSettled())
                .build();
    }
}
