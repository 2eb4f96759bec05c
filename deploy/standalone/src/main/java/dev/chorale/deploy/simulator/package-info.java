/**
 * A speech engine that needs no GPU: the OpenAI speech API over HTTP, with audio that is a pure function of what was
 * asked, so a client in this module knows the bytes that it must get. Slow, failing, lying and dying on request, by the
 * room's own controls or by the load curve of a real engine. Knows nothing of jobs.
 */
@NullMarked
package dev.chorale.deploy.simulator;

import org.jspecify.annotations.NullMarked;
