"""The web server in front, as deploy/nginx sets it up: what one address may do, slow clients, and what logs hold."""
import concurrent.futures
import json
import time
import unittest

from front import Front, new_secret
from raw_http import Line, request, statuses

CALL = '/api/pvd.bus.v1.BusService/WhoAmI'
JSON = 'Content-Type: application/json'
SLOW_SECONDS = 15  # after which nobody may still be sending a header; nginx waits for 10


class Limits(Front):
    """Each test comes from addresses of its own. For one of them, this machine is believed about whom it speaks for."""

    more = 'set_real_ip_from 127.0.2.100;\nreal_ip_header X-Test-Address;\n'

    def burst(self, path, count, source, *headers):
        """As fast as one line carries them: how many were answered with what."""
        with self.line(source) as line:
            line.send(request('GET', path, *headers) * count)
            got = statuses(line.read_until(lambda got: len(statuses(got)) == count, 10))
        return {status: got.count(status) for status in set(got)}

    def test_a_burst_stops_at_its_address(self):
        got = self.burst('/healthz', 600, '127.0.2.1')
        self.assertGreaterEqual(got[200], 200)
        self.assertGreaterEqual(got[429], 200)
        self.assertEqual(self.burst('/healthz', 100, '127.0.2.2'), {200: 100})
        self.assertEqual(self.burst('/connexion/x', 1, '127.0.2.1'), {404: 1}, 'who signs in is counted apart')

    def test_links_are_not_to_be_guessed(self):
        got = self.burst('/connexion/x', 30, '127.0.2.3')
        self.assertLessEqual(got[404], 15)
        self.assertGreaterEqual(got[429], 15)
        self.assertEqual(self.burst('/healthz', 30, '127.0.2.3'), {200: 30})
        self.assertEqual(self.burst('/connexion/x', 5, '127.0.2.4'), {404: 5})

    def test_a_network_of_ipv6_is_one_address(self):
        def sign_in(address):
            return self.burst('/connexion/x', 5, '127.0.2.100', f'X-Test-Address: {address}')
        got = [sign_in(f'2001:db8:7:8:{n}:1:2:3') for n in range(1, 9)]
        self.assertEqual(got[0], {404: 5})
        self.assertEqual(got[-1].get(429, 0) >= 4, True, got)
        self.assertEqual(sign_in('2001:db8:7:9:1:1:2:3'), {404: 5})
        self.assertEqual(sign_in('2001:db8::1'), {404: 5})

    def test_streams_of_one_address(self):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            tokens = list(pool.map(lambda _: self.seer(), range(13)))  # one reader has eight streams at most
        lines = [self.line('127.0.2.5') for _ in range(101)]
        try:
            for number, line in enumerate(lines):
                line.send(self.stream(tokens[number // 8]))
            got = [statuses(line.read_until(lambda got: b'\r\n\r\n' in got, 10)) for line in lines]
            self.assertEqual((got.count([200]), got.count([429])), (100, 1))
            with self.line('127.0.2.6') as other:
                other.send(self.stream(tokens[-1]))
                self.assertEqual(statuses(other.read_until(lambda got: b'\r\n\r\n' in got, 10)), [200])
        finally:
            for line in lines:
                line.socket.close()

    @staticmethod
    def stream(token):
        return request('GET', '/api/events?service=registry', f'Authorization: Bearer {token}')

    # ---- Slow clients

    def drip(self, begin, source):
        """A byte a second: for how long is it borne with?"""
        with self.line(source) as line:
            line.send(begin)
            start = time.monotonic()
            while time.monotonic() - start < SLOW_SECONDS:
                if line.seconds_to_end(1) is not None:
                    return time.monotonic() - start
                line.send(b'a')
        return None

    def listen(self, token):
        """Whether a stream on which nothing happens is kept, by a comment from time to time."""
        with self.line('127.0.2.12') as line:
            line.send(self.stream(token))
            heard = line.read_until(lambda got: b'\n:\n\n' in got, 20)
            return b'\n:\n\n' in heard and line.seconds_to_end(0.5) is None

    def stall(self, begin, source):
        with self.line(source) as line:
            line.send(begin)
            return line.seconds_to_end(SLOW_SECONDS)

    def test_slow_clients_are_ended_and_silent_listeners_are_not(self):
        body = request('POST', CALL, JSON, 'Content-Length: 1000', length=False)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            listener = pool.submit(self.listen, self.seer())
            slow = {'a header by bytes': pool.submit(self.drip, b'GET /healthz HTTP/1.1\r\nX-A: ', '127.0.2.7'),
                    'half a header': pool.submit(self.stall, b'GET /healthz HTTP/1.1\r\nHost: loc', '127.0.2.8'),
                    'no body': pool.submit(self.stall, body, '127.0.2.9'),
                    'half a body': pool.submit(self.stall, body + b'{"a":', '127.0.2.10')}
            self.assertEqual(statuses(self.ask(request('GET', '/healthz'), source='127.0.2.11')), [200])
            for name, found in slow.items():
                self.assertIsNotNone(found.result(), name)
            self.assertTrue(listener.result())


class Logs(Front):
    def test_no_secret_is_logged(self):
        token, link = self.seer(), new_secret()[0]
        cookie = new_secret()[0]
        headers = (f'Authorization: Bearer {token}', f'Cookie: __Host-pvd={cookie}',
                   f'Referer: {self.site}/connexion/{link}')
        for path in (f'/connexion/{link}', f'/%63onnexion/{link}', f'//connexion/{link}', f'/a/../connexion/{link}',
                     f'/connexion/{link}/', f'/CONNEXION/{link}', f'/connexion%2f{link}', f'/healthz?{link}',
                     f'https://localhost/connexion/{link}', f'/connexion?{link}', f'/static/{"a" * 8}.css'):
            for verb in ('GET', 'POST', 'PATCH'):
                self.ask(request(verb, path, *headers), source='127.0.3.1')
        for _ in range(30):
            self.ask(request('GET', f'/connexion/{link}', *headers), source='127.0.3.2')
        self.ask(request('GET', f'/connexion/{link}', *headers, 'Bad Header: x'), source='127.0.3.3')
        self.ask(request('POST', f'/connexion/{link}', *headers, 'Content-Length: 9999'), source='127.0.3.3')
        with Line(self.nginx.http) as line:
            line.send(request('GET', f'/connexion/{link}', *headers))
            line.read()
        told = self.nginx.text('access.log')
        self.assertIn('"path":"/connexion/-"', told)
        self.assertIn('"status":429', told)
        for entry in told.splitlines():
            self.assertIn('address', json.loads(entry))
        for name in ('access.log', 'error.log', 'other.log'):
            for secret in (link, token, cookie):
                self.assertNotIn(secret, self.nginx.text(name), name)


if __name__ == '__main__':
    unittest.main()
