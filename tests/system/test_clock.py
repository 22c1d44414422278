"""A wall clock that jumps under real services at work: nothing is decided by it, it is said, and once it is right again
all goes on by itself."""
import json
import os
import time
import unittest

import zmq
from google.protobuf import timestamp_pb2

import clock
from amount import amount
from instance import BIN, Instance
from load import MEASURED, Load
from notes import check_written, read_all
from partner import Partner, Unreachable, module
from web import Web

bus_pb2 = module('bus.v1.bus')
WHO = 'pvd.bus.v1.BusService/WhoAmI'
HOUR, YEARS = 3600, 10 * 365 * 24 * 3600
JUMPS = amount([YEARS, -YEARS], [HOUR + 60, -HOUR - 60, YEARS, -YEARS, 30 * 24 * HOUR, -400 * 24 * HOUR])
BELIEVED = amount([-600], [-600, 600, -HOUR + 60, HOUR - 60])
JUMPED_S = amount(0.5, 5)
TOLD_S = 5
DUE_S = 4  # of a right that ends
ALARM = "L'horloge a sauté de plus d'une heure : les échéances sont suspendues."
SUMMER_TIME = 1774746000  # 2026-03-29T01:00:00Z: in Paris clocks go from 2:00 to 3:00
WINTER_TIME = 1792890000  # 2026-10-25T01:00:00Z: from 3:00 to 2:00


def setUpModule():
    reason = clock.missing()
    if reason:
        raise unittest.SkipTest(reason)


class Jumps(unittest.TestCase):
    def setUp(self):
        self.clock = self.enterContext(clock.Clock(os.path.join(BIN, 'pvd-bus')))
        self.instance = self.enterContext(Instance({**MEASURED, **self.clock.env}, up=['--no-import']))

    def suspended(self):
        """The services that say so."""
        services = json.loads(self.instance.pvd('status', '--json', check=False).stdout)['services']
        return {name for name, status in services.items()
                if any(alarm.startswith(ALARM) for alarm in status.get('alarms', []))}

    def told(self, services):
        end = time.monotonic() + TOLD_S
        while self.suspended() != services:
            self.assertLess(time.monotonic(), end, self.suspended())
            time.sleep(0.1)

    def until(self, name, seconds):
        """The keys of a principal whose right ends so many seconds from now."""
        public, secret = (key.decode() for key in zmq.curve_keypair())
        when = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + seconds))
        self.instance.call('AddPrincipal', {'principal': {
            'id': name, 'kind': 'PRINCIPAL_KIND_PERSON', 'roles': ['ROLE_AUDITOR'], 'scope': {'nationwide': True},
            'publicKeys': [public], 'validUntil': when}})
        return public, secret

    def is_admitted(self, keys):
        endpoint = self.instance.endpoint()
        try:
            with Partner(endpoint['tcp'], endpoint['server_key'], *keys, timeout=1) as partner:
                return bool(partner.query('bus', WHO, bus_pb2.WhoAmIRequest(), bus_pb2.WhoAmIResponse).actor.principal)
        except Unreachable:
            return False

    def token(self, web, seconds):
        with self.instance.partner('operator') as operator:
            return web.token('operator', operator, timestamp_pb2.Timestamp(seconds=int(time.time()) + seconds))

    def note(self, web, token, text):
        return web.call('Note', {'text': text}, token, service='registry').status

    def passed(self):
        """How many deadlines have passed: the gateway's, of tokens."""
        with self.instance.partner('operator') as operator:
            return sum(header.type.endswith('DeadlinePassed') for header, _ in read_all(operator, 'gateway'))

    def test_jumps_under_load(self):
        everybody = set(self.instance.services())
        lasting, web = self.until('durable', 24 * HOUR), self.enterContext(Web(self.instance))
        token, ended = self.token(web, 24 * HOUR), self.until('bref', 2)
        with Load(self.instance, ['registry', 'funding'], pause=0.3) as load:
            begin = time.time()
            time.sleep(2)
            self.assertFalse(self.is_admitted(ended))
            for jump in JUMPS:
                with self.subTest(jump=jump):
                    self.clock.jump(jump)
                    self.told(everybody)
                    time.sleep(JUMPED_S)
                    self.assertTrue(self.is_admitted(lasting))
                    self.assertFalse(self.is_admitted(ended))
                    self.assertEqual(self.note(web, token, f'{jump}'), 200)
                    self.assertEqual(self.passed(), 0)
                    self.clock.jump(0)
                    self.told(set())
            for jump in BELIEVED:  # a clock that is set a little is believed
                self.clock.jump(jump)
                time.sleep(JUMPED_S)
                self.assertEqual(self.suspended(), set())
            self.clock.jump(0)
            load.end()
        with self.instance.partner('operator') as operator:
            for writer in load.writers.values():
                self.assertEqual(writer.retries, 0)
                check_written(self, operator, writer)
                self.check_instants(operator, writer.service, begin)
        self.instance.settle()
        self.deadlines_pass_again(web)

    def check_instants(self, operator, service, begin):
        """Sequences are without gap (the reader looks), and no entry bears a time that the clock made up."""
        furthest = max(abs(jump) for jump in BELIEVED)
        for header, _ in read_all(operator, service):
            at = header.instant.seconds
            self.assertTrue(begin - 300 - furthest < at < time.time() + 10 + furthest, at)

    def deadlines_pass_again(self, web):
        """The negative control: where clocks agree, a token ends when it has to."""
        short = self.token(web, DUE_S)
        self.assertEqual(self.note(web, short, 'bref'), 200)
        end = time.monotonic() + DUE_S + TOLD_S
        while not self.passed():
            self.assertLess(time.monotonic(), end, 'its end was not seen')
            time.sleep(0.2)
        self.assertEqual(self.note(web, short, 'trop tard'), 401)


class SummerTime(unittest.TestCase):
    def test_it_changes_nothing(self):
        for change in amount([WINTER_TIME], [WINTER_TIME, SUMMER_TIME]):
            with self.subTest(change=change), clock.Clock(os.path.join(BIN, 'pvd-bus')) as wall:
                wall.jump(change - int(time.time()) - 6)
                self.pass_through(change, wall)

    def pass_through(self, change, wall):
        with Instance({**MEASURED, **wall.env, 'TZ': 'Europe/Paris'}, up=['--no-import']) as instance:
            while wall.now() < change + 2:
                instance.call('Note', {'text': 'heure légale'}, '--service', 'registry')
            with instance.partner('operator') as operator:
                instants = [header.instant.seconds for header, _ in read_all(operator)]
            self.assertEqual(instants, sorted(instants))
            self.assertTrue(instants[0] < change < instants[-1] < change + 30, instants)
            self.assertEqual(instance.pvd('status').returncode, 0)
            self.assertEqual(instance.status('registry')['alarms'], [])


if __name__ == '__main__':
    unittest.main()
