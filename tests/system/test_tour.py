"""README.md's five minutes, on an instance made as `make run` makes it: every command does what is said, in order,
and they are the ones that `pvd up` prints."""
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from instance import BIN
from partner import ROOT

READY_SECONDS, STOP_SECONDS = 120, 20


def commands(text):
    """Of lines for a shell: those that call pvd, without comments, continued lines joined."""
    text = re.sub(r'\\\n\s*', '', text)
    lines = (re.sub(r'\s+# .*', '', line).strip() for line in text.splitlines())
    return [line for line in lines if re.match('pvd [a-z]', line)]


def blocks(title):
    """The blocks of code of a section of README.md."""
    with open(os.path.join(ROOT, 'README.md'), encoding='utf-8') as file:
        section = file.read().split(f'## {title}\n')[1].split('\n## ')[0]
    found = re.findall(r'^```\n(.*?)^```', section, re.DOTALL | re.MULTILINE)
    return [block for block in found if re.search(r'(^|\()pvd [a-z]', block, re.MULTILINE)]


class Tour(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='pvd-tour-')
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        cls.env = dict(os.environ, PATH=f'{BIN}:{os.environ["PATH"]}', COLUMNS='100')

    def start(self):
        self.log = os.path.join(self.folder, 'up.log')
        with open(self.log, 'wb') as log:
            self.up = subprocess.Popen(['pvd', 'up', '--port', '0'], cwd=self.folder, env=self.env,
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                       start_new_session=True)
        end = time.monotonic() + READY_SECONDS
        while 'Ctrl-C' not in self.printed():
            self.assertIsNone(self.up.poll(), self.printed())
            self.assertLess(time.monotonic(), end, self.printed())
            time.sleep(0.1)
        return self.printed()

    def printed(self):
        with open(self.log, encoding='utf-8') as file:
            return file.read()

    def interrupt(self):
        """As a terminal does at Ctrl-C: the whole group gets it."""
        os.killpg(self.up.pid, signal.SIGINT)
        try:
            return self.up.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.up.kill()
            raise

    def shell(self, line):
        return subprocess.run(['bash', '-c', line], cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)

    def test_the_tour(self):
        tour, refused = blocks('Five minutes')
        printed = self.start()
        try:
            self.assertIn('34\u202f969 communes', printed)
            self.assertEqual(commands(printed), commands(tour), 'README.md and tour.c differ')
            self.assertGreater(len(commands(tour)), 8)
            said = {line: self.done(line) for line in commands(tour)}
            self.assertIn('La Ferté-sous-Jouarre', said["pvd call SearchCommunes '{\"text\": \"la ferte sous\"}'"])
            self.assertRegex(said['pvd verify'], r'registry +intact')
            self.assertRegex(said['pvd rebuild --check'], r'registry +identique')
            for line in (said['pvd status'] + said['pvd events --service registry --limit 5']).splitlines():
                self.assertLessEqual(len(line), 100)
            for line in commands(refused):
                self.refused(line)
            self.over_http(*blocks('Over HTTP'))
        finally:
            code = self.interrupt()
        self.assertEqual(code, 0, self.printed())
        self.check_second_start()

    def done(self, line):
        process = self.shell(line)
        self.assertEqual(process.returncode, 0, line + process.stderr)
        if 'login-link' not in line:  # which says beside the link until when it is good
            self.assertEqual(process.stderr, '', line)
        return process.stdout

    def over_http(self, block):
        """The session with curl, as it stands there but for the port, which may be another one."""
        with open(os.path.join(self.folder, 'var', 'run', 'gateway.json'), encoding='utf-8') as file:
            address = json.load(file)['http']
        process = self.shell(block.replace('http://localhost:7380', address))
        said = process.stdout
        self.assertEqual(process.returncode, 0, process.stderr)
        for wanted in ('"name":"La Ferté-sous-Jouarre"', '"departementCode":"77"', 'PVD-Replayed: true', 'PVD-Position: club:1:',
                       'id: 1:1:', '"type":"pvd.registry.v1.CandidacySubmitted"', '"reason":"SIGN_IN_REQUIRED"'):
            self.assertIn(wanted, said)
        with open(os.path.join(self.folder, 'scores-77.csv'), encoding='utf-8') as file:
            self.assertTrue(file.read().startswith('\ufeffrunId;communeCode;'))

    def refused(self, line):
        process = self.shell(line)
        self.assertEqual(process.returncode, 1, process.stdout + process.stderr)
        self.assertIn('POPULATION_LIMIT', process.stderr)
        self.assertIn('Instruction du 16 octobre 2019', process.stderr)

    def check_second_start(self):
        """It imports nothing, and a person who knows the tour is not shown it again."""
        printed = self.start()
        self.assertEqual(self.interrupt(), 0, self.printed())
        self.assertNotIn('34\u202f969 communes', printed)
        self.assertEqual(commands(printed), ['pvd status'])


if __name__ == '__main__':
    unittest.main()
