/* A list of pointers in no order: what a loop or the core has to come back to. Zeroed, it is empty;
 * the owner frees `items`. */
#ifndef CORE_LIST_H
#define CORE_LIST_H

struct core_list {
	void **items;
	unsigned count;
	unsigned size;
};

void core_list_add(struct core_list *list, void *item);

/* The last item takes the place of the removed one. Does nothing where `item` is not in the list.
 */
void core_list_remove(struct core_list *list, void *item);

#endif
