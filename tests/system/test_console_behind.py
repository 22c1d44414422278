"""The console waits for positions where services follow each other: its table is what they say themselves."""
import pathlib
import re
import unittest

from instance import Instance

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / 'services/gateway/console/src/api/behind.ts'
ROW = re.compile(r"^\t(\w+): \[(.*)\],$", re.MULTILINE)


class Behind(unittest.TestCase):
    def test_who_follows_whom(self):
        instance = self.enterContext(Instance())
        table = {service: sorted(re.findall(r"'(\w+)'", row)) for service, row in ROW.findall(SOURCE.read_text())}
        self.assertEqual(len(table), 6)
        for service, sources in table.items():
            with self.subTest(service):
                status = instance.call('GetStatus', {}, '--service', service)
                said = {follow['service'] for follow in status.get('follows', [])} - {service}
                self.assertEqual(sources, sorted(said))


if __name__ == '__main__':
    unittest.main()
