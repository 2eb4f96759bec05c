/**
 * EmotiVoice, by its {@code openaiapi:app}: one route in the form of OpenAI's, and one answer for whatever fails.
 *
 * <p>The server says {@code 500 Internal Server Error} to an unknown voice, a bad speed and a full card alike. So what can
 * be looked at before a call is, and a 500 that is left is then held to be the card's, until it comes again alone.
 */
@NullMarked
package dev.chorale.worker.engine.emotivoice;

import org.jspecify.annotations.NullMarked;
