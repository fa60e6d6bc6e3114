/* What a reload changes. */
#ifndef CONFIG_CHANGE_H
#define CONFIG_CHANGE_H

#include "archive.h"

/* Whether a reload can bring `now` this value of `wished`. */
bool config_change_can(
	const struct option_row *row, const struct archive *archive, const struct config *wished);

/* Says in the log what differs: the rows "changed", and "needs_restart" for what stays as it is. */
void config_change_log(
	const struct config *now, const struct config *wished, const struct archive *archive);

/* All values as text, of hashes without what is secret, for a process that goes on with other ones;
 * and the rows "changed" there, for what it has read differently. */
void config_change_pack(const struct config *now, struct pack *out);
void config_change_log_packed(struct unpack *before, const struct config *now);

/* Gives `now` the values that can change; `wished` gets the former ones. */
void config_change(struct config *now, struct config *wished, const struct archive *archive);

#endif
