#!/usr/bin/python3
"""The simulator: a whole instance in one process, many seeds, every fault; and simulators with one fault put in
each, which the same seeds must find."""
import pathlib
import re
import subprocess
import unittest

from amount import amount

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIM = ROOT / 'build/dev/sim'
SEEDS = amount('1..100', '1..300')
REPEATED = [2, 77, 211]
PLANTS_MIN = 8
TIMEOUT_S = amount(280, 1800)


def run(program, *args):
    done = subprocess.run([program, *args], capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    return done.returncode, done.stdout + done.stderr


class Seeds(unittest.TestCase):
    def test_all_holds(self):
        code, told = run(SIM, '--seeds', SEEDS)
        self.assertEqual(code, 0, told)
        for fault, count in re.findall(r'([a-z-]+) (\d+)', told.split('faults: ')[1]):
            self.assertGreater(int(count), 0, f'no seed brought the fault: {fault}')

    def test_what_was_found_once(self):
        for line in (ROOT / 'tests/sim/regressions.txt').read_text().splitlines():
            if line and not line.startswith('#'):
                seed, story = line.split('\t')
                code, told = run(SIM, '--seed', seed)
                self.assertEqual(code, 0, f'{story}\n{told[-4000:]}')

    def test_a_seed_tells_one_story(self):
        for seed in REPEATED:
            first, second = run(SIM, '--hash', str(seed)), run(SIM, '--hash', str(seed))
            self.assertEqual(first, second)
            self.assertRegex(first[1], r'^[0-9a-f]{64}\n$')


class Planted(unittest.TestCase):
    """A simulator that finds nothing proves nothing."""

    def test_there_are_enough(self):
        self.assertGreaterEqual(len(PLANTS), PLANTS_MIN)


def sources():
    for folder in ('common', 'services'):
        yield from (ROOT / folder).rglob('*.c')


PLANTS = sorted({name for path in sources() for name in re.findall(r'\bPLANT_(?!FUZZ_)[A-Z_]+', path.read_text())})


def add_plant(name):
    def test(self):
        code, told = run(ROOT / 'build/plant' / name / 'sim', '--find', SEEDS)
        self.assertEqual(code, 1, f'not found: {told}')
        found = re.search(r'^seed \d+: VIOLATED .*', told, re.MULTILINE)
        self.assertIsNotNone(found, told)
        print(name, found.group())
    setattr(Planted, f'test_{name}', test)


for plant in PLANTS:
    add_plant(plant)


if __name__ == '__main__':
    unittest.main()
