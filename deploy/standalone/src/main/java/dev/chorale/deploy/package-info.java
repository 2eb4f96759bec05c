/**
 * The command line: one class that names the commands. What they do is in the rooms below: {@code launch} starts and
 * stops processes, {@code part} is what runs in those that are not our services, {@code demo} speaks through the API
 * like any other client.
 */
@NullMarked
package dev.chorale.deploy;

import org.jspecify.annotations.NullMarked;
