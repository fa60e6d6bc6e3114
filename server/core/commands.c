#include "commands.h"

#include <string.h>

#include "cmd.h"

/* In the order of /help. */
const struct command commands[] = {
	{&command_words[COMMAND_HELP], false, RIGHT_ANYONE, cmd_help},
	{&command_words[COMMAND_NICK], false, RIGHT_ANYONE, cmd_nick},
	{&command_words[COMMAND_WHO], false, RIGHT_ANYONE, cmd_who},
	{&command_words[COMMAND_LIST], false, RIGHT_ANYONE, cmd_list},
	{&command_words[COMMAND_JOIN], false, RIGHT_ANYONE, cmd_join},
	{&command_words[COMMAND_PART], true, RIGHT_ANYONE, cmd_part},
	{&command_words[COMMAND_TOPIC], true, RIGHT_ANYONE, cmd_topic},
	{&command_words[COMMAND_HISTORY], true, RIGHT_HISTORY, cmd_history},
	{&command_words[COMMAND_SINCE], true, RIGHT_HISTORY, cmd_since},
	{&command_words[COMMAND_SEARCH], false, RIGHT_HISTORY, cmd_search},
	{&command_words[COMMAND_NUMBER], false, RIGHT_HISTORY, cmd_number},
	{&command_words[COMMAND_SAY], true, RIGHT_ANYONE, cmd_say},
	{&command_words[COMMAND_ME], true, RIGHT_ANYONE, cmd_me},
	{&command_words[COMMAND_MSG], false, RIGHT_ANYONE, cmd_msg},
	{&command_words[COMMAND_REPLY], false, RIGHT_ANYONE, cmd_reply},
	{&command_words[COMMAND_IGNORE], false, RIGHT_ANYONE, cmd_ignore},
	{&command_words[COMMAND_UNIGNORE], false, RIGHT_ANYONE, cmd_unignore},
	{&command_words[COMMAND_AWAY], false, RIGHT_ANYONE, cmd_away},
	{&command_words[COMMAND_WHOIS], false, RIGHT_ANYONE, cmd_whois},
	{&command_words[COMMAND_INVITE], true, RIGHT_ANYONE, cmd_invite},
	{&command_words[COMMAND_UNINVITE], true, RIGHT_ROOM, cmd_uninvite},
	{&command_words[COMMAND_INVITES], true, RIGHT_ROOM, cmd_invites},
	{&command_words[COMMAND_MODE], true, RIGHT_ANYONE, cmd_mode},
	{&command_words[COMMAND_BANLIST], true, RIGHT_ANYONE, cmd_banlist},
	{&command_words[COMMAND_KICK], true, RIGHT_ROOM, cmd_kick},
	{&command_words[COMMAND_BAN], true, RIGHT_ROOM, cmd_ban},
	{&command_words[COMMAND_UNBAN], true, RIGHT_ROOM, cmd_unban},
	{&command_words[COMMAND_OP], true, RIGHT_ROOM, cmd_op},
	{&command_words[COMMAND_DEOP], true, RIGHT_ROOM, cmd_deop},
	{&command_words[COMMAND_VOICE], true, RIGHT_ROOM, cmd_voice},
	{&command_words[COMMAND_DEVOICE], true, RIGHT_ROOM, cmd_devoice},
	{&command_words[COMMAND_ERASE], true, RIGHT_HISTORY, cmd_erase},
	{&command_words[COMMAND_FORGET], false, RIGHT_HISTORY, cmd_forget},
	{&command_words[COMMAND_ROOM], true, RIGHT_ANYONE, cmd_room},
	{&command_words[COMMAND_REGISTER], false, RIGHT_STRANGER, cmd_register},
	{&command_words[COMMAND_LOGIN], false, RIGHT_STRANGER, cmd_login},
	{&command_words[COMMAND_LOGOUT], false, RIGHT_ACCOUNT, cmd_logout},
	{&command_words[COMMAND_ACCOUNT], false, RIGHT_ACCOUNT, cmd_account},
	{&command_words[COMMAND_PASSWORD], false, RIGHT_ACCOUNT, cmd_password},
	{&command_words[COMMAND_CERT], false, RIGHT_ACCOUNT, cmd_cert},
	{&command_words[COMMAND_TOKEN], false, RIGHT_ACCOUNT, cmd_token},
	{&command_words[COMMAND_REGAIN], false, RIGHT_ACCOUNT, cmd_regain},
	{&command_words[COMMAND_DROP], false, RIGHT_ACCOUNT, cmd_drop},
	{&command_words[COMMAND_OPER], false, RIGHT_OPER, cmd_oper},
	{&command_words[COMMAND_ACCOUNT_ADD], false, RIGHT_SERVER, cmd_account_add},
	{&command_words[COMMAND_SERVER_BAN], false, RIGHT_SERVER, cmd_server_ban},
	{&command_words[COMMAND_SERVER_UNBAN], false, RIGHT_SERVER, cmd_server_unban},
	{&command_words[COMMAND_CLOSE], false, RIGHT_SERVER, cmd_close},
	{&command_words[COMMAND_OPEN], false, RIGHT_SERVER, cmd_open},
	{&command_words[COMMAND_STATS], false, RIGHT_SERVER, cmd_stats},
	{&command_words[COMMAND_MOTD], false, RIGHT_ANYONE, cmd_motd},
	{&command_words[COMMAND_QUIT], false, RIGHT_ANYONE, cmd_quit},
	{0},
};

/* A line that is no command, said to the room. */
static const struct command_words say_words = {
	.name = "", .aliases = "", .usage = "TEXT", .help = "", .needed = 1};
static const struct command say = {&say_words, true, RIGHT_ANYONE, cmd_say};

/* Whether a password may be in the line, however it ends; also in what is no command. */
static bool may_have_secret(const struct command *command)
{
	static const enum command_id ids[] = {COMMAND_REGISTER, COMMAND_LOGIN, COMMAND_PASSWORD,
		COMMAND_OPER, COMMAND_ACCOUNT_ADD};
	bool found = !command;
	for (size_t i = 0; i < sizeof ids / sizeof ids[0] && !found; i++)
		found = command->words == &command_words[ids[i]];
	return found;
}

bool commands_run(struct session *session, const char *name, char *rest)
{
	struct request request = {.session = session,
		.command = command_find(commands, name),
		.table = commands,
		.word = ""};
	session->loop->core->secret |= may_have_secret(request.command);
	if (!request.command) {
		command_refuse_unknown(commands, session, name);
		return true;
	}
	rest += strspn(rest, " \t");
	command_words_trim(rest);
	if (request.command->words->words > 0)
		request.word = command_words_take(&rest);
	request.text = rest;
	return command_run(&request);
}

void commands_say(struct session *session, const char *text)
{
	command_run(&(struct request){
		.session = session, .command = &say, .table = commands, .word = "", .text = text});
}
