/**
 * Speaks through the HTTP API as any client would, and tells on the terminal what happens. Uses {@code launch} to bring
 * everything up, and nothing else of Chorale: what it shows, the API alone makes possible.
 */
@NullMarked
package dev.chorale.deploy.demo;

import org.jspecify.annotations.NullMarked;
