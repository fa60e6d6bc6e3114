/* What the user wants: from the command line, else the configuration file, else the defaults.
 *
 * The file is "$XDG_CONFIG_HOME/chat-client/chat-client.conf" or, without that variable,
 * "~/.config/..." (XDG Base Directory Specification). It may be missing unless --config names it.
 * In names on the command line, bytes that are not UTF-8 become U+FFFD. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "option.h"
#include "style.h"

struct addresses;

enum colours { COLOURS_AUTO, COLOURS_ALWAYS, COLOURS_NEVER };
enum elsewhere { ELSEWHERE_SHOW, ELSEWHERE_COUNT };
enum tls_wish { TLS_WISH_AUTO, TLS_WISH_ALWAYS, TLS_WISH_NEVER };

/* Behind which line of the past --follow begins: that with this number, or the last one before this
 * time, in ms since 1970; both 0: what is said from now on. */
struct since {
	uint64_t number;
	int64_t time;
};

struct settings {
	bool help, version;
	bool plain;		     /* --plain: sentences, no redrawing */
	bool follow;		     /* --follow: print the room */
	bool json;		     /* --json: print events as objects */
	struct option_list messages; /* -m: say these; any bytes */
	struct option_list rooms;    /* --room, and the operand '#room'; with their signs; at
					least one once loaded */
	char **keys;		     /* one for each room; NULL for a room without */
	char *nick;	   /* never NULL once loaded; the login name may be no valid nick */
	char *config;	   /* --config FILE */
	char *since;	   /* --since WHERE */
	char *resume;	   /* --resume NAME */
	char *tls_word;	   /* --tls WHEN; NULL where nobody has said it */
	char *fingerprint; /* --fingerprint; as fingerprint_read() writes it, or NULL */
	/* --login, --password-file, --password-command, --client-cert,
	 * --server-password-file, --server-password-command: NULL where not given */
	char *login, *password_file, *password_command, *client_cert;
	char *server_password_file, *server_password_command;
	/* from the file alone */
	bool bell;
	long colours;			   /* enum colours */
	long elsewhere;			   /* enum elsewhere: what lines of other rooms do */
	char *clock;			   /* strftime(3) format */
	bool named;			   /* the command line says which server */
	struct address server;		   /* with host and port once loaded */
	const struct addresses *addresses; /* of the server, borrowed; NULL: look its host up */
	struct since begin;		   /* what --since says */
	long tls;			   /* enum tls_wish: what tls_word says */
};

#define SETTINGS_ERROR_SIZE OPTION_ERROR_SIZE

extern const struct option_table settings_table;

/* Returns false with a sentence in `error`, with the line if it is about the file; then there is
 * nothing to free. With help or version nothing else is checked, and no file is read. Overwrites
 * the keys of rooms in `argv`, since others can see it, unless its options are wrong. */
bool settings_load(
	struct settings *settings, int argc, char *const *argv, char error[SETTINGS_ERROR_SIZE]);
void settings_finish(struct settings *settings);
void settings_help(void);

/* How lines on standard output are to look, in unlimited width. Borrows texts of the settings. */
struct style settings_style(const struct settings *settings);

/* "$XDG_STATE_HOME/chat-client/name" or "~/.local/state/...", to free(3). NULL without a home. */
char *settings_state(const char *name);

#endif
