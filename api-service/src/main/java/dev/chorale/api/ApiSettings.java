package dev.chorale.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What can be set for the API service. Every key is in docs/configuration.md. */
@ConfigMapping(prefix = "chorale.api")
public interface ApiSettings {
    /** A key with the role admin of the tenant {@code default}, made at start. Absent: none is made. */
    Optional<String> adminKey();

    /** The partitions of each topic, when this service makes it. */
    @WithDefault("4")
    int topicPartitions();

    Submit submit();

    Sweeper sweeper();

    Cache cache();

    Housekeeping housekeeping();

    Webhook webhook();

    Speech speech();

    Mark mark();

    VoiceFiles voiceFiles();

    /** The group commit. */
    interface Submit {
        /** Threads that commit, each with a database connection of its own. */
        @WithDefault("3")
        int writers();

        /** Requests that may wait for a commit; beyond them, or beyond 64 MB of texts, the answer is 503. */
        @WithDefault("4096")
        int queue();
    }

    /** The minimal sweeper: lost wake-ups, lost leases, due retries. */
    interface Sweeper {
        @WithDefault("true")
        boolean enabled();

        /** From one sweep to the next. */
        @WithDefault("PT0.5S")
        Duration every();

        /** How long a queued run waits for its first claim before it is announced again. */
        @WithDefault("PT5S")
        Duration wakeAfter();
    }

    /** The cache in this process. */
    interface Cache {
        /** Audio kept in memory, in bytes. */
        @WithDefault("134217728")
        long maxBytes();

        /** The longest audio kept in memory, in bytes; longer audio is read from the object store. */
        @WithDefault("2097152")
        int maxEntryBytes();
    }

    /** What removes what is past its life, or has no owner. */
    interface Housekeeping {
        /** From one round to the next. */
        @WithDefault("PT1M")
        Duration every();

        /** How old an object without a row must be: longer than any try takes from its put to its commit. */
        @WithDefault("PT2H")
        Duration orphansAfter();
    }

    /** Deliveries to callers' receivers. */
    interface Webhook {
        /** Whether receivers in private and loopback networks are called. Only for a demonstration on one machine. */
        @WithDefault("false")
        boolean allowPrivate();

        /** Deliveries in flight from this process. */
        @WithDefault("16")
        int concurrency();
    }

    /** The OpenAI routes. */
    interface Speech {
        /** The voice behind OpenAI's own voice names ({@code alloy} …). */
        @WithDefault("espeak/en-us")
        String defaultVoice();

        /** How long a request waits for audio that must be spoken first. */
        @WithDefault("PT120S")
        Duration waitAtMost();
    }

    /** The mark that the speech is synthetic (GB 45438-2025). */
    interface Mark {
        @WithDefault("true")
        boolean enabled();

        /** Who is named as the producer. */
        @WithDefault("Chorale")
        String producer();
    }

    /** What tenants upload for voices of their own. */
    interface VoiceFiles {
        /** The longest file, in bytes. A recording ({@code audio/*}) has 20 MiB at most all the same. */
        @WithDefault("4294967296")
        long maxBytes();

        /** What all files of one tenant may hold, in bytes. */
        @WithDefault("21474836480")
        long maxTotalBytes();

        /**
         * Whether keys with the role user may make voices of uploaded weights. The engine runs what is in them: whoever may
         * do so can run programs on its machine.
         */
        @WithDefault("false")
        boolean weights();

        /** Uploads at once in this process; beyond them the answer is 503. */
        @WithDefault("4")
        int atOnce();

        /** The longest that a file may take to arrive. */
        @WithDefault("PT1H")
        Duration timeLimit();

        /** Where a file lies while it arrives. Absent: the temporary folder. */
        Optional<Path> spoolDir();
    }
}
