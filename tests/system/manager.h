/* A service manager, as systemd is one for its services: it holds the listening socket, hears what
 * the service says of itself, ends it when its watchdog has not been called, and starts it again.
 */
#ifndef MANAGER_H
#define MANAGER_H

#include "harness.h"
#include "hold.h"

struct manager {
	int notify_fd;
	long watchdog_ms; /* 0: it does not look */
	struct text told; /* all that the services have said, with a newline behind each message */
	size_t at;	  /* manager_expect() has found what is before this offset */
	struct hold *hold;
};

/* One for each test's process. Its notify socket is in the file system, or has a name with '@'. */
void manager_begin(struct manager *manager, bool in_folder, long watchdog_ms);
void manager_end(struct manager *manager);

/* Starts chatd as its service, and waits until that listens. */
void manager_start(struct manager *manager, struct server *server, const char *const *arguments);

/* Waits until a service has said this, behind what was found before. */
void manager_expect(struct manager *manager, const char *part);
size_t manager_count(const struct manager *manager, const char *part);

/* Holds a loop until the watchdog is late, and ends the service as systemd does: with ABRT. */
void manager_hold(struct manager *manager, struct server *server, enum hold_which which);

#endif
