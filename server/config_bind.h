/* The values of --bind: where to listen, and words that say how. */
#ifndef CONFIG_BIND_H
#define CONFIG_BIND_H

#include "address.h"
#include "detect.h"
#include "listener.h"

#define CONFIG_BIND_MODE 0666 /* of a unix socket, where none is given */

struct config_bind {
	struct address address;	     /* its host is empty for all addresses, as it is for a path */
	char path[SOCKET_FILE_SIZE]; /* of a unix socket; empty for an address */
	int mode;		     /* of its file; -1 where none was given */
	enum detect_door door;
	enum bind_tls tls;
};

/* Parses ADDR[:PORT], :PORT or unix:PATH, and the words ",door=DOOR", ",tls" or ",plain", and, for
 * a unix socket, ",mode=OCTAL", in any order, each once. A path ends at its first comma. NULL, or
 * what is wrong with it, which is nothing for a value that config_load() has checked. */
const char *config_bind(struct config_bind *bind, const char *text);

/* Parses the value of --metrics: PORT on 127.0.0.1, ADDR:PORT, or :PORT on all addresses (then the
 * host is empty). As config_bind(). */
const char *config_metrics(struct address *address, const char *text);

/* Parses such words alone, "door=irc,tls", without a mode. */
const char *config_bind_words(struct config_bind *bind, const char *words);

#endif
