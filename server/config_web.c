#include "config_web.h"

#include "web_host.h"

const char *const config_web_names[] = {[CONFIG_WEB_ON] = "on", [CONFIG_WEB_OFF] = "off", NULL};

static bool check(const char *option, const struct option_list *list,
	const char *(*wrong_with)(const char *value), char error[OPTION_ERROR_SIZE])
{
	for (size_t i = 0; i < list->count; i++) {
		const char *wrong = wrong_with(list->values[i]);
		if (!wrong)
			continue;
		snprintf(error, OPTION_ERROR_SIZE, "'%s' cannot be '%s': %s", option,
			list->values[i], wrong);
		return false;
	}
	return true;
}

bool config_web(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	return check("web-host", &config->web_host, web_host_wrong_name, error) &&
	       check("web-origin", &config->web_origin, web_host_wrong_origin, error);
}
