/* Descriptors 0, 1 and 2. */
#ifndef STANDARD_STREAMS_H
#define STANDARD_STREAMS_H

/* Opens /dev/null in the place of each one that is closed. To be called before anything else is
 * opened: a socket with such a number would be sent what is printed. */
void standard_streams_open(void);

#endif
