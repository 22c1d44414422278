"""Partners' own programs that follow the registry's journal: tests/interop/follower.py, as processes of a test."""
import os
import sqlite3
import subprocess
import sys

from partner import ROOT, Chain

PROGRAM = os.path.join(ROOT, 'tests', 'interop', 'follower.py')
DIVERGED = 3


class Follower:
    def __init__(self, instance, name):
        self.instance, self.name = instance, name
        self.database = instance.path(f'{name}.db')

    def start(self, *options):
        endpoint = self.instance.endpoint()
        return subprocess.Popen([sys.executable, PROGRAM, endpoint['tcp'],
                                 endpoint['server_key'], self.instance.path('keys', f'{self.name}.key'),
                                 self.database, *options])

    def catch_up(self):
        return self.start('--once').wait(60)

    def sequences(self):
        with sqlite3.connect(self.database) as database:
            return [row[0] for row in database.execute('SELECT sequence FROM entry ORDER BY rowid')]

    def chain(self):
        with sqlite3.connect(self.database) as database:
            row = database.execute('SELECT epoch, sequence, hash FROM cursor').fetchone()
        return Chain(*row)
