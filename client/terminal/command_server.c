/* Commands about whose a room is, and those of the server's operators. */
#include "request.h"

#include "ascii.h"

static bool is_chatd(const struct request *request)
{
	if (chat_is_chatd(request->chat))
		return true;
	request_refuse(request, "this server is no chatd, and has other commands for that: see "
				"/raw HELP");
	return false;
}

/* Services of other servers have the same words. */
void command_owner(const struct request *request)
{
	const char *word = request->word, *text = request->text;
	if (!*word)
		request_send_line(request, "CS INFO %f");
	else if (ascii_equal(word, "give") && *text)
		request_send_line(request, "CS SET %f FOUNDER %t");
	else if (ascii_equal(word, "drop") && !*text)
		request_send_line(request, "CS DROP %f");
	else if (ascii_equal(word, "claim") && !*text)
		request_send_line(request, "CS REGISTER %f");
	else
		request_refuse(request, "type it like this: /owner, /owner give NAME, /owner drop, "
					"/owner claim");
}

/* The server takes a time in front of the reason. */
void command_server_ban(const struct request *request)
{
	if (!is_chatd(request))
		return;
	if (*request->word)
		request_send_line(request, "KLINE %w %t");
	else
		request_send(request, "STATS", "k", NULL);
}

void command_server_unban(const struct request *request)
{
	if (is_chatd(request))
		request_send_line(request, "UNKLINE %w");
}

/* Other servers close connections that are not registered. */
void command_server_close(const struct request *request)
{
	if (is_chatd(request))
		request_send_line(request, "CLOSE %t");
}

void command_server_open(const struct request *request)
{
	if (is_chatd(request))
		request_send(request, "OPEN", NULL);
}
