#include "core_list.h"

#include "memory.h"

void core_list_add(struct core_list *list, void *item)
{
	if (list->count == list->size) {
		list->size = list->size ? 2 * list->size : 16;
		list->items = memory_grow(list->items, list->size * sizeof *list->items);
	}
	list->items[list->count++] = item;
}

void core_list_remove(struct core_list *list, void *item)
{
	for (unsigned i = 0; i < list->count; i++) {
		if (list->items[i] == item) {
			list->items[i] = list->items[--list->count];
			return;
		}
	}
}
