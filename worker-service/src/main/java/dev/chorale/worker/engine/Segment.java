package dev.chorale.worker.engine;

import dev.chorale.common.speech.Prosody;

/**
 * What an engine speaks in one call.
 *
 * @param text normalised, no longer than {@link EngineCard#maxSegmentCodePoints()}
 * @param nativeVoice one of the card's voices
 * @param prosody speed, pitch and volume, all applied by the engine's adapter
 * @param seed 1..100,000,000, for engines that draw; the same seed gives the same audio
 */
public record Segment(String text, String nativeVoice, Prosody prosody, int seed) {}
