#include "cli/shipped.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

enum { ANCESTORS = 4 };

bool shipped_find(const struct cli *cli, const char *relative, char ret[PATH_MAX])
{
	char folder[PATH_MAX];
	char *slash;

	if (cli_path(cli, relative, ret) && access(ret, R_OK) == 0)
		return true;
	if (!file_program_folder(folder))
		return false;
	for (unsigned i = 0; i < ANCESTORS; i++) {
		slash = strrchr(folder, '/');
		if (!slash)
			return false;
		*slash = '\0';
		if (snprintf(ret, PATH_MAX, "%s/%s", folder, relative) < PATH_MAX && access(ret, R_OK) == 0)
			return true;
	}
	return false;
}
