package dev.chorale.deploy.soak;

import dev.chorale.deploy.simulator.SimulatedVoice;
import dev.chorale.deploy.simulator.Sound;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The engine behind the workers, and what is known of its audio beforehand. */
sealed interface Speech {
    /** Its name, what stands before the slash in a voice. */
    String name();

    /** Its own names of its voices. */
    List<String> voices();

    /** What a worker is told of it; it is reached at {@code address}, host and port. */
    Map<String, String> settings(String address);

    /** The bytes that a job of this line must have as PCM at 24 kHz, if they can be computed. */
    Optional<byte[]> pcm(Line line);

    /** Our own simulator: every byte is known. */
    record Simulated() implements Speech {
        @Override
        public String name() {
            return "sim";
        }

        @Override
        public List<String> voices() {
            return List.of("a", "b");
        }

        @Override
        public Map<String, String> settings(String address) {
            String engine = "chorale.worker.engines.sim.";
            return Map.of(
                    engine + "kind", "openai",
                    engine + "url", "http://" + address,
                    engine + "max-concurrency", "8",
                    engine + "options.voices", "a:en,b:en",
                    engine + "options.timeout", "PT10S",
                    engine + "options.first-byte", "PT5S",
                    engine + "options.stall", "PT3S");
        }

        @Override
        public Optional<byte[]> pcm(Line line) {
            return Optional.of(SimulatedVoice.pcm(sound(line)));
        }

        /** What the adapter asks the simulator for: no model, no seed. */
        static Sound sound(Line line) {
            return Sound.of("", line.text(), line.voice()).withSpeed(line.speed());
        }
    }

    /**
     * Another engine, whose bytes nobody knows beforehand: equal lines must have equal ones.
     *
     * @param voices one or more
     */
    record Other(String name, List<String> voices) implements Speech {
        /** The synthesizer that comes along. */
        static final Other ESPEAK = new Other("espeak", List.of("en-us", "en-gb"));

        public Other {
            voices = List.copyOf(voices);
        }

        @Override
        public Map<String, String> settings(String address) {
            return Map.of();
        }

        @Override
        public Optional<byte[]> pcm(Line line) {
            return Optional.empty();
        }
    }
}
