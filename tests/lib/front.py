"""What the tests of the web server in front have in common: an instance with nginx before it, and a client."""
import base64
import hashlib
import os
import subprocess
import unittest

from instance import Instance
from nginx import Nginx
from raw_http import Line


class Answer:
    def __init__(self, text):
        """As `curl --include` writes it; what only says to go on is left out."""
        while True:
            head, _, text = text.partition('\r\n\r\n')
            line, *lines = head.split('\r\n')
            if not line.startswith('HTTP/1.1 100'):
                break
        self.version, self.status = line.split()[0], int(line.split()[1])
        self.headers, self.body = {}, text
        for name, _, value in (header.partition(': ') for header in lines):
            self.headers.setdefault(name.lower(), []).append(value)


def curl(*args, seconds=20):
    process = subprocess.run(['curl', '--silent', '--insecure', '--include', '--max-time', str(seconds), *args],
                             capture_output=True)
    assert process.returncode == 0, f'curl gave {process.returncode}: {process.stderr}{process.stdout}'
    return Answer(process.stdout.decode(errors='replace'))


def new_secret():
    """A secret as it travels, and as the gateway is told of it."""
    secret = os.urandom(32)
    return (base64.urlsafe_b64encode(secret).decode().rstrip('='),
            base64.b64encode(hashlib.blake2b(secret, digest_size=32).digest()).decode())


class Front(unittest.TestCase):
    """One instance and one nginx for the tests of a class."""

    more = ''  # lines of settings/https.conf

    @classmethod
    def setUpClass(cls):
        cls.seers = 0
        cls.instance = cls.enterClassContext(Instance(up=['--no-import']))
        cls.nginx = cls.enterClassContext(Nginx(cls.instance.path('run', 'gateway.sock'), cls.more))
        cls.site = f'https://localhost:{cls.nginx.https}'
        cls.port = int(cls.instance.gateway()['http'].rsplit(':', 1)[1])

    def curl(self, path, *args, **options):
        return curl(*args, self.site + path, **options)

    def line(self, source='127.0.0.1'):
        return Line(self.nginx.https, tls=True, source=source)

    def ask(self, data, **options):
        with self.line(**options) as line:
            line.send(data)
            return line.read()

    def token(self, principal):
        text, hashed = new_secret()
        self.instance.call('CreateToken', {'principalId': principal, 'label': 'essai', 'secretHash': hashed})
        return f'pvd_{text}'

    def seer(self):
        """The token of somebody who may read every journal, and is new."""
        type(self).seers += 1
        return self.token(self.instance.principal(f'voit-{self.seers}', 'auditor'))

    def link(self, principal):
        text, hashed = new_secret()
        self.instance.call('CreateLoginLink', {'principalId': principal, 'secretHash': hashed})
        return text
