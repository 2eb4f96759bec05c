package dev.chorale.deploy.check;

import java.util.List;

/** What a probe found out. Its record components are what programs read. */
interface Finding {
    /** The same for people, a fact a line. */
    List<String> told();
}
