package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.worker.engine.http.ServerSettings;
import dev.chorale.worker.engine.http.Servers;
import java.net.URI;
import java.util.List;
import java.util.Set;

/** How one of the two servers of CosyVoice's repository is spoken to: all in which they differ. */
interface Wire {
    /** The kind of engine that operators write for it. */
    String kind();

    /** What the server is, for the operator. */
    String server();

    /** The modes that it has a call for. */
    Set<Mode> modes();

    /** The rate at which it is given recordings. */
    int promptRateHz();

    /**
     * Where its processes are.
     *
     * @throws IllegalArgumentException if an address cannot be
     */
    List<URI> addresses(ServerSettings settings);

    /** What a living process answers at once, whatever it answers. */
    Servers.Call sign();

    /** @param text in the model's own markup, see {@link Written} */
    Servers.Call speech(Voice voice, String text);
}
