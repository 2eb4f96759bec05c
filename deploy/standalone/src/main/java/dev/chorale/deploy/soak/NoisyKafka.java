package dev.chorale.deploy.soak;

import dev.chorale.common.wire.Topics;
import dev.chorale.common.wire.WakeUp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Topics bring what they should not: each of the latest wake-ups ten times more, in any order, most of them of runs that are
 * done; wake-ups of runs and engines that never were, and records that are no wake-ups. Nothing may come of it, and whoever
 * reads goes on.
 */
record NoisyKafka() implements Fault {
    private static final int TIMES = 10;
    private static final int RUNS = 20;
    private static final int MOST_MS = 10_000;

    /** Who has much to do reads on when it is done. */
    private static final Duration READ = Duration.ofSeconds(60);

    private static final List<String> NO_WAKE_UPS = List.of(
            "", "{", "[]", "null", "{\"v\":99}", "{\"v\":1,\"run\":\"x\"}", "\u0000\u0001", "9".repeat(500_000));
    private static final List<String> OF_NOTHING = List.of(
            "{\"v\":1,\"run\":\"00000000-0000-0000-0000-000000000000\",\"engine\":\"sim\",\"lane\":\"root\"}",
            "{\"v\":1,\"run\":\"00000000-0000-0000-0000-000000000000\",\"engine\":\"of-nobody\"}");

    @Override
    public String name() {
        return "noisy-kafka";
    }

    @Override
    public Bite strike(Scene scene) throws InterruptedException {
        double before = rejected(scene);
        List<byte[]> records = new ArrayList<>();
        NO_WAKE_UPS.forEach(text -> records.add(text.getBytes(StandardCharsets.UTF_8)));
        OF_NOTHING.forEach(text -> records.add(text.getBytes(StandardCharsets.UTF_8)));
        for (WakeUp wakeUp : scene.ledger().latestWakeUps(RUNS)) {
            records.addAll(Collections.nCopies(TIMES, wakeUp.toBytes()));
        }
        Collections.shuffle(records, new Random(scene.random().nextLong()));
        send(scene, records);
        Instant mended = Instant.now();
        scene.await(READ, () -> rejected(scene) > before);
        return new Bite(Math.round(rejected(scene) - before), "records rejected", mended);
    }

    private static void send(Scene scene, List<byte[]> records) {
        List<String> topics = Topics.ofSynthesis();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        scene.stage().settings().get("kafka.bootstrap.servers"),
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        MOST_MS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        MOST_MS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        MOST_MS / 2),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (byte[] value : records) {
                String topic = topics.get(scene.random().nextInt(topics.size()));
                producer.send(new ProducerRecord<>(topic, value));
            }
            producer.flush();
        }
    }

    private static double rejected(Scene scene) throws InterruptedException {
        double sum = 0;
        for (String worker : scene.stage().parts().workers()) {
            sum += scene.caller().counter(scene.stage().metricsOf(worker), "chorale_messages_rejected_total", "");
        }
        return sum;
    }
}
