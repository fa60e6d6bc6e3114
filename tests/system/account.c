#include "account.h"

#include <stdio.h>
#include <string.h>

#include "temporary.h"

void account_server_start(struct server *server, const char *const *arguments)
{
	char folder[TEMPORARY_PATH_SIZE];
	const char *list[32] = {"--history", "strict", "--state", folder};
	size_t count = 4;
	temporary_subfolder(folder, "state");
	while (arguments && *arguments)
		list[count++] = *arguments++;
	irc_server_start(server, list);
}

void account_make(const struct server *server, const char *name)
{
	struct irc irc;
	irc_join(&irc, server, name, NULL);
	irc_say(&irc, "NS REGISTER " ACCOUNT_PASSWORD);
	irc_expect(
		&irc, ":NickServ!NickServ@* NOTICE %s :%s is registered to you now*", name, name);
	irc_expect_numeric(&irc, 900, "*");
	irc_say(&irc, "QUIT");
	irc_expect_error(&irc);
	irc_close(&irc);
}

void account_connect(struct irc *irc, const struct server *server, const char *caps)
{
	irc_connect(irc, server);
	irc_say(irc, "CAP REQ :%s", caps);
	irc_expect(irc, ":" IRC_SERVER " CAP * ACK :%s", caps);
}

void account_welcome(struct irc *irc, const char *nick)
{
	irc_say(irc, "NICK %s", nick);
	irc_say(irc, "USER %s 0 * :%s", nick, nick);
	irc_say(irc, "CAP END");
	snprintf(irc->nick, sizeof irc->nick, "%s", nick);
	irc_await_numeric(irc, 1);
	irc_sync(irc);
}

static void send_piece(void *data, const char *piece)
{
	irc_say(data, "AUTHENTICATE %s", piece);
}

void account_send(struct irc *irc, const char *message, size_t length)
{
	sasl_each_piece(message, length, send_piece, irc);
}

void account_begin(struct irc *irc, const char *mechanism)
{
	irc_say(irc, "AUTHENTICATE %s", mechanism);
	irc_expect(irc, ":" IRC_SERVER " AUTHENTICATE +");
}

void account_plain(struct irc *irc, const char *name, const char *password)
{
	char message[1000];
	int length = snprintf(message, sizeof message, "%c%s%c%s", 0, name, 0, password);
	account_begin(irc, "PLAIN");
	account_send(irc, message, (size_t)length);
}

void account_login(struct irc *irc, const char *name, const char *password)
{
	account_plain(irc, name, password);
	account_expect_login(irc, name);
}

struct scram *account_scram(struct irc *irc, const char *name, const char *password,
	struct buffer *proof, char answer[SASL_MESSAGE_BYTES + 1])
{
	struct scram *client = scram_client_new(name, password);
	struct sasl_reader reader = {0};
	account_begin(irc, "SCRAM-SHA-256");
	ck_assert_int_eq(scram_step(client, "", 0, proof), SCRAM_MORE);
	account_send(irc, proof->bytes, proof->length);
	const char *line = irc_expect(irc, ":" IRC_SERVER " AUTHENTICATE *");
	ck_assert_int_eq(sasl_take(&reader, strrchr(line, ' ') + 1), SASL_WHOLE);
	if (answer)
		strcpy(answer, reader.message);
	buffer_clear(proof);
	ck_assert_int_eq(scram_step(client, reader.message, reader.length, proof), SCRAM_MORE);
	return client;
}

void account_expect(struct irc *irc, const char *name)
{
	irc_say(irc, "WHO %s %%a", irc->nick);
	irc_expect_numeric(irc, 354, "%s", name);
	irc_expect_numeric(irc, 315, "*");
}

void account_expect_login(struct irc *irc, const char *name)
{
	irc_expect_numeric(
		irc, 900, "%s!*@* %s :You are now logged in as %s", irc->nick, name, name);
	irc_expect_numeric(irc, 903, ":SASL authentication successful");
}
