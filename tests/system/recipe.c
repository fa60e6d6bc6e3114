#include "recipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define HOST "chat.example.org"
#define DOCUMENT_BYTES 131072

static const char *const documents[] = {"README.md", "docs/chat-client.1.scd"};

static void read_document(const char *name, char text[DOCUMENT_BYTES])
{
	char path[512];
	must(getenv("SOURCE") != NULL, "set SOURCE to the folder of the project");
	snprintf(path, sizeof path, "%s/%s", getenv("SOURCE"), name);
	FILE *file = fopen(path, "r");
	must(file != NULL, "there is no document %s", path);
	size_t length = fread(text, 1, DOCUMENT_BYTES - 1, file);
	ck_assert_uint_lt(length, DOCUMENT_BYTES - 1);
	text[length] = '\0';
	fclose(file);
}

void recipe_find(char recipe[RECIPE_SIZE], const char *start, int which)
{
	static char text[DOCUMENT_BYTES];
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
		read_document(documents[i], text);
		for (const char *line = text; line; line = strchr(line, '\n')) {
			line += strspn(line, "\n ");
			if (strncmp(line, start, strlen(start)) != 0 || which-- > 0)
				continue;
			snprintf(recipe, RECIPE_SIZE, "%.*s", (int)strcspn(line, "\n"), line);
			return;
		}
	}
	ck_abort_msg("the documents have no such line: %s", start);
}

static bool replace(char text[RECIPE_SIZE], const char *old, const char *new)
{
	char whole[RECIPE_SIZE + 64];
	char *found = strstr(text, old);
	if (!found)
		return false;
	int length = snprintf(whole, sizeof whole, "%.*s%s%s", (int)(found - text), text, new,
		found + strlen(old));
	ck_assert_int_lt(length, RECIPE_SIZE);
	strcpy(text, whole);
	return true;
}

void recipe_point_at(char recipe[RECIPE_SIZE], int port)
{
	/* What may stand between host and port, the longest first. */
	static const char *const between[] = {" --port=", " ", ":"};
	for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
		char there[64], here[64];
		snprintf(there, sizeof there, HOST "%s5555", between[i]);
		snprintf(here, sizeof here, "127.0.0.1%s%d", between[i], port);
		if (replace(recipe, there, here))
			return;
	}
	char here[64];
	snprintf(here, sizeof here, "127.0.0.1:%d", port);
	must(replace(recipe, HOST, here), "it has no host: %s", recipe);
}
