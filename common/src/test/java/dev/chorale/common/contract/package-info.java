/**
 * What every store of the queue must do, whatever it is made of: the rows that a contract starts from and looks at. The
 * contracts stand beside the ports that they are about.
 */
@NullMarked
package dev.chorale.common.contract;

import org.jspecify.annotations.NullMarked;
