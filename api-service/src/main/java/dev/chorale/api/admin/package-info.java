/**
 * What a key with the role admin sees and does: jobs of all tenants, workers, engines, tenants, keys. The key is checked
 * in {@code access}. Secrets are shown once, when they are made; of a key only the hash is kept. No text is shown here.
 */
@NullMarked
package dev.chorale.api.admin;

import org.jspecify.annotations.NullMarked;
