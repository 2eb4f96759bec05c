package dev.chorale.deploy.soak;

import dev.chorale.deploy.fault.FaultProxy;
import dev.chorale.deploy.fault.Interference;
import dev.chorale.deploy.soak.Stage.Arrow;
import java.io.IOException;
import java.time.Duration;

/**
 * A connection between two parts goes wrong for a while.
 *
 * @param arrow which one
 * @param interference what happens to it
 * @param cut whether open connections are reset as well
 * @param length for how long
 */
record LinkFault(String name, Arrow arrow, Interference interference, boolean cut, Duration length) implements Fault {
    @Override
    public Bite strike(Scene scene) throws InterruptedException, IOException {
        FaultProxy proxy = scene.stage().proxy(arrow);
        long disturbances = scene.disturbances(arrow, () -> {
            proxy.set(interference);
            if (cut) {
                proxy.resetAll();
            }
            scene.pause(length);
            proxy.set(new Interference.Pass());
        });
        return Bite.counted(disturbances, "times disturbed");
    }
}
