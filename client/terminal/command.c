#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "ascii.h"
#include "memory.h"
#include "request.h"
#include "slip.h"
#include "text.h"

#define MODERATES (NEED_ROOM | NEED_CONNECTION | NEED_OPERATOR)
#define SERVES (NEED_CONNECTION | NEED_SERVER)
#define PAST (NEED_ROOM | NEED_CONNECTION)
#define WHEN                                                                   \
	"TIME: 30m, 2h or 3d (so long ago), 14:00, yesterday, 2026-11-28 or\n" \
	"2026-11-28T14:00, by your clock."

#define ASKED "The password is asked for and not shown where it is left out."

/* In the order of /help. The words of the line door are in command_words.h. */
const struct command_row command_rows[] = {
	{&command_words[COMMAND_HELP], .run = command_help},
	{&command_words[COMMAND_NICK], .run = command_nick},
	{&command_words[COMMAND_WHO], .run = command_who},
	{&command_words[COMMAND_LIST], .need = NEED_CONNECTION, .sends = "LIST"},
	{&command_words[COMMAND_JOIN], .help = "go to one more room; a new one is made",
		.hides = HIDES_SECRET, .run = command_join},
	{&(const struct command_words){"room", "", "[NAME]",
		 "bring a room or person to the front, by name or number; alone: list them", NULL,
		 1, 0},
		.run = command_room},
	{&command_words[COMMAND_PART], .help = "leave the room", .need = NEED_FRONT,
		.run = command_part},
	{&command_words[COMMAND_TOPIC], .need = NEED_ROOM, .run = command_topic},
	{&(const struct command_words){"history", "", "[N|TIME]", "what was said here before",
		 "Alone, as Page Up: the 20 lines before those that you have seen. N: so many.\n"
		 "TIME: the lines from then on.\n"
		 "before:NUMBER or before:TIME behind it: only lines before that.\n" WHEN
		 "\nExamples: /history, /history 100, /history 2h, /history before:8763",
		 0, 0},
		.need = PAST, .run = command_history},
	{&(const struct command_words){"since", "", "NUMBER|TIME",
		 "what was said here from then on",
		 "NUMBER: of a line; /number on shows the numbers.\n" WHEN
		 "\nExamples: /since 8812, /since 30m, /since 14:00",
		 0, 1},
		.need = PAST, .run = command_since},
	{&(const struct command_words){"search", "", "WORDS",
		 "find what was said; also from:NAME, before:TIME",
		 "The newest 20 lines that have all WORDS; tea* is tea, teapot and the like.\n"
		 "from:NAME: said by NAME. in:ROOM: in another room that you are in.\n"
		 "before:TIME or before:NUMBER: only what was said before that.\n" WHEN
		 "\nExamples: /search tea, /search tea from:bob before:2026-11-28",
		 0, 1},
		.need = PAST, .run = command_search},
	{&command_words[COMMAND_NUMBER], .run = command_number},
	{&command_words[COMMAND_ERASE], .need = PAST, .run = command_erase},
	{&command_words[COMMAND_FORGET], .run = command_forget},
	{&command_words[COMMAND_SAY],
		.help = "say TEXT as it is, also where it looks like a command", .need = NEED_FRONT,
		.hides = HIDES_TALK, .run = command_say},
	{&command_words[COMMAND_ME], .need = NEED_FRONT, .hides = HIDES_TALK, .run = command_me},
	{&command_words[COMMAND_MSG], .hides = HIDES_PRIVATE, .run = command_msg},
	{&command_words[COMMAND_REPLY], .hides = HIDES_PRIVATE, .run = command_reply},
	{&(const struct command_words){
		 "query", "", "NAME [TEXT]", "talk with one person alone", NULL, 1, 1},
		.hides = HIDES_PRIVATE, .run = command_query},
	{&(const struct command_words){
		 "close", "", "", "end the talk with the person in front", NULL, 0, 0},
		.need = NEED_FRONT, .run = command_close},
	{&command_words[COMMAND_IGNORE], .run = command_ignore},
	{&command_words[COMMAND_UNIGNORE], .run = command_unignore},
	{&command_words[COMMAND_AWAY], .run = command_away},
	{&command_words[COMMAND_WHOIS], .help = "about one person: rooms, since when, away",
		.need = NEED_CONNECTION, .sends = "WHOIS %w"},
	{&command_words[COMMAND_INVITE], .need = NEED_ROOM | NEED_CONNECTION,
		.sends = "INVITE %w %f"},
	{&command_words[COMMAND_UNINVITE], .need = MODERATES, .sends = "UNINVITE %w %f"},
	{&command_words[COMMAND_INVITES], .need = MODERATES, .run = command_invites},
	{&command_words[COMMAND_MODE], .need = NEED_ROOM | NEED_CONNECTION, .hides = HIDES_SECRET,
		.run = command_mode},
	{&command_words[COMMAND_BANLIST], .need = NEED_ROOM | NEED_CONNECTION,
		.sends = "MODE %f +b"},
	{&command_words[COMMAND_KICK], .need = MODERATES, .sends = "KICK %f %w %t"},
	{&command_words[COMMAND_BAN], .need = MODERATES, .run = command_ban},
	{&command_words[COMMAND_UNBAN], .need = MODERATES, .run = command_unban},
	{&command_words[COMMAND_OP], .need = MODERATES, .sends = "MODE %f +o %w"},
	{&command_words[COMMAND_DEOP], .need = MODERATES, .sends = "MODE %f -o %w"},
	{&command_words[COMMAND_VOICE], .need = MODERATES, .sends = "MODE %f +v %w"},
	{&command_words[COMMAND_DEVOICE], .need = MODERATES, .sends = "MODE %f -v %w"},
	{&(const struct command_words){"oper", "", "NAME [PASSWORD]",
		 "become one of the server's operators", ASKED, 1, 1},
		.need = NEED_CONNECTION, .hides = HIDES_PASSWORD, .run = command_oper},
	{&(const struct command_words){"register", "", "[PASSWORD]",
		 "make the name that you have yours",
		 "From then on nobody else may take it. " ASKED, 0, 0},
		.need = NEED_CONNECTION, .hides = HIDES_PASSWORD, .run = command_register},
	{&(const struct command_words){"login", "identify", "[NAME [PASSWORD]]",
		 "show that a registered name is yours",
		 "Without NAME: the one that you have. --login does it at once. " ASKED, 1, 0},
		.need = NEED_CONNECTION, .hides = HIDES_PASSWORD, .run = command_login},
	{&(const struct command_words){
		 "logout", "", "", "leave your account and become a guest", NULL, 0, 0},
		.need = NEED_CONNECTION, .run = command_logout},
	{&(const struct command_words){"account", "", "", "what your account has", NULL, 0, 0},
		.need = NEED_CONNECTION, .run = command_account},
	{&(const struct command_words){
		 "password", "", "[NEW]", "change the password of your account", ASKED, 0, 0},
		.need = NEED_CONNECTION, .hides = HIDES_PASSWORD, .run = command_password},
	{&(const struct command_words){"cert", "", "[add|del [SHA256]]",
		 "log in by a certificate instead of a password",
		 "add: the certificate that --client-cert shows, or the one with this\n"
		 "fingerprint. del: likewise. Alone: list those that your account has.",
		 1, 0},
		.need = NEED_CONNECTION, .run = command_cert},
	{&command_words[COMMAND_TOKEN], .need = NEED_CONNECTION, .run = command_token},
	{&command_words[COMMAND_REGAIN], .need = NEED_CONNECTION, .run = command_regain},
	{&(const struct command_words){"owner", "", "[give NAME]",
		 "whose room it is; also drop, claim",
		 "A room that you make while you are logged in is yours: you operate it\n"
		 "whenever you come, and it stays when everybody has left.\n"
		 "drop: it is nobody's any more. give NAME: it is NAME's, by account.\n"
		 "claim: yours from now on, if it is nobody's and you are its operator.\n"
		 "Examples: /owner, /owner give bob, /owner drop",
		 1, 0},
		.need = NEED_ROOM | NEED_CONNECTION, .run = command_owner},
	{&command_words[COMMAND_SERVER_BAN], .need = SERVES, .run = command_server_ban},
	{&command_words[COMMAND_SERVER_UNBAN], .need = SERVES, .run = command_server_unban},
	{&(const struct command_words){"server-close", "", "[WHY]",
		 "let nobody new on the server; who is here stays",
		 "WHY is told to who is refused. The server's machine is always let in, and\n"
		 "from where its operators are here now. /server-open takes it back.\n"
		 "Example: /server-close back in ten minutes",
		 0, 0},
		.need = SERVES, .run = command_server_close},
	{&(const struct command_words){"server-open", "", "", "let people on the server again",
		 "After /server-close.", 0, 0},
		.need = SERVES, .run = command_server_open},
	{&(const struct command_words){"account-add", "", "NAME [PASSWORD]",
		 "make an account for somebody",
		 "Give both to the person, who changes the password: /password. " ASKED, 1, 1},
		.need = SERVES, .hides = HIDES_PASSWORD, .run = command_account_add},
	{&command_words[COMMAND_MOTD], .need = NEED_CONNECTION, .sends = "MOTD"},
	{&(const struct command_words){
		 "kept", "", "", "the lines kept since the connection was lost", NULL, 0, 0},
		.need = NEED_KEPT, .run = command_kept},
	{&(const struct command_words){"send", "", "", "say the kept lines", NULL, 0, 0},
		.need = NEED_KEPT, .run = command_send},
	{&(const struct command_words){"drop", "", "[NAME [PASSWORD]]",
		 "drop the kept lines; NAME: give up that account for good", ASKED, 1, 0},
		.hides = HIDES_PASSWORD, .run = command_drop},
	{&(const struct command_words){
		 "reconnect", "", "", "try now to get the connection back", NULL, 0, 0},
		.run = command_reconnect},
	{&(const struct command_words){
		 "raw", "", "LINE", "send a line of IRC as it is", NULL, 0, 1},
		.hides = HIDES_SECRET, .run = command_raw},
	{&command_words[COMMAND_QUIT], .run = command_quit},
	{0},
};

const char *command_name(size_t i)
{
	bool known = i < sizeof command_rows / sizeof *command_rows - 1;
	return known ? command_rows[i].words->name : NULL;
}

/* Whether what the command needs is there; tells what is missing. */
static bool needs_met(const struct request *request)
{
	unsigned need = request->row->need;
	if (need & (NEED_ROOM | NEED_FRONT) && !request->front)
		request_refuse(request, "you are in no room; /join ROOM takes you to one, /room "
					"shows yours");
	else if (need & NEED_ROOM && !request_room_in_front(request))
		request_refuse(request,
			"that is for rooms, and you talk with %s alone; /room NAME goes to one",
			request->front);
	else if (need & NEED_CONNECTION && !chat_is_ready(request->chat))
		request_refuse_unsent(request);
	else
		return true;
	return false;
}

static void perform(const struct request *request)
{
	if (request->row->run)
		request->row->run(request);
	else
		request_send_line(request, request->row->sends);
}

/* Runs a line without its '/', which is changed. */
static enum keep run(struct request *request, char *line)
{
	enum keep unknown = command_unknown_keep(command_rows, line);
	const char *name = command_words_take(&line);
	request->row = command_find(command_rows, name);
	if (!request->row) {
		request_refuse_unknown(request, name, true);
		return unknown;
	}
	command_words_trim(line);
	request->word = request->row->words->words ? command_words_take(&line) : "";
	request->text = line;
	if (!command_words_fit(request->row->words, request->word, request->text))
		request_refuse_usage(request);
	else if (needs_met(request))
		perform(request);
	return command_row_keep(
		request->row, request->word, request->text, request_room_in_front(request));
}

/* Refuses lines that nobody says to a room on purpose, by chatd's rule for people with nc: a
 * password for a service, or "help" and the like alone. To one person, both may be meant. */
static bool may_be_heard(const struct request *request, const char *line, enum keep *keep)
{
	struct slip slip;
	if (!request_room_in_front(request) || !slip_find(&slip, line, false))
		return true;
	if (slip.kind == SLIP_TOKEN) {
		*keep = KEEP_NOWHERE;
		request_refuse(request, "nothing of this was said, for a login token is in it");
		return false;
	}
	if (slip.kind == SLIP_SECRET) {
		*keep = KEEP_NOWHERE;
		request_refuse(request,
			"nothing of this was said, for a secret seems to be in it; /say "
			"TEXT says it");
		return false;
	}
	if (!ascii_is_letter(*line)) /* a blank and a slash may begin ordinary text */
		return true;
	request_refuse(request,
		"this was not said, for it looks like the command /%s: type it with the slash; "
		"/say TEXT says it",
		slip.word);
	return false;
}

/* False if one of the lines would tell a room what is hidden; then nothing of the text is said. */
static bool may_say(const struct request *request, const char *text, enum keep *keep)
{
	const struct command_row *slip = NULL;
	char *copy = memory_text(text), *rest = copy;
	bool heard = true;
	for (char *line; !slip && heard && (line = strsep(&rest, "\r\n"));) {
		slip = command_slip(command_rows, line, keep);
		heard = slip || may_be_heard(request, line, keep);
	}
	free(copy);
	if (slip)
		request_refuse(request,
			"this looks like the command /%s, so nothing of it was said. To run it, "
			"enter it alone, beginning with the slash; /say TEXT says it",
			slip->words->name);
	return !slip && heard;
}

static enum keep say_text(const struct request *request, char *text, bool literal)
{
	enum keep keep;
	if (!literal && !may_say(request, text, &keep))
		return keep;
	if (!request->front) {
		request_refuse(request,
			"nobody is here to hear that; /join ROOM takes you to a room, "
			"/room shows yours");
		return KEEP_RUN;
	}
	for (char *line; (line = strsep(&text, "\r\n"));)
		if (!text_blank(line, strlen(line)))
			request_say(request, CHAT_SAID, request->front, line);
	return request_room_in_front(request) ? KEEP_DISK : KEEP_RUN;
}

enum keep command_run(const struct command_world *world, const char *entry)
{
	/* A copy: the view may forget who is in front while the command runs. */
	const char *front = view_target(world->view);
	char *front_copy = front ? memory_text(front) : NULL;
	char *copy = memory_text(entry);
	size_t length = strlen(copy);
	bool refused = false;
	enum keep keep;
	struct request request = {.world = world,
		.chat = world->chat,
		.rows = command_rows,
		.front = front_copy,
		.refused = &refused};
	if (*copy != '/' || strpbrk(copy, "\r\n"))
		keep = say_text(&request, copy, false);
	else if (copy[1] != '/')
		keep = run(&request, copy + 1);
	else if (may_be_heard(&request, copy, &keep))
		keep = say_text(&request, copy + 1, true);
	sodium_memzero(copy, length); /* a password may be in it */
	free(copy);
	free(front_copy);
	return refused && keep == KEEP_DISK ? KEEP_RUN : keep;
}
