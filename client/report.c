#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

#define SENTENCE_BYTES 2047

void report(const char *format, ...)
{
	char sentence[SENTENCE_BYTES + 1];
	char safe[TEXT_SAFE_SIZE(SENTENCE_BYTES)];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	text_safe(safe, sentence, strlen(sentence));
	fprintf(stderr, "chat-client: %s\n", safe);
}

void report_rows(const char *text)
{
	for (size_t length; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		report("%.*s", (int)length, text);
	}
}
