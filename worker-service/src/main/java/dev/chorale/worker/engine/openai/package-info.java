/**
 * Any server with OpenAI's speech API: {@code POST /v1/audio/speech}.
 *
 * <p>Such servers agree on the request and on little else. What they send is judged by status, content type and
 * completeness; a 200 proves nothing. Only fields that OpenAI declares are sent, and only where they differ from what a
 * server does anyway, because strict servers refuse what they do not know.
 */
@NullMarked
package dev.chorale.worker.engine.openai;

import org.jspecify.annotations.NullMarked;
