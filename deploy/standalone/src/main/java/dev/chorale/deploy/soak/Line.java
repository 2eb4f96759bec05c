package dev.chorale.deploy.soak;

import java.math.BigDecimal;

/**
 * What is to be said. One sentence, so that it reaches an engine in one piece.
 *
 * @param voice the engine's own name of it
 */
record Line(String text, String voice, BigDecimal speed) {}
