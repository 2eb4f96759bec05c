/** Content, known by its digest. */
@NullMarked
package dev.chorale.common.content;

import org.jspecify.annotations.NullMarked;
