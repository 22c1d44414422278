#!/usr/bin/python3
"""The contract keeps to buf's STANDARD rules, so that any protobuf tool can be pointed at it."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUF = next((ROOT / 'node_modules/@bufbuild').glob('buf-linux-*/bin/buf'))


def buf_lint(folder):
    return subprocess.run([BUF, 'lint', folder], capture_output=True, text=True,
                          timeout=120)


class BufLint(unittest.TestCase):
    def test_contract_passes(self):
        done = buf_lint(ROOT)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_lint_can_fail(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            shutil.copy(ROOT / 'buf.yaml', folder)
            shutil.copytree(ROOT / 'proto/pvd', folder / 'proto/pvd')
            envelope = folder / 'proto/pvd/bus/v1/envelope.proto'
            envelope.write_text(envelope.read_text().replace('CODE_ABORTED', 'ABORTED'))
            done = buf_lint(folder)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('ABORTED', done.stdout)


if __name__ == '__main__':
    unittest.main()
