/* The server of the world of irc_door is upgraded: another one takes its place and its clients. */
#ifndef IRC_DOOR_UPGRADE_H
#define IRC_DOOR_UPGRADE_H

#include <stdbool.h>

/* Packs the world and puts what was packed in its place; or, where it is `given_up`, goes on as it
 * is. Nothing is done while something is under way that an upgrade waits for. */
void upgrade(bool given_up);

#endif
