#!/usr/bin/python3
"""The power is cut while a store is written: whatever the disk then holds, all that was acknowledged is there.

A recorder notes each write and flush of a store's file. From that the states are made in which a disk may be
found: cut at any moment, what was flushed is there; of what was not, any sectors are, in any order. LMDB and
the journal must come back from each. The same without flushes must be seen to lose, or the test proves nothing.
"""

import collections
import os
import pathlib
import random
import shutil
import struct
import subprocess
import tempfile
import unittest

from amount import SEED

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ROOT / 'tests/crash/powercut'
LIBRARY = ROOT / 'build/dev/libpvd.a'
CC = ['gcc', '-std=gnu11', '-Wall', '-Wextra', '-Wno-missing-braces', '-Werror', '-O1', '-g']
LINKED = ['-DPVD_DEV', '-fsanitize=address,undefined', f'-I{ROOT}/common', f'-I{ROOT}/build/gen']
LIBRARIES = ['-llmdb', '-lprotobuf-c', '-lsodium']
# A damaged store kills who opens it; that is a verdict, not a report.
CHECKER_ENV = dict(os.environ, ASAN_OPTIONS='handle_segv=0:handle_sigbus=0:handle_abort=0:detect_leaks=0')
RECORD = struct.Struct('=cQI')
SECTOR = 512

Op = collections.namedtuple('Op', 'kind offset data')


def build(folder):
    subprocess.run([*CC, '-shared', '-fPIC', '-o', folder / 'recorder.so', SOURCES / 'recorder.c'], check=True)
    for program in ('writer', 'checker'):
        subprocess.run([*CC, *LINKED, '-o', folder / program, SOURCES / f'{program}.c', LIBRARY, *LIBRARIES],
                       check=True)


def record(programs, folder, batches, **env):
    """What the writer did to its file, operation by operation."""
    asan = subprocess.run(['gcc', '-print-file-name=libasan.so'], capture_output=True, text=True,
                          check=True).stdout.strip()
    log = folder / 'record'
    subprocess.run([programs / 'writer', folder / 'store', str(batches)], check=True,
                   env=dict(os.environ, LD_PRELOAD=f'{asan} {programs}/recorder.so', POWERCUT_RECORD=log, **env))
    raw, at, ops = log.read_bytes(), 0, []
    while at < len(raw):
        kind, offset, size = RECORD.unpack_from(raw, at)
        at += RECORD.size
        ops.append(Op(kind.decode(), offset, raw[at:at + size]))
        at += size
    return ops


def sectors(op):
    """A write in the pieces that reach a disk whole or not at all."""
    start = op.offset
    end = start + len(op.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield start, op.data[start - op.offset:stop - op.offset]
        start = stop


def put(image, pieces):
    for offset, data in pieces:
        if len(image) < offset + len(data):
            image.extend(bytes(offset + len(data) - len(image)))
        image[offset:offset + len(data)] = data


def survivors(rng, pieces):
    """What of the writes that were not flushed is on the disk, in the order it got there."""
    if rng.random() < 0.3:
        return pieces[:rng.randint(0, len(pieces))]
    share = rng.choice([0, 0.1, 0.5, 0.9, 1])
    chosen = [piece for piece in pieces if rng.random() < share]
    rng.shuffle(chosen)
    return chosen


def crash_states(ops, seed):
    """For a cut during each operation, what the disk holds and how far was acknowledged."""
    rng = random.Random(seed)
    assert ops[0].kind == 'I'
    disk, pending, acknowledged = bytearray(ops[0].data), [], 0
    for op in ops[1:]:
        begun = list(sectors(op)) if op.kind in 'WD' else []
        image = bytearray(disk)
        put(image, survivors(rng, pending + begun))
        yield image, acknowledged
        if op.kind == 'W':
            pending += begun
        elif op.kind == 'D':
            put(disk, begun)
        elif op.kind == 'S':
            put(disk, pending)
            pending = []
        elif op.kind == 'A':
            acknowledged = op.offset
        else:
            raise ValueError(op.kind)


class PowerCut(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        assert LIBRARY.exists(), f'{LIBRARY} is not there: make dev'
        cls.programs = pathlib.Path(tempfile.mkdtemp(prefix='pvd-powercut-'))
        cls.addClassCleanup(shutil.rmtree, cls.programs)
        build(cls.programs)

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='pvd-powercut-'))
        self.addCleanup(shutil.rmtree, self.folder)

    def record(self, batches, **env):
        return record(self.programs, self.folder, batches, **env)

    def verdicts(self, states):
        store = self.folder / 'crashed'
        counted = collections.Counter()
        with subprocess.Popen([self.programs / 'checker'], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, env=CHECKER_ENV) as checker:
            for image, acknowledged in states:
                shutil.rmtree(store, ignore_errors=True)
                store.mkdir()
                (store / 'data.mdb').write_bytes(image)
                print(store, acknowledged, file=checker.stdin, flush=True)
                counted[checker.stdout.readline().strip()] += 1
        return counted

    def test_nothing_acknowledged_is_lost(self):
        ops = self.record(batches=60)
        kinds = collections.Counter(op.kind for op in ops)
        self.assertEqual(kinds['A'], 60)
        self.assertGreaterEqual(kinds['S'], 60)  # each commit flushes its pages,
        self.assertGreaterEqual(kinds['D'], 60)  # then the meta page
        counted = self.verdicts(crash_states(ops, SEED))
        self.assertEqual(set(counted), {'ok'}, counted)
        self.assertGreaterEqual(counted['ok'], 400)

    def test_a_store_that_does_not_flush_is_seen_to_lose(self):
        ops = self.record(batches=30, PVD_NOSYNC='1')
        counted = self.verdicts(list(crash_states(ops, SEED))[::4])
        self.assertGreater(sum(counted.values()) - counted['ok'], counted['ok'], counted)

    def test_a_meta_page_that_is_not_flushed_is_seen_to_lose(self):
        ops = [op._replace(kind='W') if op.kind == 'D' else op for op in self.record(batches=20)]
        counted = self.verdicts(crash_states(ops, SEED))
        self.assertGreater(counted['lost'], 0, counted)
        self.assertEqual(set(counted), {'ok', 'lost'}, counted)  # the last ones go; what is left holds


if __name__ == '__main__':
    unittest.main()
