/* The limits that the core and the doors keep to. Changed and read under the core lock. */
#ifndef LIMITS_H
#define LIMITS_H

struct limits {
	long rate;	     /* lines a second of one session; 0: no limit */
	long burst;	     /* lines at once before `rate` counts */
	long max_line;	     /* bytes of one line, its ending not counted */
	long send_queue_max; /* bytes a session may have unread before lines are skipped */
	long slow_queue;     /* bytes a session may have unread ... */
	long slow_seconds;   /* ... for this long, and nothing read for as long then: closed */
	long wakeup_lines;   /* lines of one conn before the others come first */
	long wakeup_bytes;   /* bytes of one conn before the others come first */
};

#endif
