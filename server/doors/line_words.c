#include "line_words.h"

#include <string.h>

#include "line_text.h"
#include "name.h"
#include "text.h"

/* In the words, %n is event.name, %o event.other, %t event.total, %w event.other as a reason and %d
 * the time until it ends. */
static const char *const words[OUTCOME_COUNT] = {
	[OUTCOME_UNKNOWN_COMMAND] = "there is no command /%n; /help lists them",
	[OUTCOME_USAGE] = "type it like this: /%n%o",
	[OUTCOME_NO_ROOM] = "you are in no room; /join ROOM takes you to one, /list shows them",
	[OUTCOME_NAME_TAKEN] = "the name %n is taken; choose another with /nick NAME",
	[OUTCOME_NAME_LONG] = "a name has at most 32 characters and 63 bytes; choose a shorter one",
	[OUTCOME_NAME_START] = "a name cannot begin with a digit or '-'; put a letter before it",
	[OUTCOME_NAME_CHARACTER] =
		"a name is made of letters, digits and -_[]{}|^`\\; choose another",
	[OUTCOME_NAME_RESERVED] = "names that begin with guest- are given by the server; "
				  "choose another",
	[OUTCOME_NAME_KEPT] = "the word %n would be mistaken for the server; choose another name",
	[OUTCOME_NAME_SAME] = "you are %n already",
	[OUTCOME_NAME_MIXED] =
		"a name cannot mix Latin, Greek and Cyrillic letters, some of which look "
		"alike; choose one in one script",
	[OUTCOME_ROOM_MIXED] =
		"a room's name cannot mix Latin, Greek and Cyrillic letters, some of "
		"which look alike; choose one in one script",
	[OUTCOME_NAME_UNFOLDS] = "some characters of that name stand for many letters each; choose "
				 "a name without them",
	[OUTCOME_ROOM_LONG] = "a room's name has at most 49 characters behind its #, and 99 bytes; "
			      "choose a shorter one",
	[OUTCOME_ROOM_CHARACTER] =
		"a room's name is a # and letters, digits and the like of .-_+#/[]; "
		"choose another",
	[OUTCOME_ROOM_UNFOLDS] =
		"some characters of that room's name stand for many letters each; choose "
		"a name without them",
	[OUTCOME_NO_SUCH_ROOM] = "there is no room %n; /list shows all",
	[OUTCOME_IN_ROOM] = "you are in %n already",
	[OUTCOME_NOBODY] = "nobody here is called %n; /who shows the names",
	[OUTCOME_YOURSELF] = "that is you",
	[OUTCOME_NO_REPLY] = "nobody has sent you a private message yet; /msg NAME TEXT sends one",
	[OUTCOME_REPLY_GONE] = "%n, who wrote to you, is gone or has another name; "
			       "/who shows the names",
	[OUTCOME_IGNORED_BY] = "%n ignores you; this was not delivered",
	[OUTCOME_NOT_IGNORED] = "you do not ignore %n; /ignore lists whom you ignore",
	[OUTCOME_IGNORE_FULL] =
		"you ignore %t people, and no more are allowed; /unignore somebody first",
	[OUTCOME_UNCHANGED] = "nothing was changed; it is so already: %n",
	[OUTCOME_BANNED] = "you are banned from %n%w; its operators can lift that",
	[OUTCOME_INVITE_ONLY] = "%n is for those who have been invited; ask somebody in it",
	[OUTCOME_KEY_WRONG] = "%n wants a key: /join %n KEY",
	[OUTCOME_ROOM_FULL] = "%n is full; try again later",
	[OUTCOME_ROOMS_MAX] = "you are in as many rooms as are allowed; /part one first",
	[OUTCOME_NOT_IN_ROOM] = "you are not in %n; /join %n takes you there",
	[OUTCOME_NOT_MEMBER] = "%n is not in%o; /who shows who is",
	[OUTCOME_IS_MEMBER] = "%n is in%o already",
	[OUTCOME_NOT_OPERATOR] = "only operators of %n can do that; /who marks them with @",
	[OUTCOME_OUTRANKED] = "only founders of the room can do that to %n",
	[OUTCOME_OUTSIDE] = "only members of %n can speak to it; /join %n makes you one",
	[OUTCOME_MODERATED] = "only those with a voice may speak in %n; an operator gives you one "
			      "with /voice",
	[OUTCOME_SILENCED] = "you are banned from %n, so nobody there was told; its operators can "
			     "lift that",
	[OUTCOME_NAME_SILENCED] = "you may not speak in %n, so it is not shown a new name either; "
				  "/part first, or ask its operators for a voice",
	[OUTCOME_NAME_LOGIN] = "the name %n is the login of another user of the server's machine; "
			       "choose another",
	[OUTCOME_NAME_ALIKE] = "the name %n looks like%o, which is not free; choose another",
	[OUTCOME_NAME_HELD] =
		"the name %n is kept for another %t seconds for the person who lost the "
		"connection; choose another with /nick NAME",
	[OUTCOME_LOBBY_TOPIC] = "only the server's operators set the topic of %n; /join ROOM takes "
				"you to a room where you may",
	[OUTCOME_NOT_INVITED] = "%n has no invitation to%o; /invites shows who has",
	[OUTCOME_OWN_ROOMS] = "your address has made as many rooms and bans as one may; leave a "
			      "room or /unban somebody before you make another",
	[OUTCOME_OWN_MASKS] = "your address has made as many rooms and bans as one may; /unban "
			      "somebody first",
	[OUTCOME_MASK] = "this is neither a person's name nor a mask like name!*@* or *!*@host: %n",
	[OUTCOME_MASKS_FULL] = "a room has at most %t bans; /unban somebody first",
	[OUTCOME_TIME] = "a time is written 90s, 10m, 2h or 7d, up to 36500d; a reason that begins "
			 "with a digit needs a time or a word before it",
	[OUTCOME_NO_MASK] = "%n is not banned; /banlist shows who is",
	[OUTCOME_MODE] = "there is no mode %n; they are: invite-only moderated members-only "
			 "secret topic-locked key limit keep",
	[OUTCOME_KEY] = "a key has 1 to 63 bytes without blanks and commas: /mode key KEY",
	[OUTCOME_LIMIT] = "a limit is a number from 1 to 1000000: /mode limit NUMBER",
	[OUTCOME_KEEP] = "lines are kept for a time like 12h or 30d, no longer than the server "
			 "keeps them%o: /mode keep TIME; or that long: /mode -keep",
	[OUTCOME_OPER_WRONG] = "the server has no operator with that name and password",
	[OUTCOME_OPER_NONE] =
		"this server has no operators; whoever runs it can name some with --oper",
	[OUTCOME_PASSWORD_WRONG] = "that is not the password",
	[OUTCOME_PASSWORD_WAIT] = "wrong passwords came from your address",
	[OUTCOME_PASSWORD_SHORT] = "a password has at least %t characters; choose a longer one",
	[OUTCOME_PASSWORD_LONG] = "a password has at most %t bytes; choose a shorter one",
	[OUTCOME_NOT_PRIVATE] =
		"passwords are not taken here, for others on the way could read them: come "
		"with chat-client, or ncat --ssl HOST PORT, and change a password that you "
		"have just sent",
	[OUTCOME_LOGIN_WRONG] = "there is no account with that name and password",
	[OUTCOME_LOGIN_WAIT] = "too many wrong passwords for %n",
	[OUTCOME_NOT_LOGGED_IN] = "you are not logged in; /login NAME PASSWORD does that",
	[OUTCOME_LOGGED_IN] = "you are logged in as %n; /logout first",
	[OUTCOME_GUEST] = "you are a guest; choose a name with /nick NAME, then register that",
	[OUTCOME_NAME_ELSEWHERE] = "your other connection has the name %n; /regain ends it and "
				   "gives you the name",
	[OUTCOME_OPERATORS_FULL] = "%n has as many operators with accounts as a room may: %t",
	[OUTCOME_ROOM_OF_SERVER] = "%n belongs to the server",
	[OUTCOME_ROOM_OWNED] = "%n belongs to somebody; /room shows whom",
	[OUTCOME_NOT_FOUNDER] = "only the founder of %n can do that; /room shows who that is",
	[OUTCOME_ROOMS_OWNED_MAX] =
		"%n has %t rooms, and no more are allowed; /room drop gives one "
		"up",
	[OUTCOME_NO_ACCOUNT] = "nobody called %n has an account; /register PASSWORD makes one",
	[OUTCOME_CERTIFICATE_UNKNOWN] =
		"the certificate that your program has shown belongs to no account; "
		"/login NAME PASSWORD, then /cert add",
	[OUTCOME_NAME_REGISTERED] = "the name %n belongs to somebody who has registered it; "
				    "if that is you: /login %n PASSWORD",
	[OUTCOME_ACCOUNTS_FULL] = "the server has as many accounts as it may",
	[OUTCOME_ACCOUNTS_ADDRESS] = "your address has registered as many names as it may in an "
				     "hour",
	[OUTCOME_ACCOUNT_NAME] = "your account is not called %n; /account shows it",
	[OUTCOME_CERTIFICATE_NONE] = "your program has shown no certificate of its own",
	[OUTCOME_CERTIFICATE_OTHER] = "that certificate belongs to another account",
	[OUTCOME_FINGERPRINT] =
		"%n is no fingerprint of a certificate: that has 64 hexadecimal digits "
		"(SHA-256), with or without colons",
	[OUTCOME_CERTIFICATE_BAD] = "your account has no certificate %n; /cert lists them",
	[OUTCOME_CERTIFICATES_FULL] = "an account has at most %t certificates; /cert remove one "
				      "first",
	[OUTCOME_TOKEN_LOGIN] = "you have logged in by a token, which cannot do that; give your "
				"password first: /login %n PASSWORD",
	[OUTCOME_TOKENS_FULL] =
		"an account has at most %t tokens; /token lists yours, /token drop NUMBER ends one",
	[OUTCOME_TOKEN_LABEL] = "say what the token is for, in up to %t bytes, and not with a "
				"number alone: /token new laptop",
	[OUTCOME_TOKEN_NONE] = "your account has no such token; /token lists those that it has",
	[OUTCOME_TOKEN_SAID] = "this was not said, for a login token is in it; if others may have "
			       "seen that token, end it with /token drop",
	[OUTCOME_PASSWORD_BUSY] = "too many passwords are being checked; try again in a moment",
	[OUTCOME_NOT_SERVER_OPERATOR] = "only the server's operators can do that",
	[OUTCOME_NO_HISTORY] = "this server does not keep what is said, so there is nothing to "
			       "read, search or erase",
	[OUTCOME_HISTORY_FAILED] =
		"what was said can be neither read nor erased just now, for the server's disk does "
		"not answer; try again in a minute",
	[OUTCOME_NO_SUCH_LINE] = "there is no line %n in%o; /number on shows the numbers, /history "
				 "those of earlier lines",
	[OUTCOME_LINE_ERASED] = "line %n has been erased already",
	[OUTCOME_LINE_NOT_OWN] = "line %n was not said by you on this connection or with your "
				 "account; only operators of the room can erase it",
	[OUTCOME_LINE_NUMBER] = "%n is not the number of a line; /number on shows the numbers, "
				"/history those of earlier lines",
	[OUTCOME_WHEN] = "%n is neither a number from 1 on nor a time; a time is 30m, 2h or 3d (so "
			 "long ago), 14:00, yesterday, 2026-11-28 or 2026-11-28T14:00",
	[OUTCOME_WHEN_FUTURE] = "%n has not come yet; give a time that is over, such as 2h (two "
				"hours ago) or 14:00",
	[OUTCOME_PAGE_SIZE] = "one page has 1 to %t lines; each page ends with the command for the "
			      "next one",
	[OUTCOME_SEARCH_WORDS] =
		"give one to eight words to search for, or from:NAME; /help search "
		"has examples",
	[OUTCOME_SLIP_COMMAND] =
		"this was not said, for it looks like the command /%n: type that with / "
		"as the very first character; /say TEXT says it anyway",
	[OUTCOME_SLIP_SECRET] =
		"this was not said, for a secret seems to be in it: a command such as "
		"/%n begins with / as the very first character; /say TEXT says it "
		"anyway",
	[OUTCOME_SLIP_IRC] =
		"this was not said, for IRC clients begin like that: here commands begin "
		"with /, and /help lists them; /say TEXT says it anyway",
	[OUTCOME_TOO_LONG] = "that line was too long and was not said: at most %t bytes",
	[OUTCOME_TOO_FAST] = "you are writing faster than %t lines a second: nothing is lost, but "
			     "the rest is read at that speed",
	[OUTCOME_ADDRESS_TOO_FAST] =
		"the connections from your address are writing faster than %t lines a "
		"second together: nothing is lost, but the rest is read at that speed",
	[OUTCOME_BAN_WHOM] = "%n is neither a person here nor an account, nor an address such as "
			     "192.0.2.1 or 2001:db8::/32",
	[OUTCOME_BAN_HERE] = "%n comes from this machine, which cannot be banned; an account can",
	[OUTCOME_SERVER_BANS_FULL] = "the server has as many bans as it may; lift one with "
				     "/server-unban, or put addresses into a file for --deny",
	[OUTCOME_NO_SERVER_BAN] = "%n is not banned from the server; /server-ban shows who is",
	[OUTCOME_SERVER_OPEN] = "the server is not closed",
	[OUTCOME_ADDRESS_DENIED] = "this server does not let your address in",
	[OUTCOME_ACCOUNT_NEEDED] =
		"this server is for people with an account; its operators give you one",
	[OUTCOME_REGISTRATION_CLOSED] =
		"on this server only operators make accounts; ask one for yours",
	[OUTCOME_SERVER_BANNED] = "you are banned from this server%d%w",
	[OUTCOME_SERVER_CLOSED] = "this server lets nobody new in at the moment%w; try again later",
	[OUTCOME_UNREAD] = "the last %t bytes that you sent were not read, and so not said",
	[OUTCOME_TOO_SLOW] = "you have not read %t bytes, so the connection is closed; "
			     "come back when you can",
};

/* Repeats what was typed, up to the length of a name. */
static void add_typed(struct buffer *out, const char *typed)
{
	size_t length = strlen(typed);
	size_t shown = text_cut(typed, length, ROOM_NAME_BYTES);
	buffer_add(out, typed, shown);
	buffer_add_text(out, shown < length ? "..." : "");
}

static void add_word(struct buffer *out, char which, const struct event *event)
{
	if (which == 'n')
		add_typed(out, event->name);
	else if (which == 'o' && !event->other)
		buffer_add_text(out, " another");
	else if (which == 'o')
		buffer_add_all(out, *event->other ? " " : "", event->other, NULL);
	else if (which == 'w')
		line_add_why(out, event->other);
	else if (which == 'd')
		line_add_left(out, event->idle);
	else
		buffer_format(out, "%llu", (unsigned long long)event->total);
}

static bool has_wait(enum outcome outcome)
{
	return outcome == OUTCOME_OPER_WRONG || outcome == OUTCOME_LOGIN_WRONG ||
	       outcome == OUTCOME_PASSWORD_WRONG || outcome == OUTCOME_PASSWORD_WAIT ||
	       outcome == OUTCOME_LOGIN_WAIT || outcome == OUTCOME_ACCOUNTS_ADDRESS;
}

void line_encode_refused(struct buffer *out, const struct event *event)
{
	const char *text = words[event->outcome];
	buffer_add_text(out, "!! ");
	while (*text) {
		size_t run = strcspn(text, "%");
		buffer_add(out, text, run);
		text += run;
		if (*text) {
			add_word(out, text[1], event);
			text += 2;
		}
	}
	if (event->outcome == OUTCOME_UNKNOWN_COMMAND && event->other)
		buffer_add_all(out, ". Did you mean /", event->other, "?", NULL);
	if (event->outcome == OUTCOME_MODE && event->other)
		buffer_add_all(out, ". Did you mean ", event->other, "?", NULL);
	if (has_wait(event->outcome) && event->total > 0)
		buffer_format(out, "; try again in %llu second%s", (unsigned long long)event->total,
			event->total == 1 ? "" : "s");
	buffer_add_text(out, "\n");
}
