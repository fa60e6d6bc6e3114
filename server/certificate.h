/* The server's certificate for TLS: that of --tls-cert and --tls-key, or one that the server makes
 * for itself, once, in its state folder; in memory where it has none.
 *
 * The files are looked at once a minute and on HUP, by a thread that ends with the look: a loop
 * does not wait for a disk, and a thread that waited for the next minute would make the system
 * calls of a server with one loop dearer. What cannot be used is logged once, and the certificate
 * that was loaded stays; a pair that is half written is thus mended by the next look. All calls
 * are for the first loop. */
#ifndef CERTIFICATE_H
#define CERTIFICATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "config.h"
#include "tls_context.h"

#define CERTIFICATE_LOOK_SECONDS 60
#define CERTIFICATE_OWN_NAME "certificate.pem" /* of the server's own, in the state folder */

/* How a file was when it was last read; all zero for none. */
struct certificate_mark {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec written, changed;
};

/* What a look works with; its thread's while there is one. */
struct certificate_look {
	struct tls_context *tls;
	char *certificate_file, *key_file; /* of the options; NULL: the server's own */
	char *own_file;			   /* which has its key, too; NULL: there can be none */
	const char *no_file;		   /* why there can be none */
	char *name;			   /* --name */
	struct certificate_mark marks[2];  /* of both files */
	struct tls_certificate loaded;
	_Atomic int64_t until;	     /* that of `loaded`; any thread may read */
	char *text;		     /* what is in memory only, with its key; NULL */
	char why[OPTION_ERROR_SIZE]; /* what is loaded is in memory only; "" */
	bool forced;		     /* load also what has not changed */
	bool failed;		     /* the last time */
	bool told_invalid;	     /* that what is loaded is not valid now */
};

struct certificate {
	struct tls_context *tls;   /* NULL in a build without TLS */
	char *wished, *wished_key; /* by the options of now */
	bool asked;		   /* a look is due at once */
	unsigned seconds;	   /* since the last look */
	bool looking;		   /* there is a thread */
	atomic_bool done;	   /* it is about to end */
	pthread_t thread;
	struct certificate_look look;
};

/* Loads it. `port` is that of the usual state folder, or 0. False with a sentence where the files
 * of the options cannot be used. */
bool certificate_open(struct certificate *certificate, const struct config *config, int port,
	char error[OPTION_ERROR_SIZE]);

/* Waits for a look to end. Works after a failed certificate_open(), and for one full of zeroes. No
 * session may be left. */
void certificate_close(struct certificate *certificate);

/* About once a second. */
void certificate_second(struct certificate *certificate);

/* On HUP: the options may have changed, and the files are loaded anew. */
void certificate_reload(struct certificate *certificate, const struct config *config);

/* For another process of this server: the keys of tickets, and what is in memory only, which is
 * taken where that one has its own in memory only, too. Before the loops run. False where the bytes
 * are wrong. */
void certificate_pack(struct certificate *certificate, struct pack *out);
bool certificate_unpack(struct certificate *certificate, struct unpack *in);

/* When it ends to be valid, in seconds since 1970; 0 where there is none. Any thread. */
uint64_t certificate_until(const struct certificate *certificate);

/* For the start: logs what is loaded; and says it in two lines. */
void certificate_log(struct certificate *certificate);
void certificate_describe(const struct certificate *certificate, char *out, size_t size);

#endif
