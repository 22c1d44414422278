#!/usr/bin/python3
"""Makes the gateway's static files ready to be served.

    services/gateway/assets.py --out OUT FOLDER...

Where two folders have a file of the same name, the last one's counts. Each file gets the path at which it is asked
for: /static/style.1a2b3c4d5e6f7081.css, with a hash of its content, so that it may be kept for ever; or its own name
where it must have that one (pages, and KEPT), or where the build that made the folder has named it by its
content already (assets/). In pages and style sheets {{style.css}} stands for that path.

A folder may hold sections.json, which is not served: a list of the first segments of the paths that the page itself
tells apart. /territoires and all below it is then answered with index.html; nothing is looked up by such a path.

OUT holds each content once, under a name of no meaning, with its compressed variants where they are smaller (.gz,
.br), and manifest.json, the only thing that says what is served (assets.h). Same sources, same bytes.
"""

import argparse
import gzip
import hashlib
import json
import pathlib
import re
import shutil
import sys

import brotli

HASH_DIGITS = 16
KEPT = {'favicon.ico', 'robots.txt', 'openapi.json', '.well-known/security.txt'}
NAMED_BY_CONTENT = 'assets/'
PAGE = 'index.html'
SECTIONS = 'sections.json'
TYPES = {
    '.css': 'text/css; charset=utf-8',
    '.html': 'text/html; charset=utf-8',
    '.ico': 'image/x-icon',
    '.jpg': 'image/jpeg',
    '.js': 'text/javascript; charset=utf-8',
    '.json': 'application/json',
    '.png': 'image/png',
    '.svg': 'image/svg+xml',
    '.txt': 'text/plain; charset=utf-8',
    '.webmanifest': 'application/manifest+json',
    '.woff': 'font/woff',
    '.woff2': 'font/woff2',
}
NOT_COMPRESSED = {'.ico', '.jpg', '.png', '.woff', '.woff2'}
REFERRING = {'.css', '.html'}
REFERENCE = re.compile(r'\{\{([^{}]*)\}\}')
NAME = re.compile(r'[A-Za-z0-9._/-]+')
SECTION = re.compile(r'[a-z0-9-]+')


class Refused(Exception):
    pass


def sources(folders):
    """The file of each name: its path within its folder."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob('*')):
            if path.is_file():
                found[path.relative_to(folder).as_posix()] = path
    return found


def hash_of(content):
    return hashlib.blake2b(content).hexdigest()[:HASH_DIGITS]


class Site:
    def __init__(self, folders):
        self.sources = sources(folders)
        self.sections_file = self.sources.pop(SECTIONS, None)
        self.contents = {}
        self.open = []  # names whose references are being followed

    def content(self, name):
        """With its references replaced."""
        if name not in self.contents:
            self.contents[name] = self.read(name)
        return self.contents[name]

    def read(self, name):
        path = self.sources[name]
        if path.suffix not in REFERRING:
            return path.read_bytes()
        if name in self.open:
            raise Refused(f'{path}: refers to itself, by way of {" → ".join(self.open)}')
        self.open.append(name)
        text = REFERENCE.sub(lambda found: self.referred(path, found.group(1)), path.read_text(encoding='utf-8'))
        self.open.pop()
        return text.encode()

    def referred(self, path, name):
        if name not in self.sources:
            raise Refused(f'{path}: {{{{{name}}}}} is no file of this site')
        return self.path(name)

    def is_immutable(self, name):
        return name not in KEPT and not name.endswith('.html')

    def path(self, name):
        if name == PAGE:
            return '/'
        if name.startswith(NAMED_BY_CONTENT) or not self.is_immutable(name):
            return '/' + name
        stem, point, suffix = name.rpartition('.')
        return f'/static/{stem}.{hash_of(self.content(name))}{point}{suffix}'

    def sections(self):
        """The first segments under which the page is all there is."""
        if not self.sections_file:
            return []
        try:
            found = json.loads(self.sections_file.read_text(encoding='utf-8'))
        except ValueError as error:
            raise Refused(f'{self.sections_file}: {error}') from error
        if not isinstance(found, list) or not all(isinstance(name, str) and SECTION.fullmatch(name) for name in found):
            raise Refused(f'{self.sections_file}: not a list of names made of a-z, 0-9 and "-"')
        if PAGE not in self.sources:
            raise Refused(f'{self.sections_file}: there is no {PAGE} to answer with')
        taken = {self.path(name).split('/')[1] for name in self.sources}
        for name in found:
            if name in taken:
                raise Refused(f'{self.sections_file}: {name} stands there twice, or hides a file')
            taken.add(name)
        return sorted(found)

    def asset(self, name, out):
        """Writes its files; its row in the manifest."""
        content = self.content(name)
        suffix = pathlib.PurePath(name).suffix
        if suffix not in TYPES or not NAME.fullmatch(name):
            raise Refused(f'{self.sources[name]}: neither its name nor what it holds is known here')
        tag = hash_of(content)
        file = tag + suffix
        (out / file).write_bytes(content)
        encodings = [] if suffix in NOT_COMPRESSED else compress(out / file, content)
        return {'path': self.path(name), 'name': name, 'file': file, 'type': TYPES[suffix],
                'immutable': self.is_immutable(name), 'etag': tag, 'encodings': encodings}


def compress(path, content):
    """Writes the variants that are smaller; their names."""
    variants = {'br': ('.br', brotli.compress(content)), 'gzip': ('.gz', gzip.compress(content, mtime=0))}
    kept = {coding: variant for coding, variant in variants.items() if len(variant[1]) < len(content)}
    for suffix, compressed in kept.values():
        path.with_name(path.name + suffix).write_bytes(compressed)
    return sorted(kept)


def build(folders, out):
    site = Site(folders)
    rows = [site.asset(name, out) for name in sorted(site.sources)]
    manifest = {'files': rows, 'sections': site.sections()}
    (out / 'manifest.json').write_text(json.dumps(manifest, indent=1) + '\n')


def main():
    parser = argparse.ArgumentParser(description="Makes the gateway's static files ready to be served.")
    parser.add_argument('--out', type=pathlib.Path, required=True)
    parser.add_argument('folders', type=pathlib.Path, nargs='+', metavar='FOLDER')
    args = parser.parse_args()
    made = args.out.with_name(args.out.name + '.new')
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    try:
        build(args.folders, made)
    except Refused as refused:
        print(f'assets.py: {refused}', file=sys.stderr)
        return 1
    shutil.rmtree(args.out, ignore_errors=True)
    made.rename(args.out)
    return 0


if __name__ == '__main__':
    sys.exit(main())
