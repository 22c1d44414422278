"""What HTTP answers while something is dead, and what comes of the same request sent again."""
import collections
import signal
import threading
import time
import unittest

from instance import Instance
from notes import NOTED, process_pb2, read_all
from web import Web, new_key

FOREVER = 10**15  # an entry no journal reaches here


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance(up=['--no-import']))
        with cls.instance.partner('operator', timeout=20) as operator, Web(cls.instance) as web:
            cls.act = web.token('operator', operator)

    def setUp(self):
        self.web = self.enterContext(Web(self.instance))
        self.addCleanup(self.instance.wait_ready)

    def note(self, text, key, web=None, **how):
        return (web or self.web).call('Note', {'text': text}, self.act, key=key, service='registry', **how)

    def written(self):
        """How often each note stands in the journal."""
        with self.instance.partner('operator', timeout=20) as partner:
            return collections.Counter(process_pb2.Noted.FromString(payload).text
                                       for header, payload in read_all(partner) if header.type == NOTED)

    def insist(self, text, key, seconds=30):
        """The same request again, until it has an outcome; the refusals on the way."""
        end, web, refusals = time.monotonic() + seconds, Web(self.instance), []
        with web:
            while time.monotonic() < end:
                try:
                    answer = self.note(text, key, web)
                    if answer.status == 200:
                        return answer, refusals
                    refusals.append(answer)
                except (OSError, ValueError):  # the gateway is dead, or does not know its port yet
                    web.close()
                time.sleep(0.05)
        raise AssertionError(f'no outcome: {refusals[-3:]}')

    # ---- Dead

    def test_a_service_that_is_dead_is_told(self):
        self.instance.kill('registry', signal.SIGSTOP)  # it is there, and does not answer
        key, start = new_key(), time.monotonic()
        try:
            answer = self.note('arrêtée', key, headers={'Connect-Timeout-Ms': '500'})
        finally:
            self.instance.kill('registry', signal.SIGCONT)
        self.assertEqual((answer.status, answer.code), (504, 'deadline_exceeded'))
        self.assertLess(time.monotonic() - start, 5)
        self.insist('arrêtée', key)
        self.assertEqual(self.written()['arrêtée'], 1)

    def test_a_service_killed_while_requests_are_under_way(self):
        """Each is answered, or said to be unavailable; sent again until it is done, it is done once."""
        outcomes = self.while_many_write('registry', 'tué')
        self.assertTrue(any(refusals for _, refusals in outcomes.values()), 'nobody met the death')
        for _, refusals in outcomes.values():
            self.assertLessEqual({(answer.status, answer.code) for answer in refusals}, {(503, 'unavailable')})
            self.assertLessEqual({answer.reason for answer in refusals}, {'SERVICE_ABSENT', 'SERVICE_LOST'})

    def test_the_bus_killed_while_requests_are_under_way(self):
        outcomes = self.while_many_write('bus', 'sans bus')
        for _, refusals in outcomes.values():
            self.assertLessEqual({answer.code for answer in refusals}, {'unavailable', 'deadline_exceeded'},
                                 refusals)

    def test_the_gateway_killed_while_requests_are_under_way(self):
        self.while_many_write('gateway', 'sans passerelle')

    def while_many_write(self, dead, name):
        """Sixteen write and insist while somebody is killed three times; each note is in the journal once."""
        outcomes, over = {}, threading.Event()

        def write(writer):
            n = 0
            while not over.is_set() or n == 0:
                n += 1
                text = f'{name} {writer} {n}'
                outcomes[text] = self.insist(text, new_key())
        threads = [threading.Thread(target=write, args=(writer,)) for writer in range(16)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(3):
                time.sleep(0.7)
                self.instance.kill(dead)
            time.sleep(2)
        finally:
            over.set()
            for thread in threads:
                thread.join(60)
        self.instance.wait_ready()
        written = self.written()
        self.assertGreater(len(outcomes), 32)
        self.assertEqual({text: written[text] for text in outcomes}, dict.fromkeys(outcomes, 1))
        self.assertEqual([text for text in written if text.startswith(name + ' ') and text not in outcomes], [],
                         'written, and nobody was told')
        return outcomes

    # ---- The same again

    def test_the_same_again_is_said_to_be(self):
        key = new_key()
        first, again = self.note('deux fois', key), self.note('deux fois', key, codec='proto')
        self.assertEqual((first.status, again.status), (200, 200))
        self.assertEqual((first.headers['PVD-Replayed'], again.headers['PVD-Replayed']), (None, 'true'))
        self.assertEqual(first.headers['PVD-Position'], again.headers['PVD-Position'])
        self.assertEqual(self.note('autre chose', key).reason, 'KEY_REUSED')
        self.assertEqual(self.written()['deux fois'], 1)

    def test_the_same_many_times_at_once_is_one(self):
        key, answers = new_key(), []

        def write():
            with Web(self.instance) as web:
                answers.append(self.note('à la fois', key, web))
        threads = [threading.Thread(target=write) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual({answer.status for answer in answers} - {409, 503}, {200}, answers)
        self.assertEqual(self.written()['à la fois'], 1)

    def test_a_receipt_outlives_the_gateway_and_the_service(self):
        key = new_key()
        first = self.note('gardé', key)
        for dead in ('gateway', 'registry'):
            self.instance.kill(dead)
            again, _ = self.insist('gardé', key)
            self.assertEqual(again.headers['PVD-Replayed'], 'true')
            self.assertEqual(again.headers['PVD-Position'], first.headers['PVD-Position'])

    def test_an_answer_nobody_waited_for_is_kept(self):
        """The client goes as soon as it has asked; what it asked for is done, and it may ask what became of it."""
        key = new_key()
        body = '{"text": "parti"}'
        with self.web.connect() as sock:
            sock.sendall((f'POST /api/pvd.bus.v1.ProcessService/Note HTTP/1.1\r\nHost: {self.web.host}\r\n'
                          f'Authorization: {self.act.headers["Authorization"]}\r\nIdempotency-Key: {key}\r\n'
                          f'PVD-Service: registry\r\nContent-Type: application/json\r\n'
                          f'Content-Length: {len(body)}\r\n\r\n{body}').encode())
        answer, _ = self.insist('parti', key)
        self.assertEqual(answer.status, 200)
        self.assertEqual(self.written()['parti'], 1)

    # ---- Time

    def test_a_deadline(self):
        for text, wait_ms in (('1', 0), ('300', 300), ('1500', 1500)):
            start = time.monotonic()
            answer = self.web.call('SearchCommunes', {'text': 'ferte'}, headers={
                'Connect-Timeout-Ms': text, 'PVD-At-Least': f'registry:1:{FOREVER}'})
            took = time.monotonic() - start
            self.assertEqual((answer.status, answer.code), (504, 'deadline_exceeded'), answer)
            self.assertTrue(wait_ms / 1000 - 0.05 < took < wait_ms / 1000 + 5, f'{text}: {took}')

    def test_health_says_whether_the_bus_is_there(self):
        self.assertTrue(self.web.is_healthy())
        self.instance.kill('bus', signal.SIGSTOP)
        try:
            end = time.monotonic() + 60
            while self.web.is_healthy() and time.monotonic() < end:
                time.sleep(0.5)
            self.assertEqual(self.web.request('GET', '/healthz').status, 503)
            answer = self.web.call('SearchCommunes', {'text': 'ferte'})
            self.assertEqual((answer.status, answer.reason), (503, 'BUS_ABSENT'))
        finally:
            self.instance.kill('bus', signal.SIGCONT)
        end = time.monotonic() + 30
        while not self.web.is_healthy() and time.monotonic() < end:
            time.sleep(0.2)
        self.assertTrue(self.web.is_healthy())


if __name__ == '__main__':
    unittest.main()
