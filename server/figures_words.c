#include "figures_words.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "amount.h"

#define LINE_BYTES 320

/* What a line is put together in. */
struct words {
	void (*row)(void *to, const char *line);
	void *to;
};

__attribute__((format(printf, 3, 4))) static void say(
	const struct words *words, const char *heading, const char *format, ...)
{
	char line[LINE_BYTES];
	int length = snprintf(line, sizeof line, "%-13s", heading);
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(line + length, sizeof line - (size_t)length, format, arguments);
	va_end(arguments);
	words->row(words->to, line);
}

/* "250 us", "2.5 ms", "10 s"; of a bound. */
static const char *bound(char out[AMOUNT_SIZE], int64_t ns)
{
	if (ns == INT64_MAX)
		snprintf(out, AMOUNT_SIZE, "more than 10 s");
	else if (ns >= 1000000000)
		snprintf(out, AMOUNT_SIZE, "%g s", (double)ns / 1e9);
	else if (ns >= 1000000)
		snprintf(out, AMOUNT_SIZE, "%g ms", (double)ns / 1e6);
	else
		snprintf(out, AMOUNT_SIZE, "%g us", (double)ns / 1e3);
	return out;
}

/* "half within 25 us, 99 % within 250 us, all within 1 ms" */
static const char *spread(char *out, size_t size, const struct durations_read *durations)
{
	char half[AMOUNT_SIZE], most[AMOUNT_SIZE], all[AMOUNT_SIZE];
	int64_t longest = durations_at(durations, 1);
	if (longest == 0)
		snprintf(out, size, "none yet");
	else
		snprintf(out, size, "half within %s, 99 %% within %s, %s %s",
			bound(half, durations_at(durations, 0.5)),
			bound(most, durations_at(durations, 0.99)),
			longest == INT64_MAX ? "the longest" : "all within", bound(all, longest));
	return out;
}

static void say_server(const struct words *words, const struct figures *figures)
{
	int64_t up = (figures->now_ms - figures->started_ms) / 1000;
	say(words, "Server:",
		"chatd " CHATD_VERSION ", up %" PRId64 " days %02" PRId64 ":%02" PRId64
		":%02" PRId64,
		up / 86400, up / 3600 % 24, up / 60 % 60, up % 60);
	say(words, "Libraries:", "libevent %s, %s%s, %s%s", figures->libevent,
		*figures->openssl ? "OpenSSL " : "no TLS", figures->openssl,
		*figures->sqlite ? "SQLite " : "no SQLite", figures->sqlite);
}

static void say_people(const struct words *words, const struct figures *figures)
{
	say(words, "People:",
		"%" PRIu64 " here, %" PRIu64 " at most since the start; operators: %" PRIu64
		"; accounts: %" PRIu64,
		figures->sessions, figures->sessions_most, figures->operators, figures->accounts);
	say(words, "Rooms:", "%" PRIu64 " in use, %" PRIu64 " empty and kept", figures->rooms,
		figures->rooms_empty);
}

static void say_connections(const struct words *words, const struct figures *figures)
{
	uint64_t of[DOOR_KINDS], all = 0, tls = 0;
	char accepted[AMOUNT_SIZE], most[AMOUNT_SIZE];
	for (unsigned kind = 0; kind < DOOR_KINDS; kind++) {
		of[kind] = figures->conns[kind][0] + figures->conns[kind][1];
		tls += figures->conns[kind][1];
		all += of[kind];
	}
	say(words, "Connections:",
		"%" PRIu64 " open, %s at most; nc %" PRIu64 ", IRC %" PRIu64 ", WebSocket %" PRIu64
		", web %" PRIu64 ", not known yet %" PRIu64 "; with TLS %" PRIu64,
		all, amount_number(most, figures->conns_most), of[DOOR_KIND_LINE],
		of[DOOR_KIND_IRC], of[DOOR_KIND_WEBSOCKET], of[DOOR_KIND_WEB], of[DOOR_KIND_NONE],
		tls);
	const uint64_t *counters = figures->counters;
	say(words, "Let in:",
		"%s since the start; TLS handshakes: %" PRIu64 " done, %" PRIu64 " failed",
		amount_number(accepted, counters[COUNTER_ACCEPTED]), counters[COUNTER_TLS],
		counters[COUNTER_TLS_FAILED]);
	say(words, "Turned away:",
		"%" PRIu64 " server full, %" PRIu64 " too many of an address, %" PRIu64
		" denied, %" PRIu64 " other protocols",
		counters[COUNTER_REFUSED_FULL], counters[COUNTER_REFUSED_ADDRESS],
		counters[COUNTER_REFUSED_ACCESS], counters[COUNTER_NOT_CHAT]);
}

static uint64_t sum_of(const uint64_t values[DOOR_KINDS])
{
	uint64_t sum = 0;
	for (unsigned kind = 0; kind < DOOR_KIND_METRICS; kind++)
		sum += values[kind];
	return sum;
}

static void say_lines(const struct words *words, const struct figures *figures)
{
	const uint64_t *counters = figures->counters;
	char lines[AMOUNT_SIZE], posted[AMOUNT_SIZE], deliveries[AMOUNT_SIZE];
	char received[AMOUNT_SIZE], sent[AMOUNT_SIZE], waiting[AMOUNT_SIZE], largest[AMOUNT_SIZE];
	say(words, "Lines:", "%s read (%s), %s posted, %s deliveries (%s sent)",
		amount_number(lines, counters[COUNTER_LINES]),
		amount_bytes(received, sum_of(figures->received)),
		amount_number(posted, counters[COUNTER_POSTED]),
		amount_number(deliveries, counters[COUNTER_DELIVERIES]),
		amount_bytes(sent, sum_of(figures->sent)));
	if (figures->queue_bytes == 0)
		say(words, "Waiting:", "nothing for slow clients");
	else
		say(words, "Waiting:", "%s for %" PRIu64 " slow clients, %s for one at most",
			amount_bytes(waiting, figures->queue_bytes), figures->queues,
			amount_bytes(largest, figures->queue_largest));
	say(words, "Limits met:",
		"%" PRIu64 " times a client was slowed down, %" PRIu64
		" lines were skipped, %" PRIu64 " clients closed as too slow",
		counters[COUNTER_TOO_FAST], counters[COUNTER_SKIPPED], counters[COUNTER_TOO_SLOW]);
}

static void say_loops(const struct words *words, const struct figures *figures)
{
	struct durations_read all = {0};
	char text[200], took[AMOUNT_SIZE], waited[AMOUNT_SIZE];
	for (unsigned i = 0; i < figures->loops; i++) {
		for (unsigned j = 0; j <= DURATIONS_BOUNDS; j++)
			all.counts[j] += figures->turns[i].counts[j];
		all.sum += figures->turns[i].sum;
	}
	say(words, "Loops:", "%u; busy for %.1f s; turns: %s", figures->loops,
		(double)all.sum / 1e9, spread(text, sizeof text, &all));
	uint64_t waits = durations_total(&figures->lock_waits);
	amount_number(took, figures->lock_takes);
	if (waits == 0)
		say(words, "Lock:", "taken %s times, never waited for", took);
	else
		say(words, "Lock:", "taken %s times, waited for %s times: %s", took,
			amount_number(waited, waits),
			spread(text, sizeof text, &figures->lock_waits));
}

static void say_history(const struct words *words, const struct figures *figures)
{
	char waiting[AMOUNT_SIZE], text[200];
	const uint64_t *counters = figures->counters;
	if (figures->history == HISTORY_OFF) {
		say(words, "History:", "off");
		return;
	}
	say(words, "History:", "%s, %s; %" PRIu64 " lines wait (%s); lost: %" PRIu64,
		history_mode_names[figures->history],
		figures->history_late ? "the disk is LATE" : "in time", figures->history_lines,
		amount_bytes(waiting, figures->history_bytes), counters[COUNTER_NOT_KEPT]);
	if (*figures->trouble)
		say(words, "The disk:", "%s", figures->trouble);
	say(words, "Stored:", "%s; failed %" PRIu64 " times",
		spread(text, sizeof text, &figures->commits), counters[COUNTER_NOT_STORED]);
	say(words, "Searched:", "%s; %" PRIu64 " questions wait",
		spread(text, sizeof text, &figures->answers), figures->questions);
}

void figures_words(const struct figures *figures, void (*row)(void *to, const char *line), void *to)
{
	const struct words words = {row, to};
	char resident[AMOUNT_SIZE], feed[AMOUNT_SIZE], recent[AMOUNT_SIZE];
	say_server(&words, figures);
	say_people(&words, figures);
	say_connections(&words, figures);
	say_lines(&words, figures);
	say_loops(&words, figures);
	say_history(&words, figures);
	say(&words, "Passwords:", "%" PRIu64 " wait to be checked", figures->passwords);
	say(&words, "Memory:", "%s; of that being sent %s, last lines of rooms %s",
		amount_bytes(resident, figures->resident), amount_bytes(feed, figures->feed_bytes),
		amount_bytes(recent, figures->recent_bytes));
	say(&words, "CPU:", "%.1f s", (double)figures->cpu_us / 1e6);
}
