#include "service/upstream.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "service/instance.h"

enum { UPSTREAM_FILE_MAX = 4096 };

static bool copy(char *to, size_t size, const char *text)
{
	return text && (size_t)snprintf(to, size, "%s", text) < size;
}

/* What is wrong with it; NULL if nothing. */
static const char *parse(const json_t *root, struct upstream *ret)
{
	const char *endpoint = json_string_value(json_object_get(root, "endpoint"));

	if (!endpoint)
		endpoint = json_string_value(json_object_get(root, "tcp"));
	if (!copy(ret->instance, sizeof ret->instance,
		  json_string_value(json_object_get(root, "instance"))) ||
	    !instance_name_valid(ret->instance))
		return "le champ « instance » manque ou n'est pas un nom d'instance";
	if (!copy(ret->endpoint, sizeof ret->endpoint, endpoint) || strncmp(endpoint, "tcp://", 6) != 0)
		return "le champ « endpoint » manque ou n'est pas une adresse tcp://";
	if (!copy(ret->server_key, sizeof ret->server_key,
		  json_string_value(json_object_get(root, "server_key"))) ||
	    !z85_key_valid(ret->server_key))
		return "le champ « server_key » manque ou n'est pas une clé publique";
	return NULL;
}

static bool fail(char *error, size_t error_size, const char *path, const char *why)
{
	snprintf(error, error_size, "%s : %s", path, why);
	return false;
}

bool upstream_read(const char *path, struct upstream *ret, bool *ret_exists, char *error, size_t error_size)
{
	struct buf text = {0};
	const char *why;
	json_t *root;

	if (file_read(path, UPSTREAM_FILE_MAX, &text) != 0) {
		buf_free(&text);
		if (ret_exists)
			*ret_exists = errno != ENOENT;
		return fail(error, error_size, path, strerror(errno));
	}
	if (ret_exists)
		*ret_exists = true;
	root = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, NULL);
	buf_free(&text);
	*ret = (struct upstream){0};
	why = root ? parse(root, ret) : "ce n'est pas du JSON";
	json_decref(root);
	return why ? fail(error, error_size, path, why) : true;
}

bool upstream_write(const char *path, const struct upstream *upstream, char *error, size_t error_size)
{
	json_t *root = json_pack("{s:s, s:s, s:s}", "instance", upstream->instance, "endpoint",
				 upstream->endpoint, "server_key", upstream->server_key);
	char *text = json_dumps(root, JSON_INDENT(2));
	bool written = text && file_write(path, bytes_text(text), 0600) == 0;

	if (!written)
		fail(error, error_size, path, strerror(errno));
	free(text);
	json_decref(root);
	return written;
}
