/* Folders of files that are written once and never altered, kept in two places. */
#ifndef PVD_BASE_TREE_H
#define PVD_BASE_TREE_H

enum { TREE_DEPTH_MAX = 4 };

/* Makes sure that every file below `from` is below `to`, at the same place: what is there stays as it is; what is
 * not becomes another name of the same file or, across file systems, a whole copy. Makes `to` if need be (mode
 * 0700). Passed over: what is neither file nor folder, names that begin with a dot, folders more than
 * TREE_DEPTH_MAX deep. Nothing at `from` is nothing to do. On stable storage once this returned 0; else -1, errno,
 * and no file in `to` that is not whole. For one process at a time. */
int tree_share(const char *from, const char *to);

#endif
