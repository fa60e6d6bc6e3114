#include "command.h"

#include <string.h>

#include "ascii.h"
#include "nearest.h"
#include "operators.h"
#include "roles.h"
#include "session_send.h"

const struct command commands[] = {
	{"help", "?", "[COMMAND]", "what there is to type, or more on one command", 1, 0, false,
		RIGHT_ANYONE, cmd_help},
	{"nick", "", "NAME", "change your name", 1, 1, false, RIGHT_ANYONE, cmd_nick},
	{"who", "names users", "[ROOM]", "who is here, or in another room", 1, 0, false,
		RIGHT_ANYONE, cmd_who},
	{"list", "", "", "the rooms, with how many are in each", 0, 0, false, RIGHT_ANYONE,
		cmd_list},
	{"join", "j", "ROOM [KEY]", "go to another room; a new one is made", 1, 1, false,
		RIGHT_ANYONE, cmd_join},
	{"part", "leave", "[WHY]", "leave the room and be in none", 0, 0, true, RIGHT_ANYONE,
		cmd_part},
	{"topic", "", "[TEXT]", "read what the room is about, or change it", 0, 0, true,
		RIGHT_ANYONE, cmd_topic},
	{"say", "", "TEXT", "say a line as it is, whatever it looks like", 0, 1, true, RIGHT_ANYONE,
		cmd_say},
	{"me", "", "TEXT", "say what you do: * alice waves", 0, 1, true, RIGHT_ANYONE, cmd_me},
	{"msg", "tell w", "NAME TEXT", "say something to one person alone", 1, 2, false,
		RIGHT_ANYONE, cmd_msg},
	{"reply", "r", "TEXT", "answer who last wrote to you alone", 0, 1, false, RIGHT_ANYONE,
		cmd_reply},
	{"ignore", "", "[NAME]", "hide what somebody says; alone: list whom you ignore", 1, 0,
		false, RIGHT_ANYONE, cmd_ignore},
	{"unignore", "", "NAME", "see again what somebody says", 1, 1, false, RIGHT_ANYONE,
		cmd_unignore},
	{"away", "", "[WHY]", "be marked as away; alone: be back", 0, 0, false, RIGHT_ANYONE,
		cmd_away},
	{"whois", "", "NAME", "about one person: room, since when, away", 1, 1, false, RIGHT_ANYONE,
		cmd_whois},
	{"invite", "", "NAME", "ask somebody into the room", 1, 1, true, RIGHT_ANYONE, cmd_invite},
	{"uninvite", "", "NAME", "take an invitation back", 1, 1, true, RIGHT_ROOM, cmd_uninvite},
	{"invites", "", "", "who has been invited and has not come yet", 0, 0, true, RIGHT_ROOM,
		cmd_invites},
	{"mode", "modes", "[MODE [VALUE]]", "how the room is set; or set it: secret, key KEY", 1, 0,
		true, RIGHT_ANYONE, cmd_mode},
	{"banlist", "bans", "", "who is banned from the room", 0, 0, true, RIGHT_ANYONE,
		cmd_banlist},
	{"kick", "", "NAME [WHY]", "put somebody out of the room", 1, 1, true, RIGHT_ROOM,
		cmd_kick},
	{"ban", "", "NAME [10m] [WHY]", "keep somebody out, for a time or for good", 1, 1, true,
		RIGHT_ROOM, cmd_ban},
	{"unban", "", "NAME", "lift a ban", 1, 1, true, RIGHT_ROOM, cmd_unban},
	{"op", "", "NAME", "make somebody an operator of the room", 1, 1, true, RIGHT_ROOM, cmd_op},
	{"deop", "", "NAME", "let somebody be an operator no more", 1, 1, true, RIGHT_ROOM,
		cmd_deop},
	{"voice", "", "NAME", "let somebody speak in a moderated room", 1, 1, true, RIGHT_ROOM,
		cmd_voice},
	{"devoice", "unvoice", "NAME", "take somebody's voice", 1, 1, true, RIGHT_ROOM,
		cmd_devoice},
	{"oper", "", "NAME PASSWORD", "become one of the server's operators", 1, 2, false,
		RIGHT_OPER, cmd_oper},
	{"motd", "", "", "the message of the day", 0, 0, false, RIGHT_ANYONE, cmd_motd},
	{"quit", "exit bye", "[WHY]", "leave the server", 0, 0, false, RIGHT_ANYONE, cmd_quit},
	{0},
};

static const struct command say = {"", "", "TEXT", "", 0, 1, true, RIGHT_ANYONE, cmd_say};

static bool has_alias(const struct command *command, const char *name)
{
	for (const char *alias = command->aliases; *alias; alias += strspn(alias, " ")) {
		size_t size = strcspn(alias, " ");
		if (ascii_is_word(alias, size, name))
			return true;
		alias += size;
	}
	return false;
}

const struct command *command_find(const char *name)
{
	for (const struct command *command = commands; command->name; command++)
		if (ascii_equal(command->name, name) || has_alias(command, name))
			return command;
	return NULL;
}

static const char *command_name(const void *data, size_t i)
{
	return ((const struct command *)data)[i].name;
}

const char *command_nearest(const char *name)
{
	return nearest_word(name, command_name, commands);
}

bool command_offered(const struct command *command, const struct session *session)
{
	const struct room *room = session_room(session);
	if (command->right == RIGHT_ROOM)
		return room && roles_is_operator(session, room);
	if (command->right == RIGHT_OPER)
		return operators_exist(session->loop->core) && !session_operator(session);
	return true;
}

static char *skip_blanks(char *text)
{
	return text + strspn(text, " \t");
}

static void trim_end(char *text)
{
	size_t length = strlen(text);
	while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		text[--length] = '\0';
}

/* Takes the first word off `rest`. */
static const char *take_word(char **rest)
{
	char *word = *rest;
	char *end = word + strcspn(word, " \t");
	*rest = *end ? skip_blanks(end + 1) : end;
	*end = '\0';
	return word;
}

static bool usage_good(const struct request *request)
{
	unsigned given = (*request->word ? 1U : 0U) + (*request->text ? 1U : 0U);
	bool text_taken = request->command->words == 0 || strchr(request->command->usage, ' ');
	return given >= request->command->needed && (text_taken || !*request->text) &&
	       (*request->command->usage || !given);
}

static void refuse_unknown(struct session *session, const char *name)
{
	session_refuse(session, OUTCOME_UNKNOWN_COMMAND,
		&(struct event){.name = name, .other = command_nearest(name)});
}

/* What an outcome is about: the room, the word that was given, or the command. */
static const char *about(const struct request *request, enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_NOT_IN_ROOM:
	case OUTCOME_NOT_OPERATOR:
	case OUTCOME_OUTSIDE:
	case OUTCOME_MODERATED:
	case OUTCOME_SILENCED:
	case OUTCOME_LOBBY_TOPIC:
		return request->room->name;
	case OUTCOME_USAGE:
		return request->command->name;
	default:
		return *request->word ? request->word : request->command->name;
	}
}

static bool run(struct request *request)
{
	const struct command *command = request->command;
	enum outcome outcome = OUTCOME_USAGE;
	request->core = request->session->loop->core;
	session_spoke(request->session);
	request->room = session_room(request->session);
	if (command->needs_room && !request->room)
		outcome = OUTCOME_NO_ROOM;
	else if (usage_good(request))
		outcome = command->run(request);
	if (outcome == OUTCOME_DONE || outcome == OUTCOME_LATER)
		return outcome == OUTCOME_DONE;
	session_refuse(request->session, outcome,
		&(struct event){.name = about(request, outcome), .other = command->usage});
	return true;
}

bool command_run(struct session *session, const char *name, char *rest)
{
	struct request request = {.session = session, .command = command_find(name), .word = ""};
	if (!request.command) {
		refuse_unknown(session, name);
		return true;
	}
	rest = skip_blanks(rest);
	trim_end(rest);
	if (request.command->words > 0)
		request.word = take_word(&rest);
	request.text = rest;
	return run(&request);
}

void command_say(struct session *session, const char *text)
{
	run(&(struct request){.session = session, .command = &say, .word = "", .text = text});
}
