#include "follow.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "buffer.h"
#include "clock.h"
#include "input.h"
#include "json.h"
#include "memory.h"
#include "output.h"
#include "report.h"
#include "resume.h"
#include "session.h"
#include "settings.h"
#include "show.h"

#define AHEAD 16 /* lines under way */

enum { FOLLOW_GOOD, FOLLOW_FAILED };

struct follow {
	struct event_base *base;
	const struct settings *settings;
	struct session *session;
	struct input *input;
	struct output *output;
	struct event *signalled;
	struct style style;
	struct evbuffer *line; /* being made */
	long day;	       /* of the last line; 0 before the first */
	/* Those of the settings, in the same order. */
	struct followed {
		char *name; /* or where the server has forwarded us to */
		bool shut;  /* the server does not let us in */
		/* The last line that was printed, and its time; 0 for none. */
		char *last;
		int64_t last_time;
	} * rooms;
	bool begun;
	char *resume;	  /* the path of --resume; NULL for none */
	char *remembered; /* what is in it */
	bool mute;	  /* the first room is not the one that lines were meant for */
	bool was_ready;
	bool speaking; /* we are in the first room, over this connection */
	bool ended;    /* the input has ended */
	bool leaving;
	int signal; /* by which to end; 0 for none */
	int status;
};

/* The signals that end it. The handler writes the number to a pipe, which also wakes output_flush()
 * while that waits for the reader. */
static const int ends[] = {SIGTERM, SIGINT, SIGHUP};
static int signal_pipe[2];

static void signal_came(int number)
{
	int before = errno;
	unsigned char byte = (unsigned char)number;
	(void)!write(signal_pipe[1], &byte, 1); /* a full pipe wakes the reader anyway */
	errno = before;
}

/* A signal that is ignored (nohup(1), or a shell that starts us in the background) stays so. */
static void catch_signals(void)
{
	if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) < 0)
		fatal("there are no descriptors left");
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct sigaction action = {.sa_handler = signal_came, .sa_flags = SA_RESTART};
		struct sigaction before;
		sigaction(ends[i], &action, &before);
		if (before.sa_handler == SIG_IGN)
			sigaction(ends[i], &before, NULL);
	}
}

static void end_by(int number)
{
	signal(number, SIG_DFL);
	raise(number);
}

static void leave(struct follow *follow, int status, int number)
{
	if (follow->leaving)
		return;
	follow->leaving = true;
	follow->status = status;
	follow->signal = number;
	session_leave(follow->session, NULL);
}

/* A second signal does not wait for the server. */
static void signal_cb(evutil_socket_t fd, short what, void *data)
{
	struct follow *follow = data;
	unsigned char byte;
	if (read(fd, &byte, 1) != 1)
		return;
	if (follow->leaving)
		end_by(byte);
	leave(follow, FOLLOW_GOOD, byte);
}

/* The reader has left, which is no failure: ends by SIGPIPE like other filters. */
static void on_gone(void *data)
{
	leave(data, FOLLOW_GOOD, SIGPIPE);
}

/* Remembers what has been printed, once all of it has been. A program that is killed before gets
 * the lines since the last time once more, and misses none. */
static void remember(struct follow *follow)
{
	struct buffer rows = {0};
	const char *id;
	int64_t time;
	if (!follow->resume || evbuffer_get_length(output_buffer(follow->output)) > 0)
		return;
	for (size_t i = 0; i < follow->settings->rooms.count; i++) {
		struct followed *room = &follow->rooms[i];
		if (chat_last(session_chat(follow->session), room->name, &id, &time)) {
			memory_replace(&room->last, id);
			room->last_time = time;
		}
		if (room->last_time > 0)
			buffer_format(&rows, "%s %lld%s%s\n", room->name,
				(long long)room->last_time, room->last ? " " : "",
				room->last ? room->last : "");
	}
	const char *text = buffer_text(&rows);
	bool same = !*text || (follow->remembered && strcmp(text, follow->remembered) == 0);
	int error = same ? 0 : resume_write(follow->resume, text);
	memory_replace(&follow->remembered, text);
	buffer_finish(&rows);
	if (!error)
		return;
	report("cannot remember in '%s' what was printed: %s", follow->resume, strerror(error));
	leave(follow, FOLLOW_FAILED, 0);
}

static void flush(struct follow *follow)
{
	if (output_flush(follow->output, !follow->leaving)) {
		remember(follow);
		return;
	}
	if (follow->leaving)
		return;
	if (errno == EPIPE) {
		on_gone(follow);
		return;
	}
	report("cannot write to standard output: %s", strerror(errno));
	leave(follow, FOLLOW_FAILED, 0);
}

/* Takes the line, and adds its newline. */
static void print_json(struct follow *follow, char *line)
{
	struct evbuffer *out = output_buffer(follow->output);
	evbuffer_add(out, line, strlen(line));
	evbuffer_add(out, "\n", 1);
	free(line);
}

/* Without a clock there is no date either. */
static void mark_day(struct follow *follow, int64_t time)
{
	char text[SHOW_DAY_SIZE];
	long day = show_day(text, time);
	if (follow->day && day != follow->day && *follow->style.clock)
		show_mark(output_buffer(follow->output), &follow->style, text);
	follow->day = day;
}

static void print_text(struct follow *follow, const struct chat_event *event)
{
	const struct chat *chat = session_chat(follow->session);
	bool named = follow->settings->rooms.count > 1;
	show_event(
		follow->line, &follow->style, event, named ? event->room : NULL, chat_name(chat));
	if (evbuffer_get_length(follow->line) == 0)
		return;
	mark_day(follow, event->time);
	evbuffer_add_buffer(output_buffer(follow->output), follow->line);
}

/* Follows the other room, but lines meant for one room are not said in another. */
static void forward(struct follow *follow, struct followed *room, const struct chat_event *event)
{
	bool has_input = follow->settings->messages.count || !isatty(STDIN_FILENO);
	report("%s does not take us in; the server sends us on to %s, which is followed",
		event->room, event->other);
	if (room == follow->rooms && has_input) {
		follow->mute = true;
		report("nothing is said in %s, since that is not the room that was named",
			event->other);
	}
	memory_replace(&room->name, event->other);
	room->shut = false;
}

/* We are in one of the rooms, or cannot be, or the server sends us on. */
static void note_room(struct follow *follow, const struct chat_event *event)
{
	const struct chat *chat = session_chat(follow->session);
	for (size_t i = 0; i < follow->settings->rooms.count; i++) {
		struct followed *room = &follow->rooms[i];
		if (!chat_same(chat, event->room, room->name))
			continue;
		if (event->kind == CHAT_FORWARDED) {
			forward(follow, room, event);
			continue;
		}
		room->shut = event->kind != CHAT_OPENED;
		if (i == 0)
			follow->speaking = !room->shut && !follow->mute;
	}
}

static void on_event(void *data, const struct chat_event *event)
{
	struct follow *follow = data;
	const struct chat *chat = session_chat(follow->session);
	if (event->kind == CHAT_READY && follow->was_ready)
		report("connected again");
	if (event->kind == CHAT_READY)
		follow->was_ready = true;
	else if (event->room && (event->kind == CHAT_FORWARDED || event->kind == CHAT_OPENED ||
					event->kind == CHAT_CLOSED ||
					(event->kind == CHAT_REFUSED && !event->ticket &&
						!chat_in_room(chat, event->room))))
		note_room(follow, event);
	if (follow->settings->json)
		print_json(follow, json_event(event));
	else
		print_text(follow, event);
}

/* Takes one more line; false if there is none now. */
static bool say_next(struct follow *follow)
{
	char *line;
	switch (input_next(follow->input, &line)) {
	case INPUT_NOTHING:
		return false;
	case INPUT_LINE:
		chat_say(session_chat(follow->session), CHAT_SAID, follow->rooms->name, line, NULL);
		free(line);
		return true;
	case INPUT_TOO_LONG:
		report("line %lu has more than %d bytes and was not said",
			input_number(follow->input), INPUT_LINE_BYTES);
		return true;
	case INPUT_FAILED:
		report("cannot read standard input: %s", strerror(errno));
		return true;
	case INPUT_END:
		follow->ended = true;
		return false;
	}
	return false;
}

static void say(void *data)
{
	struct follow *follow = data;
	struct chat *chat = session_chat(follow->session);
	if (!follow->speaking || follow->leaving)
		return;
	chat_forget_unsure(chat);
	if (chat_kept(chat) > 0) /* what was not sent when the connection was lost */
		chat_resend(chat);
	while (!follow->ended && chat_unconfirmed(chat) < AHEAD)
		if (!say_next(follow))
			break;
}

static void check_rooms(struct follow *follow)
{
	for (size_t i = 0; i < follow->settings->rooms.count; i++)
		if (!follow->rooms[i].shut)
			return;
	if (!follow->leaving)
		report("there is no room left to follow");
	leave(follow, FOLLOW_FAILED, 0);
}

static void on_batch(void *data)
{
	struct follow *follow = data;
	flush(follow);
	check_rooms(follow);
	say(follow);
}

static void on_down(void *data, const char *why, unsigned again_ms)
{
	struct follow *follow = data;
	follow->speaking = false;
	if (follow->was_ready && follow->settings->json)
		print_json(follow,
			json_disconnected(clock_utc_ms(), follow->leaving ? "you have left" : why));
	flush(follow);
	if (!follow->leaving && follow->was_ready) {
		unsigned seconds = (again_ms + 999) / 1000;
		const char *unit = seconds == 1 ? "second" : "seconds";
		size_t first = strcspn(why, "\n");
		report("%.*s; trying again in %u %s", (int)first, why, seconds, unit);
		report_rows(why + first + (why[first] == '\n'));
		return;
	}
	if (!follow->leaving) {
		report_rows(why);
		int refused = session_refused(follow->session);
		follow->status = refused ? refused : FOLLOW_FAILED;
	}
	event_base_loopbreak(follow->base);
}

/* The rooms are asked for; there is no connection yet. */
static void on_tick(void *data)
{
	struct follow *follow = data;
	const struct since *since = &follow->settings->begin;
	for (size_t i = 0; i < follow->settings->rooms.count && !follow->begun; i++) {
		struct followed *room = &follow->rooms[i];
		if (room->last_time > 0)
			chat_since(session_chat(follow->session), room->name, room->last,
				room->last_time, 0);
		else if (since->time > 0 || since->number > 0)
			chat_since(session_chat(follow->session), room->name, NULL, since->time,
				since->number);
	}
	follow->begun = true;
}

static const struct session_user user = {
	.event = on_event, .batch = on_batch, .down = on_down, .tick = on_tick};

static void take_row(void *data, const char *name, const char *id, int64_t time)
{
	struct follow *follow = data;
	for (size_t i = 0; i < follow->settings->rooms.count; i++) {
		struct followed *room = &follow->rooms[i];
		if (strcmp(room->name, name) != 0)
			continue;
		memory_replace(&room->last, id);
		room->last_time = time;
	}
}

static bool find_place(struct follow *follow)
{
	const char *name = follow->settings->resume;
	char holder[LOCK_HOLDER_SIZE];
	if (!name)
		return true;
	char *state = memory_format("resume/%s", name);
	follow->resume = settings_state(state);
	free(state);
	if (!follow->resume) {
		report("--resume needs a home directory: set HOME");
		return false;
	}
	bool locked = resume_lock(follow->resume, holder) >= 0;
	int error = locked ? resume_read(follow->resume, take_row, follow) : errno;
	if (error == EWOULDBLOCK)
		report("another chat-client (process %s) goes on as '%s': end that one first, or "
		       "give this one another name with --resume",
			holder, name);
	else if (error == EBADMSG)
		report("'%s' is damaged and does not say where '%s' stopped: delete it to begin "
		       "anew, with --since for what was said meanwhile",
			follow->resume, name);
	else if (error)
		report("cannot remember in '%s' what is printed: %s", follow->resume,
			strerror(error));
	return !error;
}

static void start(struct follow *follow, const struct passwords *passwords)
{
	const struct settings *settings = follow->settings;
	follow->style = settings_style(settings);
	follow->input = input_new(follow->base, &settings->messages,
		isatty(STDIN_FILENO) ? -1 : STDIN_FILENO, say, follow);
	follow->line = evbuffer_new();
	follow->output = output_new(follow->base, STDOUT_FILENO, signal_pipe[0], on_gone, follow);
	follow->session =
		session_new(follow->base, settings, passwords, SESSION_PROGRAM, &user, follow);
	follow->signalled =
		event_new(follow->base, signal_pipe[0], EV_READ | EV_PERSIST, signal_cb, follow);
	event_add(follow->signalled, NULL);
}

static void finish(struct follow *follow)
{
	event_free(follow->signalled);
	session_free(follow->session);
	output_free(follow->output);
	evbuffer_free(follow->line);
	input_free(follow->input);
}

static void forget_rooms(struct follow *follow)
{
	for (size_t i = 0; i < follow->settings->rooms.count; i++) {
		free(follow->rooms[i].name);
		free(follow->rooms[i].last);
	}
	free(follow->rooms);
	free(follow->resume);
	free(follow->remembered);
}

int follow_run(
	struct event_base *base, const struct settings *settings, const struct passwords *passwords)
{
	struct follow follow = {.base = base, .settings = settings, .status = FOLLOW_FAILED};
	follow.rooms = memory_zero(settings->rooms.count * sizeof *follow.rooms);
	for (size_t i = 0; i < settings->rooms.count; i++)
		follow.rooms[i].name = memory_text(settings->rooms.values[i]);
	if (find_place(&follow)) {
		follow.status = FOLLOW_GOOD;
		catch_signals();
		start(&follow, passwords);
		event_base_dispatch(base);
		finish(&follow);
	}
	forget_rooms(&follow);
	if (follow.signal)
		end_by(follow.signal);
	return follow.status;
}
