/**
 * CosyVoice, by the HTTP server of its own repository ({@code runtime/python/fastapi/server.py}).
 *
 * <p>The server takes forms, answers with bare samples, and reports every failure as an answer that is cut, without a
 * word. So whatever can be wrong with a request is looked at before it is sent, and each way of speaking that a voice uses
 * is tried once when the worker starts.
 */
@NullMarked
package dev.chorale.worker.engine.cosyvoice;

import org.jspecify.annotations.NullMarked;
