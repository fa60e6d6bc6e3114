/* The files that the configuration names, as they are now. */
#ifndef CONFIG_FILES_H
#define CONFIG_FILES_H

#include "access_rules.h"

struct config_files {
	char *motd;	     /* safe to show; NULL for none */
	char *password_hash; /* of the server's password; NULL for none */
	struct access_rules access;
};

/* Reads them all. False where one cannot be used; what could be read is there to free. */
bool config_files_load(
	struct config_files *files, const struct config *config, struct option_report *report);

void config_files_finish(struct config_files *files);

#endif
