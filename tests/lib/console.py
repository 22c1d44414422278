"""The console in a browser: a script of tests/console, run on an instance, whose checks become test cases."""
import json
import os
import subprocess
import unittest

import node
from instance import BIN, Instance
from partner import ROOT
from ports import free_port
from programme import COULOMMIERS, PROVINS, Programme

FOLDER = os.path.join(ROOT, 'tests', 'console')
LIST_SECONDS, SCRIPT_SECONDS = 30, 480
DEMO_SECONDS = 120
TOWNS = {'coulommiers': COULOMMIERS, 'provins': PROVINS}
EVERYBODY = ('prefecture', 'collectivite', 'region', 'anct', 'auditor', 'operator', 'member', 'partner')


class Console:
    """What every instance has whose console is looked at: a port that it keeps, as a browser knows it by that, and
    somebody with every role, `tout`, to whom everything is shown."""

    def __init__(self, **options):
        super().__init__(up=['--no-import', '--http', str(free_port())], **options)

    def start(self, wait=True):
        super().start(wait)
        self.person('tout', *(word for role in EVERYBODY for word in ('--role', role)), '--nationwide')
        return self

    def person(self, name, *scope):
        self.pvd('principal', 'add', name, '--kind', 'person', '--no-key', *scope)


class Empty(Console, Instance):
    """An instance that holds nothing."""


class Stage(Console, Programme):
    """An instance as a first start leaves it, with the story of the demonstration played if `demo`, and towns whose
    mayors act."""

    def __init__(self, demo=False, **options):
        super().__init__(**options)
        self.demo = demo

    def start(self, wait=True):
        super().start(wait)
        self.adopt_grid()
        self.pvd('import', 'catalogue')
        self.call('RunScores', {}, '--timeout', '60')
        for name, commune in TOWNS.items():
            self.person(name, '--role', 'collectivite', '--collectivite', commune)
        if self.demo:
            self.pvd('demo', timeout=DEMO_SECONDS)
        return self


def script(name):
    return ['node', os.path.join(FOLDER, name)]


def listed(name):
    """The names of a script's checks."""
    return subprocess.run([*script(name), '--list'], env=node.ENVIRONMENT, check=True, capture_output=True, text=True,
                          timeout=LIST_SECONDS).stdout.split()


def case_of(name):
    def case(self):
        state, text = self.told.get(name, ('failed', f'the script ended before it: {self.end}'))
        if state != 'passed':
            self.fail(text)
    return case


class Checks(unittest.TestCase):
    """Test cases of the script that `SCRIPT` names, on an instance that runs."""

    SCRIPT, INSTANCE = '', None

    def __init_subclass__(cls):
        super().__init_subclass__()
        for name in listed(cls.SCRIPT):
            setattr(cls, f'test_{name}', case_of(name))

    @classmethod
    def setUpClass(cls):
        given = {'dir': cls.INSTANCE.dir, 'pvd': os.path.join(BIN, 'pvd'), 'up': cls.INSTANCE.process.pid}
        process = subprocess.Popen(script(cls.SCRIPT), env=node.ENVIRONMENT, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            output, errors = process.communicate(json.dumps(given), SCRIPT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
        lines = [json.loads(line) for line in output.splitlines() if line.startswith('{')]
        cls.told = {line['name']: (line['state'], line['text']) for line in lines}
        cls.end = f'exit status {process.returncode}\n{errors}'
