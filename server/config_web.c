#include "config_web.h"

#include "web_host.h"

const char *const config_web_names[] = {[CONFIG_WEB_ON] = "on", [CONFIG_WEB_OFF] = "off", NULL};

static void check(const char *option, const struct option_list *list,
	const char *(*wrong_with)(const char *value), struct option_report *report)
{
	for (size_t i = 0; i < list->count; i++) {
		const char *wrong = wrong_with(list->values[i]);
		if (wrong)
			option_mistake(report, option, i, "'%s' cannot be '%s': %s", option,
				list->values[i], wrong);
	}
}

void config_web(const struct config *config, struct option_report *report)
{
	check("web-host", &config->web_host, web_host_wrong_name, report);
	check("web-origin", &config->web_origin, web_host_wrong_origin, report);
}
