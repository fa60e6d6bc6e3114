#include "command_words.h"

#include <string.h>

#include "ascii.h"

#define WHEN                                                                   \
	"TIME: 30m, 2h or 3d (so long ago), 14:00, yesterday, 2026-11-28 or\n" \
	"2026-11-28T14:00, by the server's clock."
#define DURATIONS "90s, 10m, 2h or 7d: seconds, minutes, hours or days"

const struct command_words command_words[COMMAND_COUNT] = {
	[COMMAND_HELP] = {"help", "?", "[COMMAND]", "what there is to type, or more on one command",
		"COMMAND may have its / or not.\nExample: /help ban", 1, 0},
	[COMMAND_NICK] = {"nick", "", "NAME", "change your name",
		"NAME: 1 to 32 letters and digits, and -_[]{}|^`\\;\n"
		"no digit and no - in front.\nExample: /nick alice",
		1, 1},
	[COMMAND_WHO] = {"who", "names users", "[ROOM]", "who is here, or in another room",
		"In front of a name, @ is an operator of the room, + somebody with a voice.\n"
		"Behind it, * is its registered owner, (bob) somebody logged in as bob.\n"
		"Examples: /who, /who tea",
		1, 0},
	[COMMAND_LIST] = {"list", "", "", "the rooms, with how many are in each",
		"The fullest come first. What is secret is shown to those inside.", 0, 0},
	[COMMAND_JOIN] = {"join", "j", "ROOM [KEY]", "go to another room; a new one is made",
		"ROOM: its name, with or without the #. KEY: where the room wants one.\n"
		"Whoever makes a room is its operator.\nExample: /join tea",
		1, 1},
	[COMMAND_PART] = {"part", "leave", "[WHY]", "leave the room and be in none",
		"WHY is told to those who stay.\nExample: /part see you", 0, 0},
	[COMMAND_TOPIC] = {"topic", "", "[TEXT]", "read what the room is about, or change it",
		"TEXT: the new topic. Where the room is topic-locked, operators set it.\n"
		"Examples: /topic, /topic tea at four",
		0, 0},
	[COMMAND_HISTORY] = {"history", "", "[N|TIME]", "read what was said here before",
		"Alone: the last lines. N: so many of them. TIME: the lines from then on.\n"
		"before:NUMBER or before:TIME behind it: only lines before that.\n" WHEN "\n"
		"Examples: /history, /history 100, /history 2h, /history before:8763",
		0, 0},
	[COMMAND_SINCE] = {"since", "", "NUMBER|TIME", "read what was said here from then on",
		"NUMBER: of a line; /number on shows the numbers.\n" WHEN "\n"
		"Examples: /since 8812, /since 30m, /since 14:00",
		0, 1},
	[COMMAND_SEARCH] = {"search", "", "WORDS",
		"find what was said; also from:NAME, before:TIME",
		"Lines that have all WORDS; tea* is tea, teapot and the like.\n"
		"from:NAME: said by NAME. in:ROOM: in another room that you are in.\n"
		"before:TIME or before:NUMBER: only what was said before that.\n" WHEN
		"\nExamples: /search tea, /search tea from:bob before:2026-11-28",
		0, 1},
	[COMMAND_NUMBER] = {"number", "numbers", "on|off", "show the number of each line, or not",
		"/since, /history before: and /erase take numbers.\nExample: /number on", 1, 1},
	[COMMAND_SAY] = {"say", "", "TEXT", "say a line as it is, whatever it looks like",
		"For a line that would be taken for a command.\nExample: /say /who lists them", 0,
		1},
	[COMMAND_ME] = {"me", "", "TEXT", "say what you do: * alice waves", "Example: /me waves", 0,
		1},
	[COMMAND_MSG] = {"msg", "tell w", "NAME TEXT", "say something to one person alone",
		"Nobody else reads it.\nExample: /msg bob are you there?", 1, 2},
	[COMMAND_REPLY] = {"reply", "r", "TEXT", "answer who last wrote to you alone",
		"Nobody else reads it.\nExample: /reply yes, I am", 0, 1},
	[COMMAND_IGNORE] = {"ignore", "", "[NAME]",
		"hide what somebody says; alone: list whom you ignore",
		"It holds when NAME changes the name.\nExamples: /ignore bob, /ignore", 1, 0},
	[COMMAND_UNIGNORE] = {"unignore", "", "NAME", "see again what somebody says",
		"Example: /unignore bob", 1, 1},
	[COMMAND_AWAY] = {"away", "", "[WHY]", "be marked as away; alone: be back",
		"WHY is told to those who write to you.\nExamples: /away lunch, /away", 0, 0},
	[COMMAND_WHOIS] = {"whois", "", "NAME", "about one person: room, since when, away",
		"Example: /whois bob", 1, 1},
	[COMMAND_INVITE] = {"invite", "", "NAME", "ask somebody into the room",
		"Where the room is invite-only, operators alone invite.\nExample: /invite bob", 1,
		1},
	[COMMAND_UNINVITE] = {"uninvite", "", "NAME", "take an invitation back",
		"Example: /uninvite bob", 1, 1},
	[COMMAND_INVITES] = {"invites", "", "", "who has been invited and has not come yet",
		"/uninvite NAME takes one back.", 0, 0},
	[COMMAND_MODE] = {"mode", "modes", "[MODE [VALUE]]",
		"how the room is set; or set it: secret, key KEY",
		"MODE, behind a - to take it away:\n"
		"  invite-only   only those who have been invited come in\n"
		"  moderated     only operators and those with a voice speak\n"
		"  members-only  only those in the room speak to it\n"
		"  secret        the room is not shown to those outside\n"
		"  topic-locked  only operators set the topic\n"
		"  key KEY       whoever comes in has to know it: /join ROOM KEY\n"
		"  limit NUMBER  no more people than that come in\n"
		"  keep TIME     what is said is kept no longer: 12h, 30d\n"
		"Examples: /mode, /mode secret, /mode -secret, /mode key hush",
		1, 0},
	[COMMAND_BANLIST] = {"banlist", "bans", "", "who is banned from the room",
		"Who was banned, by whom, when, for how long and why.", 0, 0},
	[COMMAND_KICK] = {"kick", "", "NAME [WHY]", "put somebody out of the room",
		"Whoever is put out may come back; /ban NAME keeps out.\n"
		"Example: /kick bob enough for today",
		1, 1},
	[COMMAND_BAN] = {"ban", "", "NAME [10m] [WHY]", "keep somebody out, for a time or for good",
		"For a time: " DURATIONS ".\n"
		"Without one, for good. Whoever is in the room is put out.\n"
		"WHY begins with a digit only behind a time or a word:\n"
		"/ban bob 10m 3 strikes, or /ban bob for good: 3 strikes.\n"
		"NAME may be a mask: name!*@* or *!*@host; * is any text, ? one character.\n"
		"Examples: /ban bob, /ban bob 10m calm down",
		1, 1},
	[COMMAND_UNBAN] = {"unban", "", "NAME", "lift a ban",
		"NAME: as it was banned, or the mask that /banlist shows.\n"
		"Example: /unban bob",
		1, 1},
	[COMMAND_OP] = {"op", "", "NAME", "make somebody an operator of the room",
		"Example: /op bob", 1, 1},
	[COMMAND_DEOP] = {"deop", "", "NAME", "let somebody be an operator no more",
		"Example: /deop bob", 1, 1},
	[COMMAND_VOICE] = {"voice", "", "NAME", "let somebody speak in a moderated room",
		"The room is moderated after /mode moderated.\nExample: /voice bob", 1, 1},
	[COMMAND_DEVOICE] = {"devoice", "unvoice", "NAME", "take somebody's voice",
		"Example: /devoice bob", 1, 1},
	[COMMAND_ERASE] = {"erase", "", "NUMBER [WHY]", "erase a line of yours, or of your room",
		"What the line says is lost for good; that there was one stays visible.\n"
		"What you have said since you came, or with your account; operators of a\n"
		"room, any line of it.\n"
		"NUMBER: /number on shows it. Example: /erase 8812 a phone number",
		1, 1},
	[COMMAND_FORGET] = {"forget", "", "", "erase all that you have said since you came",
		"In all rooms, for good; nobody is told. Those who were there have read it.", 0, 0},
	[COMMAND_REGISTER] = {"register", "", "PASSWORD", "make the name that you have yours",
		"From then on nobody else may take it, and rooms that you make are yours.\n"
		"PASSWORD: 8 characters or more; a sentence is good, blanks are allowed.\n"
		"Example: /register A LONG SENTENCE OF YOURS",
		0, 1},
	[COMMAND_LOGIN] = {"login", "identify", "[NAME PASSWORD]",
		"show that a registered name is yours",
		"You get the name, too. Without NAME: the one that you have or asked for.\n"
		"Alone: by the certificate that your program has shown, see /help cert.\n"
		"Example: /login alice PASSWORD",
		1, 0},
	[COMMAND_LOGOUT] = {"logout", "", "", "leave your account and become a guest",
		"Your other connections stay in it.", 0, 0},
	[COMMAND_ACCOUNT] = {"account", "", "", "what your account has: connections, rooms",
		"Since when it is there, who else is logged in to it, its certificates and\n"
		"the rooms that belong to it.",
		0, 0},
	[COMMAND_PASSWORD] = {"password", "", "NEW", "change the password of your account",
		"Your other connections are logged out.\nExample: /password NEW", 0, 1},
	[COMMAND_CERT] = {"cert", "", "[add|remove [FINGERPRINT]]",
		"log in by a certificate instead of a password",
		"add: the certificate that your program has shown, or the one with this\n"
		"SHA-256 FINGERPRINT. Then /login alone is enough; on IRC, SASL EXTERNAL.\n"
		"remove: likewise. Alone: lists those that your account has.\n"
		"Examples: /cert add, /cert, /cert remove FINGERPRINT",
		1, 0},
	[COMMAND_TOKEN] = {"token", "tokens", "[new NAME|drop WHICH]",
		"let a program log in without your password",
		"new: makes a token, which is shown once. A program (a browser, a bot, ...)\n"
		"gives it as your password. It cannot make tokens or a new password.\n"
		"NAME: what it is for. Alone: lists your tokens, with their numbers.\n"
		"drop: ends one by number or NAME, or all. Who came by it is logged out.\n"
		"Examples: /token new laptop, /token, /token drop 2",
		1, 0},
	[COMMAND_REGAIN] = {"regain", "ghost", "", "end your other connection and take its name",
		"For when the old one is dead, but the server has not noticed yet.", 0, 0},
	[COMMAND_DROP] = {"drop", "", "NAME", "give up your account for good",
		"NAME: the one that it has, to be sure. Anybody may take it then,\n"
		"and your rooms belong to nobody.\nExample: /drop alice",
		1, 1},
	[COMMAND_ROOM] = {"room", "owner", "[drop|claim|give NAME]",
		"whose room it is; give it away",
		"A room that you make while you are logged in is yours: you operate it\n"
		"whenever you come, and it stays when everybody has left.\n"
		"drop: it is nobody's any more. give NAME, who is in it: it is NAME's.\n"
		"claim: yours from now on, if it is nobody's and you are its operator.\n"
		"Examples: /room, /room give bob",
		1, 0},
	[COMMAND_OPER] = {"oper", "", "NAME PASSWORD", "become one of the server's operators",
		"Whoever runs the server gives you both. Nobody else is shown them.\n"
		"Example: /oper alice PASSWORD",
		1, 2},
	[COMMAND_ACCOUNT_ADD] = {"account-add", "", "NAME PASSWORD", "make an account for somebody",
		"Give both to the person, who changes the password: /password NEW.\n"
		"Example: /account-add bob PASSWORD",
		1, 2},
	[COMMAND_SERVER_BAN] = {"server-ban", "server-bans", "[WHOM [TIME] [WHY]]",
		"ban somebody from the server; alone: list bans",
		"WHOM: a person who is here, an account, an address or a range of them.\n"
		"A person stands for the account, or, if not logged in, for the address.\n"
		"For a time: " DURATIONS ".\n"
		"Without one, for good. Whoever is here and meant has to leave.\n"
		"Examples: /server-ban bob 2h calm down, /server-ban 192.0.2.0/24 spam",
		1, 0},
	[COMMAND_SERVER_UNBAN] = {"server-unban", "", "WHOM", "let somebody on the server again",
		"WHOM: as /server-ban shows it.\nExample: /server-unban 192.0.2.0/24", 1, 1},
	[COMMAND_CLOSE] = {"close", "server-close", "[WHY]",
		"let nobody new on the server; who is here stays",
		"WHY is told to who is refused. This machine is always let in, and from\n"
		"where operators of the server are here now. /open takes it back.\n"
		"Example: /close back in ten minutes",
		0, 0},
	[COMMAND_OPEN] = {"open", "server-open", "", "let people on the server again",
		"After /close.", 0, 0},
	[COMMAND_STATS] = {"stats", "", "", "how the server fares, in numbers",
		"Connections, lines, how busy it is, the history and memory. The numbers\n"
		"count from its start. Programs get them by --metrics.",
		0, 0},
	[COMMAND_MOTD] = {"motd", "", "", "the message of the day",
		"Whoever runs the server writes it.", 0, 0},
	[COMMAND_QUIT] = {"quit", "exit bye", "[WHY]", "leave the server",
		"WHY is told to the others.\nExample: /quit see you", 0, 0},
};

bool command_words_is(const struct command_words *words, const char *name)
{
	if (ascii_equal(words->name, name))
		return true;
	for (const char *alias = words->aliases; *alias; alias += strspn(alias, " ")) {
		size_t size = strcspn(alias, " ");
		if (ascii_is_word(alias, size, name))
			return true;
		alias += size;
	}
	return false;
}

bool command_words_fit(const struct command_words *words, const char *word, const char *text)
{
	unsigned given = (*word ? 1U : 0U) + (*text ? 1U : 0U);
	bool text_taken = words->words == 0 || strchr(words->usage, ' ');
	return given >= words->needed && (text_taken || !*text) && (*words->usage || !given);
}

char *command_words_take(char **rest)
{
	char *word = *rest;
	char *end = word + strcspn(word, " \t");
	*rest = *end ? end + 1 + strspn(end + 1, " \t") : end;
	*end = '\0';
	return word;
}

void command_words_trim(char *text)
{
	size_t length = strlen(text);
	while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		text[--length] = '\0';
}
