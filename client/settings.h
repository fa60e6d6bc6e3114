/* What the user wants: the command line over the configuration file over the defaults.
 *
 * The file is "$XDG_CONFIG_HOME/chat-client/chat-client.conf" or, without that variable,
 * "~/.config/..." (XDG Base Directory Specification); there need not be one, unless --config names
 * it. In names on the command line, bytes that are not UTF-8 become U+FFFD. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "address.h"
#include "option.h"
#include "style.h"

enum colours { COLOURS_AUTO, COLOURS_ALWAYS, COLOURS_NEVER };
enum elsewhere { ELSEWHERE_SHOW, ELSEWHERE_COUNT };

struct settings {
	bool help, version;
	bool plain;		     /* --plain: sentences, no redrawing */
	bool follow;		     /* --follow: print the room */
	bool json;		     /* --json: print events as objects */
	struct option_list messages; /* -m: say these; any bytes */
	struct option_list rooms;    /* --room, and the operand '#room'; each begins with a room's
					sign, and there is one once loaded */
	char **keys;		     /* one for each room; NULL for a room without */
	char *nick;		     /* never NULL once loaded; a name, unless it is the login's */
	char *config;		     /* --config FILE */
	/* from the file alone */
	bool bell;
	long colours;	       /* enum colours */
	long elsewhere;	       /* enum elsewhere: what lines of other rooms do */
	char *clock;	       /* strftime(3) format */
	struct address server; /* host and port, never without either once loaded */
};

#define SETTINGS_ERROR_SIZE OPTION_ERROR_SIZE

/* True on success; otherwise `error` is a sentence, with the file's line where it is about one, and
 * `settings` holds nothing to free. With help or version nothing else is looked at, nor set. */
/* Keys of rooms do not stay in `argv`, since others may see it. */
bool settings_load(
	struct settings *settings, int argc, char *const *argv, char error[SETTINGS_ERROR_SIZE]);
void settings_finish(struct settings *settings);
void settings_help(void);

/* How lines on standard output are to look; its texts are the settings'. Of unlimited width. */
struct style settings_style(const struct settings *settings);

/* "$XDG_STATE_HOME/chat-client/history" or "~/.local/state/...", to free(3). NULL where there is no
 * home. */
char *settings_history(void);

#endif
