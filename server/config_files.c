#include "config_files.h"

#include <stdlib.h>

bool config_files_load(
	struct config_files *files, const struct config *config, char error[OPTION_ERROR_SIZE])
{
	*files = (struct config_files){0};
	files->motd = config_motd(config, error);
	if (!error[0] && access_rules_load(&files->access, config, error))
		return true;
	config_files_finish(files);
	return false;
}

void config_files_finish(struct config_files *files)
{
	free(files->motd);
	access_rules_finish(&files->access);
	*files = (struct config_files){0};
}
