/**
 * CosyVoice, by either server of its own repository: {@code runtime/python/fastapi/server.py} and
 * {@code runtime/python/grpc/server.py}.
 *
 * <p>The one takes forms, answers with bare samples, and reports every failure as an answer that is cut, without a word; the
 * other tells what Python said. What can be wrong with a request is looked at before it is sent to either, and each way of
 * speaking that a voice uses is tried once when the worker starts.
 */
@NullMarked
package dev.chorale.worker.engine.cosyvoice;

import org.jspecify.annotations.NullMarked;
