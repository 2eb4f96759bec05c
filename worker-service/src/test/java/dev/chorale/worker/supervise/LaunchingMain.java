package dev.chorale.worker.supervise;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Starts a command on a leash, as a worker does, and waits to be killed. */
final class LaunchingMain {
    private LaunchingMain() {}

    public static void main(String[] arguments) throws Exception {
        Launched launched = Launched.start(arguments[0], Duration.ofMillis(400));
        System.out.println(launched.pid());
        new CountDownLatch(1).await();
        launched.close();
    }
}
