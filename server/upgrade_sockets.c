#include "upgrade_sockets.h"

#include <stdlib.h>

#include "memory.h"
#include "server.h"

static struct upgrade_socket *add(struct upgrade_sockets *sockets, enum upgrade_type type, int fd)
{
	sockets->items = memory_add(sockets->items, sockets->count, sizeof *sockets->items);
	struct upgrade_socket *socket = &sockets->items[sockets->count++];
	*socket = (struct upgrade_socket){.type = type, .fd = fd};
	return socket;
}

static void add_listeners(struct upgrade_sockets *sockets, const struct listener_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct listener *listener = list->items[i];
		struct buffer *body = &add(sockets, UPGRADE_LISTENER, listener->fd)->body;
		listener_pack(listener, &(struct pack){.buffer = body});
	}
}

void upgrade_sockets_note(struct upgrade_sockets *sockets, const struct server *server)
{
	add_listeners(sockets, &server->listeners);
	add_listeners(sockets, &server->metrics);
	int lock = archive_lock(&server->archive);
	if (lock >= 0)
		add(sockets, UPGRADE_LOCK, lock);
}

enum upgrade_result upgrade_sockets_send(
	const struct upgrade_sockets *sockets, int fd, int64_t until_ms)
{
	enum upgrade_result result = UPGRADE_GOOD;
	for (size_t i = 0; result == UPGRADE_GOOD && i < sockets->count; i++) {
		const struct upgrade_socket *socket = &sockets->items[i];
		result = upgrade_send(fd, socket->type, &socket->body, &socket->fd, 1, until_ms);
	}
	return result;
}

void upgrade_sockets_finish(struct upgrade_sockets *sockets)
{
	for (size_t i = 0; i < sockets->count; i++)
		buffer_finish(&sockets->items[i].body);
	free(sockets->items);
	*sockets = (struct upgrade_sockets){0};
}
