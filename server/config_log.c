#include "config_log.h"

#include "log.h"

bool config_log(const struct config *config, struct option_report *report)
{
	char error[OPTION_ERROR_SIZE];
	return log_to(config->log_file, error, sizeof error) ||
	       option_mistake(report, "log-file", 0, "%s", error);
}
