#include "question.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "editor.h"
#include "memory.h"

void question_wipe(char *secret)
{
	if (secret)
		sodium_memzero(secret, strlen(secret));
	free(secret);
}

void question_forget(struct question *question)
{
	free(question->prompt);
	free(question->command);
	question_wipe(question->first);
	*question = (struct question){0};
}

void question_ask(struct question *question, const struct editor *editor, const char *prompt,
	const char *command, bool twice)
{
	struct question asked = {.prompt = memory_text(prompt),
		.command = command ? memory_text(command) : NULL,
		.twice = twice};
	question_forget(question);
	*question = asked;
	editor->ask(prompt);
}

static bool ask_again(struct question *question, const struct editor *editor, const char *answer)
{
	if (!question->twice || question->first)
		return false;
	question->first = memory_text(answer);
	memory_replace(&question->prompt, "Once more: ");
	editor->ask(question->prompt);
	return true;
}

enum question_end question_take(
	struct question *question, const struct editor *editor, const char *answer, char **line)
{
	enum question_end end = QUESTION_REFUSED;
	*line = NULL;
	if (answer && *answer && ask_again(question, editor, answer))
		return QUESTION_AGAIN;
	if (answer && *answer) {
		bool same = !question->first || strcmp(question->first, answer) == 0;
		end = same ? QUESTION_ANSWERED : QUESTION_DIFFERS;
	}
	if (end == QUESTION_ANSWERED && question->command)
		*line = memory_format("%s %s", question->command, answer);
	question_forget(question);
	return end;
}
