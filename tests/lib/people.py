"""What tests of signing in over HTTP share: an instance, and people who come and go."""
import re
import time
import unittest

from google.protobuf import timestamp_pb2

from instance import Instance
from web import COOKIE, Session, Web

SOON = 10  # seconds within which what was ended is over
OTHER = 'http://ailleurs.example'


def instant(seconds):
    """So many seconds from now."""
    at = timestamp_pb2.Timestamp()
    at.FromMilliseconds(int((time.time() + seconds) * 1000))
    return at


def forged(secret):
    return Session({'Cookie': f'{COOKIE}={secret}'}, secret, '')


class People(unittest.TestCase):
    """An instance, an operator's connection to its bus, and somebody who signs in."""

    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance(up=['--no-import']))
        cls.people = 0

    def setUp(self):
        self.operator = self.enterContext(self.instance.partner('operator', timeout=20))
        self.web = self.enterContext(Web(self.instance))

    def somebody(self, role='AUDITOR', *options):
        """Somebody new, known to the gateway."""
        type(self).people += 1
        name = f'personne-{self.people}'
        self.instance.pvd('principal', 'add', name, '--role', role, '--kind', 'person', *options)
        self.instance.settle()
        return name

    def signed_in(self):
        name = self.somebody()
        return name, self.web.sign_in(name, self.operator)

    def is_in(self, who, web=None):
        return (web or self.web).request('GET', '/api/session', who.headers).status == 200

    def assert_over(self, who, reason='SESSION_OVER'):
        answer = self.web.request('GET', '/api/session', who.headers)
        self.assertEqual((answer.status, answer.reason), (401, reason))

    def assert_soon_over(self, who, reason='SESSION_OVER'):
        end = time.monotonic() + SOON
        while self.is_in(who) and time.monotonic() < end:
            time.sleep(0.05)
        self.assert_over(who, reason)

    def page_says(self, answer):
        return re.search('<code>([A-Z_]+)</code>', answer.body.decode())[1]

    def who(self, session):
        return self.web.request('GET', '/api/session', session.headers).json()['actor']['principal']

    def sessions_of(self, name):
        listed = self.web.call('ListSessions', {'pageSize': 1000}, self.web.token('operator', self.operator))
        return [session.id for session in listed.message.sessions if session.principal_id == name]

    def written(self):
        """How far each journal goes, once nobody writes."""
        return self.instance.positions()
