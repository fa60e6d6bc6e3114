#include "counter.h"

#include <stdatomic.h>
#include <string.h>

#include "log.h"

const struct counter_row counter_rows[COUNTER_COUNT] = {
	[COUNTER_ACCEPTED] = {"accepted", "connections taken"},
	[COUNTER_REFUSED_FULL] = {"refused_full", "connections refused: server full"},
	[COUNTER_REFUSED_ADDRESS] = {"refused_address",
		"connections refused: too many of an address"},
	[COUNTER_REFUSED_ACCESS] = {"refused_access",
		"connections refused: denied, banned, or the server closed"},
	[COUNTER_ACCEPT_PAUSED] = {"accept_paused", "times accepting paused: out of descriptors"},
	[COUNTER_TLS] = {"tls", "TLS handshakes that were done"},
	[COUNTER_TLS_FAILED] = {"tls_failed", "TLS handshakes that failed, or took too long"},
	[COUNTER_LINES] = {"lines", "lines read, commands included"},
	[COUNTER_POSTED] = {"posted", "events posted to rooms"},
	[COUNTER_DELIVERIES] = {"deliveries", "events times the members they went to"},
	[COUNTER_REFUSED_COMMANDS] = {"refused_commands", "commands answered with an error"},
	[COUNTER_TOO_LONG] = {"too_long", "lines dropped: too long"},
	[COUNTER_TOO_FAST] = {"too_fast", "times a client was slowed down"},
	[COUNTER_SKIPPED] = {"skipped", "lines that clients were not sent: they read too slowly"},
	[COUNTER_TOO_SLOW] = {"too_slow", "clients closed: they did not read"},
	[COUNTER_RESET] = {"reset", "connections that broke"},
	[COUNTER_NOT_CHAT] = {"not_chat", "connections turned away: they spoke something else"},
	[COUNTER_UNDRAINED] = {"undrained", "connections closed with something unsent"},
	[COUNTER_NOT_KEPT] = {"not_kept", "lines that found no place in the history"},
	[COUNTER_NOT_STORED] = {"not_stored", "times that the history could not be written"},
};

static atomic_uint_fast64_t values[COUNTER_COUNT];

void counter_add(enum counter counter, uint64_t n)
{
	atomic_fetch_add_explicit(&values[counter], n, memory_order_relaxed);
}

uint64_t counter_value(enum counter counter)
{
	return atomic_load_explicit(&values[counter], memory_order_relaxed);
}

void counter_pack(struct pack *out)
{
	for (int i = 0; i < COUNTER_COUNT; i++) {
		pack_text(out, counter_rows[i].name);
		pack_u64(out, counter_value((enum counter)i));
	}
	pack_text(out, NULL);
}

void counter_unpack(struct unpack *in)
{
	const char *name;
	while ((name = unpack_text(in))) {
		uint64_t value = unpack_u64(in);
		for (int i = 0; i < COUNTER_COUNT; i++)
			if (strcmp(counter_rows[i].name, name) == 0)
				counter_add((enum counter)i, value);
	}
}

void counter_log(void)
{
	struct log_field fields[COUNTER_COUNT + 2] = {{0}};
	for (int i = 0; i < COUNTER_COUNT; i++)
		fields[i] = LOG_NUMBER(counter_rows[i].name, counter_value((enum counter)i));
	fields[COUNTER_COUNT] = LOG_NUMBER("log_dropped", log_dropped());
	log_fields(LOG_INFO, "counters", fields);
}
