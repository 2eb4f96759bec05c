/**
 * espeak-ng: the engine that speaks some 130 languages on any CPU.
 *
 * <p>Each call is a child process that gets the text on its standard input. What espeak-ng cannot do exactly (very slow
 * speech, pitch in semitones, gain in decibels) is done on its samples. Text is only ever text: neither phonemes in
 * double brackets nor SSML nor embedded commands pass.
 */
@NullMarked
package dev.chorale.worker.engine.espeak;

import org.jspecify.annotations.NullMarked;
