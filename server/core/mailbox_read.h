/* Takes in what other loops have left for the sessions of this one, see mailbox.h. */
#ifndef MAILBOX_READ_H
#define MAILBOX_READ_H

struct core_loop;

/* For core_enter(): reads all items of the loop's sessions, then closes those that were killed. By
 * the loop, under the core lock. */
void mailbox_read_all(struct core_loop *loop);

#endif
