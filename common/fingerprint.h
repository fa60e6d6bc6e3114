/* The SHA-256 of a certificate, as people read it, compare it by eye and type it. */
#ifndef FINGERPRINT_H
#define FINGERPRINT_H

#include <stdbool.h>

#define FINGERPRINT_BYTES 32
#define FINGERPRINT_TEXT_SIZE (3 * FINGERPRINT_BYTES)

/* "AB:CD:...", as `openssl x509 -fingerprint -sha256` prints it. */
void fingerprint_text(
	char out[FINGERPRINT_TEXT_SIZE], const unsigned char bytes[FINGERPRINT_BYTES]);

/* Reads 64 hexadecimal digits of either case, with or without colons between the pairs, and writes
 * them in the form above. What stands before the last blank or '=' may be anything, so that
 * "sha256 Fingerprint=AB:..." and "SHA-256 AB:..." can be copied whole. False if it is none. */
bool fingerprint_read(char out[FINGERPRINT_TEXT_SIZE], const char *text);

#endif
