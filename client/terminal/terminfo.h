/* What kind of terminal it is, for readline. */
#ifndef TERMINFO_H
#define TERMINFO_H

/* Sets TERM to "vt100" where terminfo(5) does not know it, as after ssh from a newer machine: all
 * terminals of today do what that one did, and without it readline would take them for dumb. */
void terminfo_choose(void);

#endif
