/* A question for a secret, such as a password, that the user answers in the editor, where it is not
 * shown. */
#ifndef QUESTION_H
#define QUESTION_H

#include <stdbool.h>

struct editor;

/* All zero is none. */
struct question {
	char *prompt;  /* NULL: nothing is asked */
	char *command; /* that gets the answer as its last argument; NULL for none */
	bool twice;    /* it is to be typed a second time */
	char *first;   /* as it was typed the first time */
};

/* Asks; `command` may be NULL. A question before it is forgotten. */
void question_ask(struct question *question, const struct editor *editor, const char *prompt,
	const char *command, bool twice);

enum question_end {
	QUESTION_AGAIN, /* it is asked once more */
	QUESTION_ANSWERED,
	QUESTION_REFUSED, /* no answer */
	QUESTION_DIFFERS, /* from what was typed the first time */
};

/* Takes what the user has typed, or NULL. After QUESTION_ANSWERED, `*line` is the command with the
 * answer, to be wiped and freed by question_wipe(); NULL without a command. */
enum question_end question_take(
	struct question *question, const struct editor *editor, const char *answer, char **line);

void question_wipe(char *secret);
void question_forget(struct question *question);

#endif
