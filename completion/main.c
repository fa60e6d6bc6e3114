/* usage: complete-PROGRAM SHELL, where SHELL is bash, fish or zsh. */
#include <stdlib.h>
#include <string.h>

#include "completion.h"

int main(int argc, char **argv)
{
	static const struct {
		const char *shell;
		void (*write)(const struct option_table *table);
	} shells[] = {
		{"bash", completion_bash}, {"fish", completion_fish}, {"zsh", completion_zsh}};
	for (size_t i = 0; argc == 2 && i < sizeof shells / sizeof shells[0]; i++) {
		if (strcmp(argv[1], shells[i].shell) != 0)
			continue;
		shells[i].write(completion_table);
		return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	fprintf(stderr, "usage: %s bash|fish|zsh\n", argv[0]);
	return EXIT_FAILURE;
}
