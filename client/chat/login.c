#include "login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "buffer.h"
#include "memory.h"
#include "numeric.h"
#include "scram.h"
#include "state.h"

/* What a server may ask for in SCRAM: fewer would help those who try passwords against what has
 * been sent (RFC 7677, 4), and more would take over a second. */
#define ITERATIONS_LEAST 4096
#define ITERATIONS_MOST 1000000

static const char not_private[] =
	"the connection is not encrypted, and a password is not sent that way";

static void set_secret(char **secret, const char *text)
{
	if (*secret)
		sodium_memzero(*secret, strlen(*secret));
	free(*secret);
	*secret = text ? memory_text(text) : NULL;
}

static void forget_account(struct login *login)
{
	login->in = false;
	set_secret(&login->password, NULL);
	memory_replace(&login->account, NULL);
}

static void end_exchange(struct login *login)
{
	scram_free(login->scram);
	login->scram = NULL;
	login->why = NULL;
	sasl_reader_clear(&login->reader);
	login->state = LOGIN_IDLE;
}

void login_lost(struct login *login)
{
	end_exchange(login);
}

void login_finish(struct login *login)
{
	end_exchange(login);
	forget_account(login);
	set_secret(&login->server_password, NULL);
}

/* Goes on without, or not at all. */
static void fail(struct chat *chat, const char *why)
{
	struct login *login = &chat->login;
	bool first = login->first;
	end_exchange(login);
	login->first = false;
	if (first && login->user) {
		login->user->failed(chat->data, why);
		return;
	}
	set_secret(&login->password, NULL);
	tell_info(chat, CHAT_REFUSED, NULL, "you are not logged in: %s", why);
	if (first)
		caps_end(chat);
}

static bool is_external(const struct login *login)
{
	return login->user && login->user->external && !login->password;
}

/* The mechanism to log in with, which is begun. */
static const char *begin_exchange(struct chat *chat)
{
	struct login *login = &chat->login;
	end_exchange(login);
	if (is_external(login))
		return "EXTERNAL";
	if (!chat->caps.scram || !scram_possible(login->account) ||
		!scram_possible(login->password))
		return "PLAIN";
	login->scram = scram_client_new(login->account, login->password);
	return "SCRAM-SHA-256";
}

static void start(struct chat *chat)
{
	struct login *login = &chat->login;
	if (!login->is_private) {
		fail(chat, not_private);
		return;
	}
	if (!login->password && !is_external(login)) {
		login->state = LOGIN_ASKING;
		login->user->ask(chat->data, NULL);
		return;
	}
	const char *mechanism = begin_exchange(chat);
	login->state = LOGIN_BEGUN;
	send_message(chat, "AUTHENTICATE", &mechanism, 1);
}

static void refuse_server(struct chat *chat, const char *why)
{
	chat->login.server_password_wanted = true;
	chat->user->drop(chat->data, why);
}

static void send_server_password(struct chat *chat)
{
	char line[IRC_LINE_BYTES];
	const char *password = chat->login.server_password;
	size_t length = irc_format_command(line, sizeof line, "PASS", &password, 1);
	if (length > 0)
		send_wire(chat, line, length);
	sodium_memzero(line, sizeof line);
}

void login_begin(struct chat *chat)
{
	struct login *login = &chat->login;
	login->first = login->account && (login->user || login->password);
	login->state = login->first ? LOGIN_WAITING : LOGIN_IDLE;
	login->in = login->server_password_wanted = false;
	if (login->server_password && login->is_private)
		send_server_password(chat);
	else if (login->server_password)
		refuse_server(chat, not_private);
}

void login_server_password(struct chat *chat, const struct incoming *in)
{
	const struct irc_message *message = &in->message;
	const struct login *login = &chat->login;
	char *why = NULL;
	if (!login->is_private)
		why = memory_format("the server wants a password; %s", not_private);
	else if (!login->server_password)
		why = memory_text("the server wants a password");
	else
		why = memory_format("the server does not take that password: %s",
			message->count > 1 ? message->params[message->count - 1] : "");
	refuse_server(chat, why);
	free(why);
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

/* Whether the server asks for a number of iterations that is neither too small nor too large. */
static bool is_bearable(const char *message)
{
	const char *found = strstr(message, ",i="); /* no value has a comma in it */
	unsigned long iterations = found ? strtoul(found + 3, NULL, 10) : 0;
	return iterations >= ITERATIONS_LEAST && iterations <= ITERATIONS_MOST;
}

/* The server answers that it is given up, too. */
static void give_up(struct chat *chat)
{
	chat->login.state = LOGIN_SENT;
	chat->login.why = "the server's messages are not right";
	send_piece(chat, "*");
}

static void prove(struct chat *chat)
{
	struct login *login = &chat->login;
	const struct sasl_reader *got = &login->reader;
	struct buffer out = {0};
	enum scram_step step = SCRAM_FAILED;
	if (login->state != LOGIN_NAMED || is_bearable(got->message))
		step = scram_step(login->scram, got->message, got->length, &out);
	if (step == SCRAM_FAILED) {
		give_up(chat);
	} else {
		login->state = login->state == LOGIN_BEGUN ? LOGIN_NAMED : LOGIN_SENT;
		sasl_each_piece(out.bytes, out.length, send_piece, chat);
	}
	if (step == SCRAM_DONE) {
		scram_free(login->scram);
		login->scram = NULL;
	}
	buffer_finish(&out);
}

/* A whole message has come. */
static void answer(struct chat *chat)
{
	struct login *login = &chat->login;
	if (login->scram) {
		prove(chat);
		return;
	}
	login->state = LOGIN_SENT;
	if (login->reader.length > 0)
		give_up(chat);
	else if (is_external(login))
		send_piece(chat, "+");
	else
		send_plain(chat);
}

void login_read(struct chat *chat, struct incoming *in)
{
	struct login *login = &chat->login;
	bool awaits = login->state == LOGIN_SENT ? login->scram && !login->why
						 : login->state >= LOGIN_BEGUN;
	if (!awaits)
		return;
	enum sasl_taken taken = sasl_take(&login->reader, in->message.params[0]);
	if (taken == SASL_PART)
		return;
	if (taken == SASL_WHOLE)
		answer(chat);
	else
		give_up(chat);
	sasl_reader_clear(&login->reader);
}

static void logged_in(struct chat *chat, const struct incoming *in)
{
	struct login *login = &chat->login;
	if (login->scram) /* succeeded() says so */
		return;
	if (in->message.count > 2 && isupport_name_good(in->message.params[2]))
		memory_replace(&login->account, in->message.params[2]);
	login->in = login->account;
	if (chat->entered == 0 || !login->first)
		tell_info(chat, CHAT_INFO, NULL, "You are logged in as %s.",
			login->account ? login->account : chat->identity.name);
}

static void succeeded(struct chat *chat)
{
	struct login *login = &chat->login;
	bool first = login->first;
	if (login->scram) {
		fail(chat, "the server does not show that it knows the password");
		return;
	}
	end_exchange(login);
	login->first = false;
	if (first)
		caps_end(chat);
}

/* Asks for another password where that can help. */
static void refused(struct chat *chat, const struct incoming *in)
{
	struct login *login = &chat->login;
	const char *why = in->message.count > 1 ? in->message.params[in->message.count - 1] : "";
	if (login->why)
		why = login->why;
	else if (!*why)
		why = "no reason is given";
	bool again = in->number == ERR_SASLFAIL && login->first && login->user &&
		     login->state == LOGIN_SENT && !login->why && !is_external(login);
	if (!again) {
		fail(chat, why);
		return;
	}
	end_exchange(login);
	set_secret(&login->password, NULL);
	login->state = LOGIN_ASKING;
	login->user->ask(chat->data, why);
}

bool login_numeric(struct chat *chat, const struct incoming *in)
{
	struct login *login = &chat->login;
	bool waits = login->state >= LOGIN_BEGUN;
	switch (in->number) {
	case RPL_LOGGEDIN:
		logged_in(chat, in);
		return true;
	case RPL_LOGGEDOUT:
		if (login->state != LOGIN_IDLE)
			return true;
		forget_account(login);
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

const char *chat_account(const struct chat *chat)
{
	return chat->login.in ? chat->login.account : NULL;
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
	set_secret(&login->password, password);
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
	memory_replace(&login->account, account);
	set_secret(&login->password, password);
	start(chat);
	return true;
}

bool chat_register(struct chat *chat, const char *password)
{
	if (chat->state != CHAT_IN || !chat->login.is_private ||
		!caps_has(chat, CAP_REGISTRATION) ||
		!send_message(chat, "REGISTER", (const char *const[]){"*", "*", password}, 3))
		return false;
	if (!chat->login.account)
		set_secret(&chat->login.password, password);
	return true;
}

void chat_set_server_password(struct chat *chat, const char *password)
{
	set_secret(&chat->login.server_password, password);
}

bool chat_server_password_wanted(const struct chat *chat)
{
	return chat->login.server_password_wanted;
}
