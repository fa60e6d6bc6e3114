/* The options of the web door. */
#ifndef CONFIG_WEB_H
#define CONFIG_WEB_H

#include <stdbool.h>

#include "config.h"

enum { CONFIG_WEB_ON, CONFIG_WEB_OFF };

/* The values of --web in their order, ended by NULL. */
extern const char *const config_web_names[];

/* False with a sentence where a value of --web-host or --web-origin is none. */
bool config_web(const struct config *config, char error[OPTION_ERROR_SIZE]);

#endif
