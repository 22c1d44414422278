#include "bus/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

enum { KEYFILE_MAX = 128 };

bool z85_key_valid(const char *text)
{
	uint8_t key[32];
	bool valid = strlen(text) == Z85_KEY_SIZE - 1 && zmq_z85_decode(key, text);

	sodium_memzero(key, sizeof key);
	return valid;
}

void keypair_wipe(struct keypair *keys)
{
	sodium_memzero(keys, sizeof *keys);
}

/* ---- Making */

/* A name is one step of a path: it leads nowhere else. */
static bool path_of(char path[PATH_MAX], const char *dir, const char *name, const char *suffix)
{
	int len = snprintf(path, PATH_MAX, "%s/%s%s", dir, name, suffix);

	if (len >= 0 && len < PATH_MAX && name[0] && name[0] != '.' && !strchr(name, '/'))
		return true;
	errno = EINVAL;
	return false;
}

static bool write_all(int fd, const char *text)
{
	size_t len = strlen(text);
	ssize_t written = write(fd, text, len);

	if (written >= 0 && (size_t)written < len)
		errno = ENOSPC;
	return written == (ssize_t)len && fsync(fd) == 0;
}

static bool make_file(const char *path, mode_t mode, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0400);
	bool made;
	int why;

	if (fd < 0)
		return false;
	made = write_all(fd, text) && fchmod(fd, mode) == 0;
	why = errno;
	close(fd);
	if (!made)
		unlink(path);
	errno = why;
	return made;
}

static bool sync_dir(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return synced;
}

static bool make_files(const char *dir, const char *name, const char *private, const char *public)
{
	char key[PATH_MAX], pub[PATH_MAX];

	if (!path_of(key, dir, name, ".key") || !path_of(pub, dir, name, ".pub"))
		return false;
	if (!make_file(key, 0400, private))
		return false;
	if (make_file(pub, 0444, public) && sync_dir(dir))
		return true;
	if (errno != EEXIST)
		unlink(pub);
	unlink(key);
	return false;
}

bool keyfile_make(const char *dir, const char *name, struct keypair *ret)
{
	char private[KEYFILE_MAX], public[KEYFILE_MAX];
	bool made;

	if (zmq_curve_keypair(ret->public_key, ret->secret_key) != 0)
		return false;
	snprintf(private, sizeof private, "public %s\nsecret %s\n", ret->public_key, ret->secret_key);
	snprintf(public, sizeof public, "public %s\n", ret->public_key);
	made = make_files(dir, name, private, public);
	sodium_memzero(private, sizeof private);
	if (!made)
		keypair_wipe(ret);
	return made;
}

/* ---- Loading */

/* False with a sentence: cannot be read, is no plain file, is too long, or others may read a secret one. */
static bool read_file(const char *path, bool secret, char text[KEYFILE_MAX + 1], char *error,
		      size_t error_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	ssize_t len = -1;

	if (fd < 0) {
		snprintf(error, error_size, "La clé %s ne peut pas être ouverte : %s.", path,
			 strerror(errno));
		return false;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		snprintf(error, error_size, "La clé %s n'est pas un fichier ordinaire.", path);
	else if (secret && (st.st_mode & 077))
		snprintf(error, error_size,
			 "La clé %s est accessible à d'autres que son propriétaire : chmod 0400.", path);
	else if ((len = read(fd, text, KEYFILE_MAX + 1)) < 0 || len > KEYFILE_MAX)
		snprintf(error, error_size, "La clé %s ne peut pas être lue.", path);
	close(fd);
	if (len < 0 || len > KEYFILE_MAX)
		return false;
	text[len] = '\0';
	return true;
}

/* Takes the line `<label> <key>` off `*text`. */
static bool take_key(const char **text, const char *label, char ret[Z85_KEY_SIZE])
{
	size_t label_len = strlen(label);

	if (strncmp(*text, label, label_len) != 0 || strlen(*text) < label_len + Z85_KEY_SIZE ||
	    (*text)[label_len + Z85_KEY_SIZE - 1] != '\n')
		return false;
	memcpy(ret, *text + label_len, Z85_KEY_SIZE - 1);
	ret[Z85_KEY_SIZE - 1] = '\0';
	*text += label_len + Z85_KEY_SIZE;
	return z85_key_valid(ret);
}

/* The secret's own public half must be the one written beside it. */
static bool halves_match(const struct keypair *keys)
{
	char public_key[Z85_KEY_SIZE];

	return zmq_curve_public(public_key, keys->secret_key) == 0 &&
	       strcmp(public_key, keys->public_key) == 0;
}

bool keyfile_load(const char *dir, const char *name, struct keypair *ret, char *error, size_t error_size)
{
	char path[PATH_MAX], text[KEYFILE_MAX + 1];
	const char *at = text;
	bool loaded;

	if (!path_of(path, dir, name, ".key")) {
		snprintf(error, error_size, "« %s » n'est pas un nom de clé.", name);
		return false;
	}
	if (!read_file(path, true, text, error, error_size))
		return false;
	loaded = take_key(&at, "public ", ret->public_key) && take_key(&at, "secret ", ret->secret_key) &&
		 !*at && halves_match(ret);
	sodium_memzero(text, sizeof text);
	if (!loaded) {
		keypair_wipe(ret);
		snprintf(error, error_size, "La clé %s est mal formée.", path);
	}
	return loaded;
}

bool keyfile_load_public(const char *dir, const char *name, char ret[Z85_KEY_SIZE], char *error,
			 size_t error_size)
{
	char path[PATH_MAX], text[KEYFILE_MAX + 1];
	const char *at = text;

	if (!path_of(path, dir, name, ".pub")) {
		snprintf(error, error_size, "« %s » n'est pas un nom de clé.", name);
		return false;
	}
	if (!read_file(path, false, text, error, error_size))
		return false;
	if (take_key(&at, "public ", ret) && !*at)
		return true;
	snprintf(error, error_size, "La clé %s est mal formée.", path);
	return false;
}
