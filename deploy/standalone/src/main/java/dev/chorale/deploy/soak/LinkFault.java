package dev.chorale.deploy.soak;

import dev.chorale.deploy.fault.FaultProxy;
import dev.chorale.deploy.fault.Interference;
import dev.chorale.deploy.soak.Arrows.Arrow;
import dev.chorale.deploy.soak.Arrows.To;
import dev.chorale.deploy.soak.Parts.Hold;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A connection between two parts goes wrong for a while.
 *
 * @param from one of these is cut off
 * @param to from whom
 * @param interference what happens on the way
 * @param cut whether open connections are reset as well
 * @param length for how long
 */
record LinkFault(String name, List<String> from, To to, Interference interference, boolean cut, Duration length)
        implements Fault {
    @Override
    public boolean needsRig() {
        return true;
    }

    @Override
    public Bite strike(Scene scene) throws InterruptedException, IOException {
        try (Hold caller = scene.stage().parts().take(from, scene.random())) {
            Arrow arrow = new Arrow(caller.name(), to);
            FaultProxy proxy = scene.stage().proxy(arrow);
            long disturbances = scene.disturbances(List.of(arrow), () -> {
                proxy.set(interference);
                if (cut) {
                    proxy.resetAll();
                }
                scene.pause(length);
                proxy.set(new Interference.Pass());
            });
            return new Bite(disturbances, "times disturbed", Instant.now());
        }
    }
}
