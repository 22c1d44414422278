/* The release, told by every process and by `pvd --version`. */
#ifndef PVD_BASE_VERSION_H
#define PVD_BASE_VERSION_H

#define PVD_VERSION "0.1.0"

#endif
