/* Where an entry may be kept, to be found again. */
#ifndef KEEP_H
#define KEEP_H

enum keep {
	KEEP_NOWHERE, /* there may be a password or a key in it */
	KEEP_RUN,     /* until the client ends, for the Up key */
	KEEP_DISK,    /* in the history file, too */
};

#endif
