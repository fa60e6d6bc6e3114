#include "login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "memory.h"
#include "numeric.h"
#include "sasl.h"
#include "state.h"

static void forget_password(struct login *login)
{
	if (login->password)
		sodium_memzero(login->password, strlen(login->password));
	free(login->password);
	login->password = NULL;
}

void login_finish(struct login *login)
{
	forget_password(login);
	free(login->account);
	login->account = NULL;
}

/* Goes on without, or not at all. */
static void fail(struct chat *chat, const char *why)
{
	struct login *login = &chat->login;
	bool first = login->first;
	login->state = LOGIN_IDLE;
	login->first = false;
	if (first && login->user) {
		login->user->failed(chat->data, why);
		return;
	}
	forget_password(login);
	tell_info(chat, CHAT_REFUSED, NULL, "you are not logged in: %s", why);
	if (first)
		caps_end(chat);
}

static bool is_external(const struct login *login)
{
	return login->user && login->user->external && !login->password;
}

static void start(struct chat *chat)
{
	struct login *login = &chat->login;
	if (!login->is_private) {
		fail(chat, "the connection is not encrypted, and a password is not sent that way");
		return;
	}
	if (!login->password && !is_external(login)) {
		login->state = LOGIN_ASKING;
		login->user->ask(chat->data, NULL);
		return;
	}
	login->state = LOGIN_BEGUN;
	send_message(chat, "AUTHENTICATE",
		(const char *const[]){is_external(login) ? "EXTERNAL" : "PLAIN"}, 1);
}

void login_begin(struct chat *chat)
{
	struct login *login = &chat->login;
	login->first = login->user || (login->account && login->password);
	login->state = login->first ? LOGIN_WAITING : LOGIN_IDLE;
}

static const char nothing_offered[] = "the server does not offer it (SASL)";

void login_caps(struct chat *chat)
{
	if (chat->login.state != LOGIN_WAITING || !chat->caps.listed || chat->caps.asked)
		return;
	if (caps_has(chat, CAP_SASL))
		start(chat);
	else
		fail(chat, nothing_offered);
}

void login_welcome(struct chat *chat)
{
	if (chat->login.first)
		fail(chat, nothing_offered);
}

static void send_piece(void *data, const char *piece)
{
	char line[SASL_PIECE_BYTES + sizeof "AUTHENTICATE "];
	int length = snprintf(line, sizeof line, "AUTHENTICATE %s", piece);
	send_wire(data, line, (size_t)length);
	sodium_memzero(line, sizeof line);
}

static void send_plain(struct chat *chat)
{
	const struct login *login = &chat->login;
	size_t name = strlen(login->account), password = strlen(login->password);
	size_t length = 1 + name + 1 + password;
	char *message = memory_zero(length + 1);
	memcpy(message + 1, login->account, name);
	memcpy(message + 1 + name + 1, login->password, password);
	sasl_each_piece(message, length, send_piece, chat);
	sodium_memzero(message, length);
	free(message);
}

void login_read(struct chat *chat, struct incoming *in)
{
	struct login *login = &chat->login;
	if (login->state != LOGIN_BEGUN)
		return;
	login->state = LOGIN_SENT;
	if (strcmp(in->message.params[0], "+") != 0)
		send_piece(chat, "*");
	else if (is_external(login))
		send_piece(chat, "+");
	else
		send_plain(chat);
}

static void logged_in(struct chat *chat, const struct incoming *in)
{
	struct login *login = &chat->login;
	if (in->message.count > 2 && isupport_name_good(in->message.params[2]))
		memory_replace(&login->account, in->message.params[2]);
	if (chat->entered == 0 || !login->first)
		tell_info(chat, CHAT_INFO, NULL, "You are logged in as %s.",
			login->account ? login->account : chat->identity.name);
}

static void succeeded(struct chat *chat)
{
	struct login *login = &chat->login;
	bool first = login->first;
	login->state = LOGIN_IDLE;
	login->first = false;
	if (first)
		caps_end(chat);
}

/* Asks for another password where that can help. */
static void refused(struct chat *chat, const struct incoming *in)
{
	struct login *login = &chat->login;
	const char *why = in->message.count > 1 ? in->message.params[in->message.count - 1] : "";
	if (!*why)
		why = "no reason is given";
	bool again = in->number == ERR_SASLFAIL && login->first && login->user &&
		     login->state == LOGIN_SENT && !is_external(login);
	if (!again) {
		fail(chat, why);
		return;
	}
	forget_password(login);
	login->state = LOGIN_ASKING;
	login->user->ask(chat->data, why);
}

bool login_numeric(struct chat *chat, const struct incoming *in)
{
	struct login *login = &chat->login;
	bool waits = login->state == LOGIN_BEGUN || login->state == LOGIN_SENT;
	switch (in->number) {
	case RPL_LOGGEDIN:
		logged_in(chat, in);
		return true;
	case RPL_LOGGEDOUT:
		login_finish(login);
		tell_info(chat, CHAT_INFO, NULL, "You are logged out.");
		return true;
	case RPL_SASLSUCCESS:
		if (waits)
			succeeded(chat);
		return waits;
	case RPL_SASLMECHS: /* an error follows */
		return waits;
	case ERR_NICKLOCKED:
	case ERR_SASLFAIL:
	case ERR_SASLTOOLONG:
	case ERR_SASLABORTED:
	case ERR_SASLALREADY:
		if (waits)
			refused(chat, in);
		return waits;
	default:
		return false;
	}
}

void chat_set_login(struct chat *chat, const char *account, const struct chat_login *user)
{
	chat->login.user = user;
	memory_replace(&chat->login.account, account);
}

void chat_set_private(struct chat *chat, bool is_private)
{
	chat->login.is_private = is_private;
}

bool chat_is_private(const struct chat *chat)
{
	return chat->login.is_private;
}

void chat_password(struct chat *chat, const char *password)
{
	struct login *login = &chat->login;
	forget_password(login);
	login->password = password ? memory_text(password) : NULL;
	if (login->state != LOGIN_ASKING)
		return;
	chat->begun = chat->now; /* the user's time does not count */
	if (password)
		start(chat);
	else
		fail(chat, "no password was given");
}

bool chat_log_in(struct chat *chat, const char *account, const char *password)
{
	struct login *login = &chat->login;
	if (chat->state != CHAT_IN || !caps_has(chat, CAP_SASL) || login->state != LOGIN_IDLE)
		return false;
	login_finish(login);
	login->account = memory_text(account);
	login->password = memory_text(password);
	start(chat);
	return true;
}

bool chat_register(struct chat *chat, const char *password)
{
	if (chat->state != CHAT_IN || !chat->login.is_private ||
		!caps_has(chat, CAP_REGISTRATION) ||
		!send_message(chat, "REGISTER", (const char *const[]){"*", "*", password}, 3))
		return false;
	chat_password(chat, password);
	return true;
}
