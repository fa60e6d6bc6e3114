/* What is announced and found on the local network: services of DNS-SD (RFC 6763). */
#ifndef DNSSD_WORDS_H
#define DNSSD_WORDS_H

#define DNSSD_NAME_BYTES 63 /* RFC 6763, 4.1.1 */

#define DNSSD_CHATD "_chatd._tcp" /* a server that chat-client can join */
#define DNSSD_IRC "_irc._tcp"
#define DNSSD_IRCS "_ircs-u._tcp" /* IRC inside TLS; the name in RFC 7194 */

/* Keys of the TXT record. The words of "tls" are those of dnssd_tls_words. */
#define DNSSD_KEY_VERSION "version" /* chatd's */
#define DNSSD_KEY_TLS "tls"

/* Whether TLS is spoken at the port. Whoever finds a service shows it and believes nothing: anybody
 * on the network can announce anything. */
enum dnssd_tls { DNSSD_TLS_NONE, DNSSD_TLS_OPTIONAL, DNSSD_TLS_REQUIRED, DNSSD_TLS_UNKNOWN };

/* In their order, without the last, and ended by NULL. */
extern const char *const dnssd_tls_words[];

#endif
