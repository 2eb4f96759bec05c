package dev.chorale.worker.memory;

import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.http.Attendant;
import dev.chorale.worker.engine.http.Sign;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How full the GPU of each process of one engine is, where addresses are named that tell it. */
public final class Memory {
    private static final String PATH = "/metrics";

    private final Map<String, MemoryGauge> gauges = new HashMap<>();

    /**
     * What an operator names.
     *
     * @param key what stands before the settings: {@code chorale.worker.engines.kokoro}
     * @param urls one for each process in the order of these, or one for all; none: nothing is known
     * @param cards likewise the GPU of each process: its number or its UUID; none: the fullest that the address tells of
     */
    public record Named(String key, List<String> urls, List<String> cards) {
        public Named {
            urls = List.copyOf(urls);
            cards = List.copyOf(cards);
        }
    }

    /**
     * Reads nothing yet.
     *
     * @param processes the addresses of the engine
     * @throws IllegalArgumentException if a setting cannot be
     */
    public Memory(Named named, List<URI> processes, EngineTime time) {
        this(named, processes, time, MemoryGauge.PERIOD);
    }

    Memory(Named named, List<URI> processes, EngineTime time, Duration period) {
        fits(named, "memory-url", named.urls(), processes);
        fits(named, "memory-gpu", named.cards(), processes);
        for (int i = 0; i < processes.size() && !named.urls().isEmpty(); i++) {
            Optional<String> card = named.cards().isEmpty() ? Optional.empty() : Optional.of(of(named.cards(), i));
            URI url = address(named, of(named.urls(), i));
            gauges.put(processes.get(i).getAuthority(), new MemoryGauge(url, card, time, period));
        }
        if (named.urls().isEmpty() && !named.cards().isEmpty()) {
            throw new IllegalArgumentException(
                    named.key() + ".memory-gpu: " + named.cards() + " (expected memory-url)");
        }
    }

    /** The used share of the process's GPU, 0..1; empty while it is not known. Asking does not block. */
    public Supplier<OptionalDouble> of(URI process) {
        @Nullable MemoryGauge gauge = gauges.get(process.getAuthority());
        return gauge == null ? OptionalDouble::empty : gauge::share;
    }

    /** The model of the process's GPU, read now; empty if nobody tells it. Blocks for some seconds at most. */
    public Optional<String> modelOf(URI process) {
        @Nullable MemoryGauge gauge = gauges.get(process.getAuthority());
        try {
            return gauge == null ? Optional.empty() : gauge.model();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The attendants, and beside them reading while calls are in flight. */
    public Attendant.Maker readBeside(Attendant.Maker attendants) {
        return new Attendant.Maker() {
            @Override
            public Attendant of(URI process) {
                @Nullable MemoryGauge gauge = gauges.get(process.getAuthority());
                Attendant attendant = attendants.of(process);
                return gauge == null ? attendant : new Reader(gauge, attendant);
            }

            @Override
            public Duration patience() {
                return attendants.patience();
            }
        };
    }

    private record Reader(MemoryGauge gauge, Attendant attendant) implements Attendant {
        @Override
        public boolean isOpen() {
            return attendant.isOpen();
        }

        @Override
        public boolean begin(Duration atMost) {
            boolean begun = attendant.begin(atMost);
            if (begun) {
                gauge.begin();
            }
            return begun;
        }

        @Override
        public void end() {
            gauge.end();
            attendant.end();
        }

        @Override
        public int starts() {
            return attendant.starts();
        }

        @Override
        public void saw(Sign sign) {
            attendant.saw(sign);
        }

        @Override
        public void rehearseWith(Rehearsal rehearsal) {
            attendant.rehearseWith(rehearsal);
        }
    }

    private static String of(List<String> values, int process) {
        return values.get(values.size() == 1 ? 0 : process).strip();
    }

    private static void fits(Named named, String option, List<String> values, List<URI> processes) {
        if (values.size() > 1 && values.size() != processes.size() || !values.isEmpty() && processes.isEmpty()) {
            throw new IllegalArgumentException(named.key() + "." + option + ": " + values.size() + " (expected "
                    + (processes.isEmpty() ? "none without url)" : "1, or " + processes.size() + " as in url)"));
        }
    }

    private static URI address(Named named, String url) {
        try {
            URI uri = new URI(url);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri.getPath().replace("/", "").isEmpty() ? uri.resolve(PATH) : uri;
            }
        } catch (URISyntaxException e) {
            // Refused below like an address of another kind.
        }
        throw new IllegalArgumentException(
                named.key() + ".memory-url: " + url + " (expected http://host:port or http://host:port/metrics)");
    }
}
