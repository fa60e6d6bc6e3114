#include "tool.h"

#include <stdlib.h>

#include "archive.h"
#include "stores.h"
#include "tool_verify.h"

bool tool_wanted(const struct config *config)
{
	return config->verify;
}

/* The history of the server that has these options, which may run. */
static struct store *open_to_read(
	const struct config *config, char folder[STORE_PATH_SIZE], char error[OPTION_ERROR_SIZE])
{
	struct store_info info;
	struct store_options options = {.folder = folder, .read_only = true};
	if (!archive_folder(folder, config, error))
		return NULL;
	return store_sqlite.open(&options, &info, error);
}

int tool_run(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	char folder[STORE_PATH_SIZE];
	error[0] = '\0';
	struct store *store = open_to_read(config, folder, error);
	if (!store)
		return EXIT_FAILURE;
	bool good = tool_verify(&store_sqlite, store, folder);
	store_sqlite.close(store);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
