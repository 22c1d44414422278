#!/usr/bin/python3
"""The runner of the tests counts a failure, a crash and a test that never ran as what they are."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import outcome

RUN_UNITTEST = pathlib.Path(outcome.__file__).with_name('run_unittest.py')

FILE = '''
import os, unittest
class Some(unittest.TestCase):
    def test_good(self): pass
    def test_bad(self): print('seen'); self.fail('wrong')
    def test_raises(self): raise OSError('broken')
    def test_parts(self):
        for part in range(3):
            with self.subTest(part): self.assertEqual(part, 1)
    @unittest.skip('not here')
    def test_skipped(self): pass
    @unittest.expectedFailure
    def test_unexpected(self): pass
class NeverSetUp(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise OSError('no set-up')
    def test_unreached(self): pass
'''


class Cmocka(unittest.TestCase):
    def states(self, output, end=''):
        return [(c.name, c.state) for c in outcome.of_cmocka('u', output, end)]

    def test_all_good(self):
        self.assertEqual(self.states('1..2\nok 1 - a\nok 2 - b\n# ok - g\n'), [('u a', 'passed'), ('u b', 'passed')])

    def test_failure_keeps_its_own_output(self):
        cases = outcome.of_cmocka('u', '1..2\nnot ok 1 - a\n# 0x1 != 0x2\nok 2 - b\n', 'exit status 1')
        self.assertEqual([(c.state, c.text) for c in cases], [('failed', '# 0x1 != 0x2'), ('passed', '')])

    def test_skip_and_output_in_the_way(self):
        self.assertEqual(self.states('1..2\nnot ok 1 # SKIP a\nfound nothing, ok 7 - no; ok 2 - b\n'),
                         [('u a', 'skipped'), ('u b', 'passed')])

    def test_crash(self):
        self.assertEqual(self.states('1..2\nok 1 - a\n', 'killed by signal 6'), [('u a', 'passed'), ('u', 'failed')])

    def test_silent_early_exit(self):
        self.assertEqual(self.states('1..2\nok 1 - a\n'), [('u a', 'passed'), ('u', 'failed')])

    def test_leak_after_the_last_test(self):
        self.assertEqual(self.states('1..1\nok 1 - a\nleaks\n', 'exit status 23'), [('u a', 'passed'), ('u', 'failed')])

    def test_nothing_ran(self):
        self.assertEqual(self.states(''), [('u', 'failed')])
        self.assertEqual(self.states('1..0\n'), [('u', 'failed')])


class Unittest(unittest.TestCase):
    def cases(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path, results = pathlib.Path(folder) / 'test_some.py', pathlib.Path(folder) / 'results'
            path.write_text(text)
            results.touch()
            done = subprocess.run([sys.executable, RUN_UNITTEST, path, results], capture_output=True, text=True,
                                  timeout=60)
            end = f'exit status {done.returncode}' if done.returncode else ''
            return outcome.of_unittest('f', results.read_text(), done.stdout + done.stderr, end)

    def test_each_ending(self):
        cases = {c.name: c for c in self.cases(FILE)}
        self.assertEqual({name.removeprefix('f Some.'): c.state for name, c in cases.items()}, {
            'test_good': 'passed', 'test_bad': 'failed', 'test_raises': 'failed', 'test_parts': 'failed',
            'test_skipped': 'skipped', 'test_unexpected': 'failed', 'f setUpClass (NeverSetUp)': 'failed'})
        self.assertIn('wrong', cases['f Some.test_bad'].text)
        self.assertIn('seen', cases['f Some.test_bad'].text)

    def test_death_on_the_way(self):
        cases = self.cases(FILE.replace("raise OSError('broken')", 'os._exit(0)'))
        self.assertEqual(cases[-1].name, 'f')
        self.assertEqual(cases[-1].state, 'failed')

    def test_file_that_does_not_load(self):
        self.assertEqual([c.state for c in self.cases('import nothing_of_that_name')], ['failed'])

    def test_file_without_tests(self):
        self.assertEqual([c.state for c in self.cases('')], ['failed'])


if __name__ == '__main__':
    unittest.main()
