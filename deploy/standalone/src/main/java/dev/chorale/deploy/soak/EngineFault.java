package dev.chorale.deploy.soak;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * The engine misbehaves for a while, as the simulator's {@code /control} lets it.
 *
 * @param control what it is told
 * @param outcome what its journal then shows, such as {@code silence}
 * @param length for how long
 */
record EngineFault(String name, String control, String outcome, Duration length) implements Fault {
    private static final String USUAL = "{\"good\":true,\"delay_ms\":" + SimulatorProcess.USUAL_DELAY_MS + "}";

    @Override
    public boolean needsRig() {
        return true;
    }

    @Override
    public Bite strike(Scene scene) throws InterruptedException, IOException {
        String url = scene.stage().own().simulator().url();
        double before = calls(scene, url);
        scene.caller().control(url, control);
        scene.pause(length);
        scene.caller().control(url, USUAL);
        Instant mended = Instant.now();
        return new Bite(scene.growth(before, () -> calls(scene, url)), "calls with " + outcome, mended);
    }

    private double calls(Scene scene, String url) throws InterruptedException {
        return scene.caller().counter(url + "/metrics", "simulator_calls_total", "outcome=\"" + outcome + "\"");
    }
}
