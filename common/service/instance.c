#include "service/instance.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

enum { INSTANCE_FILE_MAX = 4096 };
#define INSTANCE_FILE "instance.json"

/* The name is written into every journal entry and stands in file names of backups. */
bool instance_name_valid(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len < sizeof((struct instance *)NULL)->name && name[0] >= 'a' && name[0] <= 'z' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

static bool fail(char *error, size_t error_size, const char *what)
{
	snprintf(error, error_size, "%s : %s", INSTANCE_FILE, what);
	return false;
}

static bool parse(const json_t *root, struct instance *ret, char *error, size_t error_size)
{
	const json_t *format = json_object_get(root, "format");
	const json_t *name = json_object_get(root, "name");
	const json_t *test = json_object_get(root, "test");

	if (!json_is_integer(format))
		return fail(error, error_size, "le champ « format » manque ou n'est pas un nombre");
	if (json_integer_value(format) != INSTANCE_FORMAT)
		return fail(error, error_size, "écrit par une autre version, que celle-ci ne sait pas lire");
	if (!json_is_string(name) || !instance_name_valid(json_string_value(name)))
		return fail(error, error_size, "le champ « name » manque ou n'est pas un nom d'instance");
	if (!json_is_boolean(test))
		return fail(error, error_size, "le champ « test » manque ou n'est ni true ni false");
	*ret = (struct instance){.test = json_is_true(test)};
	snprintf(ret->name, sizeof ret->name, "%s", json_string_value(name));
	return true;
}

bool instance_enter(const char *dir, struct instance *ret, char *error, size_t error_size)
{
	struct buf text = {0};
	json_error_t malformed;
	json_t *root;
	bool ok;

	if (chdir(dir) != 0) {
		snprintf(error, error_size, "le dossier %s ne s'ouvre pas : %s", dir, strerror(errno));
		return false;
	}
	if (file_read(INSTANCE_FILE, INSTANCE_FILE_MAX, &text) != 0) {
		buf_free(&text);
		if (errno == ENOENT)
			snprintf(error, error_size,
				 "le dossier %s n'est pas celui d'une instance : %s y manque", dir,
				 INSTANCE_FILE);
		else
			snprintf(error, error_size, "%s ne se lit pas : %s", INSTANCE_FILE, strerror(errno));
		return false;
	}
	root = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &malformed);
	buf_free(&text);
	if (!root) {
		snprintf(error, error_size, "%s, ligne %d, colonne %d : %s", INSTANCE_FILE, malformed.line,
			 malformed.column, malformed.text);
		return false;
	}
	ok = parse(root, ret, error, error_size);
	json_decref(root);
	return ok;
}

bool instance_make(const char *dir, const struct instance *instance, char *error, size_t error_size)
{
	struct buf path = {0}, text = {0};
	bool ok = false;

	if (!instance_name_valid(instance->name)) {
		snprintf(error, error_size,
			 "« %s » n'est pas un nom d'instance : 1 à 64 lettres minuscules, chiffres ou "
			 "tirets, une "
			 "lettre d'abord",
			 instance->name);
		return false;
	}
	buf_printf(&path, "%s/%s", dir, INSTANCE_FILE);
	buf_byte(&path, '\0');
	buf_printf(&text, "{\"format\": %d, \"name\": \"%s\", \"test\": %s}\n", INSTANCE_FORMAT,
		   instance->name, instance->test ? "true" : "false");
	if (access((const char *)path.data, F_OK) == 0)
		snprintf(error, error_size, "%s est déjà le dossier d'une instance", dir);
	else if (file_write((const char *)path.data, buf_bytes(&text), 0600) != 0)
		snprintf(error, error_size, "%s ne s'écrit pas : %s", (const char *)path.data,
			 strerror(errno));
	else
		ok = true;
	buf_free(&path);
	buf_free(&text);
	return ok;
}
