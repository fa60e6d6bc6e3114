#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "commands.h"
#include "memory.h"
#include "request.h"
#include "slip.h"
#include "text.h"

#define NAME_SIZE 16
#define MODERATES (NEED_ROOM | NEED_CONNECTION | NEED_OPERATOR)

/* The words are those of the line door (docs/protocol.md). */
const struct command_row command_rows[] = {
	{"help", "?", "[COMMAND]", "what there is to type, or more on one command", 1, 0,
		.run = command_help},
	{"nick", "", "NAME", "change your name", 1, 1, .run = command_nick},
	{"who", "names users", "[ROOM]", "who is here, or in another room", 1, 0,
		.run = command_who},
	{"list", "", "", "the rooms, with how many are in each", 0, 0, NEED_CONNECTION,
		.sends = "LIST"},
	{"join", "j", "ROOM [KEY]", "go to one more room; a new one is made", 1, 1,
		.hides = HIDES_SECRET, .run = command_join},
	{"room", "", "[NAME]",
		"bring a room or person to the front, by name or number; alone: list them", 1, 0,
		.run = command_room},
	{"part", "leave", "[WHY]", "leave the room", 0, 0, NEED_FRONT, .run = command_part},
	{"topic", "", "[TEXT]", "read what the room is about, or change it", 0, 0, NEED_ROOM,
		.run = command_topic},
	{"say", "", "TEXT", "say TEXT as it is, also where it looks like a command", 0, 1,
		NEED_FRONT, HIDES_TALK, .run = command_say},
	{"me", "", "TEXT", "say what you do: * alice waves", 0, 1, NEED_FRONT, HIDES_TALK,
		.run = command_me},
	{"msg", "tell w", "NAME TEXT", "say something to one person alone", 1, 2,
		.hides = HIDES_PRIVATE, .run = command_msg},
	{"reply", "r", "TEXT", "answer who last wrote to you alone", 0, 1, .hides = HIDES_PRIVATE,
		.run = command_reply},
	{"query", "", "NAME [TEXT]", "talk with one person alone", 1, 1, .hides = HIDES_PRIVATE,
		.run = command_query},
	{"close", "", "", "end the talk with the person in front", 0, 0, NEED_FRONT,
		.run = command_close},
	{"ignore", "", "[NAME]", "hide what somebody says; alone: list whom you ignore", 1, 0,
		.run = command_ignore},
	{"unignore", "", "NAME", "see again what somebody says", 1, 1, .run = command_unignore},
	{"away", "", "[WHY]", "be marked as away; alone: be back", 0, 0, .run = command_away},
	{"whois", "", "NAME", "about one person: rooms, since when, away", 1, 1, NEED_CONNECTION,
		.sends = "WHOIS %w"},
	{"invite", "", "NAME", "ask somebody into the room", 1, 1, NEED_ROOM | NEED_CONNECTION,
		.sends = "INVITE %w %f"},
	{"uninvite", "", "NAME", "take an invitation back", 1, 1, MODERATES,
		.sends = "UNINVITE %w %f"},
	{"invites", "", "", "who has been invited and has not come yet", 0, 0, MODERATES,
		.run = command_invites},
	{"mode", "modes", "[MODE [VALUE]]", "how the room is set; or set it: secret, key KEY", 1, 0,
		NEED_ROOM | NEED_CONNECTION, HIDES_SECRET, .run = command_mode},
	{"banlist", "bans", "", "who is banned from the room", 0, 0, NEED_ROOM | NEED_CONNECTION,
		.sends = "MODE %f +b"},
	{"kick", "", "NAME [WHY]", "put somebody out of the room", 1, 1, MODERATES,
		.sends = "KICK %f %w %t"},
	{"ban", "", "NAME [10m] [WHY]", "keep somebody out, for a time or for good", 1, 1,
		MODERATES, .run = command_ban},
	{"unban", "", "NAME", "lift a ban", 1, 1, MODERATES, .run = command_unban},
	{"op", "", "NAME", "make somebody an operator of the room", 1, 1, MODERATES,
		.sends = "MODE %f +o %w"},
	{"deop", "", "NAME", "let somebody be an operator no more", 1, 1, MODERATES,
		.sends = "MODE %f -o %w"},
	{"voice", "", "NAME", "let somebody speak in a moderated room", 1, 1, MODERATES,
		.sends = "MODE %f +v %w"},
	{"devoice", "unvoice", "NAME", "take somebody's voice", 1, 1, MODERATES,
		.sends = "MODE %f -v %w"},
	{"oper", "", "NAME PASSWORD", "become one of the server's operators", 1, 2, NEED_CONNECTION,
		HIDES_SECRET, .sends = "OPER %w %t"},
	{"motd", "", "", "the message of the day", 0, 0, NEED_CONNECTION, .sends = "MOTD"},
	{"kept", "", "", "the lines kept since the connection was lost", 0, 0, NEED_KEPT,
		.run = command_kept},
	{"send", "", "", "say the kept lines", 0, 0, NEED_KEPT, .run = command_send},
	{"forget", "", "", "drop the kept lines", 0, 0, NEED_KEPT, .run = command_forget},
	{"reconnect", "", "", "try now to get the connection back", 0, 0, .run = command_reconnect},
	{"raw", "", "LINE", "send a line of IRC as it is", 0, 1, .hides = HIDES_SECRET,
		.run = command_raw},
	{"quit", "exit bye", "[WHY]", "leave the server", 0, 0, .run = command_quit},
	{0},
};

const char *command_name(size_t i)
{
	static char name[NAME_SIZE];
	if (i >= sizeof command_rows / sizeof *command_rows - 1)
		return NULL;
	snprintf(name, sizeof name, "/%s", command_rows[i].name);
	return name;
}

static void trim_end(char *text)
{
	size_t length = strlen(text);
	while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		text[--length] = '\0';
}

static bool usage_good(const struct request *request)
{
	unsigned given = (*request->word ? 1U : 0U) + (*request->text ? 1U : 0U);
	bool text_taken = request->row->words == 0 || strchr(request->row->usage, ' ');
	return given >= request->row->needed && (text_taken || !*request->text) &&
	       (*request->row->usage || !given);
}

/* Says what is missing. */
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

/* `line` is without its '/' and may be changed. */
static enum keep run(struct request *request, char *line)
{
	enum keep unknown = command_unknown_keep(command_rows, line);
	const char *name = command_take_word(&line);
	request->row = command_find(command_rows, name);
	if (!request->row) {
		request_refuse_unknown(request, name, true);
		return unknown;
	}
	trim_end(line);
	request->word = request->row->words ? command_take_word(&line) : "";
	request->text = line;
	if (!usage_good(request))
		request_refuse_usage(request);
	else if (!needs_met(request))
		; /* refused */
	else if (request->row->run)
		request->row->run(request);
	else
		request_send_line(request, request->row->sends);
	return command_row_keep(
		request->row, request->word, request->text, request_room_in_front(request));
}

static void say_line(const struct request *request, const char *line)
{
	if (text_blank(line, strlen(line)))
		return;
	request_say(request, CHAT_SAID, request->front, line);
}

/* What nobody says to a room on purpose, by the rule that chatd has for people with nc: a password
 * for a service, or "help" and the like alone. To one person both may be meant. */
static bool may_be_heard(const struct request *request, const char *line, enum keep *keep)
{
	struct slip slip;
	if (!request_room_in_front(request) || !slip_find(&slip, line, false))
		return true;
	if (slip.kind == SLIP_SECRET) {
		*keep = KEEP_NOWHERE;
		request_refuse(request,
			"nothing of this was said, for a secret seems to be in it; /say "
			"TEXT says it");
		return false;
	}
	if (!ascii_is_letter(*line)) /* a blank and a slash begin ordinary text, too */
		return true;
	request_refuse(request,
		"this was not said, for it looks like the command /%s: type it with the slash; "
		"/say TEXT says it",
		slip.word);
	return false;
}

/* False where a line would tell what is hidden; then nothing of the text is said. */
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
			slip->name);
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
		say_line(request, line);
	return request_room_in_front(request) ? KEEP_DISK : KEEP_RUN;
}

enum keep command_run(const struct command_world *world, const char *entry)
{
	/* A copy: the view may forget who is in front while the command runs. */
	const char *front = view_target(world->view);
	char *front_copy = front ? memory_text(front) : NULL;
	char *copy = memory_text(entry);
	bool refused = false;
	enum keep keep;
	struct request request = {.world = world,
		.chat = world->chat,
		.rows = command_rows,
		.front = front_copy,
		.refused = &refused};
	if (*copy != '/' || strpbrk(copy, "\r\n"))
		keep = say_text(&request, copy, false);
	else if (copy[1] == '/')
		keep = say_text(&request, copy + 1, true);
	else
		keep = run(&request, copy + 1);
	free(copy);
	free(front_copy);
	return refused && keep == KEEP_DISK ? KEEP_RUN : keep;
}
