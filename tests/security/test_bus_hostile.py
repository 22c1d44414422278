"""One principal who does its worst over the bus, with a key that is admitted: memory is bounded, and others wait no longer
than before."""
import statistics
import subprocess
import sys
import time
import unittest

from amount import amount
from contract import methods
from instance import Instance
from load import MEASURED, Growth, Load, check_unhurt, descriptors, span
from notes import NOTE, Writer, process_pb2
from partner import Refused, envelope_pb2, journal_pb2, ulid

FETCH = 'pvd.bus.v1.JournalService/Fetch'
BEFORE_S = 1
ATTACK_S = amount(2, 30)
ENTRIES = amount(1500, 10_000)  # of a kilobyte: an answer is as large as one may be
ENTRY = 'x' * 900
CALLS_MAX = 4096  # of one principal
UNHURT = {'factor': 50, 'seconds': 5.0}  # before the limits it was two thousand times; machines are shared
GROWTH_MAX = 128 << 20
NESTED = 10_000

# Asks for as much as it can over so many connections, and reads nothing of it.
HOARDER = '''
import sys, time
from partner import Partner, envelope_pb2, journal_pb2
partners = [Partner(*sys.argv[1:5]) for _ in range(int(sys.argv[5]))]
for number in range(int(sys.argv[6])):
    partners[number % len(partners)].start(envelope_pb2.KIND_FETCH, 'registry', sys.argv[7],
                                           journal_pb2.FetchRequest(limit=1000), timeout=60)
print('asked', flush=True)
time.sleep(1000)
'''


class Large(Writer):
    """Notes of nearly a kilobyte."""

    def send(self, key, text):
        super().send(key, f'{text} {ENTRY}')


def varint(number):
    out = bytearray()
    while number > 0x7f:
        out.append(number & 0x7f | 0x80)
        number >>= 7
    return bytes(out + bytes([number]))


def repeated_messages(descriptor):
    """The first field that holds many messages; None without."""
    return next((field for field in descriptor.fields if field.label == field.LABEL_REPEATED and field.message_type),
                None)


def amplified(method):
    """As many empty messages as the request may hold; None if it holds none. Unpacked they are thirty times as much."""
    field = repeated_messages(method.request.DESCRIPTOR)
    if not field:
        return None
    one = varint(field.number << 3 | 2) + b'\0'
    return one * (method.policy.max_request_bytes // len(one))


def nested(depth):
    """A field within a field within a field."""
    body = b''
    for _ in range(depth):
        body = b'\x0a' + varint(len(body)) + body
    return body


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance(MEASURED, up=['--no-import']))
        cls.instance.principal('hostile', 'OPERATOR', '--nationwide', kind='person')
        with cls.instance.partner('operator', timeout=20) as operator:
            Large(operator, in_flight=64).run(count=ENTRIES)
        cls.pids = {name: cls.instance.pid(name) for name in cls.instance.services()}

    def under_attack(self, attack):
        """Runs it; the load's others are unhurt, memory is bounded, and it is the same processes that answer. How long
        the registry's others waited then, in seconds."""
        with Load(self.instance, ['registry', 'gateway']) as load, Growth(self.pids) as memory:
            before, begin = span(BEFORE_S), time.monotonic()
            attack()
            during = begin, time.monotonic()
        ratios = {name: check_unhurt(self, load, name, before, during, **UNHURT) for name in ('registry', 'gateway')}
        growth = memory.most()
        self.assertLess(max(growth.values()), GROWTH_MAX, growth)
        self.assertEqual(self.pids, {name: self.instance.pid(name) for name in self.pids})
        print(self.id(), 'others:', ratios, 'times their median; MiB:', {n: g >> 20 for n, g in growth.items()})
        return statistics.median(load.waits('registry', *during))

    def hoard(self, connections):
        endpoint = self.instance.endpoint()
        process = subprocess.Popen([sys.executable, '-c', HOARDER, endpoint['tcp'], endpoint['server_key'],
                                    *self.instance.keys('hostile'), str(connections), str(CALLS_MAX), FETCH],
                                   stdout=subprocess.PIPE)
        try:
            self.assertEqual(process.stdout.readline(), b'asked\n')
            time.sleep(ATTACK_S)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

    def test_giant_answers_that_nobody_reads(self):
        for connections in amount([40], [1, 40, 400]):
            with self.subTest(connections=connections):
                self.under_attack(lambda: self.hoard(connections))

    def test_as_many_calls_as_there_may_be(self):
        """Small ones, sent as fast as can be, without waiting."""
        def attack():
            end, reasons = time.monotonic() + ATTACK_S, set()
            with self.instance.partner('hostile') as partner:
                while time.monotonic() < end:
                    partner.send(*(envelope_pb2.Envelope(
                        kind=envelope_pb2.KIND_FETCH, call_id=ulid(), service='registry', method=FETCH, timeout_ms=1000,
                        body=journal_pb2.FetchRequest(after=1 << 40, wait_ms=1000).SerializeToString())
                        for _ in range(200)))
                    partner.take(0.01)
                    reasons |= {reply.status.reason for reply in partner.replies.values()}
                    partner.replies.clear()
            self.assertIn('TOO_MANY_READS', reasons)
        self.under_attack(attack)

    def test_as_many_commands_as_there_may_be(self):
        """Durable ones, the next sent for each that is answered. Who does it waits behind itself: as the others would,
        were calls taken as they come."""
        with self.instance.partner('hostile', timeout=60) as partner:
            writer = Large(partner, in_flight=CALLS_MAX - 96)
            others = self.under_attack(lambda: writer.run(seconds=ATTACK_S, settle=60))
        self.assertGreater(len(writer.acknowledged), CALLS_MAX)
        self.assertGreater(statistics.median(seconds for _, seconds in writer.answers), 4 * others)

    def test_connections_that_come_and_go(self):
        opened = descriptors(self.pids['bus'])

        def attack():
            end, count = time.monotonic() + ATTACK_S, 0
            while time.monotonic() < end:
                self.instance.partner('hostile').close()
                count += 1
            self.assertGreater(count, 10)
        self.under_attack(attack)
        self.assertLess(descriptors(self.pids['bus']), opened + 20)

    def refusals(self, bodies):
        """Sends each to its method; the reasons that came back. A reply must come, whichever."""
        reasons = []
        with self.instance.partner('hostile') as partner:
            for method, body in bodies:
                call = partner.start(method.kind, method.service or 'registry', method.path, body, key=ulid())
                try:
                    partner.reply(call, 20)
                    reasons.append('')
                except Refused as refused:
                    reasons.append(refused.reason)
        return reasons

    def again_and_again(self, bodies):
        end, reasons = time.monotonic() + ATTACK_S, set()
        while time.monotonic() < end:
            reasons |= set(self.refusals(bodies))
        return reasons

    def test_amplified_requests(self):
        bodies = [(method, amplified(method)) for method in methods()]
        bodies = [(method, body) for method, body in bodies if body]
        self.assertGreater(len(bodies), 3)
        self.under_attack(lambda: self.again_and_again(bodies))

    def test_nested_requests(self):
        bodies = [(method, nested(NESTED)) for method in methods() if method.policy.max_request_bytes > 5 * NESTED]
        self.assertGreater(len(bodies), 1)
        self.under_attack(lambda: self.assertNotIn('', self.again_and_again(bodies)))

    def test_a_larger_one_is_refused(self):
        """The negative control: what the contract allows passes, and one byte more does not."""
        note = next(method for method in methods() if method.path == NOTE)
        text = 'x' * (note.policy.max_request_bytes - 3)
        for more, reason in ((0, ''), (1, 'REQUEST_TOO_LARGE')):
            with self.subTest(more=more):
                body = process_pb2.NoteRequest(text=text + 'x' * more).SerializeToString()
                self.assertEqual(len(body), note.policy.max_request_bytes + more)
                self.assertEqual('REQUEST_TOO_LARGE' in self.refusals([(note, body)]), bool(reason))


if __name__ == '__main__':
    unittest.main()
