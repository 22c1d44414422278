"""How much of something a test does: what fits into `make test`, or what `make soak` has time for."""
import os

SOAK = 'PVD_SOAK'
SEED = int(os.environ.get('PVD_SEED', '20201001'))


def amount(short, long):
    return long if os.environ.get(SOAK) else short
