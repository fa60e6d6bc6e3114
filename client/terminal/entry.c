#include "entry.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "memory.h"

char *entry_clean(const char *line)
{
	char *text = memory_text(line);
	size_t length = 0;
	for (const char *from = text; *from; from++)
		if (*from == '\n' || *from == '\t' || !iscntrl((unsigned char)*from))
			text[length++] = *from;
	while (length && text[length - 1] == '\n')
		length--;
	text[length] = '\0';
	if (text[strspn(text, " \t\n")] == '\0')
		length = 0;
	char *clean = charset_in(text, length);
	free(text);
	return clean;
}
