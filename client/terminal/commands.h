/* What each command does, for the table in command.c. A function is called when its row's needs are
 * met and its usage is right. */
#ifndef COMMANDS_H
#define COMMANDS_H

struct request;

/* command_self.c: oneself, the connection, and the commands */
void command_help(const struct request *request);
void command_nick(const struct request *request);
void command_away(const struct request *request);
void command_quit(const struct request *request);
void command_raw(const struct request *request);
void command_reconnect(const struct request *request);

/* command_talk.c: saying something, and not hearing something */
void command_say(const struct request *request);
void command_me(const struct request *request);
void command_msg(const struct request *request);
void command_reply(const struct request *request);
void command_ignore(const struct request *request);
void command_unignore(const struct request *request);
void command_query(const struct request *request);
void command_close(const struct request *request);
void command_kept(const struct request *request);
void command_send(const struct request *request);
void command_forget(const struct request *request);

/* command_room.c: rooms */
void command_who(const struct request *request);
void command_join(const struct request *request);
void command_part(const struct request *request);
void command_topic(const struct request *request);
void command_room(const struct request *request);

/* command_moderate.c: modes, bans and invitations of a room */
void command_invites(const struct request *request);
void command_mode(const struct request *request);
void command_ban(const struct request *request);
void command_unban(const struct request *request);

#endif
