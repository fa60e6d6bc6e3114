/* The table of commands. */
#include "command_row.h"

#include <stdio.h>
#include <string.h>

#include "ascii.h"
#include "nearest.h"

#define NAME_SIZE 16

const struct command_row command_rows[] = {
	{"help", "?", "[COMMAND]", "what there is to type, or more on one command", 1, 0,
		NEED_NOTHING, do_help, HIDES_NOTHING},
	{"nick", "", "NAME", "change your name", 1, 1, NEED_NOTHING, do_nick, HIDES_NOTHING},
	{"who", "names users", "[ROOM]", "who is here, or in another room", 1, 0, NEED_NOTHING,
		do_who, HIDES_NOTHING},
	{"list", "", "", "the rooms, with how many are in each", 0, 0, NEED_CONNECTION, do_list,
		HIDES_NOTHING},
	{"join", "j", "ROOM [KEY]", "go to one more room; a new one is made", 1, 1, NEED_NOTHING,
		do_join, HIDES_SECRET},
	{"room", "", "[NAME]",
		"bring a room or person to the front, by name or number; alone: "
		"list them",
		1, 0, NEED_NOTHING, do_room, HIDES_NOTHING},
	{"part", "leave", "[WHY]", "leave the room", 0, 0, NEED_FRONT, do_part, HIDES_NOTHING},
	{"topic", "", "[TEXT]", "read what the room is about, or change it", 0, 0, NEED_ROOM,
		do_topic, HIDES_NOTHING},
	{"say", "", "TEXT", "say TEXT as it is, also where it looks like a command", 0, 1,
		NEED_FRONT, do_say, HIDES_TALK},
	{"me", "", "TEXT", "say what you do: * alice waves", 0, 1, NEED_FRONT, do_me, HIDES_TALK},
	{"msg", "tell w", "NAME TEXT", "say something to one person alone", 1, 2, NEED_NOTHING,
		do_msg, HIDES_PRIVATE},
	{"reply", "r", "TEXT", "answer who last wrote to you alone", 0, 1, NEED_NOTHING, do_reply,
		HIDES_PRIVATE},
	{"query", "", "NAME [TEXT]", "talk with one person alone", 1, 1, NEED_NOTHING, do_query,
		HIDES_PRIVATE},
	{"close", "", "", "end the talk with the person in front", 0, 0, NEED_FRONT, do_close,
		HIDES_NOTHING},
	{"ignore", "", "[NAME]", "hide what somebody says; alone: list whom you ignore", 1, 0,
		NEED_NOTHING, do_ignore, HIDES_NOTHING},
	{"unignore", "", "NAME", "see again what somebody says", 1, 1, NEED_NOTHING, do_unignore,
		HIDES_NOTHING},
	{"away", "", "[WHY]", "be marked as away; alone: be back", 0, 0, NEED_NOTHING, do_away,
		HIDES_NOTHING},
	{"whois", "", "NAME", "about one person: rooms, since when, away", 1, 1, NEED_CONNECTION,
		do_whois, HIDES_NOTHING},
	{"invite", "", "NAME", "ask somebody into the room", 1, 1, NEED_ROOM_CONNECTION, do_invite,
		HIDES_NOTHING},
	{"uninvite", "", "NAME", "take an invitation back", 1, 1, NEED_OPERATOR, do_uninvite,
		HIDES_NOTHING},
	{"invites", "", "", "who has been invited and has not come yet", 0, 0, NEED_OPERATOR,
		do_invites, HIDES_NOTHING},
	{"mode", "modes", "[MODE [VALUE]]", "how the room is set; or set it: secret, key KEY", 1, 0,
		NEED_ROOM_CONNECTION, do_mode, HIDES_SECRET},
	{"banlist", "bans", "", "who is banned from the room", 0, 0, NEED_ROOM_CONNECTION,
		do_banlist, HIDES_NOTHING},
	{"kick", "", "NAME [WHY]", "put somebody out of the room", 1, 1, NEED_OPERATOR, do_kick,
		HIDES_NOTHING},
	{"ban", "", "NAME [10m] [WHY]", "keep somebody out, for a time or for good", 1, 1,
		NEED_OPERATOR, do_ban, HIDES_NOTHING},
	{"unban", "", "NAME", "lift a ban", 1, 1, NEED_OPERATOR, do_unban, HIDES_NOTHING},
	{"op", "", "NAME", "make somebody an operator of the room", 1, 1, NEED_OPERATOR, do_op,
		HIDES_NOTHING},
	{"deop", "", "NAME", "let somebody be an operator no more", 1, 1, NEED_OPERATOR, do_deop,
		HIDES_NOTHING},
	{"voice", "", "NAME", "let somebody speak in a moderated room", 1, 1, NEED_OPERATOR,
		do_voice, HIDES_NOTHING},
	{"devoice", "unvoice", "NAME", "take somebody's voice", 1, 1, NEED_OPERATOR, do_devoice,
		HIDES_NOTHING},
	{"oper", "", "NAME PASSWORD", "become one of the server's operators", 1, 2, NEED_CONNECTION,
		do_oper, HIDES_SECRET},
	{"motd", "", "", "the message of the day", 0, 0, NEED_CONNECTION, do_motd, HIDES_NOTHING},
	{"kept", "", "", "the lines kept since the connection was lost", 0, 0, NEED_KEPT, do_kept,
		HIDES_NOTHING},
	{"send", "", "", "say the kept lines", 0, 0, NEED_KEPT, do_send, HIDES_NOTHING},
	{"forget", "", "", "drop the kept lines", 0, 0, NEED_KEPT, do_forget, HIDES_NOTHING},
	{"reconnect", "", "", "try now to get the connection back", 0, 0, NEED_NOTHING,
		do_reconnect, HIDES_NOTHING},
	{"raw", "", "LINE", "send a line of IRC as it is", 0, 1, NEED_NOTHING, do_raw,
		HIDES_SECRET},
	{"quit", "exit bye", "[WHY]", "leave the server", 0, 0, NEED_NOTHING, do_quit,
		HIDES_NOTHING},
	{0},
};

static bool has_alias(const struct command_row *row, const char *name)
{
	for (const char *alias = row->aliases; *alias; alias += strspn(alias, " ")) {
		size_t size = strcspn(alias, " ");
		if (ascii_is_word(alias, size, name))
			return true;
		alias += size;
	}
	return false;
}

const struct command_row *command_find(const char *name)
{
	for (const struct command_row *row = command_rows; row->name; row++)
		if (ascii_equal(row->name, name) || has_alias(row, name))
			return row;
	return NULL;
}

static const char *name_of(const void *data, size_t i)
{
	return ((const struct command_row *)data)[i].name;
}

const char *command_nearest(const char *name)
{
	return nearest_word(name, name_of, command_rows);
}

const char *command_name(size_t i)
{
	static char name[NAME_SIZE];
	if (i >= sizeof command_rows / sizeof *command_rows - 1)
		return NULL;
	snprintf(name, sizeof name, "/%s", command_rows[i].name);
	return name;
}
