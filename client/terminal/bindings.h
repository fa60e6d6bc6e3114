/* Which readline functions a key may run.
 *
 * readline's defaults and the user's inputrc bind keys to readline's own functions. Those that send
 * the line, list files of this machine, print among the lines or wait for input are replaced in all
 * keymaps, by functions of the editor's or by the bell. */
#ifndef BINDINGS_H
#define BINDINGS_H

struct bindings {
	int (*enter)(int count, int key);
	int (*clear_screen)(int count, int key);
	int (*redraw)(int count, int key);
	int (*complete_next)(int count, int key);
	int (*complete_before)(int count, int key);
	int (*choose)(int count, int key); /* the key is a digit */
	int (*read_inputrc)(int count, int key);
};

/* Binds the editor's own keys and replaces those functions. To be called again after each reading
 * of an inputrc. `ours` is borrowed for as long as the process runs. */
void bindings_set(const struct bindings *ours);

#endif
