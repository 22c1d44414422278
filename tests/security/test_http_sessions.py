"""Signing in over HTTP: who is somebody, for how long, and what obtains nothing."""
import base64
import os
import time
import unittest

from instance import Instance
from partner import Refused, module
from people import OTHER, SOON, People, forged, instant
from web import COOKIE, METHODS, Web, b64url, bearer

SESSIONS_PER_PRINCIPAL = 16


class Links(People):
    def test_a_link_opens_a_session_of_its_principal(self):
        name, session = self.signed_in()
        self.assertEqual(self.who(session), name)

    def test_a_link_that_was_used_is_refused_and_its_session_lives(self):
        name = self.somebody()
        link = self.web.create_link(name, self.operator)
        session = self.web.session_of(self.web.press(link))
        again = self.web.press(link)
        self.assertEqual((again.status, self.page_says(again)), (400, 'LINK_NOT_VALID'))
        self.assertIsNone(again.headers['Set-Cookie'])
        self.assertEqual(self.who(session), name)
        self.assertEqual(len(self.sessions_of(name)), 1)

    def test_a_link_pressed_by_many_at_once_opens_one_session(self):
        name = self.somebody()
        link, webs = self.web.create_link(name, self.operator), [Web(self.instance) for _ in range(8)]
        sockets = [web.connect() for web in webs]
        for sock in sockets:
            sock.sendall((f'POST {link} HTTP/1.1\r\nHost: {self.web.host}\r\nOrigin: {self.web.origin}\r\n'
                          'Content-Length: 0\r\nConnection: close\r\n\r\n').encode())
        seen = []
        for sock in sockets:
            with sock:
                seen.append(sock.makefile('rb').readline().split()[1])
        self.assertEqual(sorted(seen), [b'303'] + 7 * [b'400'])
        self.assertEqual(len(self.sessions_of(name)), 1)

    def test_who_only_looks_at_a_link_consumes_nothing(self):
        """Mail scanners fetch what they find."""
        link = self.web.create_link(self.somebody(), self.operator)
        before = self.written()
        for verb in 10 * ['GET', 'HEAD']:
            answer = self.web.request(verb, link)
            self.assertEqual((answer.status, answer.headers['Set-Cookie']), (200, None))
        self.assertEqual(self.written(), before)
        self.assertEqual(self.web.press(link).status, 303)

    def test_a_link_is_not_pressed_from_elsewhere(self):
        link = self.web.create_link(self.somebody(), self.operator)
        for origin in (OTHER, 'null', self.web.origin + '.ailleurs.example', self.web.origin.replace('http', 'https')):
            answer = self.web.press(link, {'Origin': origin})
            self.assertEqual((answer.status, self.page_says(answer)), (403, 'CROSS_SITE'), origin)
        answer = self.web.request('POST', link, {'Content-Length': '0'})
        self.assertEqual((answer.status, self.page_says(answer)), (403, 'CROSS_SITE'))
        self.assertEqual(self.web.press(link).status, 303)

    def test_what_is_no_link_is_refused(self):
        for text in ('', 'x', 42 * 'A', 44 * 'A', 43 * '!', 43 * 'A' + '/', '..%2f..%2fetc%2fpasswd'):
            answer = self.web.press(f'/connexion/{text}')
            self.assertEqual((answer.status, self.page_says(answer)), (404, 'LINK_MALFORMED'), text)
        self.assertEqual(self.page_says(self.web.press(f'/connexion/{b64url(os.urandom(32))}')), 'LINK_NOT_VALID')

    def test_a_link_outlives_no_principal(self):
        name = self.somebody()
        link = self.web.create_link(name, self.operator)
        self.instance.pvd('principal', 'revoke', name, '--reason', 'départ')
        self.instance.settle()
        self.assertNotEqual(self.web.press(link).status, 303)

    def test_a_service_gets_no_link_and_no_token(self):
        for make in (self.web.create_link, self.web.token):
            with self.assertRaises(Refused) as refused:
                make('registry', self.operator)
            self.assertEqual(refused.exception.reason, 'PRINCIPAL_IS_SERVICE')


class Cookies(People):
    def test_its_attributes(self):
        answer = self.web.press(self.web.create_link(self.somebody(), self.operator))
        pair, *attributes = answer.headers['Set-Cookie'].split('; ')
        self.assertRegex(pair, f'^{COOKIE}=[A-Za-z0-9_-]{{43}}$')
        self.assertEqual(sorted(attributes), ['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure'])
        self.assertEqual((answer.status, answer.headers['Location'], answer.headers['Cache-Control']),
                         (303, '/', 'no-store'))

    def test_one_that_was_not_given_is_nobodys(self):
        _, session = self.signed_in()
        secret = session.secret
        other_last = 'A' if secret[-1] != 'A' else 'E'
        for text in (b64url(os.urandom(32)), secret[:-1], secret[:-1] + other_last, secret + 'A', secret + '=', '',
                     secret.swapcase(), 'x' * 4000, b64url(bytes(32)), f'"{secret}"x'):
            self.assert_over(forged(text))
        self.assertTrue(self.is_in(session))

    def test_one_of_another_instance_is_nobodys(self):
        with Instance(up=['--no-import']) as other, other.partner('operator') as operator, Web(other) as web:
            session = web.sign_in('anct', operator)
            self.assertEqual(web.request('GET', '/api/session', session.headers).status, 200)
        self.assert_over(session)

    def test_one_that_is_no_good_is_taken_back(self):
        answer = self.web.request('GET', '/api/session', forged('x').headers)
        self.assertIn('Max-Age=0', answer.headers['Set-Cookie'])

    def test_a_token_is_no_cookie_and_a_cookie_no_token(self):
        name, session = self.signed_in()
        token = self.web.token(name, self.operator)
        self.assert_over(forged(token.secret.removeprefix('pvd_')))
        self.assert_over(bearer(f'pvd_{session.secret}'), 'TOKEN_NOT_VALID')

    def test_a_link_is_neither(self):
        secret = self.web.create_link(self.somebody(), self.operator).removeprefix('/connexion/')
        self.assert_over(forged(secret))
        self.assert_over(bearer(f'pvd_{secret}'), 'TOKEN_NOT_VALID')


class Ends(People):
    def stream_of(self, who):
        stream = self.enterContext(self.web.stream('registry', who))
        self.assertEqual(stream.opened(), 200)
        return stream

    def assert_ended(self, stream, reason='SESSION_OVER'):
        stream.run(lambda stream: not stream.is_open, SOON)
        self.assertFalse(stream.is_open, 'the stream goes on')
        self.assertEqual((stream.events[-1].type, stream.error()), ('refused', reason))

    def sign_out(self, session, web=None):
        return (web or self.web).request('DELETE', '/api/session', session.headers)

    def test_signing_out_ends_it_at_once_everywhere(self):
        name, session = self.signed_in()
        other = self.web.sign_in(name, self.operator)
        with Web(self.instance, '127.0.0.2') as tab:
            self.assertTrue(self.is_in(session, tab))
            streams, kept = [self.stream_of(session), self.stream_of(session)], self.stream_of(other)
            answer = self.sign_out(session)
            self.assertEqual(answer.status, 204)
            self.assertIn('Max-Age=0', answer.headers['Set-Cookie'])
            self.assert_over(session)
            self.assertFalse(self.is_in(session, tab))
        for stream in streams:
            self.assert_ended(stream)
        self.assertTrue(self.is_in(other))
        self.assertFalse(kept.run(lambda stream: not stream.is_open, 1))
        self.assertTrue(kept.is_open)
        self.assertEqual(self.sign_out(session).status, 401)

    def test_a_principal_that_is_revoked_is_nobody_at_once(self):
        name, session = self.signed_in()
        token = self.web.token(name, self.operator)
        streams = {self.stream_of(session): 'SESSION_OVER', self.stream_of(token): 'TOKEN_NOT_VALID'}
        self.instance.pvd('principal', 'revoke', name, '--reason', 'départ')
        self.assert_soon_over(session)
        self.assert_soon_over(token, 'TOKEN_NOT_VALID')
        for stream, reason in streams.items():
            self.assert_ended(stream, reason)
        for make in (self.web.create_link, self.web.token):
            with self.assertRaises(Refused):
                make(name, self.operator)

    def test_an_operator_closes_a_session(self):
        name, session = self.signed_in()
        stream, act = self.stream_of(session), self.web.token('operator', self.operator)
        request = {'sessionId': self.sessions_of(name)[0]}
        self.assertEqual(self.web.call('CloseSession', request, act).code, 'invalid_argument')
        self.assertEqual(self.web.call('CloseSession', {**request, 'reason': 'Un poste volé.'}, act).status, 200)
        self.assert_over(session)
        self.assert_ended(stream)

    def test_nobody_else_closes_a_session(self):
        name, session = self.signed_in()
        _, other = self.signed_in()
        answer = self.web.call('CloseSession', {'sessionId': self.sessions_of(name)[0], 'reason': 'x'}, other)
        self.assertEqual(answer.reason, 'SESSION_UNKNOWN')
        self.assertTrue(self.is_in(session))

    def test_one_session_too_many_ends_the_oldest(self):
        name = self.somebody()
        sessions = [self.web.sign_in(name, self.operator) for _ in range(SESSIONS_PER_PRINCIPAL)]
        self.assertTrue(all(self.is_in(session) for session in sessions))
        sessions.append(self.web.sign_in(name, self.operator))
        self.assert_over(sessions[0])
        self.assertTrue(all(self.is_in(session) for session in sessions[1:]))

    def test_a_token_ends_in_time(self):
        token = self.web.token('anct', self.operator, instant(3))
        stream = self.stream_of(token)
        self.assertTrue(self.is_in(token))
        self.assert_soon_over(token, 'TOKEN_NOT_VALID')
        self.assert_ended(stream, 'TOKEN_NOT_VALID')

    def test_a_token_is_revoked(self):
        name = self.somebody()
        tokens = [self.web.token(name, self.operator) for _ in range(2)]
        stream = self.stream_of(tokens[0])
        answer = self.web.call('RevokeToken', {'tokenId': tokens[0].id, 'reason': 'Perdu.'},
                               self.web.token('operator', self.operator))
        self.assertEqual(answer.status, 200)
        self.assert_over(tokens[0], 'TOKEN_NOT_VALID')
        self.assert_ended(stream, 'TOKEN_NOT_VALID')
        self.assertTrue(self.is_in(tokens[1]))

    def test_a_session_ends_with_its_principals_time(self):
        bus_pb2, actor_pb2 = module('bus.v1.bus'), module('bus.v1.actor')
        self.operator.command('bus', METHODS['AddPrincipal'].path, bus_pb2.AddPrincipalRequest(
            principal=actor_pb2.Principal(id='de-passage', kind=actor_pb2.PRINCIPAL_KIND_PERSON,
                                          roles=[actor_pb2.ROLE_AUDITOR], valid_until=instant(5))))
        self.instance.settle()
        session = self.web.sign_in('de-passage', self.operator)
        stream = self.stream_of(session)
        self.assertTrue(self.is_in(session))
        self.assert_soon_over(session)
        self.assert_ended(stream)

    def test_a_session_outlives_the_gateway_and_its_end_does_too(self):
        name, session = self.signed_in()
        token, gone = self.web.token(name, self.operator), self.web.sign_in(name, self.operator)
        self.assertEqual(self.sign_out(gone).status, 204)
        pid = self.instance.pid('gateway')
        self.instance.kill('gateway')
        end = time.monotonic() + 20
        while self.instance.pid('gateway') == pid and time.monotonic() < end:
            time.sleep(0.1)
        self.instance.wait_ready()
        self.assertEqual(self.who(session), name)
        self.assertEqual(self.web.request('GET', '/api/session', session.headers).json()['csrfToken'], session.csrf)
        self.assertTrue(self.is_in(token))
        self.assert_over(gone)


class Canaries(People):
    """Secrets are in no log, no journal, and nowhere on disk; those of people who signed in, and who failed to."""

    def test_no_secret_is_written_anywhere(self):
        name, session = self.signed_in()
        token = self.web.token(name, self.operator)
        used, unused = (self.web.create_link(name, self.operator) for _ in range(2))
        self.web.press(used)
        self.web.press(used)
        wrong = b64url(os.urandom(32))
        self.web.press(f'/connexion/{wrong}')
        self.is_in(forged(wrong))
        self.is_in(bearer(f'pvd_{wrong}'))
        self.web.request('POST', unused, {'Origin': OTHER, 'Content-Length': '0'})
        with self.web.stream('registry', session) as stream:
            stream.opened()
        canaries = [session.secret, session.csrf, token.secret.removeprefix('pvd_'), wrong,
                    *(link.rsplit('/', 1)[1] for link in (used, unused))]
        self.instance.settle()
        found = [where for where, text in self.places() for canary in canaries
                 if canary.encode() in text or self.decoded(canary) in text]
        self.assertEqual(found, [])
        self.assertIn('SessionOpened', self.instance.pvd('events', '--service', 'gateway', '--json').stdout)

    @staticmethod
    def decoded(canary):
        return base64.urlsafe_b64decode(canary + '=')

    def places(self):
        """What the instance wrote, what its programs were started with, and what its journals tell."""
        for folder, _, names in os.walk(self.instance.dir):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, 'rb') as file:
                        yield path, file.read()
        for service in self.instance.services():
            for name in ('environ', 'cmdline'):
                with open(f'/proc/{self.instance.pid(service)}/{name}', 'rb') as file:
                    yield f'{service} {name}', file.read()
            yield f'{service} events', self.instance.pvd('events', '--service', service, '--json').stdout.encode()


if __name__ == '__main__':
    unittest.main()
