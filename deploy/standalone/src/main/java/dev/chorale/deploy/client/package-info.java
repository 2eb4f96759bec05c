/**
 * The HTTP API from outside, with nothing but the JDK's client: where it is, whose key is shown, and its refusals as
 * sentences for the person at the terminal.
 */
@NullMarked
package dev.chorale.deploy.client;

import org.jspecify.annotations.NullMarked;
