/* Rows of the geography as they travel: parallel columns. What each kind's columns are, what may stand in
 * them, and what they refer to is one table, from which reading, checking and selecting follow. */
#ifndef PVD_REGISTRY_COLUMNS_H
#define PVD_REGISTRY_COLUMNS_H

#include "base/arena.h"
#include "base/fault.h"
#include "pvd/registry/v1/geography.pb-c.h"

/* In the order they are imported: a kind refers to earlier ones, but for chefs-lieux. */
enum geography_kind {
	KIND_REGION = 1,
	KIND_DEPARTEMENT,
	KIND_ARRONDISSEMENT,
	KIND_COMMUNE,
	KIND_EPCI,
	KIND_FIRST = KIND_REGION,
	KIND_LAST = KIND_EPCI,
};

enum column_type { COLUMN_TEXT, COLUMN_POPULATION, COLUMN_LIST };

struct column {
	const char *name; /* in the columns message */
	enum column_type type;
	bool optional;               /* TEXT: may be "" ; LIST: may have no value */
	bool (*valid)(const char *); /* of a value */
	enum geography_kind refers;  /* 0: to nothing */
	bool late;                   /* refers to a kind imported later: looked up when all is there */
	size_t count, values;        /* in the columns message: n_x, x; of a LIST, the counts */
	size_t flat_count, flat;     /* LIST: all rows' values */
	size_t row_count, row;       /* in the row message: n_x (LIST), x; POPULATION has none */
};

struct vocabulary {
	const char *label;  /* French, singular */
	const char *plural; /* field of the chunk */
	const ProtobufCMessageDescriptor *row_type, *columns_type;
	const struct column *columns; /* the first one is the code, the second the name */
	unsigned column_count;
};

/* By enum geography_kind. */
extern const struct vocabulary KINDS[KIND_LAST + 1];

/* The columns of one chunk, borrowed. */
struct columns {
	enum geography_kind kind; /* 0: none given */
	const ProtobufCMessage *message;
	size_t count; /* of rows */
};

struct columns columns_of_request(const Registry__PutImportChunkRequest *request);
struct columns columns_of_event(const Registry__GeographyChunkStaged *event);
void columns_into_event(const struct columns *columns, Registry__GeographyChunkStaged *event);

/* All columns as long as the first, counts that add up to their lists, at most ROWS_MAX rows and at least
 * one: COLUMNS_DIFFER, TOO_MANY_ROWS, NO_ROWS. Rows may be read only after this. */
enum { ROWS_MAX = 5000 };
bool columns_check(const struct columns *columns, struct refusal *refusal);

/* One row, as a message whose values are the columns' own: nothing is copied. */
struct row {
	size_t index;
	const char *code;
	int32_t population; /* -1: unknown, or not a commune */
	union {
		ProtobufCMessage message;
		Registry__Region region;
		Registry__Departement departement;
		Registry__Arrondissement arrondissement;
		Registry__Commune commune;
		Registry__Epci epci;
	};
};

enum { COLUMNS_MAX = 10 };
struct rows {
	const struct columns *columns;
	size_t next;
	size_t used[COLUMNS_MAX]; /* of each LIST, what earlier rows have taken */
};

struct rows rows_of(const struct columns *columns);
bool rows_next(struct rows *rows, struct row *ret);

/* The rows marked in `keep`, as columns of their own that share the values. .message is NULL past the cap. */
struct columns columns_select(struct arena *arena, const struct columns *columns, const bool *keep);

/* Values of a column in a row message. */
struct values {
	char *const *texts;
	size_t count;
};
struct values column_values(const struct column *column, const ProtobufCMessage *row);

#endif
