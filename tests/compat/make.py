#!/usr/bin/python3
"""Keeps what is released: run once for each release, at the commit that is released, and commit what it writes.

    tests/compat/make.py NUMBER
"""
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'lib'))
import entries  # noqa: E402
import stores  # noqa: E402
import vectors  # noqa: E402
from buf import ROOT, buf  # noqa: E402
from release import RELEASES, Release  # noqa: E402


def main():
    name = f'release-{int(sys.argv[1])}'
    folder = pathlib.Path(RELEASES, name)
    if folder.exists():
        sys.exit(f'{folder} exists: what was released stays as it is')
    subprocess.run(['make', '-C', ROOT, 'build'], check=True, stdout=subprocess.DEVNULL)
    folder.mkdir()
    done = buf('build', ROOT, '--exclude-source-info', '-o', folder / 'contract.binpb.gz')
    if done.returncode:
        sys.exit(done.stderr)
    release = Release(name)
    vectors.make(release)
    with stores.Then() as instance:
        stores.make(release, instance)
        entries.make(release, instance)
    for path in sorted(folder.iterdir()):
        print(f'{path.relative_to(ROOT)}: {path.stat().st_size} bytes')


if __name__ == '__main__':
    main()
