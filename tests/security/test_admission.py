"""Who gets in, and what hostile bytes obtain: nothing, and nobody else suffers."""
import os
import time
import unittest

import zmq

from instance import Instance
from notes import NOTE, process_pb2
from partner import Partner, Refused, Unreachable, envelope_pb2, module, ulid

bus_pb2 = module('bus.v1.bus')
actor_pb2 = module('bus.v1.actor')
WHO = 'pvd.bus.v1.BusService/WhoAmI'
FRAME_HARD_BYTES = 2 * 1024 * 1024


class Admission(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance(up=['--no-import']))
        endpoint = cls.instance.endpoint()
        cls.tcp, cls.server_key = endpoint['tcp'], endpoint['server_key']

    def who(self, partner):
        return partner.query('bus', WHO, bus_pb2.WhoAmIRequest(), bus_pb2.WhoAmIResponse).actor

    def assert_alive(self):
        with self.instance.partner('operator') as partner:
            self.assertEqual(self.who(partner).principal, 'operator')

    def test_a_known_key_is_admitted(self):
        self.assert_alive()

    def test_an_unknown_key_obtains_nothing(self):
        public, secret = zmq.curve_keypair()
        with self.assertRaises(Unreachable):
            Partner(self.tcp, self.server_key, public.decode(), secret.decode(), timeout=2)

    def test_a_wrong_server_key_obtains_nothing(self):
        public, _ = zmq.curve_keypair()
        with self.assertRaises(Unreachable):
            Partner(self.tcp, public.decode(), *self.instance.keys('operator'), timeout=2)

    def raw(self, prepare):
        context = zmq.Context()
        socket = context.socket(zmq.DEALER)
        socket.linger = 0
        try:
            prepare(socket)
            socket.connect(self.tcp)
            hello = envelope_pb2.Envelope(kind=envelope_pb2.KIND_HELLO, call_id=ulid())
            socket.send(envelope_pb2.Frame(envelopes=[hello]).SerializeToString())
            return socket.poll(2000)
        finally:
            socket.close()
            context.term()

    def test_no_curve_obtains_nothing(self):
        self.assertEqual(self.raw(lambda socket: None), 0)

    def test_plain_obtains_nothing(self):
        def plain(socket):
            socket.plain_username, socket.plain_password = b'operator', b'operator'
        self.assertEqual(self.raw(plain), 0)

    def test_a_revoked_key_loses_its_live_connection(self):
        self.instance.principal('passing', 'AUDITOR', '--nationwide', kind='person')
        with self.instance.partner('passing') as partner:
            self.assertEqual(self.who(partner).principal, 'passing')
            self.instance.pvd('principal', 'revoke', 'passing', '--reason', 'départ')
            with self.assertRaises((Unreachable, Refused)):
                end = time.monotonic() + 5
                while time.monotonic() < end:
                    partner.query('bus', WHO, bus_pb2.WhoAmIRequest(), bus_pb2.WhoAmIResponse, timeout=1)
        with self.assertRaises(Unreachable):
            self.instance.partner('passing', timeout=2)

    def test_a_forged_actor_is_dropped(self):
        self.instance.principal('modest', 'MEMBER', '--nationwide', kind='person')
        forged = actor_pb2.Actor(principal='operator', roles=[actor_pb2.ROLE_OPERATOR],
                                 scope=actor_pb2.Scope(nationwide=True))
        with self.instance.partner('modest') as partner:
            call = partner.start(envelope_pb2.KIND_QUERY, 'bus', WHO, bus_pb2.WhoAmIRequest(), actor=forged)
            answer = bus_pb2.WhoAmIResponse.FromString(partner.reply(call).body)
            self.assertEqual(answer.actor.principal, 'modest')
            self.assertEqual(list(answer.actor.roles), [actor_pb2.ROLE_MEMBER])
            with self.assertRaises(Refused) as refused:
                partner.command('registry', NOTE, process_pb2.NoteRequest(text='x'), actor=forged)
            self.assertEqual(refused.exception.reason, 'ROLE_REQUIRED')

    def test_only_the_gateway_may_assert_another(self):
        with self.instance.partner('operator') as partner:
            with self.assertRaises(Refused) as refused:
                partner.query('bus', WHO, bus_pb2.WhoAmIRequest(), bus_pb2.WhoAmIResponse, assert_principal='anct')
            self.assertEqual(refused.exception.reason, 'ASSERTION_REFUSED')

    def test_a_caller_cannot_serve(self):
        """A hello that names a service is believed of that service's own key alone."""
        self.instance.principal('usurper', 'MEMBER', '--nationwide', kind='person')
        with self.instance.partner('usurper') as partner:
            partner.send(envelope_pb2.Envelope(kind=envelope_pb2.KIND_HELLO, call_id=ulid(),
                                               body=envelope_pb2.Hello(service='registry').SerializeToString()))
            time.sleep(0.5)
        with self.instance.partner('operator') as partner:
            self.assertTrue(partner.command('registry', NOTE, process_pb2.NoteRequest(text='served')))

    # ---- Hostile bytes: the connection ends, the bus and the others go on

    def hostile(self, *frames):
        """Sends frames under an admitted key; True if the connection was closed for it."""
        partner = self.instance.partner('operator')
        try:
            monitor = partner.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
            for frame in frames:
                partner.socket.send_multipart(frame if isinstance(frame, list) else [frame])
            closed = monitor.poll(5000) != 0
            partner.socket.disable_monitor()
            return closed
        finally:
            partner.close()

    def test_garbage_ends_the_connection(self):
        self.assertTrue(self.hostile(os.urandom(200)))
        self.assert_alive()

    def test_a_second_frame_part_ends_the_connection(self):
        self.assertTrue(self.hostile([b'', b'']))
        self.assert_alive()

    def test_many_parts_end_the_connection(self):
        self.assertTrue(self.hostile([b'x' * 1000] * 1000))
        self.assert_alive()

    def test_an_oversized_frame_ends_the_connection(self):
        self.assertTrue(self.hostile(b'x' * (FRAME_HARD_BYTES * 2)))
        self.assert_alive()

    def test_a_call_before_hello_obtains_nothing(self):
        context = zmq.Context()
        socket = context.socket(zmq.DEALER)
        socket.linger = 0
        public, secret = self.instance.keys('operator')
        socket.curve_serverkey, socket.curve_publickey = self.server_key.encode(), public.encode()
        socket.curve_secretkey = secret.encode()
        socket.connect(self.tcp)
        call = envelope_pb2.Envelope(kind=envelope_pb2.KIND_QUERY, call_id=ulid(), service='bus', method=WHO,
                                     timeout_ms=1000)
        socket.send(envelope_pb2.Frame(envelopes=[call]).SerializeToString())
        answered = socket.poll(1500) and envelope_pb2.Frame.FromString(socket.recv()).envelopes[0]
        socket.close()
        context.term()
        self.assertFalse(answered and answered.kind == envelope_pb2.KIND_REPLY and not answered.HasField('status'))
        self.assert_alive()

    def test_a_request_too_large_for_its_method_is_refused(self):
        with self.instance.partner('operator') as partner:
            with self.assertRaises(Refused) as refused:
                partner.command('registry', NOTE, process_pb2.NoteRequest(text='x' * 100000))
            self.assertEqual(refused.exception.reason, 'REQUEST_TOO_LARGE')


class Secrets(unittest.TestCase):
    def test_no_secret_in_logs_arguments_or_environment(self):
        with Instance(up=['--no-import']) as instance:
            instance.call('GetStatus', {}, '--service', 'registry')
            secrets = [instance.keys(name)[1] for name in ('bus', 'registry', 'operator', 'anct')]
            texts = [instance.log_text()]
            for service in ('bus', 'registry'):
                for file in ('environ', 'cmdline'):
                    with open(f'/proc/{instance.pid(service)}/{file}', encoding='utf-8', errors='replace') as text:
                        texts.append(text.read())
            for secret in secrets:
                self.assertFalse(any(secret in text for text in texts))
            for name in ('bus', 'registry', 'operator', 'anct'):
                self.assertEqual(os.stat(instance.path('keys', f'{name}.key')).st_mode & 0o777, 0o400)


if __name__ == '__main__':
    unittest.main()
