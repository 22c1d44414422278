"""The fast part of `make lint` over the tree as it is: the rules of the house, and the layout of C sources."""
import pathlib
import subprocess
import unittest

import house

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = house.files('*.c', '*.h')


class Style(unittest.TestCase):
    def test_the_rules_of_the_house(self):
        self.assertGreater(len(SOURCES), 100)
        self.assertEqual(list(house.complaints(SOURCES)), [])

    def test_the_layout_of_c_sources(self):
        process = subprocess.run(['clang-format', '--dry-run', '-Werror', *SOURCES], cwd=ROOT, capture_output=True,
                                 text=True)
        self.assertEqual(process.returncode, 0, process.stderr[:4000])

    def test_the_layout_and_the_rules_of_the_console(self):
        process = subprocess.run(['node_modules/.bin/biome', 'ci', '--error-on-warnings', '--colors=off'], cwd=ROOT,
                                 capture_output=True, text=True)
        self.assertEqual(process.returncode, 0, (process.stdout + process.stderr)[:4000])


if __name__ == '__main__':
    unittest.main()
