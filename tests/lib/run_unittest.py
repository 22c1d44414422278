#!/usr/bin/python3
"""Runs one file of unittest tests and writes each result to a file as it ends, one JSON object a line.

    run_unittest.py TEST_FILE RESULTS_FILE
"""

import importlib.util
import json
import pathlib
import sys
import unittest


class Result(unittest.TestResult):
    def __init__(self, module, out):
        super().__init__()
        self.prefix = module.__name__ + '.'
        self.buffer = True  # what a test prints goes with its failure
        self.out = out
        self.current = None
        self.written = 0

    def _write(self, test, state, text):
        name = test.id().replace(self.prefix, '')
        print(json.dumps({'name': name, 'state': state, 'text': text}), file=self.out, flush=True)
        self.written += 1

    def _note(self, test, state, text):
        """The worst state of a test counts. What fails outside of any test (setUpClass) is one of its own."""
        if self.current is None:
            self._write(test, state, text)
        elif self.current['state'] != 'failed':
            self.current = {'state': state, 'text': text}
        elif state == 'failed':
            self.current['text'] += '\n' + text

    def startTest(self, test):
        super().startTest(test)
        self.current = {'state': 'passed', 'text': ''}

    def stopTest(self, test):
        super().stopTest(test)
        current, self.current = self.current, None
        self._write(test, current['state'], current['text'])

    def addError(self, test, err):
        super().addError(test, err)
        self._note(test, 'failed', self.errors[-1][1])

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._note(test, 'failed', self.failures[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            kind = self.failures if issubclass(err[0], test.failureException) else self.errors
            self._note(test, 'failed', f'{subtest}\n{kind[-1][1]}')

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._note(test, 'skipped', reason)

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._note(test, 'failed', 'expected to fail, and passed')


def main():
    path, results = pathlib.Path(sys.argv[1]), sys.argv[2]
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    sys.path.insert(0, str(path.parent))
    spec.loader.exec_module(module)
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    with open(results, 'w') as out:
        result = Result(module, out)
        suite.run(result)
        # Fewer results than this: the process died on the way.
        print(json.dumps({'planned': result.written}), file=out)


if __name__ == '__main__':
    main()
