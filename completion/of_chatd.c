#include "completion.h"
#include "config.h"

const struct option_table *const completion_table = &config_table;
