/* A certificate that a server makes for itself. */
#ifndef TLS_SELF_SIGNED_H
#define TLS_SELF_SIGNED_H

/* Returns a new P-256 key and a self-signed certificate for it, in PEM form, to wipe and free(3).
 * It is for these host names, ended by NULL, localhost and the loopback addresses; names that are
 * no host names are left out. It has no end, as a key of SSH has none: clients remember its
 * fingerprint, and another one would look like an attack. NULL where OpenSSL fails. */
char *tls_self_signed(const char *const *names);

#endif
