package dev.chorale.deploy.launch;

import java.nio.file.Path;

/** Where Chorale itself lies. */
public final class Home {
    private Home() {}

    /** The repository's root: what the script says, else the working directory. */
    public static Path folder() {
        return Path.of(System.getProperty("chorale.home", ".")).toAbsolutePath().normalize();
    }

    /** The data folder to use when none is named. */
    public static Path defaultData() {
        return folder().resolve(".chorale");
    }
}
