package dev.chorale.worker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be set for the worker service. Values outside their range end the start, see {@link Ranges}. */
@ConfigMapping(prefix = "chorale.worker")
public interface WorkerSettings {
    /**
     * The most runs at once in this process, 1..512, those included that wait or are stored; how many an engine speaks at
     * once is its {@code max-concurrency}. Absent: as many as keep all engines busy, 32 at least.
     */
    Optional<Integer> slots();

    /**
     * How long PostgreSQL waits for a heartbeat before others may take this worker's runs, PT0.5S..PT10M. Heartbeats
     * come three times as often; a shorter lease finds a dead worker sooner and bears shorter pauses.
     */
    @WithDefault("PT15S")
    Duration lease();

    /** How long running work may go on after SIGTERM before it is given back to the queue, PT0S..PT1H. */
    @WithDefault("PT30S")
    Duration grace();

    /** The partitions of each topic, where this service makes it, 1..1000. */
    @WithDefault("4")
    int topicPartitions();

    Poll poll();

    /** The engines by name, the name being what stands before the slash in a voice. None named: {@code espeak}. */
    Map<String, Engine> engines();

    /** Where audio lies before it is stored; emptied at each start. Absent: a folder of this process in the temporary one. */
    Optional<Path> workDir();

    /** The degraded mode: work from PostgreSQL while Kafka is silent. */
    interface Poll {
        /** Without it, an outage of Kafka delays every run until Kafka is back. */
        @WithDefault("true")
        boolean enabled();

        /** How long Kafka must have been silent, with credit, before PostgreSQL is asked, PT0.1S..PT10M. */
        @WithDefault("PT2S")
        Duration after();
    }

    /** An engine. */
    interface Engine {
        /**
         * The adapter that speaks for it: {@code espeak}, {@code openai}, {@code gpt-sovits}, {@code cosyvoice},
         * {@code cosyvoice-grpc}, {@code emotivoice}.
         */
        String kind();

        /** Where the server is; several addresses are processes of the same engine. */
        Optional<List<String>> url();

        /** The model that the server is asked for. */
        Optional<String> model();

        /** Calls at once, 1..512: of each process. None: found while it works, or what suits the kind. */
        Optional<Integer> maxConcurrency();

        /**
         * Starts the process of each {@code url}, which then lives and dies with the worker. {@code {host}}, {@code {port}}
         * and {@code {index}} stand for what each has. None: somebody else does.
         */
        Optional<String> command();

        /** How long a process that {@code command} starts may take until it speaks, PT1S..PT1H. */
        @WithDefault("PT2M")
        Duration startLimit();

        /** Where the GPU memory of each process is told in Prometheus' form; one address may stand for all. */
        Optional<List<String>> memoryUrl();

        /** Which GPU there is meant, for each process or for all: a number or a UUID. None: the fullest. */
        Optional<List<String>> memoryGpu();

        /** What else the adapter can be told. */
        Map<String, String> options();
    }
}
