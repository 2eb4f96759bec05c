package dev.chorale.worker.settle;

/**
 * What made the audio, beside the request: equal builds make equal audio.
 *
 * @param voice the version of the voice, for built-in voices the engine's build
 * @param encoder the encoder that made the final bytes
 */
public record Builds(String voice, String encoder) {}
