#include "outcome.h"

enum outcome outcome_of_name(enum name_error error)
{
	switch (error) {
	case NAME_GOOD:
		return OUTCOME_DONE;
	case NAME_TOO_LONG:
		return OUTCOME_NAME_LONG;
	case NAME_BAD_START:
		return OUTCOME_NAME_START;
	case NAME_RESERVED:
		return OUTCOME_NAME_RESERVED;
	case NAME_KEPT:
		return OUTCOME_NAME_KEPT;
	case NAME_UNFOLDS:
		return OUTCOME_NAME_UNFOLDS;
	case NAME_MIXED:
		return OUTCOME_NAME_MIXED;
	default:
		return OUTCOME_NAME_CHARACTER;
	}
}

enum outcome outcome_of_room_name(enum name_error error)
{
	switch (error) {
	case NAME_TOO_LONG:
		return OUTCOME_ROOM_LONG;
	case NAME_UNFOLDS:
		return OUTCOME_ROOM_UNFOLDS;
	case NAME_MIXED:
		return OUTCOME_ROOM_MIXED;
	case NAME_GOOD:
		return OUTCOME_DONE;
	default:
		return OUTCOME_ROOM_CHARACTER;
	}
}
