package dev.chorale.deploy.launch;

/**
 * How many services to start.
 *
 * @param apis 0..20
 * @param workers 0..60
 */
public record Size(int apis, int workers) {
    public Size {
        requireRange("--apis", apis, PortPlan.MAX_APIS);
        requireRange("--workers", workers, PortPlan.MAX_WORKERS);
    }

    private static void requireRange(String option, int value, int highest) {
        if (value < 0 || value > highest) {
            throw new Failure(option + ": " + value + " (expected 0.." + highest + ")");
        }
    }
}
