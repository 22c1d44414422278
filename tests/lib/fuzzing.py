"""Runs the fuzz targets of tests/fuzz: over what is committed of a corpus, and onwards from there."""
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / 'build/fuzz'
CORPUS = ROOT / 'tests/fuzz/corpus'
INPUT_BYTES_MAX, INPUT_SECONDS_MAX, MEMORY_MB_MAX = 8192, 30, 1024
START_SECONDS = 60
# Stores of services are flushed at each commit; what is tested here is not the disk.
MEMORY = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None


def targets():
    return sorted(path.stem for path in (ROOT / 'tests/fuzz').glob('*.c'))


def committed(target):
    return sorted((CORPUS / target).iterdir())


def run(program, *args, seconds=0):
    """How it ended, and what it said. What it finds to end it is left in build/fuzz/found/ under the program's name."""
    found = BUILD / 'found'
    found.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix='pvd-fuzz-', dir=MEMORY) as folder:
        done = subprocess.run([BUILD / program, f'-artifact_prefix={found}/{program.replace("/", "-")}-',
                               f'-timeout={INPUT_SECONDS_MAX}', f'-rss_limit_mb={MEMORY_MB_MAX}', *map(str, args)],
                              cwd=ROOT, env=dict(os.environ, TMPDIR=folder), capture_output=True,
                              timeout=seconds + START_SECONDS, check=False)
    return done.returncode, done.stderr.decode(errors='replace')


def replay(target):
    """Each committed input once."""
    return run(target, *committed(target))


def fuzz(program, seconds, seed=0, earlier=True):
    """From the committed inputs and, if wanted, those of earlier runs, to which it adds; a seed of 0 is another one each
    time."""
    target = pathlib.PurePath(program).name
    args = [f'-max_total_time={seconds}', f'-max_len={INPUT_BYTES_MAX}', f'-seed={seed}',
            f'-dict={CORPUS / target}.dict', '-print_final_stats=1']
    if earlier:
        grown = BUILD / 'corpus' / program
        grown.mkdir(parents=True, exist_ok=True)
        return run(program, *args, grown, CORPUS / target, seconds=seconds)
    with tempfile.TemporaryDirectory(prefix='pvd-fuzz-', dir=MEMORY) as grown:
        return run(program, *args, grown, CORPUS / target, seconds=seconds)


def figure(told, name):
    """One of the figures at the end of a run."""
    return int(told.rpartition(f'stat::{name}:')[2].split()[0])
