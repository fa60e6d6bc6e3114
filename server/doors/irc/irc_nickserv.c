#include "irc_nickserv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "ascii.h"
#include "irc_account.h"
#include "irc_commands.h"
#include "irc_encode_account.h"
#include "irc_reply.h"
#include "login.h"
#include "session_life.h"

#define WORDS_MAX 5

struct nickserv_command {
	const char *name, *usage, *text;
	unsigned least; /* words behind the command */
	void (*run)(struct irc_call *call, char **words, unsigned count);
};

static void answer(struct irc_call *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void answer(struct irc_call *call, const char *format, ...)
{
	char text[IRC_LINE_BYTES];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	irc_encode_nickserv(call->out, irc_reply_nick(call), text);
}

/* Says why it was not done. `name` is the account's, or NULL. */
static void refuse(struct irc_call *call, enum outcome outcome, const char *name)
{
	char words[IRC_ACCOUNT_WORDS_SIZE];
	const char *why = irc_account_words(call, outcome, name, words);
	answer(call, "%c%s.", *why - 'a' + 'A', why + 1);
}

/* Whether it was done; else has said why, or the line comes again. */
static bool done(struct irc_call *call, enum outcome outcome, const char *name)
{
	if (outcome == OUTCOME_LATER)
		call->later = true;
	else if (outcome != OUTCOME_DONE)
		refuse(call, outcome, name);
	return outcome == OUTCOME_DONE;
}

/* What is changed is told by events, once it is stored (irc_encode_account.c). */
static void register_name(struct irc_call *call, char **words, unsigned count)
{
	done(call, login_register(call->session, words[0]), session_name(call->session));
}

/* `anyway`: takes the name also from a connection of the account's that is well. */
static void enter(struct irc_call *call, const char *name, const char *password, bool anyway)
{
	enum outcome named = OUTCOME_DONE;
	enum outcome outcome = login_password(call->session, name, password, &named);
	if (outcome == OUTCOME_LOGGED_IN &&
		account_find(call->core, name) == session_account(call->session))
		outcome = OUTCOME_DONE;
	if (!done(call, outcome, name))
		return;
	if (anyway)
		named = login_claim_name(call->session, true);
	answer(call, "You are logged in as %s.", session_account(call->session)->name);
	if (named != OUTCOME_DONE)
		refuse(call, named, NULL);
}

static void identify(struct irc_call *call, char **words, unsigned count)
{
	enter(call, count > 1 ? words[0] : session_name(call->session), words[count > 1], false);
}

static void logout(struct irc_call *call, char **words, unsigned count)
{
	if (!session_account(call->session)) {
		refuse(call, OUTCOME_NOT_LOGGED_IN, NULL);
		return;
	}
	login_leave(call->session);
	answer(call, "You are not logged in any more.");
}

static void regain(struct irc_call *call, char **words, unsigned count)
{
	const struct account *own = session_account(call->session);
	if (count > 1)
		enter(call, words[0], words[1], true);
	else if (!own || account_find(call->core, words[0]) != own)
		refuse(call, own ? OUTCOME_ACCOUNT_NAME : OUTCOME_NOT_LOGGED_IN, NULL);
	else if (done(call, login_claim_name(call->session, true), NULL))
		answer(call, "%s is your name now.", own->name);
}

/* The account with this name, if the client has shown that it is its own: by the password or by
 * being logged in. Else refuses. */
static struct account *own_account(struct irc_call *call, const char *name, const char *password)
{
	struct account *account = account_find(call->core, name);
	enum outcome outcome = OUTCOME_DONE;
	if (password)
		outcome = proof_password(irc_account_proof(call), name, password, &account);
	else if (!session_account(call->session))
		outcome = OUTCOME_NOT_LOGGED_IN;
	else if (account != session_account(call->session))
		outcome = OUTCOME_ACCOUNT_NAME;
	return done(call, outcome, name) ? account : NULL;
}

static void ghost(struct irc_call *call, char **words, unsigned count)
{
	struct account *account = own_account(call, words[0], count > 1 ? words[1] : NULL);
	const struct session *holder = account ? session_find(call->core, account->name) : NULL;
	if (holder == call->session && account)
		answer(call, "That is you.");
	else if (holder)
		login_make_way(call->core, account, call->session, true);
	if (account && holder != call->session)
		answer(call, holder ? "%s is free now." : "Nobody has the name %s now.",
			account->name);
}

static void set(struct irc_call *call, char **words, unsigned count)
{
	if (!ascii_equal(words[0], "PASSWORD"))
		answer(call, "The only setting is PASSWORD.");
	else
		done(call, login_set_password(call->session, words[1]), NULL);
}

static void drop(struct irc_call *call, char **words, unsigned count)
{
	const struct account *own = session_account(call->session);
	const char *name = count > 1 ? words[0] : own ? own->name : "";
	struct account *account;
	enum outcome outcome = OUTCOME_NOT_LOGGED_IN;
	if (own)
		outcome = proof_password(irc_account_proof(call), name, words[count > 1], &account);
	if (outcome == OUTCOME_DONE)
		outcome = login_drop(call->session, name);
	done(call, outcome, name);
}

static void list_certificates(struct irc_call *call, const struct account *account)
{
	char text[FINGERPRINT_TEXT_SIZE];
	if (!account->certificates)
		answer(call, "Your account has no certificates.");
	for (const struct account_certificate *each = account->certificates; each;
		each = each->next)
		answer(call, "%s", irc_encode_fingerprint(text, each->fingerprint));
}

static void cert(struct irc_call *call, char **words, unsigned count)
{
	struct session *session = call->session;
	const char *given = count > 1 ? words[1] : NULL;
	if (!session_account(session))
		refuse(call, OUTCOME_NOT_LOGGED_IN, NULL);
	else if (ascii_equal(words[0], "LIST"))
		list_certificates(call, session_account(session));
	else if (ascii_equal(words[0], "ADD"))
		done(call, login_add_certificate(session, given), NULL);
	else if (ascii_equal(words[0], "DEL"))
		done(call, login_remove_certificate(session, given), NULL);
	else
		answer(call, "CERT knows ADD, DEL and LIST.");
}

static void info(struct irc_call *call, char **words, unsigned count)
{
	const struct account *own = session_account(call->session);
	const char *name = count > 0 ? words[0] : own ? own->name : session_name(call->session);
	const struct account *account = account_find(call->core, name);
	char day[32];
	struct tm parts;
	if (!account) {
		answer(call, "Nobody has registered that name.");
		return;
	}
	time_t made = (time_t)(account->made_at / 1000);
	gmtime_r(&made, &parts);
	strftime(day, sizeof day, "%Y-%m-%d", &parts);
	answer(call, "%s has been registered since %s.", account->name, day);
	if (account == own)
		answer(call, "It is yours; connections that are logged in: %u, certificates: %u.",
			account->sessions.count, account->certificate_count);
}

static void help(struct irc_call *call, char **words, unsigned count);

static const struct nickserv_command commands[] = {
	{"CERT", "ADD|DEL|LIST [fingerprint]",
		"Lets a certificate of your client log you in, by SASL EXTERNAL. Without a "
		"fingerprint it is the one that your client has sent.",
		1, cert},
	{"DROP", "[account] password", "Gives your account up, with its name and its channels.", 1,
		drop},
	{"GHOST", "account [password]", "Takes the name of your account from whoever has it.", 1,
		ghost},
	{"HELP", "[command]", "All commands, or more on one of them.", 0, help},
	{"IDENTIFY", "[account] password",
		"Logs you in, and gives you the account's name. Without an account it is that of "
		"your nick.",
		1, identify},
	{"INFO", "[account]", "Since when a name has been registered.", 0, info},
	{"LOGOUT", "", "Logs you out. Whoever has the account's name becomes a guest.", 0, logout},
	{"REGAIN", "account [password]",
		"Gives you the name of your account, also where another connection of yours has "
		"it.",
		1, regain},
	{"REGISTER", "password",
		"Makes your nick yours: nobody else can use it, also while you are away. A "
		"password "
		"has at least 8 characters, and no blanks here.",
		1, register_name},
	{"SET", "PASSWORD password", "Changes your password.", 2, set},
};

/* Other names that services have for them. */
static const struct {
	const char *name, *command;
} aliases[] = {{"ID", "IDENTIFY"}, {"LOGIN", "IDENTIFY"}, {"RECOVER", "REGAIN"},
	{"RELEASE", "GHOST"}, {"UNREGISTER", "DROP"}};

#define COMMANDS (sizeof commands / sizeof commands[0])

static const struct nickserv_command *find_command(const char *name)
{
	for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
		if (ascii_equal(aliases[i].name, name))
			name = aliases[i].command;
	for (size_t i = 0; i < COMMANDS; i++)
		if (ascii_equal(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static void tell_usage(struct irc_call *call, const struct nickserv_command *command)
{
	answer(call, "Usage: %s%s%s", command->name, *command->usage ? " " : "", command->usage);
}

static void help(struct irc_call *call, char **words, unsigned count)
{
	const struct nickserv_command *command = count > 0 ? find_command(words[0]) : NULL;
	if (command) {
		tell_usage(call, command);
		answer(call, "%s", command->text);
		return;
	}
	answer(call, "What you say to NickServ reaches the server alone. It knows:");
	for (size_t i = 0; i < COMMANDS; i++)
		answer(call, "%s %s", commands[i].name, commands[i].usage);
	answer(call, "HELP and a command tells more.");
}

/* What was typed is not repeated: it may be a password. */
void irc_nickserv_say(struct irc_call *call, char *text)
{
	char *words[WORDS_MAX], *save = NULL;
	size_t length = strlen(text);
	unsigned count = 0;
	for (char *word = strtok_r(text, " ", &save); word && count < WORDS_MAX;
		word = strtok_r(NULL, " ", &save))
		words[count++] = word;
	const struct nickserv_command *command = count > 0 ? find_command(words[0]) : NULL;
	if (!command)
		answer(call, "NickServ does not know that; HELP lists what it does.");
	else if (count - 1 < command->least)
		tell_usage(call, command);
	else
		command->run(call, words + 1, count - 1);
	sodium_memzero(text, length);
}

bool irc_nickserv_is_target(const char *targets)
{
	const size_t length = strlen(IRC_NICKSERV);
	for (const char *at = targets; *at; at += *at == ',') {
		if (strcspn(at, ",@") == length && ascii_equal_n(at, IRC_NICKSERV, length))
			return true;
		at += strcspn(at, ",");
	}
	return false;
}

/* The parameters with blanks between them, behind `first`. */
static void say_params(struct irc_call *call, const char *first)
{
	struct buffer text = {0};
	size_t length = strlen(first) + 1;
	for (unsigned i = 0; i < call->count; i++)
		length += strlen(call->params[i]) + 1;
	buffer_reserve(&text, length); /* it does not move then, and is wiped as a whole */
	buffer_add_text(&text, first);
	for (unsigned i = 0; i < call->count; i++) {
		buffer_add_all(&text, text.length > 0 ? " " : "", call->params[i], NULL);
		sodium_memzero(call->params[i], strlen(call->params[i]));
	}
	buffer_text(&text);
	irc_nickserv_say(call, text.bytes);
	buffer_finish(&text);
}

void irc_nickserv(struct irc_call *call)
{
	say_params(call, "");
}

void irc_cert(struct irc_call *call)
{
	say_params(call, "CERT");
}
