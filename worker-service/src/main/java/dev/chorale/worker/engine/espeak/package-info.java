/**
 * espeak-ng: the engine that speaks some 130 languages on any CPU.
 *
 * <p>Each call is a child process that gets the text on its standard input. What espeak-ng cannot do exactly (very slow
 * speech, pitch in semitones, gain in decibels) is done on its samples. A caller's words are only ever words: neither phonemes in
 * double brackets nor SSML nor embedded commands pass, unless they are Chorale's own markup in its form.
 */
@NullMarked
package dev.chorale.worker.engine.espeak;

import org.jspecify.annotations.NullMarked;
