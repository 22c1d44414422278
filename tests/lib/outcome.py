"""How the test cases of one file ended, read from what a cmocka program or run_unittest.py left."""

import collections
import json
import re
from dataclasses import dataclass

TAP = re.compile(r'(not ok|ok) (\d+) (- |# SKIP )(\S+)')
KEPT = 20000  # characters of output shown of a failure


@dataclass
class Case:
    name: str
    state: str  # passed, failed, skipped
    text: str = ''


def count(cases):
    return collections.Counter(case.state for case in cases)


def summary(counts):
    skipped = f', {counts["skipped"]} skipped' if counts['skipped'] else ''
    return f'{counts["passed"]} passed, {counts["failed"]} failed{skipped}'


def _shorten(text):
    return text if len(text) <= KEPT else text[:KEPT // 2] + '\n[...]\n' + text[-KEPT // 2:]


def of_cmocka(name, output, end):
    """From TAP. A program that crashed, or that printed fewer results than it planned, has one more failure:
    itself, with all it printed."""
    cases, begin = [], 0
    for found in TAP.finditer(output):
        verdict, number, kind, test = found.groups()
        if int(number) != len(cases) + 1:
            continue
        if cases and cases[-1].state == 'failed':
            cases[-1].text = _shorten(output[begin:found.start()].strip())
        begin = found.end()
        state = 'skipped' if kind != '- ' else 'passed' if verdict == 'ok' else 'failed'
        cases.append(Case(f'{name} {test}', state))
    if cases and cases[-1].state == 'failed':
        cases[-1].text = _shorten(output[begin:].strip())
    return cases + _file_failure(name, cases, _planned(output), output, end)


def _planned(output):
    plan = re.search(r'^1\.\.(\d+)$', output, re.MULTILINE)
    return int(plan.group(1)) if plan else None


def of_unittest(name, results, output, end):
    """`results`: one JSON object a line, then {"planned": N}, as run_unittest.py writes them."""
    lines = [json.loads(line) for line in results.splitlines() if line.endswith('}')]
    cases = [Case(f'{name} {line["name"]}', line['state'], _shorten(line['text']))
             for line in lines if 'name' in line]
    planned = next((line['planned'] for line in lines if 'planned' in line), None)
    return cases + _file_failure(name, cases, planned, output, end)


def _file_failure(name, cases, planned, output, end):
    failed = any(case.state == 'failed' for case in cases)
    if planned is not None and 0 < planned <= len(cases) and (not end or failed):
        return []
    reason = end or (f'{len(cases)} results of {planned} tests' if planned else 'no test in it')
    return [Case(name, 'failed', _shorten(f'{reason}\n{output.strip()}'))]
