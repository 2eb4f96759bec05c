/** Audio in object storage (S3, MinIO): whole objects under keys that are never written twice. */
@NullMarked
package dev.chorale.common.store;

import org.jspecify.annotations.NullMarked;
