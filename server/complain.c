#include "complain.h"

#include <stdio.h>
#include <string.h>

#include "log.h"
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

int complain_all(const struct option_report *report, int status)
{
	for (size_t i = 0; i < report->mistakes.count; i++)
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
