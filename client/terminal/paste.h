/* A function for readline, bound to the begin of a bracketed paste: what is pasted is shown and
 * runs no command. */
#ifndef PASTE_H
#define PASTE_H

int paste(int count, int key);

#endif
