package dev.chorale.deploy.launch;

import java.nio.file.Path;

/**
 * The first API of an installation on this machine, as its data folder records it.
 *
 * @param url its address
 * @param key the admin's key
 */
public record LocalApi(String url, String key) {
    /** Fails with one sentence if nothing was ever started with this data folder. */
    public static LocalApi of(Path data) {
        DataFolder folder = DataFolder.existing(data);
        PortPlan ports = UpRecord.readFrom(folder.record()).ports();
        String key = SharedSettings.readFrom(folder.settings()).get("chorale.api.admin-key");
        return new LocalApi("http://127.0.0.1:" + ports.api(1), key);
    }
}
