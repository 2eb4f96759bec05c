/**
 * GPT-SoVITS, by its server {@code api_v2.py}: one process or several.
 *
 * <p>Such a process has one pipeline, one pair of weights and no lock: a second request at the same time changes the
 * voice of the first. So each process is held by one call at a time, with all that belongs to it. It caches by path, it
 * does not tell what it has loaded, and it reports most failures as a second of silence; what is known of it here is kept
 * pessimistically. Each process belongs to one worker alone.
 */
@NullMarked
package dev.chorale.worker.engine.gptsovits;

import org.jspecify.annotations.NullMarked;
