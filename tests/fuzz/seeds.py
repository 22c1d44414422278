"""What the parts of tests/fuzz/corpus.py have in common: records (tests/fuzz/lib/records.h), and places of methods."""
import hashlib
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / 'tests/lib'), str(ROOT / 'build/gen/python')]


def record(what, body=b''):
    return bytes([what]) + len(body).to_bytes(2, 'big') + body


def place_of(method):
    """By which two bytes an input chooses it."""
    return hashlib.blake2b(method.path.encode(), digest_size=32).digest()[:2]
