/**
 * The admin API from a terminal: each noun of {@code /v1/admin} is a command. Shows what the API answers, as a table or as
 * it came, and decides nothing itself; but for the import of voices, which reads a folder and makes of it what is not there
 * yet.
 */
@NullMarked
package dev.chorale.deploy.admin;

import org.jspecify.annotations.NullMarked;
