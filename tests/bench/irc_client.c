#include <stdio.h>
#include <string.h>

#include "irc.h"
#include "worker.h"

enum { COMMAND_SIZE = 128 };

void irc_client_register(struct worker *worker, struct client *client)
{
	char name[NAME_BYTES + 1], command[COMMAND_SIZE];

	line_name(name, client->id);
	int bytes = snprintf(command, sizeof command, "NICK %s", name);
	client_command(worker, client, command, (size_t)bytes);
	client_command(worker, client, "USER u 0 * :r", strlen("USER u 0 * :r"));
}

void irc_client_join(struct worker *worker, struct client *client)
{
	char command[COMMAND_SIZE];
	struct irc_room room;

	crowd_room(&room, worker->plan, client->id);
	int bytes = snprintf(command, sizeof command, "JOIN %s", room.name);
	client_command(worker, client, command, (size_t)bytes);
}

/* "server" or ":server", or two names: given back as they came. */
static void answer_ping(
	struct worker *worker, struct client *client, const struct irc_message *message)
{
	char command[COMMAND_SIZE];
	int bytes = snprintf(command, sizeof command, "PONG %.*s", (int)message->arguments_length,
		message->arguments);

	if (bytes < (int)sizeof command)
		client_command(worker, client, command, (size_t)bytes);
}

static void see_gathered(struct worker *worker, struct client *client)
{
	if (client->inside && client->met == worker->plan->clients)
		worker_count(&worker->gathered, ++worker->gathered_here);
}

/* A name that a client hears of; false when it had heard of it. */
static bool meet(struct worker *worker, struct client *client, const char *name, size_t length)
{
	uint32_t id;

	if (!client->known || !irc_id(name, length, &id) || id >= worker->plan->clients)
		return true;
	if (client->known[id])
		return false;
	client->known[id] = true;
	client->met++;
	worker_count(&worker->met, ++worker->met_here);
	see_gathered(worker, client);
	return true;
}

/* Whoever was there first hears the JOIN, and whoever came later the name; the JOIN of one whose
 * JOIN or name was heard is a mistake. */
static void hear_join(
	struct worker *worker, struct client *client, const struct irc_message *message)
{
	if (!meet(worker, client, message->nick, message->nick_length))
		worker->seen.doubled++;
}

static void hear_names(
	struct worker *worker, struct client *client, const struct irc_message *message)
{
	const char *name = NULL;
	size_t length = 0;
	uint32_t id;

	while (client->known && irc_next_name(message, &name, &length)) {
		/* That it is there itself, it must hear from its own JOIN. */
		if (!irc_id(name, length, &id) || id != client->id)
			meet(worker, client, name, length);
	}
}

static void hear_names_end(struct worker *worker, struct client *client, uint64_t now)
{
	if (client->state == CLIENT_NAMING) {
		client_served(worker, client, now);
	} else if (client->known && !client->inside) {
		client->inside = true;
		histogram_add(&worker->seen.entries, now - worker->join_ns);
		see_gathered(worker, client);
	}
}

static void hear_numeric(struct worker *worker, struct client *client,
	const struct irc_message *message, uint64_t now)
{
	switch (message->numeric) {
	case IRC_MOTD_END:
	case IRC_MOTD_NONE:
		if (worker->plan->gather)
			client_served(worker, client, now);
		else
			irc_client_join(worker, client);
		break;
	case IRC_NAMES:
		hear_names(worker, client, message);
		break;
	case IRC_NAMES_END:
		hear_names_end(worker, client, now);
		break;
	default:
		if (message->numeric >= IRC_ERRORS)
			client_refused(worker, client, message->command,
				message->command_length + 1 + message->arguments_length);
		break;
	}
}

/* What others do beside talking, and what the server says without being asked. */
static bool may_ignore(const struct irc_message *message)
{
	static const char *const words[] = {"QUIT", "PART", "NICK", "MODE", "TOPIC", "NOTICE"};

	for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
		if (irc_command_is(message, words[i]))
			return true;
	}
	return false;
}

static void hear_message(struct worker *worker, struct client *client, const char *bytes,
	size_t length, uint64_t now)
{
	struct irc_message message;

	if (!irc_parse(bytes, length, &message))
		client_corrupt(worker, client, bytes, length);
	else if (message.numeric > 0)
		hear_numeric(worker, client, &message, now);
	else if (message.nick && irc_command_is(&message, "JOIN"))
		hear_join(worker, client, &message);
	else if (irc_command_is(&message, "PING"))
		answer_ping(worker, client, &message);
	else if (irc_command_is(&message, "ERROR"))
		client_refused(worker, client, bytes, length);
	else if (!may_ignore(&message))
		client_corrupt(worker, client, bytes, length);
}

void irc_client_line(struct worker *worker, struct client *client, const char *bytes, size_t length,
	uint64_t now)
{
	struct line line;

	if (irc_read(bytes, length, &worker->room, &line) && line.sender < worker->plan->speakers)
		client_heard(worker, client, &line, now);
	else
		hear_message(worker, client, bytes, length, now);
}
