#include "names.h"

#include "kept.h"

enum outcome names_allowed(struct core *core, const char *name, const struct origin *origin,
	const struct account *account)
{
	const struct account *owner = account_find(core, name);
	if (owner && owner != account)
		return OUTCOME_NAME_REGISTERED;
	if (session_find(core, name))
		return OUTCOME_NAME_TAKEN;
	if (!owner && kept_name(core, name, origin) > 0)
		return OUTCOME_NAME_HELD;
	return OUTCOME_DONE;
}
