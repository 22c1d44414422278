"""Hostile bytes over HTTP obtain nothing, and nobody else suffers: after each attack the gateway answers at once, and
is the same process."""
import os
import re
import resource
import select
import socket
import time
import unittest

from instance import BIN, Instance
from web import METHODS, Answer, Web, new_key

AT_ONCE = 3.0  # seconds, beside other tests
SEARCH = f'/api/{METHODS["SearchCommunes"].path}'
CHUNK = f'/api/{METHODS["PutImportChunk"].path}'  # takes as large a request as any
MEGABYTES = 1 << 20
# What a gateway may come to hold of its memory under attack; the sanitizers keep what was freed, for a while.
RSS_MAX = (700 if BIN.endswith('dev/bin') else 150) * MEGABYTES
GROWTH_MAX = 200 * MEGABYTES  # of one attack, quarantined by the sanitizers
PER_ADDRESS = 256  # connections
IMPATIENT_S = 40  # ends what moves not at all (30 s)


def head(verb, path, *lines, host='localhost'):
    return '\r\n'.join([f'{verb} {path} HTTP/1.1', f'Host: {host}', *lines, '', '']).encode()


def post(path, body, *lines):
    return head('POST', path, 'Content-Type: application/json', f'Content-Length: {len(body)}', *lines) + body


def read_all(sock, seconds):
    """What comes until the other side ends it, or nothing has come for so long."""
    got = b''
    while select.select([sock], [], [], seconds)[0]:
        try:
            data = sock.recv(65536)
        except ConnectionError:
            break
        if not data:
            break
        got += data
    return got


def statuses(data):
    return [int(status) for status in re.findall(rb'HTTP/1\.1 ([0-9]{3}) ', data)]


class Attacked(unittest.TestCase):
    """One gateway for all: what an attack leaves behind, the next one finds."""

    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance(up=['--no-import']))
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(limits[1], 8192), limits[1]))

    def setUp(self):
        self.web = self.enterContext(Web(self.instance, '127.0.0.9'))
        self.pid = self.instance.pid('gateway')
        self.addCleanup(self.assert_alive)

    def assert_alive(self):
        start = time.monotonic()
        self.assertTrue(self.web.is_healthy())
        self.assertLess(time.monotonic() - start, AT_ONCE)
        self.assertEqual(self.instance.pid('gateway'), self.pid, 'another process answers')
        self.assertLess(self.rss(), RSS_MAX)

    def rss(self):
        with open(f'/proc/{self.pid}/status', encoding='ascii') as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith('VmRSS'))

    def cpu_s(self):
        with open(f'/proc/{self.pid}/stat', encoding='ascii') as file:
            fields = file.read().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def connect(self, source='127.0.0.1'):
        return self.enterContext(Web(self.instance, source).connect())

    def send(self, data, last=False, quiet_s=10):
        """What comes back; `last`: and nothing more is sent."""
        with Web(self.instance).connect() as sock:
            try:
                sock.sendall(data)
                if last:
                    sock.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # it has heard enough
            return read_all(sock, quiet_s)

    def assert_status(self, data, *expected):
        """One kind of answer, or none where that is expected; libmicrohttpd writes the head of its own errors twice."""
        seen = set(statuses(self.send(data, last=True, quiet_s=1))) or {None}
        self.assertLessEqual(seen, set(expected), data[:80])

    def refusal(self, data):
        """What was said of one request, in the words of the house."""
        got = self.send(data)
        first, body = got.split(b'\r\n\r\n', 1)
        answer = Answer(int(first.split()[1]), {}, body)
        answer.read_error()
        return answer.status, answer.reason


class Heads(Attacked):
    """What comes before any body."""

    def test_a_head_too_large(self):
        self.assert_status(head('GET', '/healthz', 'X: ' + 100_000 * 'x'), 431, None)
        self.assert_status(head('GET', '/healthz', *(f'X-{n}: x' for n in range(10_000))), 431, None)
        self.assert_status(head('GET', '/healthz', 'Cookie: ' + '; '.join(f'a{n}=b' for n in range(20_000))), 431, None)
        self.assert_status(head('GET', '/' + 100_000 * 'x'), 414, 431, None)
        self.assert_status(head('GET', '/healthz?' + '&'.join(f'a{n}=b' for n in range(20_000))), 414, 431, None)
        self.assert_status(100_000 * b'x', 400, 414, 431, None)

    def test_a_head_that_never_ends(self):
        with self.connect() as sock:
            sent = 0
            try:
                sock.sendall(b'GET /healthz HTTP/1.1\r\nHost: localhost\r\n')
                while sent < 50 * MEGABYTES:
                    sock.sendall(1000 * b'X: xxxxxxxxxxxxxxxx\r\n')
                    sent += 20_000
            except OSError:
                pass
        self.assertLess(sent, 10 * MEGABYTES)

    def test_verbs(self):
        for verb in ('OPTIONS', 'TRACE', 'PATCH', 'CONNECT', 'get', 'G\x00T', 'X' * 2000, 'PROPFIND', 'PUT'):
            self.assert_status(head(verb, '/healthz', 'Content-Length: 0', 'Connection: close'), 400, 405, 501, None)
        self.assert_status(head('CONNECT', 'localhost:22', 'Connection: close'), 400, 404, 405, 501, None)
        self.assert_status(head('OPTIONS', '*', 'Connection: close'), 400, 404, 405, None)

    def test_versions(self):
        for line in (b'GET /healthz', b'GET /healthz HTTP/0.9', b'GET /healthz HTTP/2.0', b'GET /healthz HTTP/1.10',
                     b'GET /healthz HTTPS/1.1', b'GET  HTTP/1.1', b'PRI * HTTP/2.0', b' GET /healthz HTTP/1.1'):
            self.assert_status(line + b'\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400, 404, 405, 505, None)

    def test_the_forms_of_a_target(self):
        for target in ('http://localhost/healthz', 'http://ailleurs.example/healthz', 'healthz', '//healthz',
                       '/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/healthz/', '/healthz%2f', '/HEALTHZ',
                       '/api/..%2fsession', '/%', '/%f', '/%zz', '/\xff', '/%ff%fe', '/api/' + 300 * '../'):
            self.assert_status(head('GET', target, 'Connection: close'), 400, 404, None)

    def test_a_nul_ends_nothing(self):
        for target in ('/healthz%00', '/healthz%00.html', '/healthz?a=%00', '/api/session%00/x', '/%00',
                       '/connexion/' + 43 * 'A' + '%00'):
            self.assert_status(head('GET', target, 'Connection: close'), 400)

    def test_a_request_has_one_end(self):
        """What two programs in a row would read differently; what is hidden in it for the second one is not heard."""
        hidden = head('GET', '/healthz')
        size = len(b'{}') + len(hidden)
        for lines in (['Content-Length: 2', f'Content-Length: {size}'], ['Content-Length: 2', 'Content-Length: 2'],
                      ['Content-Length: 2', 'Transfer-Encoding: chunked'], ['Transfer-Encoding: gzip'],
                      ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], ['Transfer-Encoding: xchunked'],
                      ['Transfer-Encoding: chunked, identity'], ['Transfer-Encoding:\tchunked'],
                      ['Transfer-Encoding : chunked'], ['Content-Length : 2'], [f'Content-Length : {size}'],
                      ['Content-Length: -1'], ['Content-Length: +2'], ['Content-Length: 0x2'], ['Content-Length: 2, 2'],
                      ['Content-Length: '], ['Content-Length: 99999999999999999999999'], ['Host: ailleurs.example'],
                      ['Content-Length: 2', ' Transfer-Encoding: chunked'], ['X: a', ' Content-Length: 2'],
                      ['X: a\nTransfer-Encoding: chunked'], ['X: a\rContent-Length: 2'], ['X\tY: a'], ['X(): a']):
            data = head('POST', SEARCH, 'Content-Type: application/json', *lines) + b'{}' + hidden
            got = self.send(data, quiet_s=2)
            self.assertLessEqual(set(statuses(got)), {400, 413}, f'{lines}: {got}')
            self.assertNotIn(b'TEXT_MISSING', got, lines)

    def test_bytes_that_are_nothing(self):
        for data in (os.urandom(65536), b'\0' * 65536, b'\r\n' * 20_000, b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
                     b'\xff' * 100, b'SSH-2.0-x\r\n', b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', b'\n', b''):
            self.assertNotIn(200, statuses(self.send(data, last=True, quiet_s=1)), data[:20])

    def test_many_requests_at_once_on_one_connection(self):
        data = 99 * head('GET', '/healthz') + head('GET', '/healthz', 'Connection: close')
        self.assertEqual(statuses(self.send(data)), 100 * [200])
        ask = post(SEARCH, b'{"text": "ferte"}')
        data = 50 * (ask + head('GET', '/nowhere')) + head('GET', '/healthz', 'Connection: close')
        self.assertEqual(statuses(self.send(data)), 50 * [200, 404] + [200])


class Bodies(Attacked):
    """Of somebody who may ask; of whoever is not signed in nothing is read for what is not open to all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.instance.partner('operator') as operator, Web(cls.instance) as web:
            cls.token = f'Authorization: {web.token("anct", operator).headers["Authorization"]}'

    def test_a_length_too_large_is_refused_before_it_comes(self):
        for length in (10 * 1000**3, 2**63 - 1, 64 * MEGABYTES):
            data = head('POST', SEARCH, 'Content-Type: application/json', f'Content-Length: {length}')
            self.assertEqual(self.refusal(data), (413, 'BODY_TOO_LARGE'))

    def test_a_body_without_a_length_that_never_ends(self):
        for path in (SEARCH, CHUNK, '/healthz', '/api/session', '/connexion/' + 43 * 'A', '/nowhere'):
            before, sent = self.rss(), 0
            with self.connect() as sock:
                try:
                    sock.sendall(head('POST', path, 'Content-Type: application/json', 'Transfer-Encoding: chunked'))
                    while sent < 200 * MEGABYTES:
                        sock.sendall(b'10000\r\n' + 65536 * b' ' + b'\r\n')
                        sent += 65536
                except OSError:
                    pass
            self.assertLess(sent, 40 * MEGABYTES, path)
            self.assertLess(self.rss() - before, GROWTH_MAX, path)

    def test_a_chunk_that_is_none(self):
        for chunk in (b'ffffffffffffffffff\r\n', b'-1\r\n', b'zz\r\n', b'5\r\nabc\r\n', b'\r\n', 4000 * b'0',
                      b'2;' + 40_000 * b'x' + b'\r\n{}\r\n0\r\n\r\n', b'2\n{}\n0\n\n', b'0\r\nX: ' + 40_000 * b'x'):
            data = head('POST', SEARCH, 'Content-Type: application/json', 'Transfer-Encoding: chunked') + chunk
            self.assertNotIn(200, statuses(self.send(data, last=True, quiet_s=1)), chunk[:30])

    def test_a_chunks_line_without_an_end_costs_no_time(self):
        """The library would look at it again and again, as fast as it can."""
        for line in (40_000 * b'0', b'2;' + 40_000 * b'x'):
            sock = self.connect()
            sock.sendall(head('POST', SEARCH, 'Content-Type: application/json', 'Transfer-Encoding: chunked') + line)
        before = self.cpu_s()
        time.sleep(2)
        self.assertLess(self.cpu_s() - before, 0.3)

    def test_less_than_was_announced(self):
        self.assert_status(head('POST', SEARCH, 'Content-Type: application/json', 'Content-Length: 100') + b'{}', 400,
                           None)

    def json(self, text, path=SEARCH, *lines):
        body = text if isinstance(text, bytes) else text.encode()
        return self.refusal(post(path, body, 'Connection: close', f'Idempotency-Key: {new_key()}', self.token, *lines))

    def test_nothing_is_read_of_nobody(self):
        body = b'{"importId": [' + b'"",' * 1_000_000 + b'""]}'
        self.assertEqual(self.refusal(post(CHUNK, body, 'Connection: close')), (401, 'SIGN_IN_REQUIRED'))

    def test_json_that_is_none(self):
        for text in ('{', '[]', '"', 'nul', '{"text": "a"} {}', '{"text": "\\ud800"}', '{"text": "\\u0000"}', '{"a": }',
                     '{"text":"a","text":"b"}', '{"inconnu": 1}', '{"limit": 1e400}', '{"limit": 4294967296}',
                     '{"limit": -1}', '{"limit": ' + 4000 * '9' + '}', '{"limit": 1e-400}', '{"text": 1}', '\ufeff{}',
                     b'{"text": "\xff\xfe"}', b'{"text": "\xc0\x80"}', b'{"text": "\xed\xa0\x80"}', b'\0', b'{}\0',
                     '{"text": "' + 400 * 'x' + '", "limit": NaN}'):
            status, reason = self.json(text)
            self.assertEqual(status, 400, f'{text[:40]}: {reason}')

    def test_json_that_is_deep(self):
        depth = 500_000
        for text in (depth * '[', depth * '{"a":', '{"text":' + depth * '[' + depth * ']' + '}'):
            status, reason = self.json(text, CHUNK)
            self.assertIn((status, reason), [(400, 'MALFORMED_JSON'), (400, 'TOO_DEEP'), (400, 'UNKNOWN_FIELD'),
                                             (400, 'INVALID_VALUE')])

    def test_json_of_a_million_values(self):
        """Another client does not wait longer for it than a moment."""
        values = 1_000_000
        for text in ('{"importId": "x", "regions": [' + ','.join(['{}'] * values) + ']}',
                     '{"importId": "x", "x": [' + ','.join(['1'] * values) + ']}',
                     '{' + ','.join(f'"a{n}":1' for n in range(values // 2)) + '}',
                     '{"importId": [' + ','.join(['""'] * (values * 2)) + ']}'):
            start = time.monotonic()
            status, reason = self.json(text, CHUNK)
            self.assertIn(status, (400, 403, 413, 429), reason)
            self.assertLess(time.monotonic() - start, 10)

    def test_a_message_that_is_no_message(self):
        for path in (SEARCH, CHUNK):
            for body in (b'\xff' * 500, b'\x0a\xff\xff\xff\xff\x0f', os.urandom(500), b'\x0b' * 500):
                data = head('POST', path, 'Content-Type: application/proto', f'Content-Length: {len(body)}',
                            f'Idempotency-Key: {new_key()}', 'Connection: close', self.token) + body
                self.assertIn(self.refusal(data)[0], (400, 403))

    def test_a_message_in_the_address(self):
        for query in ('', '?encoding=json&message=%7B', '?encoding=proto&base64=1&message=!!!!', '?encoding=x',
                      '?encoding=proto&message=%ff%ff', '?encoding=json&message=' + 3_000 * '%5B',
                      '?encoding=json&compression=gzip&message=%7B%7D', '?encoding=json&base64=1&message=AAA=A'):
            status, _ = self.refusal(head('GET', SEARCH + query, 'Connection: close'))
            self.assertEqual(status, 400, query[:40])

    def test_headers_that_make_no_sense(self):
        for line in ('Idempotency-Key: ' + 200 * 'x', 'Content-Encoding: gzip', 'Connect-Protocol-Version: 2',
                     'Connect-Timeout-Ms: 99999999999', 'Connect-Timeout-Ms: -1', 'PVD-At-Least: ' + 500 * 'x',
                     'PVD-At-Least: registry:99999999999:1', 'Authorization: Basic b3BlcmF0b3I6', 'Authorization: ',
                     'Authorization: Bearer ' + 3_000 * 'x', 'Cookie: __Host-pvd=' + 3_000 * 'x'):
            answer = statuses(self.send(post(SEARCH, b'{}', line, 'Connection: close')))
            self.assertIn(answer, ([400], [401]), line[:40])
        answers = statuses(self.send(post(SEARCH, b'{"text":"ferte"}', 'traceparent: ' + 55 * 'z', 'Connection: close')))
        self.assertEqual(answers, [200])


class Floods(Attacked):
    def test_one_address_does_not_keep_another_out(self):
        lines = [self.connect('127.0.0.20') for _ in range(300)]
        time.sleep(0.5)
        open_lines = [sock for sock in lines if not select.select([sock], [], [], 0)[0]]
        self.assertEqual(len(open_lines), PER_ADDRESS)
        with Web(self.instance, '127.0.0.3') as other:
            self.assertTrue(other.is_healthy())
        open_lines.pop().close()
        end = time.monotonic() + AT_ONCE
        while time.monotonic() < end:
            try:
                with Web(self.instance, '127.0.0.20') as again:
                    self.assertTrue(again.is_healthy())
                return
            except (ConnectionError, OSError):
                time.sleep(0.05)
        self.fail('the place that became free is nobody’s')

    def test_connections_that_come_and_go(self):
        before = self.rss()
        for n in range(5000):
            with Web(self.instance, f'127.0.1.{n % 250 + 1}').connect() as sock:
                sock.send(b'GET /healthz HTTP/1.1\r\n')
        self.assertLess(self.rss() - before, GROWTH_MAX)

    def test_connections_that_are_reset(self):
        before = self.rss()
        for n in range(2000):
            with Web(self.instance, f'127.0.2.{n % 250 + 1}').connect() as sock:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
                sock.send(post(SEARCH, b'{"text": "ferte"}')[:n % 150 + 1])
        self.assertLess(self.rss() - before, GROWTH_MAX)

    def test_as_many_half_bodies_as_fit(self):
        """Bodies under way are counted together: they are not as many times the largest as there are clients."""
        before, body = self.rss(), 7 * MEGABYTES * b' '
        lines = [self.connect(f'127.0.0.{30 + n % 4}') for n in range(40)]
        start = head('POST', CHUNK, 'Content-Type: application/json', f'Content-Length: {len(body) + 1}')
        for sock in lines:
            sock.settimeout(5)
            try:
                sock.sendall(start + body)
            except OSError:
                pass  # refused
        self.assertLess(self.rss() - before, 400 * MEGABYTES)

    def test_answers_nobody_reads(self):
        """A thousand questions in a row on each connection, and not one answer read."""
        before = self.rss()
        for sock in [self.connect('127.0.0.21') for _ in range(50)]:
            sock.setblocking(False)
            try:
                sock.send(1000 * post(SEARCH, b'{"text": "a"}'))
            except BlockingIOError:
                pass
        time.sleep(1)
        self.assert_alive()
        self.assertLess(self.rss() - before, GROWTH_MAX)


class Slow(Attacked):
    """Whoever takes a byte's time for a byte is ended, all at once here: it takes a minute."""

    def test_slow_ones_are_ended_in_bounded_time(self):
        self.drip = {self.connect(): data for data in (
            20 * head('GET', '/healthz', 'X: ' + 200 * 'x'),
            head('POST', SEARCH, 'Content-Type: application/json', 'Content-Length: 1000') + 500 * b' ',
            head('POST', SEARCH, 'Content-Type: application/json', 'Transfer-Encoding: chunked') + 100 * b'1\r\n \r\n',
            100 * b'\r\n' + 200 * b'x')}
        heads = {sock: data.find(b'\r\n\r\n') + 4 if data.startswith(b'POST') else 0 for sock, data in self.drip.items()}
        for sock, at in heads.items():
            sock.sendall(self.drip[sock][:at])
        silent = self.connect()
        ended, start, silent_s = {}, time.monotonic(), None
        while len(ended) < len(heads) and time.monotonic() - start < 75:
            for sock, at in heads.items():
                if sock in ended:
                    continue
                try:
                    sock.send(self.drip[sock][at:at + 1])
                    heads[sock] += 1
                except OSError:
                    ended[sock] = time.monotonic() - start
            if silent_s is None and select.select([silent], [], [], 0)[0]:
                silent_s = time.monotonic() - start
            time.sleep(1)
        self.assertEqual(len(ended), len(heads), 'some drip on')
        self.assertGreater(min(ended.values()), 50)
        self.assertIsNotNone(silent_s, 'who says nothing stays')
        self.assertLess(silent_s, IMPATIENT_S)


if __name__ == '__main__':
    unittest.main()
