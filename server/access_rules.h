/* Reads --allow and --deny.
 *
 * A value is an address, a range of addresses (ADDRESS/BITS), or the path of a file with one of
 * them on each line, if it begins with '/' or '.'. In a file, '#' begins a comment. A file without
 * any address allows nobody. */
#ifndef ACCESS_RULES_H
#define ACCESS_RULES_H

#include "access.h"
#include "config.h"

#define ACCESS_FILE_MAX 8388608 /* bytes */

/* False where a value is wrong or a file cannot be read; to be finished in any case. */
bool access_rules_load(
	struct access_rules *rules, const struct config *config, struct option_report *report);

/* Logs a warning where the rules let nobody in but this machine. */
void access_rules_log(const struct access_rules *rules);

#endif
