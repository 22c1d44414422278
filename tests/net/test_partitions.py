"""Services cut off from their bus, over real cables: nothing acknowledged is lost or done twice, who asks them is
answered in bounded time, nobody else is hurt, and all is well again by itself."""
import contextlib
import random
import threading
import time
import unittest

import netns
from amount import SEED, amount
from apart import Apart
from instance import Instance
from load import MEASURED, Load, check_unhurt, peak_bytes, span
from notes import NOTE, check_written, process_pb2
from partner import Refused, envelope_pb2, ulid

BEFORE_S = 1.5
CUT_S = amount(3, 30)  # the long one goes beyond what pings wait for
ROUNDS = amount(0, 12)
HEALED_S = 60  # a link that found nobody waits up to 30 s before it tries again
FLAP_S = 0.3
ANSWERED_S = 1 + 1 + 1 + 1  # a timeout, the bus's grace, its tick, and a slow machine
UNHURT = {'factor': 4, 'seconds': 1.0}
GROWTH_MAX = 32 << 20  # of a process
OUTCOME_UNKNOWN = (envelope_pb2.CODE_UNAVAILABLE, envelope_pb2.CODE_DEADLINE_EXCEEDED)
REMOTE = ['club', 'eligibility', 'funding', 'registry']
LOCAL = 'gateway'
FOLLOWER = 100  # the number of its place
ASTRAY = 'asked while its service was cut off'


def setUpModule():
    reason = netns.missing()
    if reason:
        raise unittest.SkipTest(reason)
    netns.enter_own()


class Flapping:
    """A cable that is cut and healed in turn, until it is healed for good."""

    def __init__(self, place):
        self.place, self.over = place, threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.over.is_set():
            self.place.cut()
            self.over.wait(FLAP_S)
            self.place.heal()
            self.over.wait(FLAP_S)

    def heal(self):
        self.over.set()
        self.thread.join()


class OnCables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.places = {service: cls.enterClassContext(netns.Place(number))
                      for number, service in enumerate(REMOTE, 1)}
        cls.instance = cls.enterClassContext(Apart(cls.places, MEASURED))

    def setUp(self):
        self.flapping = None

    def heal(self):
        if self.flapping:
            self.flapping.heal()
        for place in self.places.values():
            place.heal()

    @contextlib.contextmanager
    def load(self, name='load'):
        """Whatever happens within, the cables are whole before it ends: what is under way must be answered."""
        with Load(self.instance, [*REMOTE, LOCAL], name=name) as load:
            try:
                yield load
            finally:
                self.heal()

    def cut(self, service, way):
        place = self.places[service]
        if way == 'flapping':
            self.flapping = Flapping(place)
        else:
            getattr(place, way)()

    def operator(self):
        """For a moment: one that is not read from for long is ended."""
        return self.instance.partner('operator')

    def ask(self, operator, service, key, timeout=10):
        """A note that is always the same but for its key."""
        return operator.start(envelope_pb2.KIND_COMMAND, service, NOTE, process_pb2.NoteRequest(text=ASTRAY), key=key,
                              timeout=timeout)

    def note(self, service, key):
        with self.operator() as operator:
            return operator.reply(self.ask(operator, service, key), 15)

    def refused_in_time(self, keys):
        start = time.monotonic()
        with self.operator() as operator:
            for call in [self.ask(operator, service, key, timeout=1) for service, key in keys.items()]:
                with self.assertRaises(Refused) as caught:
                    operator.reply(call, 2 * ANSWERED_S)
                self.assertIn(caught.exception.code, OUTCOME_UNKNOWN)
                self.assertLess(time.monotonic() - start, ANSWERED_S)

    def check_written(self, *writers):
        with self.operator() as operator:
            for writer in writers:
                check_written(self, operator, writer)

    def check_healed(self, load, begun):
        """All that was acknowledged is there, once, and every follower is where its source is."""
        load.end()
        self.instance.settle(HEALED_S - (time.monotonic() - begun))
        self.check_written(*load.writers.values())

    def peaks(self):
        return {service: peak_bytes(self.instance.pid(service)) for service in self.instance.processes}

    def check_growth(self, before):
        for service, peak in self.peaks().items():
            self.assertLess(peak - before[service], GROWTH_MAX, service)


class EveryWay(OnCables):
    """Each service is cut off in a way of its own, all at once, under load."""
    WAYS = {'registry': 'cut', 'eligibility': 'lose_what_leaves', 'funding': 'lose_what_comes', 'club': 'flapping'}

    def test_all_at_once_under_load(self):
        with self.load() as load:
            before = span(BEFORE_S)
            peaks = self.peaks()
            for service, way in self.WAYS.items():
                self.cut(service, way)
            begin = time.monotonic()
            keys = {service: ulid() for service in ('registry', 'eligibility', 'funding')}
            self.refused_in_time(keys)
            time.sleep(max(0, begin + CUT_S - time.monotonic()))
            during = begin, time.monotonic()
            self.checks_can_fail(load, before, during)
            self.heal()
            self.check_healed(load, time.monotonic())
            ratio = check_unhurt(self, load, LOCAL, before, during, **UNHURT)
            self.check_growth(peaks)
        for service, key in keys.items():
            self.note(service, key)
        self.lost_replies_are_told_from_lost_calls(keys)
        print(f'others: {ratio:.2f} times their median; retried:',
              {service: writer.retries for service, writer in load.writers.items()})

    def checks_can_fail(self, load, before, during):
        """Of what is not healed, and of whom it concerns, the same checks do not hold."""
        self.assertFalse(self.instance.is_settled())
        with self.assertRaises(AssertionError):
            check_unhurt(self, load, 'registry', before, during, **UNHURT)

    def lost_replies_are_told_from_lost_calls(self, keys):
        """A call whose reply was lost took effect, and its key told it from another: under a new key it takes effect
        again, and the check sees that."""
        load = type('Astray', (), {'service': 'eligibility', 'acknowledged': {keys['eligibility']: ASTRAY},
                                   'refused': {}})
        self.check_written(load)
        self.note('eligibility', ulid())
        with self.assertRaisesRegex(AssertionError, 'took effect twice'):
            self.check_written(load)


class Follower(OnCables):
    """An instance that follows this one, from beyond a cable."""
    WAYS = ['cut', 'lose_what_leaves', 'lose_what_comes']

    def setUp(self):
        super().setUp()
        place = self.enterContext(netns.Place(FOLLOWER))
        self.places = {**self.places, FOLLOWER: place}
        with place.entered():
            self.follower = self.enterContext(Instance(MEASURED, up=['--follow', self.instance.dir, '--name', 'ain']))

    def heads(self):
        """Of the registry's journal, which both have."""
        return [instance.positions()['registry'] for instance in (self.instance, self.follower)]

    def agree(self, seconds):
        end = time.monotonic() + seconds
        while len(set(self.heads())) > 1 and time.monotonic() < end:
            time.sleep(0.1)
        self.assertEqual(*self.heads())

    def test_it_has_the_same_head_again(self):
        self.note('registry', ulid())
        self.agree(HEALED_S)
        for way in amount(self.WAYS[:1], self.WAYS):
            with self.subTest(way):
                self.cut(FOLLOWER, way)
                for _ in range(2):  # the call that waits already may be answered with the first one
                    self.note('registry', ulid())
                    time.sleep(0.5)
                with self.assertRaises(AssertionError):
                    self.agree(CUT_S)
                self.heal()
                self.agree(HEALED_S)
        self.follower.pvd('verify')


@unittest.skipUnless(ROUNDS, 'rounds by chance are for make soak')
class ByChance(OnCables):
    """Cuts of any service, in any way, for any time: shorter than what TCP notices, longer than what pings wait for."""

    def test_rounds(self):
        chance = random.Random(SEED)
        for round in range(ROUNDS):
            faults = [(service, chance.choice(['cut', 'unplug', 'lose_what_leaves', 'lose_what_comes']))
                      for service in chance.sample(REMOTE, chance.randint(1, len(REMOTE)))]
            seconds = chance.choice([0.1, 1, 5, 15, 22, 40])
            with self.subTest(round=round, faults=faults, seconds=seconds), \
                    self.load(f'round {round}') as load:
                before, peaks = span(BEFORE_S), self.peaks()
                for service, way in faults:
                    self.cut(service, way)
                during = span(seconds)
                self.heal()
                self.check_healed(load, time.monotonic())
                if seconds >= 1:
                    check_unhurt(self, load, LOCAL, before, during, **UNHURT)
                self.check_growth(peaks)


if __name__ == '__main__':
    unittest.main()
