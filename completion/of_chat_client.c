#include "completion.h"
#include "settings.h"

const struct option_table *const completion_table = &settings_table;
