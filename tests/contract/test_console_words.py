"""The console has French for whatever the contract names that its pages show or ask for, and for nothing else; the
gateway answers all of its addresses."""
import json
import pathlib
import subprocess
import unittest

import node

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / 'tests/contract/console_words.mjs'
PLANTED = {'missing': ['GiveOpinion', 'OPINION_KIND_RESERVED', 'pvd.registry.v1.OpinionGiven',
                       'pvd.registry.v1.SubmitCandidacyRequest.project_note'],
           'useless': ['club: NoSuchMethod']}


class ConsoleWords(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        process = subprocess.run(['node', SCRIPT], env=node.ENVIRONMENT, capture_output=True, text=True, timeout=60)
        assert process.returncode == 0, process.stderr
        cls.told = json.loads(process.stdout)

    def test_every_name_has_a_word(self):
        self.assertEqual(self.told['asIs']['missing'], [])

    def test_every_word_has_a_name(self):
        self.assertEqual(self.told['asIs']['useless'], [])

    def test_a_word_that_is_missing_or_useless_is_seen(self):
        for what, names in PLANTED.items():
            with self.subTest(what):
                self.assertEqual(sorted(set(self.told['planted'][what]) - set(self.told['asIs'][what])), names)


if __name__ == '__main__':
    unittest.main()
