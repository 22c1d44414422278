#include "bus/method.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

static int compare_path(const void *key, const void *element)
{
	const struct bytes *path = key;
	const struct method *method = element;

	return bytes_compare(*path, bytes_text(method->path));
}

const struct method *method_find(const char *path, size_t len)
{
	struct bytes key = bytes_of(path, len);

	return bsearch(&key, METHODS, METHOD_COUNT, sizeof *METHODS, compare_path);
}

static int compare_name(const void *key, const void *element)
{
	const struct event_type *type = element;

	return strcmp(key, type->name);
}

const struct event_type *event_type_find(const char *name)
{
	return bsearch(name, EVENT_TYPES, EVENT_TYPE_COUNT, sizeof *EVENT_TYPES, compare_name);
}

/* True if `path` ends with `name`, and `name` begins where a part of the path does. */
static bool path_ends_with(const char *path, const char *name)
{
	size_t path_len = strlen(path), name_len = strlen(name);

	if (name_len == 0 || name_len >= path_len)
		return false;
	path += path_len - name_len;
	return strcmp(path, name) == 0 && (path[-1] == '/' || path[-1] == '.');
}

const struct method *method_guess(const char *name, bool *ret_ambiguous)
{
	const struct method *found = method_find(name, strlen(name));

	*ret_ambiguous = false;
	if (found)
		return found;
	for (size_t i = 0; i < METHOD_COUNT; i++) {
		if (!path_ends_with(METHODS[i].path, name))
			continue;
		*ret_ambiguous = found != NULL;
		if (*ret_ambiguous)
			return NULL;
		found = &METHODS[i];
	}
	return found;
}
