#!/usr/bin/python3
"""Rules of the house that no general tool knows: which folder may include which, functions nobody may call,
how long a file may be, and what must not stand in a package list. Prints file:line: sentence.

    tests/lint/house.py C_FILE...
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINES_MAX = 400

# A folder of common/ may include itself and these.
BELOW = {
    'base': set(),
    'json': {'base'},
    'store': {'base'},
    'loop': {'base'},
    'bus': {'base', 'store', 'loop'},
    'service': {'base', 'store', 'loop', 'bus'},
}
COMMON = set(BELOW)
# These know no message of the contract (their tests may).
BLIND = {'base', 'loop', 'json'}

FORBIDDEN = {
    'sprintf': 'snprintf', 'vsprintf': 'vsnprintf', 'strcpy': 'snprintf', 'strcat': 'buf_append',
    'strncpy': 'snprintf', 'strncat': 'buf_append', 'gets': 'fgets', 'strtok': 'strsep or a reader',
    'gmtime': 'civil_date_from_days', 'localtime': 'localtime_r', 'ctime': 'instant_text',
    'asctime': 'instant_text', 'rand': 'randombytes_buf', 'random': 'randombytes_buf', 'atoi': 'strtol',
    'atol': 'strtol', 'atoll': 'strtoll', 'atof': 'strtod', 'system': 'uv_spawn', 'popen': 'uv_spawn',
    'alloca': 'an arena', 'tmpnam': 'mkstemp', 'mktemp': 'mkstemp',
}
CALL = re.compile(r'(?<![\w.>])(' + '|'.join(FORBIDDEN) + r')\s*\(')
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
TYPEDEF = re.compile(r'\btypedef\s+(struct|union|enum)\b')
UNFINISHED = re.compile(r'\b(TODO|FIXME|XXX|HACK)\b')
FUNDING = re.compile(r'"funding": (\{[^}]*\}|\[[^\]]*\]|"[^"]*")')
# That begins a rule at the left margin: what it is, not what it is within something else.
CLASS = re.compile(r'(\.pvd-[\w-]+)')
# Comments, texts and characters; replaced by as many line ends as they hold.
NOT_CODE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def code_of(text):
    return NOT_CODE.sub(lambda found: ' ' + '\n' * found.group().count('\n'), text)


def check_code(path, text):
    for number, line in enumerate(code_of(text).splitlines(), 1):
        for found in CALL.finditer(line):
            name = found.group(1)
            yield number, f'{name}() is forbidden; use {FORBIDDEN[name]}'
        if TYPEDEF.search(line):
            yield number, 'no typedef of a struct, union or enum: write its tag'


def may_include(path, header):
    """Words against it, or None."""
    parts = pathlib.Path(path).parts
    area, folder, in_test = parts[0], parts[1], 'test' in parts
    top = header.split('/')[0]
    binding = re.fullmatch(r'(\w+)_binding\.h', header)
    if binding:
        owner = 'service' if binding.group(1) == 'engine' else binding.group(1)
        return None if folder == owner or in_test else f'{header} is for {owner} alone'
    if top == 'pvd' or header == 'fields.h':
        if area == 'common' and folder in BLIND and not in_test:
            return f'{area}/{folder} knows no message of the contract'
        if area == 'common' and not in_test and top == 'pvd' and not header.startswith('pvd/bus/'):
            return f'{area}/{folder} knows no message of a domain'
        return None
    if top == 'google':
        return None
    if in_test and '/' not in header:
        return None  # beside the test, or in tests/lib
    if area == 'services':
        return None if top in COMMON or top == folder else f'services/{folder} may not include {top}/'
    return None if top == folder or top in BELOW.get(folder, COMMON) else f'{area}/{folder} may not include {top}/'


def check_includes(path, text):
    if not path.startswith(('common/', 'services/')):
        return
    for number, line in enumerate(text.splitlines(), 1):
        found = INCLUDE.match(line)
        words = found and may_include(path, found.group(1))
        if words:
            yield number, words


def check_text(path, text):
    lines = text.splitlines()
    if len(lines) > LINES_MAX:
        yield len(lines), f'{len(lines)} lines; more than {LINES_MAX} want to be two files'
    if path == 'tests/lint/house.py':
        return
    for number, line in enumerate(lines, 1):
        if UNFINISHED.search(line):
            yield number, 'unfinished; finish it, or leave it out'


def check_addresses(path, text):
    """Where packages come from is the machine's business; where their authors take money is theirs."""
    without = FUNDING.sub(lambda found: '\n' * found.group().count('\n'), text)
    for number, line in enumerate(without.splitlines(), 1):
        if '"resolved"' in line or '://' in line or line.startswith('registry'):
            yield number, 'holds a download address'


def check_classes(sheets):
    """Of all style sheets of the console together, by path: what is loaded stays, so that a class which two of them
    describe looks as the pages that were seen before have it."""
    owners = {}
    for path, text in sheets:
        for number, line in enumerate(text.splitlines(), 1):
            found = CLASS.match(line)
            owner = found and owners.setdefault(found.group(1), path)
            if found and owner != path:
                yield f'{path}:{number}: {found.group(1)} is described by {owner}, too'


def files(*patterns):
    listed = subprocess.run(['git', 'ls-files', '--cached', '--others', '--exclude-standard', *patterns],
                            cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if (ROOT / name).is_file()]


def complaints(c_files):
    rules = [(c_files, [check_code, check_includes, check_text]),
             (files('*.py', '*.sh', '*.proto', '*.ts', '*.tsx', '*.css', '*.mjs', 'Makefile', 'tests/run', '.ci/run'),
              [check_text]),
             (files('*package.json', '*package-lock.json', '*.npmrc'), [check_addresses])]
    for names, checks in rules:
        for name in names:
            text = (ROOT / name).read_text()
            for check in checks:
                for number, words in check(name, text):
                    yield f'{name}:{number}: {words}'
    yield from check_classes([(name, (ROOT / name).read_text()) for name in files('services/gateway/console/*.css')])


def main():
    found = list(complaints(sys.argv[1:]))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
