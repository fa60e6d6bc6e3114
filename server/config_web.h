/* The options of the web door. */
#ifndef CONFIG_WEB_H
#define CONFIG_WEB_H

#include "config.h"

enum { CONFIG_WEB_ON, CONFIG_WEB_OFF };

/* The values of --web in their order, ended by NULL. */
extern const char *const config_web_names[];

/* Adds a mistake for each value of --web-host and --web-origin that is none. */
void config_web(const struct config *config, struct option_report *report);

#endif
