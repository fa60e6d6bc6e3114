#include "nc.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "process.h"
#include "temporary.h"

void nc_start(struct nc *nc, const struct server *server, const char *option)
{
	int in[2], out[2];
	char port[16], path[256];
	snprintf(port, sizeof port, "%d", server->port);
	ck_assert_int_eq(pipe2(in, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
	nc->pid = process_spawn(ARGUMENTS(process_find("nc.openbsd", path) ? path : "nc", option,
					"127.0.0.1", port),
		in[0], out[1], STDERR_FILENO, NULL);
	close(in[0]);
	close(out[1]);
	nc->in = in[1];
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	client_init(&nc->screen, out[0]);
}

void nc_type(const struct nc *nc, const char *text)
{
	ck_assert_int_eq(write(nc->in, text, strlen(text)), (ssize_t)strlen(text));
}

void nc_end(struct nc *nc)
{
	client_expect_end(&nc->screen);
	ck_assert_int_eq(process_status(nc->pid), 0);
	client_close(&nc->screen);
}

const char *nc_choose(int which)
{
	static const char *const names[NETCATS] = {
		"nc.openbsd", "nc.traditional", "ncat", "busybox"};
	char folder[TEMPORARY_PATH_SIZE], link[TEMPORARY_PATH_SIZE + 8], program[256], all[4096];
	if (!process_find(names[which], program)) {
		note(names[which]);
		return NULL;
	}
	temporary_subfolder(folder, "nc");
	snprintf(link, sizeof link, "%s/nc", folder);
	ck_assert_int_eq(symlink(program, link), 0);
	snprintf(all, sizeof all, "%s:%s", folder, getenv("PATH"));
	setenv("PATH", all, 1);
	return names[which];
}
