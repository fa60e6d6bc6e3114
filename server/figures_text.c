#include "figures_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NS 1000000000

static const char *const kinds[DOOR_KINDS] = {[DOOR_KIND_NONE] = "none",
	[DOOR_KIND_LINE] = "line",
	[DOOR_KIND_IRC] = "irc",
	[DOOR_KIND_WEBSOCKET] = "websocket",
	[DOOR_KIND_WEB] = "web",
	[DOOR_KIND_METRICS] = "metrics"};

/* Rows of one name stand together; the first has the help. */
struct counted {
	const char *name, *label, *help;
	enum counter counter;
};

static const struct counted counted[] = {
	{"chatd_connections_accepted_total", "", "Connections that were let in.", COUNTER_ACCEPTED},
	{"chatd_connections_refused_total", "reason=\"full\"",
		"Connections that were not let in: the server was full, the address had too many "
		"or came too often, access was denied or the server closed, they spoke another "
		"protocol.",
		COUNTER_REFUSED_FULL},
	{"chatd_connections_refused_total", "reason=\"address\"", "", COUNTER_REFUSED_ADDRESS},
	{"chatd_connections_refused_total", "reason=\"access\"", "", COUNTER_REFUSED_ACCESS},
	{"chatd_connections_refused_total", "reason=\"protocol\"", "", COUNTER_NOT_CHAT},
	{"chatd_connections_broken_total", "", "Connections that broke.", COUNTER_RESET},
	{"chatd_connections_undrained_total", "", "Connections closed with something unsent.",
		COUNTER_UNDRAINED},
	{"chatd_accept_pauses_total", "",
		"Times that accepting was paused because descriptors had run out.",
		COUNTER_ACCEPT_PAUSED},
	{"chatd_tls_handshakes_total", "result=\"done\"",
		"TLS handshakes that were done, and that failed or took too long.", COUNTER_TLS},
	{"chatd_tls_handshakes_total", "result=\"failed\"", "", COUNTER_TLS_FAILED},
	{"chatd_lines_read_total", "", "Lines that clients sent, commands included.",
		COUNTER_LINES},
	{"chatd_lines_too_long_total", "", "Lines that were dropped because they were too long.",
		COUNTER_TOO_LONG},
	{"chatd_commands_refused_total", "", "Commands that were answered with an error.",
		COUNTER_REFUSED_COMMANDS},
	{"chatd_posted_total", "",
		"What happened in rooms: what was said there, who came and went, topics.",
		COUNTER_POSTED},
	{"chatd_deliveries_total", "", "The same, times the members that each went to.",
		COUNTER_DELIVERIES},
	{"chatd_clients_too_fast_total", "", "Times that a client was slowed down by --rate.",
		COUNTER_TOO_FAST},
	{"chatd_clients_too_slow_total", "", "Clients that were closed because they did not read.",
		COUNTER_TOO_SLOW},
	{"chatd_lines_skipped_total", "",
		"Lines that clients were not sent because they read too slowly.", COUNTER_SKIPPED},
	{"chatd_history_lost_lines_total", "",
		"Lines that found no place in the history because the disk was too slow.",
		COUNTER_NOT_KEPT},
	{"chatd_history_failures_total", "", "Times that the history could not be written.",
		COUNTER_NOT_STORED},
};

/* One number each. */
struct plain {
	const char *name, *type, *help;
	size_t at;
};

#define AT(member) offsetof(struct figures, member)

static const struct plain plain[] = {
	{"chatd_connections_max", "gauge", "Connections that may be open.", AT(conns_most)},
	{"chatd_sessions", "gauge", "People and programs who are here.", AT(sessions)},
	{"chatd_sessions_peak", "gauge", "The most of them at once since the start.",
		AT(sessions_most)},
	{"chatd_operators", "gauge", "Operators of the server among them.", AT(operators)},
	{"chatd_accounts", "gauge", "Accounts that are registered.", AT(accounts)},
	{"chatd_rooms", "gauge", "Rooms with somebody in them.", AT(rooms)},
	{"chatd_rooms_empty", "gauge", "Rooms without anybody that are kept for their history.",
		AT(rooms_empty)},
	{"chatd_send_queues", "gauge", "Clients for which something waits to be sent.", AT(queues)},
	{"chatd_send_queue_bytes", "gauge", "Bytes that wait for all of them.", AT(queue_bytes)},
	{"chatd_send_queue_largest_bytes", "gauge", "Bytes that wait for one of them at most.",
		AT(queue_largest)},
	{"chatd_lock_takes_total", "counter", "Times that the core's lock was taken.",
		AT(lock_takes)},
	{"chatd_passwords_waiting", "gauge", "Passwords that wait to be checked.", AT(passwords)},
	{"chatd_history_late", "gauge",
		"1 while the disk does not keep up and lines are sent before they are stored.",
		AT(history_late)},
	{"chatd_history_waiting_lines", "gauge", "Lines that wait to be stored.",
		AT(history_lines)},
	{"chatd_history_waiting_bytes", "gauge", "Bytes that wait to be stored.",
		AT(history_bytes)},
	{"chatd_history_questions_waiting", "gauge",
		"Questions about what was said that wait for an answer.", AT(questions)},
	{"chatd_feed_bytes", "gauge", "Memory of what is being sent to clients.", AT(feed_bytes)},
	{"chatd_recent_bytes", "gauge", "Memory of the last lines of rooms.", AT(recent_bytes)},
	{"chatd_log_rows_dropped_total", "counter", "Rows that the log had no place for.",
		AT(log_dropped)},
	{"chatd_certificate_expiry_timestamp_seconds", "gauge",
		"When the TLS certificate ends to be valid, in seconds since 1970; 0: there is "
		"none.",
		AT(certificate_until)},
	{"process_resident_memory_bytes", "gauge", "Resident memory size in bytes.", AT(resident)},
	{"process_open_fds", "gauge", "Number of open file descriptors.", AT(descriptors)},
	{"process_max_fds", "gauge", "Maximum number of open file descriptors.",
		AT(descriptors_most)},
};

static void head(struct buffer *out, const char *name, const char *type, const char *help)
{
	buffer_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void add_counted(const struct figures *figures, struct buffer *out)
{
	const char *before = "";
	for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++) {
		const struct counted *row = &counted[i];
		bool labelled = *row->label;
		if (strcmp(row->name, before) != 0)
			head(out, row->name, "counter", row->help);
		buffer_format(out, "%s%s%s%s %" PRIu64 "\n", row->name, labelled ? "{" : "",
			row->label, labelled ? "}" : "", figures->counters[row->counter]);
		before = row->name;
	}
}

static void add_plain(const struct figures *figures, struct buffer *out)
{
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		uint64_t value;
		memcpy(&value, (const char *)figures + plain[i].at, sizeof value);
		head(out, plain[i].name, plain[i].type, plain[i].help);
		buffer_format(out, "%s %" PRIu64 "\n", plain[i].name, value);
	}
}

static void add_connections(const struct figures *figures, struct buffer *out)
{
	head(out, "chatd_connections", "gauge",
		"Open connections by what they speak, with TLS and without; none: not known yet, "
		"or a TLS handshake.");
	for (unsigned kind = 0; kind < DOOR_KINDS; kind++)
		for (unsigned tls = 0; tls < 2; tls++)
			buffer_format(out,
				"chatd_connections{door=\"%s\",tls=\"%s\"} %" PRIu64 "\n",
				kinds[kind], tls ? "yes" : "no", figures->conns[kind][tls]);
}

/* Without what was sent to those who ask for the figures: it is no chat. */
static void add_bytes(
	struct buffer *out, const char *name, const char *help, const uint64_t bytes[DOOR_KINDS])
{
	head(out, name, "counter", help);
	for (unsigned kind = 0; kind < DOOR_KIND_METRICS; kind++)
		buffer_format(out, "%s{door=\"%s\"} %" PRIu64 "\n", name, kinds[kind], bytes[kind]);
}

/* "0.00025", "2.5", "10" */
static void add_bound(struct buffer *out, int64_t ns)
{
	char text[32];
	int length = snprintf(text, sizeof text, "%" PRId64 ".%09" PRId64, ns / NS, ns % NS);
	while (text[length - 1] == '0')
		length--;
	length -= text[length - 1] == '.';
	buffer_add(out, text, (size_t)length);
}

/* `label` is empty, or ends with a comma. */
static void add_durations(struct buffer *out, const char *name, const char *label,
	const struct durations_read *durations)
{
	uint64_t total = 0;
	int words = *label ? (int)strlen(label) - 1 : 0;
	for (unsigned i = 0; i < DURATIONS_BOUNDS; i++) {
		total += durations->counts[i];
		buffer_format(out, "%s_bucket{%sle=\"", name, label);
		add_bound(out, durations_bounds[i]);
		buffer_format(out, "\"} %" PRIu64 "\n", total);
	}
	total += durations->counts[DURATIONS_BOUNDS];
	buffer_format(out, "%s_bucket{%sle=\"+Inf\"} %" PRIu64 "\n", name, label, total);
	const char *open = words > 0 ? "{" : "", *close = words > 0 ? "}" : "";
	buffer_format(out, "%s_sum%s%.*s%s %" PRIu64 ".%09" PRIu64 "\n", name, open, words, label,
		close, durations->sum / NS, durations->sum % NS);
	buffer_format(
		out, "%s_count%s%.*s%s %" PRIu64 "\n", name, open, words, label, close, total);
}

static void add_one(struct buffer *out, const char *name, const char *help,
	const struct durations_read *durations)
{
	head(out, name, "histogram", help);
	add_durations(out, name, "", durations);
}

static void add_turns(const struct figures *figures, struct buffer *out)
{
	static const char name[] = "chatd_loop_turn_seconds";
	head(out, name, "histogram",
		"How long a loop works from waking up until it waits again; meanwhile all others "
		"of its clients wait.");
	for (unsigned i = 0; i < figures->loops; i++) {
		char label[32];
		snprintf(label, sizeof label, "loop=\"%u\",", i);
		add_durations(out, name, label, &figures->turns[i]);
	}
}

static void add_build(const struct figures *figures, struct buffer *out)
{
	head(out, "chatd_build_info", "gauge",
		"Always 1; the labels are the versions of chatd and its libraries.");
	buffer_format(out,
		"chatd_build_info{version=\"" CHATD_VERSION
		"\",libevent=\"%s\",openssl=\"%s\",sqlite=\"%s\"} 1\n",
		figures->libevent, figures->openssl, figures->sqlite);
}

static void add_times(const struct figures *figures, struct buffer *out)
{
	int64_t up = figures->now_ms - figures->started_ms;
	head(out, "chatd_uptime_seconds", "gauge", "Time since the server was started.");
	buffer_format(
		out, "chatd_uptime_seconds %" PRId64 ".%03" PRId64 "\n", up / 1000, up % 1000);
	head(out, "process_start_time_seconds", "gauge",
		"Start time of the process since unix epoch in seconds.");
	buffer_format(out, "process_start_time_seconds %" PRId64 ".%03" PRId64 "\n",
		figures->started_ms / 1000, figures->started_ms % 1000);
	head(out, "process_cpu_seconds_total", "counter",
		"Total user and system CPU time spent in seconds.");
	buffer_format(out, "process_cpu_seconds_total %" PRIu64 ".%06" PRIu64 "\n",
		figures->cpu_us / 1000000, figures->cpu_us % 1000000);
}

void figures_text(const struct figures *figures, struct buffer *out)
{
	add_build(figures, out);
	add_times(figures, out);
	add_connections(figures, out);
	add_counted(figures, out);
	add_bytes(out, "chatd_received_bytes_total", "Bytes of the lines that were read.",
		figures->received);
	add_bytes(out, "chatd_sent_bytes_total", "Bytes sent to clients, before TLS encrypts them.",
		figures->sent);
	add_plain(figures, out);
	add_turns(figures, out);
	add_one(out, "chatd_lock_wait_seconds",
		"How long the core's lock was waited for, of the times that another thread had it.",
		&figures->lock_waits);
	add_one(out, "chatd_lock_hold_seconds",
		"How long the core's lock was held; one in 16 times is measured.",
		&figures->lock_holds);
	add_one(out, "chatd_history_commit_seconds",
		"How long it took to store what had gathered, tries that failed included.",
		&figures->commits);
	add_one(out, "chatd_history_answer_seconds",
		"How long it took to answer a question about what was said.", &figures->answers);
}
