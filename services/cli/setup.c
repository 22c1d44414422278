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
#include "bus/actor.h"
#include "bus/keyfile.h"

enum { KEY_FILE_MAX = 4096 };

struct setup {
	const char *dir;
	bool apart;                            /* every owner has a folder of its own */
	char folder[PATH_MAX], keys[PATH_MAX]; /* the one at hand, and its keys/ */
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

/* A folder that others may read would give them the keys. Its group may pass through it where somebody has allowed that,
 * to the gateway's socket: it can read nothing on its way. */
static bool hide(const char *folder)
{
	struct stat now;

	return stat(folder, &now) == 0 && chmod(folder, 0700 | (now.st_mode & S_IXGRP)) == 0;
}

static bool open_folder(struct setup *setup, const char *owner)
{
	int len = snprintf(setup->folder, PATH_MAX, "%s%s%s", setup->dir, setup->apart ? "/" : "",
			   setup->apart ? owner : "");

	if (len >= PATH_MAX || snprintf(setup->keys, PATH_MAX, "%s/keys", setup->folder) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return fail(setup, setup->dir);
	}
	if (file_make_folder(setup->folder, 0700) != 0 || !hide(setup->folder))
		return fail(setup, setup->folder);
	return file_make_folder(setup->keys, 0700) == 0 || fail(setup, setup->keys);
}

static bool enrol(struct setup *setup, const char *owner, const char *id, const char *kind, const char *role)
{
	char public_key[Z85_KEY_SIZE];
	struct keypair keys;

	if (!open_folder(setup, owner))
		return false;
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
					role, "scope", "nationwide", true, "publicKeys", public_key));
	return true;
}

static bool enrol_services(struct setup *setup, const struct services *services)
{
	for (unsigned i = 0; i < services->count; i++)
		if (!enrol(setup, services->names[i], services->names[i], "PRINCIPAL_KIND_SERVICE",
			   "ROLE_SERVICE"))
			return false;
	return true;
}

/* Whoever is not signed in at the gateway: it has no key, and nothing is its own. */
static void enrol_public(struct setup *setup)
{
	json_array_append_new(setup->principals, json_pack("{s:s, s:s, s:[s]}", "id", ACTOR_PUBLIC, "kind",
							   "PRINCIPAL_KIND_PERSON", "roles", "ROLE_PUBLIC"));
}

static bool enrol_people(struct setup *setup)
{
	if (!enrol(setup, SETUP_OPERATOR, "operator", "PRINCIPAL_KIND_OPERATOR", "ROLE_OPERATOR") ||
	    !enrol(setup, SETUP_OPERATOR, "anct", "PRINCIPAL_KIND_PERSON", "ROLE_ANCT"))
		return false;
	enrol_public(setup);
	return true;
}

static bool write_enrolment(struct setup *setup)
{
	char path[PATH_MAX];
	char *text = json_dumps(setup->principals, JSON_INDENT(2));
	int written = -1;

	if (!open_folder(setup, "bus")) {
		free(text);
		return false;
	}
	if (text && snprintf(path, sizeof path, "%s/enrolment.json", setup->folder) < PATH_MAX)
		written = file_write(path, bytes_text(text), 0600);
	free(text);
	return written == 0 || fail(setup, "enrolment.json ne s'écrit pas");
}

static bool enrol_all(struct setup *setup, const struct services *services)
{
	return enrol_services(setup, services) && enrol_people(setup) && write_enrolment(setup);
}

bool setup_make(const char *dir, const struct instance *instance, const struct services *services,
		char *error, size_t error_size)
{
	struct setup setup = {
		.dir = dir, .error = error, .error_size = error_size, .principals = json_array()};
	bool ok = enrol_all(&setup, services) && instance_make(dir, instance, error, error_size);

	json_decref(setup.principals);
	return ok;
}

bool setup_keys(const char *dir, const struct services *services, char *error, size_t error_size)
{
	struct setup setup = {
		.dir = dir, .error = error, .error_size = error_size, .principals = json_array()};
	bool ok = enrol_services(&setup, services);

	json_decref(setup.principals);
	return ok;
}

/* ---- Apart */

/* What everybody who connects must know: the bus's public key. */
static bool copy_bus_key(struct setup *setup)
{
	char from[PATH_MAX], to[PATH_MAX];
	struct buf text = {0};
	bool ok;

	if (snprintf(from, sizeof from, "%s/bus/keys/bus.pub", setup->dir) >= PATH_MAX ||
	    snprintf(to, sizeof to, "%s/bus.pub", setup->keys) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return fail(setup, setup->dir);
	}
	ok = file_read(from, KEY_FILE_MAX, &text) == 0 && file_write(to, buf_bytes(&text), 0444) == 0;
	buf_free(&text);
	return ok || fail(setup, to);
}

static bool complete(struct setup *setup, const struct instance *instance, const char *owner)
{
	if (!open_folder(setup, owner) || !copy_bus_key(setup))
		return false;
	return setup_done(setup->folder) ||
	       instance_make(setup->folder, instance, setup->error, setup->error_size);
}

bool setup_make_apart(const char *dir, const struct instance *instance, const struct services *services,
		      char *error, size_t error_size)
{
	struct setup setup = {.dir = dir,
			      .apart = true,
			      .error = error,
			      .error_size = error_size,
			      .principals = json_array()};
	bool ok = enrol_all(&setup, services);

	for (unsigned i = 0; ok && i < services->count; i++)
		ok = complete(&setup, instance, services->names[i]);
	ok = ok && complete(&setup, instance, SETUP_OPERATOR);
	json_decref(setup.principals);
	return ok;
}
