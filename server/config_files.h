/* The files that the configuration names, as they are now. */
#ifndef CONFIG_FILES_H
#define CONFIG_FILES_H

#include "access_rules.h"

struct config_files {
	char *motd;	     /* safe to show; NULL for none */
	char *password_hash; /* of the server's password; NULL for none */
	struct access_rules access;
};

/* Reads them all. False with a sentence, and nothing to free, where one cannot be used. */
bool config_files_load(
	struct config_files *files, const struct config *config, char error[OPTION_ERROR_SIZE]);

void config_files_finish(struct config_files *files);

#endif
