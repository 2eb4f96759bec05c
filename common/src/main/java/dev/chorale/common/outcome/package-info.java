/**
 * How a job ends, whoever ends it: the worker that settles its run, the API that answers from the cache, the sweeper.
 *
 * <p>The moves of runs that nobody holds and the withdrawing of jobs are ports; the sweeper's round stands on them.
 *
 * <p>One statement gives each job its outcome, its charge and its webhook, so no way of ending can forget one.
 */
@NullMarked
package dev.chorale.common.outcome;

import org.jspecify.annotations.NullMarked;
