#include "help_more.h"

#include <stddef.h>
#include <string.h>

#define DURATIONS "90s, 10m, 2h or 7d: seconds, minutes, hours or days"

static const struct {
	const char *name;
	const char *more; /* lines separated by newlines */
} rows[] = {
	{"help", "COMMAND may have its / or not.\nExample: /help ban"},
	{"nick", "NAME: 1 to 32 letters and digits, and -_[]{}|^`\\;\n"
		 "no digit and no - in front.\nExample: /nick alice"},
	{"who", "In front of a name, @ is an operator of the room, + somebody with a voice.\n"
		"Examples: /who, /who tea"},
	{"list", "The fullest come first. What is secret is shown to those inside."},
	{"join", "ROOM: its name, with or without the #. KEY: where the room wants one.\n"
		 "Whoever makes a room is its operator.\nExample: /join tea"},
	{"part", "WHY is told to those who stay.\nExample: /part see you"},
	{"topic", "TEXT: the new topic. Where the room is topic-locked, operators set it.\n"
		  "Examples: /topic, /topic tea at four"},
	{"say", "For a line that would be taken for a command.\nExample: /say /who lists them"},
	{"me", "Example: /me waves"},
	{"msg", "Nobody else reads it.\nExample: /msg bob are you there?"},
	{"reply", "Nobody else reads it.\nExample: /reply yes, I am"},
	{"ignore", "It holds when NAME changes the name.\nExamples: /ignore bob, /ignore"},
	{"unignore", "Example: /unignore bob"},
	{"away", "WHY is told to those who write to you.\nExamples: /away lunch, /away"},
	{"whois", "Example: /whois bob"},
	{"invite", "Where the room is invite-only, operators alone invite.\nExample: /invite bob"},
	{"uninvite", "Example: /uninvite bob"},
	{"invites", "/uninvite NAME takes one back."},
	{"mode", "MODE, behind a - to take it away:\n"
		 "  invite-only   only those who have been invited come in\n"
		 "  moderated     only operators and those with a voice speak\n"
		 "  members-only  only those in the room speak to it\n"
		 "  secret        the room is not shown to those outside\n"
		 "  topic-locked  only operators set the topic\n"
		 "  key KEY       whoever comes in has to know it: /join ROOM KEY\n"
		 "  limit NUMBER  no more people than that come in\n"
		 "Examples: /mode, /mode secret, /mode -secret, /mode key hush"},
	{"banlist", "Who was banned, by whom, when, for how long and why."},
	{"kick", "Whoever is put out may come back; /ban NAME keeps out.\n"
		 "Example: /kick bob enough for today"},
	{"ban", "For a time: " DURATIONS ".\n"
		"Without one, for good. Whoever is in the room is put out.\n"
		"WHY begins with a digit only behind a time or a word:\n"
		"/ban bob 10m 3 strikes, or /ban bob for good: 3 strikes.\n"
		"NAME may be a mask: name!*@* or *!*@host; * is any text, ? one character.\n"
		"Examples: /ban bob, /ban bob 10m calm down"},
	{"unban", "NAME: as it was banned, or the mask that /banlist shows.\n"
		  "Example: /unban bob"},
	{"op", "Example: /op bob"},
	{"deop", "Example: /deop bob"},
	{"voice", "The room is moderated after /mode moderated.\nExample: /voice bob"},
	{"devoice", "Example: /devoice bob"},
	{"oper", "Whoever runs the server gives you both. Nobody else is shown them.\n"
		 "Example: /oper alice PASSWORD"},
	{"motd", "Whoever runs the server writes it."},
	{"quit", "WHY is told to the others.\nExample: /quit see you"},
	{0},
};

const char *help_more(const char *command)
{
	for (size_t i = 0; rows[i].name; i++)
		if (strcmp(rows[i].name, command) == 0)
			return rows[i].more;
	return NULL;
}
