/**
 * The OpenAI speech API over the same submit: existing SDKs work with a changed base URL.
 */
@NullMarked
package dev.chorale.api.speech;

import org.jspecify.annotations.NullMarked;
