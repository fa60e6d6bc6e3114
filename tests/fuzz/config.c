/* The configuration file: whatever stands in it, it is taken whole or refused with a sentence. */
#include "config.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "text.h"

static void check_taken(const struct config *config)
{
	FUZZ_CHECK(config->port >= 0 && config->port <= 65535);
	FUZZ_CHECK(config->limits.max_line >= 80 && config->limits.max_line <= 65536);
	FUZZ_CHECK(config->limits.slow_queue <= config->limits.send_queue_max);
	FUZZ_CHECK(config->name && strlen(config->name) >= 1 && strlen(config->name) <= 64);
	FUZZ_CHECK(config->log_level >= 0 && config->log_level <= 3);
	FUZZ_CHECK(!config->help && !config->version);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char program[] = "chatd", option[64];
	char *argv[] = {program, option, NULL};
	struct config config;
	struct option_report report;
	int fd = memfd_create("config", MFD_CLOEXEC);
	FUZZ_CHECK(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(option, sizeof option, "--config=/proc/self/fd/%d", fd);
	if (config_load(&config, 2, argv, false, &report))
		check_taken(&config);
	for (size_t i = 0; i < report.mistakes.count; i++)
		FUZZ_CHECK(*report.mistakes.values[i]);
	option_report_finish(&report);
	config_finish(&config);
	close(fd);
	return 0;
}
