/* Notices to everybody about the server itself. Under the core lock. */
#ifndef NOTICE_H
#define NOTICE_H

struct core;

/* Call it about once a second: tells all rooms, the server's operators and the log when the disk
 * does not keep up with a strict history, and when it does again. */
void notice_history(struct core *core);

#endif
