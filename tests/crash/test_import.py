"""An import of the geography that is cut off: what was acknowledged stays, the rest follows, nothing comes twice."""
import json
import os
import signal
import subprocess
import unittest

from instance import BIN, Instance
from notes import read_all
from partner import Refused, Unreachable, module
from programme import FRANCE, IMPORT_SECONDS

geography_pb2, process_pb2 = module('registry.v1.geography'), module('bus.v1.process')
UNREACHABLE = 3  # exit code


class Interrupted(unittest.TestCase):
    """An import that is killed, or whose registry is, goes on where it was: complete, and no row twice."""

    def setUp(self):
        self.instance = self.enterContext(Instance())
        self.operator = self.enterContext(self.instance.partner('operator'))

    def sequence(self):
        """How far the registry is; 0 while it is being started again."""
        try:
            status = self.operator.query('registry', 'pvd.bus.v1.ProcessService/GetStatus', b'',
                                         process_pb2.GetStatusResponse, timeout=2)
        except (Refused, Unreachable):
            return 0
        return status.position.sequence

    def import_until(self, sequence):
        """An import under way, once the journal has come so far."""
        process = subprocess.Popen([os.path.join(BIN, 'pvd'), '--dir', self.instance.dir, 'import', 'cog', '--json'],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        while self.sequence() < sequence:
            self.assertIsNone(process.poll(), 'the import was over before it could be interrupted')
        return process

    def assert_complete(self):
        done = self.instance.pvd('import', 'cog', '--json', timeout=IMPORT_SECONDS)
        self.assertEqual({**json.loads(done.stdout), 'written': 0}, dict(FRANCE, written=0))
        totals = self.instance.call('GetGeography')['totals']
        self.assertEqual((totals['communes'], totals['epcis']), (FRANCE['communes'], FRANCE['epci']))
        self.assert_no_row_twice()
        self.instance.pvd('verify')
        self.instance.pvd('rebuild', '--check')

    def assert_no_row_twice(self):
        entries = [(header.type.rsplit('.', 1)[1], payload) for header, payload in read_all(self.operator)]
        names = [name for name, _ in entries]
        self.assertEqual((names.count('ImportBegun'), names.count('GeographyPublished')), (1, 1))
        staged = [geography_pb2.GeographyChunkStaged.FromString(payload) for name, payload in entries
                  if name == 'GeographyChunkStaged']
        rows = [(chunk.WhichOneof('columns'), code) for chunk in staged for code in codes_of(chunk)]
        self.assertEqual(len(rows), len(set(rows)))
        self.assertEqual(len(rows), sum(FRANCE.values()))
        self.assertEqual([chunk.index for chunk in staged], list(range(len(staged))))

    def test_the_import_is_killed(self):
        for sequence in (1, 4, 10):
            process = self.import_until(sequence)
            process.kill()
            self.assertEqual(process.wait(10), -signal.SIGKILL)
            self.assertEqual(self.instance.call('GetGeography')['cogYear'], 0, 'it was over before')
        self.assert_complete()

    def test_the_registry_is_killed(self):
        process = self.import_until(4)
        self.instance.kill('registry', signal.SIGKILL)
        self.assertIsNone(process.poll(), 'it was over before')
        process.wait(IMPORT_SECONDS)
        self.assertIn(process.returncode, (0, UNREACHABLE), process.stdout.read() + process.stderr.read())
        self.instance.wait_ready()
        self.assert_complete()


def codes_of(chunk):
    columns = getattr(chunk, chunk.WhichOneof('columns'))
    return columns.sirens if isinstance(columns, geography_pb2.EpciColumns) else columns.codes


if __name__ == '__main__':
    unittest.main()
