#!/usr/bin/python3
"""Generates C (and Python modules for the tests) from the contract.

Writes into OUT: the messages as protobuf-c makes them, methods.c (the method table), <service>_binding.h
and .c (which tie each method to its handler by name), fields.h (field numbers of the bus's messages),
site/openapi.json (the contract over HTTP, as the
gateway serves it) and python/ (the messages for Python). Same contract, same bytes; a file is touched only when it changes.
"""

import argparse
import json
import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))
sys.dont_write_bytecode = True

from gen import Refused, contract, openapi, protobuf_c, rules, tables  # noqa: E402

VERSION = ROOT.parent / 'common/base/version.h'
ROUTES = ROOT / 'http.json'


def version():
    return re.search('PVD_VERSION "(.*)"', VERSION.read_text()).group(1)


def generate(proto, work):
    """Everything generated from `proto`, as {path: bytes}. `work`: an empty folder."""
    out = work / 'out'
    python = out / 'python'
    python.mkdir(parents=True)
    loaded = contract.load(proto, python)
    rules.check(loaded)
    protobuf_c.write(loaded, work, out)
    for name, text in tables.write(loaded).items():
        (out / name).write_text(text)
    (out / 'site').mkdir()
    (out / 'site' / 'openapi.json').write_text(openapi.write(loaded, json.loads(ROUTES.read_text()), version()))
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob('*') if p.is_file()}


def update(out, files):
    """Makes `out` hold exactly `files`, touching only what differs."""
    for path in sorted(out.rglob('*'), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
        elif path.is_file() and str(path.relative_to(out)) not in files:
            path.unlink()
    for name, content in files.items():
        path = out / name
        if path.is_file() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def main():
    parser = argparse.ArgumentParser(description='Generates C from the contract.')
    parser.add_argument('--proto', type=pathlib.Path, default=ROOT, help='the folder that holds pvd/')
    parser.add_argument('--out', type=pathlib.Path, required=True)
    args = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as work:
            files = generate(args.proto, pathlib.Path(work))
    except Refused as refused:
        sys.exit(f'proto/generate.py: {refused}')
    update(args.out, files)


if __name__ == '__main__':
    main()
