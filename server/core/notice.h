/* Notices to everybody about the server itself. Under the core lock. */
#ifndef NOTICE_H
#define NOTICE_H

struct core;

/* Call it about once a second, and at round_late_at(): tells rooms, the server's operators and the
 * log when the disk does not keep up with the history, when lines find no place any more, and when
 * the disk keeps up again. Rooms hear it where it matters to them: lines are sent before they are
 * stored, or lost. */
void notice_history(struct core *core);

#endif
