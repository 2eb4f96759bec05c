/**
 * Starts the parts and the services as child processes, waits until each is ready, and stops them in order. Knows ports,
 * files and processes; never speaks SQL or the HTTP API beyond a readiness check.
 */
@NullMarked
package dev.chorale.deploy.launch;

import org.jspecify.annotations.NullMarked;
