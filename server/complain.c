#include "complain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "memory.h"
#include "text.h"

#define SENTENCE_SIZE 4096

static void say(const char *sentence)
{
	char safe[TEXT_SAFE_SIZE(SENTENCE_SIZE)];
	text_safe(safe, sentence, strnlen(sentence, SENTENCE_SIZE));
	fprintf(stderr, "%schatd: %s\n", log_mark(LOG_ERROR), safe);
}

static int end(int status)
{
	if (status == EXIT_USAGE)
		fputs("Try 'chatd --help'.\n", stderr);
	return status;
}

int complain(const char *sentence, int status)
{
	say(sentence);
	return end(status);
}

int complain_all(const struct option_report *report)
{
	for (size_t i = 0; i < report->mistakes.count; i++)
		say(report->mistakes.values[i]);
	return end(EXIT_USAGE);
}

/* Whether the mistake is about the same thing: what stands before the reason. */
static bool is_about(const char *mistake, const char *error)
{
	const char *reason = strstr(error, ": ");
	char *thing = reason ? memory_format("%.*s", (int)(reason + 2 - error), error)
			     : memory_text(error);
	bool same = strstr(mistake, thing) != NULL;
	free(thing);
	return same;
}

int complain_also(const char *error, const struct option_report *report, int status)
{
	say(error);
	for (size_t i = 0; i < report->mistakes.count; i++)
		if (!is_about(report->mistakes.values[i], error))
			say(report->mistakes.values[i]);
	return end(status);
}

void complain_log_mistakes(const struct option_report *report, const char *event)
{
	for (size_t i = 0; i < report->mistakes.count; i++)
		log_event(LOG_ERROR, event, LOG_TEXT("reason", report->mistakes.values[i]));
}

void complain_log_warnings(const struct option_report *report)
{
	for (size_t i = 0; i < report->warnings.count; i++)
		log_event(LOG_WARNING, "configuration",
			LOG_TEXT("reason", report->warnings.values[i]));
}
