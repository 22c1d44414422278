#include "cli/setup.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "bus/keyfile.h"

struct setup {
	char keys[PATH_MAX];
	char *error;
	size_t error_size;
	json_t *principals; /* as proto3 JSON writes pvd.bus.v1.Principal */
};

bool setup_done(const char *dir)
{
	char path[PATH_MAX];
	int len = snprintf(path, sizeof path, "%s/instance.json", dir);

	return len < PATH_MAX && access(path, F_OK) == 0;
}

static bool fail(struct setup *setup, const char *what)
{
	snprintf(setup->error, setup->error_size, "%s : %s", what, strerror(errno));
	return false;
}

static bool enrol(struct setup *setup, const char *id, const char *kind, const char *role, bool nationwide)
{
	char public_key[Z85_KEY_SIZE];
	struct keypair keys;

	if (keyfile_make(setup->keys, id, &keys)) {
		snprintf(public_key, sizeof public_key, "%s", keys.public_key);
		keypair_wipe(&keys);
	} else if (errno != EEXIST) {
		return fail(setup, "une clé ne s'écrit pas");
	} else if (!keyfile_load_public(setup->keys, id, public_key, setup->error, setup->error_size)) {
		return false;
	}
	json_array_append_new(setup->principals,
			      json_pack("{s:s, s:s, s:[s], s:{s:b}, s:[s]}", "id", id, "kind", kind, "roles",
					role, "scope", "nationwide", nationwide, "publicKeys", public_key));
	return true;
}

static bool enrol_all(struct setup *setup, const struct services *services)
{
	for (unsigned i = 0; i < services->count; i++)
		if (!enrol(setup, services->names[i], "PRINCIPAL_KIND_SERVICE", "ROLE_SERVICE", true))
			return false;
	return enrol(setup, "operator", "PRINCIPAL_KIND_OPERATOR", "ROLE_OPERATOR", true) &&
	       enrol(setup, "anct", "PRINCIPAL_KIND_PERSON", "ROLE_ANCT", true);
}

static bool write_enrolment(struct setup *setup, const char *dir)
{
	char path[PATH_MAX];
	char *text = json_dumps(setup->principals, JSON_INDENT(2));
	int written = -1;

	if (text && snprintf(path, sizeof path, "%s/enrolment.json", dir) < PATH_MAX)
		written = file_write(path, bytes_text(text), 0600);
	free(text);
	return written == 0 || fail(setup, "enrolment.json ne s'écrit pas");
}

/* A folder that others may read would give them the keys. */
static bool make_folders(struct setup *setup, const char *dir)
{
	if (file_make_folder(dir, 0700) != 0 || chmod(dir, 0700) != 0)
		return fail(setup, dir);
	if (snprintf(setup->keys, sizeof setup->keys, "%s/keys", dir) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return fail(setup, dir);
	}
	return file_make_folder(setup->keys, 0700) == 0 || fail(setup, setup->keys);
}

bool setup_make(const char *dir, const struct instance *instance, const struct services *services,
		char *error, size_t error_size)
{
	struct setup setup = {.error = error, .error_size = error_size, .principals = json_array()};
	bool ok = make_folders(&setup, dir) && enrol_all(&setup, services) && write_enrolment(&setup, dir) &&
		  instance_make(dir, instance, error, error_size);

	json_decref(setup.principals);
	return ok;
}

bool setup_keys(const char *dir, const struct services *services, char *error, size_t error_size)
{
	struct setup setup = {.error = error, .error_size = error_size, .principals = json_array()};
	bool ok = make_folders(&setup, dir);

	for (unsigned i = 0; ok && i < services->count; i++)
		ok = enrol(&setup, services->names[i], "PRINCIPAL_KIND_SERVICE", "ROLE_SERVICE", true);
	json_decref(setup.principals);
	return ok;
}
