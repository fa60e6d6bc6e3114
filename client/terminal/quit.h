/* SIGQUIT (Ctrl-\): the terminal is given back before the process ends by it, with a core where the
 * system writes one. */
#ifndef QUIT_H
#define QUIT_H

#include <termios.h>

/* From now on the terminal has other settings than it had. `words` are written to it in the end;
 * they are static. NULL for the settings: it has its own again, or never had others. */
void quit_guard(const struct termios *before, const char *words);

#endif
