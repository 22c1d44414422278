"""Events over HTTP, as they happen: nothing lost, nothing twice, in order, whatever dies in between."""
import json
import os
import resource
import time
import unittest

from google.protobuf import json_format

from amount import amount
from instance import BIN, Instance
from notes import NOTED, read_all
from partner import envelope_pb2, module, ulid
from streams import Streams
from web import METHODS, Web, bearer

process_pb2, bus_pb2, actor_pb2 = module('bus.v1.process'), module('bus.v1.bus'), module('bus.v1.actor')
NOTE = METHODS['Note'].path
PER_PRINCIPAL = 8  # streams
HEARTBEAT_S = 16
SANITIZED = BIN.endswith('dev/bin')


class Events(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance(up=['--no-import']))
        cls.web = cls.enterClassContext(Web(cls.instance))
        cls.anct, cls.act = cls.token('anct'), cls.token('operator')
        cls.notes = 0

    def setUp(self):
        """Whoever died in the test before is back, and has found the bus: a stream is not refused for it."""
        self.instance.settle()
        self.web.close()

    @classmethod
    def token(cls, name):
        with cls.instance.partner('operator', timeout=20) as operator:
            return cls.web.token(name, operator)

    def note(self, count=1, service='registry', size=0):
        """Notes, one after the other; over HTTP, which finds the bus again by itself."""
        for _ in range(count):
            type(self).notes += 1
            text = f'note {self.notes} ' + size * 'x'
            end, request = time.monotonic() + 30, {'text': text}
            answer = self.web.call('Note', request, self.act, service=service)
            while answer.status == 503 and time.monotonic() < end:
                time.sleep(0.2)
                answer = self.web.call('Note', request, self.act, service=service)
            self.assertEqual(answer.status, 200, answer)
        return text

    def journal(self, service='registry'):
        with self.instance.partner('operator', timeout=20) as partner:
            return read_all(partner, service)

    def stream(self, who=None, **how):
        return self.enterContext(self.web.stream(who=who or self.anct, **how))

    def assert_whole(self, streams, service='registry', kinds=None):
        """Together they told the journal, from its first entry."""
        told = [(int(data['header']['sequence']), data['header']['type'], data['service'], data['event'])
                for stream in streams for data in (json.loads(event.data) for event in stream.events)]
        journal = [(header.sequence, header.type, service,
                    json_format.MessageToDict(process_pb2.Noted.FromString(payload))
                    if header.type == NOTED else None) for header, payload in self.journal(service)]
        if kinds:
            journal = [entry for entry in journal if entry[1] in kinds]
        self.assertEqual([t[:3] for t in told], [j[:3] for j in journal])
        self.assertEqual([t[3] for t in told if t[1] == NOTED], [j[3] for j in journal if j[1] == NOTED])

    # ---- From where

    def test_from_now_on(self):
        self.note()
        stream = self.stream()
        self.assertEqual(stream.opened(), 200)
        self.assertEqual(stream.head['content-type'], 'text/event-stream; charset=utf-8')
        text = self.note()
        self.assertTrue(stream.run(lambda stream: stream.events))
        self.assertEqual([json.loads(event.data)['event'] for event in stream.events], [{'text': text}])

    def test_from_the_beginning(self):
        self.note(3)
        stream, last = self.stream(after='0'), self.journal()[-1][0].sequence
        self.assertTrue(stream.run(lambda stream: last in stream.sequences()))
        self.assert_whole([stream])

    def test_who_comes_back_misses_nothing_and_sees_nothing_twice(self):
        """Twenty connections, each ended at any moment, while somebody writes."""
        first, streams = self.stream(after='0'), []
        for turn in range(20):
            self.note(3)
            stream = self.stream(last=streams[-1].last) if streams else first
            stream.run(lambda stream: len(stream.events) > turn % 4, 0.2)
            stream.close()
            stream.last = stream.events[-1].id if stream.events else streams[-1].last
            streams.append(stream)
        last = self.stream(last=streams[-1].last)
        end = self.journal()[-1][0].sequence
        last.run(lambda stream: end in stream.sequences(), 5)
        self.assert_whole([*streams, last])

    def test_a_place_in_the_address(self):
        self.note(2)
        stream = self.stream(after='0')
        stream.run(lambda stream: len(stream.events) >= 2)
        place = stream.events[0].id
        for how in ({'after': place}, {'last': place, 'after': '0'}):
            again = self.stream(**how)
            self.assertTrue(again.run(lambda stream: stream.events))
            self.assertEqual(again.events[0].id, stream.events[1].id)

    def test_a_place_that_is_none(self):
        self.note(2)
        stream = self.stream(after='0')
        stream.run(lambda stream: stream.events)
        epoch, sequence, hash = stream.events[0].id.split(':')
        for place, reason in ((f'{int(epoch) + 1}:{sequence}:{hash}', None), (f'{epoch}:{sequence}:{"A" * 43}', None),
                              (f'{epoch}:1000000:{hash}', None), ('1', 'EVENT_ID_INVALID'), ('x', 'EVENT_ID_INVALID'),
                              (f'{epoch}:{sequence}', 'EVENT_ID_INVALID'), ('-1:1:' + hash, 'EVENT_ID_INVALID'),
                              (f'{epoch}:{sequence}:{hash}x', 'EVENT_ID_INVALID'), (500 * '1', 'EVENT_ID_INVALID'),
                              (f'{epoch}:18446744073709551616:{hash}', 'EVENT_ID_INVALID')):
            refused = self.stream(last=place)
            self.assertIn(refused.opened(), (400, 404, 409), f'{place}: {refused.text}')
            self.assertTrue(reason is None or refused.error() == reason, refused.text)

    # ---- What

    def test_types(self):
        wanted, other = self.stream(after='0', type=[NOTED, 'pvd.x.v1.Nothing']), self.stream(after='0', type='x')
        self.note(2)
        last = self.journal()[-1][0].sequence
        self.assertTrue(wanted.run(lambda stream: last in stream.sequences()))
        self.assert_whole([wanted], kinds={NOTED})
        self.assertTrue(other.run(lambda stream: (stream.last or '').split(':')[1:2] == [str(last)]))
        self.assertEqual(other.events, [], 'what is not wanted moves the place alone')

    def test_departements(self):
        one, none = self.stream(after='0', departement='77'), self.stream(after='0', departement=['75', '2A'])
        self.note()
        last = self.journal()[-1][0].sequence
        streams = Streams([one, none])
        self.assertTrue(streams.run(lambda: all((s.last or '').split(':')[1:2] == [str(last)] for s in (one, none))))
        self.assertEqual(one.events + none.events, [])

    def test_too_many_filters(self):
        refused = self.stream(type=[f't{n}' for n in range(17)])
        self.assertEqual((refused.opened(), refused.error()), (400, 'TOO_MANY_FILTERS'))

    def test_a_service_that_is_none(self):
        for service, reason in (('', 'SERVICE_MISSING'), ('x', 'UNKNOWN_SERVICE'), ('%00', None)):
            refused = self.stream(service=service)
            self.assertEqual(refused.opened(), 400)
            self.assertTrue(reason is None or refused.error() == reason)

    def test_what_one_may_not_read_is_not_told_and_moves_the_place(self):
        """The bus's directory is for operators; each entry's place is no secret."""
        self.instance.principal('ville', 'COLLECTIVITE', '--collectivite', '77183')
        self.instance.settle()
        who = self.token('ville')
        entries = self.journal('bus')
        stream = self.stream(who, service='bus', after='0')
        last = entries[-1][0].sequence
        self.assertTrue(stream.run(lambda stream: (stream.last or '').split(':')[1:2] == [str(last)]))
        self.assertEqual(stream.events, [])
        self.assertNotIn(b'PrincipalAdded', stream.text)
        everything = self.stream(self.act, service='bus', after='0')
        self.assertTrue(everything.run(lambda stream: last in stream.sequences()))

    # ---- Who

    def test_who_is_not_signed_in_follows_nothing(self):
        with self.web.stream() as stream:
            self.assertEqual((stream.opened(), stream.error()), (403, 'ROLE_REQUIRED'))

    def test_a_credential_that_is_none(self):
        stream = self.stream(bearer('pvd_' + 43 * 'A'))
        self.assertEqual((stream.opened(), stream.error()), (401, 'TOKEN_NOT_VALID'))

    def test_so_many_of_one_person(self):
        self.instance.principal('lectrice', 'AUDITOR', '--nationwide')
        self.instance.settle()
        tokens = [self.token('lectrice') for _ in range(2)]
        streams = [self.stream(tokens[n % 2]) for n in range(PER_PRINCIPAL)]
        self.assertEqual({stream.opened() for stream in streams}, {200})
        refused = self.stream(tokens[0])
        self.assertEqual((refused.opened(), refused.error()), (429, 'TOO_MANY_STREAMS'))
        self.assertEqual(self.stream(self.anct).opened(), 200)
        streams[0].close()
        end = time.monotonic() + 4
        while (again := self.stream(tokens[1])).opened() != 200 and time.monotonic() < end:
            time.sleep(0.2)
        self.assertEqual(again.status, 200, 'a place that became free is not')

    # ---- What dies in between

    def test_silence_is_said(self):
        stream = self.stream()
        stream.opened()
        self.assertTrue(stream.run(lambda stream: stream.beats, HEARTBEAT_S))
        self.note()
        self.assertTrue(stream.run(lambda stream: stream.events))

    def test_a_service_dies(self):
        """Its readers stay, and hear the rest."""
        stream = self.stream(service='funding', after='0')
        self.note(3, 'funding')
        for _ in range(2):
            self.instance.kill('funding')
            self.note(3, 'funding')
        last = self.journal('funding')[-1][0].sequence
        self.assertTrue(stream.run(lambda stream: last in stream.sequences()), stream.sequences())
        self.assert_whole([stream], 'funding')

    def test_the_bus_dies(self):
        stream = self.stream(service='club', after='0')
        self.note(3, 'club')
        self.instance.kill('bus')
        self.note(3, 'club')
        last = self.journal('club')[-1][0].sequence
        self.assertTrue(stream.run(lambda stream: last in stream.sequences()), stream.sequences())
        self.assert_whole([stream], 'club')

    def test_the_gateway_dies(self):
        """Its readers come back by themselves, as browsers do."""
        streams = [self.stream(service='eligibility', after='0')]
        for _ in range(3):
            self.note(3, 'eligibility')
            streams[-1].run(lambda stream: len(stream.events) >= 2)
            self.kill_gateway()
            streams[-1].run(lambda stream: not stream.is_open, 5)
            self.assertFalse(streams[-1].is_open)
            streams.append(self.stream(service='eligibility', last=next(
                stream.last for stream in reversed(streams) if stream.last)))
        last = self.journal('eligibility')[-1][0].sequence
        self.assertTrue(streams[-1].run(lambda stream: last in self.told(streams)))
        self.assert_whole(streams, 'eligibility')

    @staticmethod
    def told(streams):
        return [sequence for stream in streams for sequence in stream.sequences()]

    def kill_gateway(self):
        pid, end = self.instance.pid('gateway'), time.monotonic() + 20
        self.instance.kill('gateway')
        while time.monotonic() < end:
            try:
                if self.instance.pid('gateway') != pid and self.web.is_healthy():
                    return
            except OSError:
                pass
            time.sleep(0.1)
        self.fail('the gateway does not come back')


class ManyReaders(unittest.TestCase):
    """A thousand streams, of which a hundred are never read."""

    PEOPLE, SILENT_PEOPLE, NOTES, NOTE_BYTES = 125, 13, amount(50, 200), 4000
    LATE_S = 20.0  # 99 of 100 hear of a note within this, of its answer to whoever wrote it: a machine may be busy
    RSS_MAX = (900 if SANITIZED else 200) << 20

    def setUp(self):
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(limits[1], 8192), limits[1]))
        self.instance = self.enterContext(Instance(up=['--no-import']))
        self.operator = self.enterContext(self.instance.partner('operator', timeout=20))
        self.web = self.enterContext(Web(self.instance))

    def enrol(self):
        """A token for each of many people."""
        names = [f'lectrice-{n}' for n in range(self.PEOPLE)]
        calls = [self.operator.start(envelope_pb2.KIND_COMMAND, 'bus', METHODS['AddPrincipal'].path,
                                     bus_pb2.AddPrincipalRequest(principal=actor_pb2.Principal(
                                         id=name, kind=actor_pb2.PRINCIPAL_KIND_PERSON,
                                         roles=[actor_pb2.ROLE_AUDITOR])), key=ulid(), timeout=60) for name in names]
        for call in calls:
            self.operator.reply(call, 62)
        self.instance.settle()
        return list(self.web.tokens(names, self.operator).values())

    def open(self, tokens):
        """Eight each, from eight addresses."""
        webs = [Web(self.instance, f'127.0.0.{n + 2}') for n in range(PER_PRINCIPAL)]
        streams = [self.enterContext(web.stream(who=token)) for token in tokens for web in webs]
        self.assertTrue(Streams(streams).run(lambda: all(stream.status for stream in streams), 120))
        self.assertEqual({stream.status for stream in streams}, {200})
        return streams

    def rss(self):
        with open(f'/proc/{self.instance.pid("gateway")}/status', encoding='ascii') as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith('VmRSS'))

    def test_a_thousand_readers_hear_everything_in_order_and_in_time(self):
        tokens, pid = self.enrol(), self.instance.pid('gateway')
        streams, act = self.open(tokens), self.web.token('operator', self.operator)
        silent, readers = streams[:self.SILENT_PEOPLE * PER_PRINCIPAL], streams[self.SILENT_PEOPLE * PER_PRINCIPAL:]
        written, largest, together = {}, 0, Streams(readers)
        with self.instance.partner('operator', timeout=20) as writer:
            for n in range(self.NOTES):
                reply = writer.command('registry', NOTE, process_pb2.NoteRequest(text=f'{n} ' + self.NOTE_BYTES * 'x'),
                                       timeout=30)
                written[reply.position.sequence] = time.monotonic()
                due = time.monotonic() + 0.2
                together.run(lambda: time.monotonic() > due, 5)
                largest = max(largest, self.rss())
            last = max(written)
            heard = together.run(lambda: all(len(stream.events) >= self.NOTES for stream in readers), 120)
        self.assertTrue(heard, [len(stream.events) for stream in readers])
        for stream in readers:
            self.assertEqual(stream.sequences(), sorted(written))
        late = sorted(event.at - written[int(event.id.split(':')[1])] for stream in readers for event in stream.events)
        figures = (f'{len(readers)} readers, {len(late)} events: half within {late[len(late) // 2]:.2f} s, 99 of 100 '
                   f'within {late[len(late) * 99 // 100]:.2f} s, the last within {late[-1]:.2f} s; '
                   f'{largest >> 20} MiB at most')
        if 'PVD_FIGURES' in os.environ:
            with open(os.environ['PVD_FIGURES'], 'a', encoding='utf-8') as file:
                print(figures, file=file)
        self.assertLess(late[len(late) * 99 // 100], self.LATE_S, figures)
        self.assertLess(largest, self.RSS_MAX, figures)
        self.assertEqual(self.instance.pid('gateway'), pid)
        self.assert_caught_up_or_ended(silent, act, last)

    def assert_caught_up_or_ended(self, silent, act, last):
        """Whoever read nothing for so long reads on now, without a gap, or was ended and comes back."""
        Streams(silent).run(lambda: all(last in stream.sequences() for stream in silent if stream.is_open), 60)
        for stream in silent:
            told = stream.sequences()
            self.assertEqual(told, list(range(told[0], told[0] + len(told))))
            self.assertTrue(told[-1] == last or not stream.is_open)


if __name__ == '__main__':
    unittest.main()
