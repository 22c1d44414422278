"""Streams of events: how many somebody may have, and that one who has left makes room."""
import http.client
import json
import time
import unittest
from urllib.parse import urlsplit

from instance import Instance

PER_PRINCIPAL = 8


class Streams(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance())
        with open(cls.instance.path('run', 'gateway.json'), encoding='utf-8') as file:
            cls.address = urlsplit(json.load(file)['http'])
        told = cls.instance.pvd('token', 'add', 'operator', '--label', 'flux', '--json').stdout
        cls.token = json.loads(told)['token']

    def open(self):
        """A stream, and what its opening was answered."""
        connection = http.client.HTTPConnection('127.0.0.1', self.address.port, timeout=30)
        self.addCleanup(connection.close)
        connection.request('GET', '/api/events?service=registry',
                           headers={'Host': 'localhost', 'Authorization': f'Bearer {self.token}'})
        answer = connection.getresponse()
        self.addCleanup(answer.close)
        return connection, answer

    @staticmethod
    def leave(stream):
        for part in reversed(stream):
            part.close()

    def test_who_left_makes_room_at_once(self):
        streams = [self.open() for _ in range(PER_PRINCIPAL)]
        self.assertEqual([answer.status for _, answer in streams], [200] * PER_PRINCIPAL)
        refused = self.open()
        self.assertEqual(refused[1].status, 429)
        self.assertIn('TOO_MANY_STREAMS', refused[1].read().decode())
        self.leave(refused)
        self.leave(streams[0])
        again = self.open()
        self.assertEqual(again[1].status, 200)
        for stream in streams[1:] + [again]:
            self.leave(stream)
        self.assert_none_is_left()

    def assert_none_is_left(self):
        """Long before the next word to whom nothing is to be said, after 15 s."""
        end = time.monotonic() + 5
        while self.connections() and time.monotonic() < end:
            time.sleep(0.1)
        self.assertEqual(self.connections(), 0)

    def connections(self):
        text = self.instance.call('GetMetrics', {}, '--service', 'gateway')['text']
        return int(text.rpartition('pvd_http_connections ')[2].split()[0])


if __name__ == '__main__':
    unittest.main()
