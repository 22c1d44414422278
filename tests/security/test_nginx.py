"""The web server in front, as deploy/nginx sets it up: TLS, headers, sizes, paths, events, signing in."""
import json
import re
import ssl
import subprocess
import time
import unittest

from front import Front, curl, new_secret
from nginx import Nginx
from raw_http import Line, request, statuses, tls_context

CALL = '/api/pvd.bus.v1.BusService/WhoAmI'
LARGE = '/api/pvd.registry.v1.RegistryService/PutImportChunk'
JSON = 'Content-Type: application/json'
ALWAYS = {'strict-transport-security': 'max-age=31536000', 'x-content-type-options': 'nosniff',
          'referrer-policy': 'same-origin', 'cache-control': 'no-store',
          'content-security-policy': "default-src 'none'; frame-ancestors 'none'"}


class Site(Front):
    def test_it_is_what_an_operator_checks(self):
        checked = subprocess.run(self.nginx.command('-t'), capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertNotIn('warn', checked.stderr)

    # ---- TLS, HTTP/2

    def test_tls(self):
        for version, is_spoken in ((ssl.TLSVersion.TLSv1_3, True), (ssl.TLSVersion.TLSv1_2, False)):
            context = tls_context(version, version)
            with Line(self.nginx.https) as line:
                if is_spoken:
                    context.wrap_socket(line.socket, server_hostname='localhost').close()
                    continue
                with self.assertRaises(ssl.SSLError) as refused:
                    context.wrap_socket(line.socket, server_hostname='localhost')
                self.assertIn('PROTOCOL_VERSION', refused.exception.reason)

    def test_http_2(self):
        self.assertEqual(self.curl('/healthz', '--http2').version, 'HTTP/2')
        self.assertEqual(self.curl('/healthz', '--http1.1').version, 'HTTP/1.1')

    def test_without_tls_there_is_but_the_way(self):
        plain = f'http://localhost:{self.nginx.http}'
        moved = curl(f'{plain}/territoires?code=84003')
        self.assertEqual((moved.status, moved.headers['location']),
                         (301, ['https://localhost/territoires?code=84003']))
        elsewhere = curl('--header', 'Host: ailleurs.example', f'{plain}/')
        self.assertEqual(elsewhere.headers['location'], ['https://localhost/'])
        told = curl('--json', '{}', '--header', 'X-Forwarded-Proto: https', plain + CALL)
        self.assertEqual((told.status, json.loads(told.body)['code']), (403, 'permission_denied'))

    # ---- What is passed on

    def test_a_call(self):
        answer = self.curl(CALL, '--http2', '--json', '{}')
        self.assertEqual((answer.status, json.loads(answer.body)['actor']['principal']), (200, 'public'))

    def test_headers_once(self):
        answers = {
            200: self.curl('/healthz'), 404: self.curl('/rien'), 405: self.curl('/healthz', '--json', '{}'),
            400: self.curl('/a//b'), 421: self.curl('/', '--header', 'Host: ailleurs.example'),
            413: self.curl('/healthz', '--http1.1', '--header', 'Content-Length: 3000000', '--data', 'x')}
        for status, answer in answers.items():
            self.assertEqual(answer.status, status)
            for name, value in ALWAYS.items():
                self.assertEqual(answer.headers.get(name), [value], (status, name))
            self.assertRegex(answer.headers['server'][0], r'^nginx$')

    def test_a_page_keeps_its_own_policy(self):
        answer = self.curl(f'/connexion/{new_secret()[0]}')
        self.assertEqual(answer.status, 200)
        self.assertRegex(', '.join(answer.headers['content-security-policy']), r"^default-src 'self'; [^,]*$")

    def test_json_is_compressed_and_secrets_are_not(self):
        zipped = ('--header', 'Accept-Encoding: gzip')
        for path in ('/api/session', f'/connexion/{new_secret()[0]}', '/api/events?service=rien'):
            self.assertNotIn('content-encoding', self.curl(path, *zipped).headers, path)
        long = self.curl('/api/pvd.bus.v1.ProcessService/GetMetrics', *zipped, '--json', '{}', '--header',
                         'PVD-Service: bus', '--header', f'Authorization: Bearer {self.seer()}')
        self.assertEqual((long.status, long.headers.get('content-encoding')), (200, ['gzip']))

    # ---- Limits of one request

    def test_a_body_too_long(self):
        """What nginx refuses itself, as soon as it is announced."""
        for path, size in (('/healthz', 2 * 2**20 + 1), (CALL, 16 * 2**20 + 1), ('/connexion/x', 5000)):
            got = self.ask(request('POST', path, JSON, f'Content-Length: {size}', length=False))
            self.assertEqual(statuses(got), [413], path)
            self.assertNotIn(b'BODY_TOO_LARGE', got)

    def test_a_refused_body_does_not_hide_why(self):
        """The gateway's refusal arrives, though a body of 2 MB is on its way."""
        with open(self.nginx.path('long'), 'w', encoding='ascii') as file:
            file.write('{' + ' ' * 2 * 10**6 + '}')
        body = ('--header', JSON, '--header', 'Expect:', '--data-binary', f'@{file.name}')
        for version in ('--http1.1', '--http2') * 4:
            for chunks in ((), ('--header', 'Transfer-Encoding: chunked')):
                long = self.curl(CALL, version, *body, *(chunks if version == '--http1.1' else ()))
                self.assertEqual((long.status, 'BODY_TOO_LARGE' in long.body), (413, True), (version, chunks))
            unknown = self.curl(LARGE, version, *body, '--header', f'Authorization: Bearer pvd_{new_secret()[0]}')
            self.assertEqual((unknown.status, 'TOKEN_NOT_VALID' in unknown.body), (401, True), version)

    def test_a_refused_body_is_not_waited_for_without_end(self):
        for announced in ('Content-Length: 16777217', 'Content-Length: 3000000\r\nExpect: 100-continue'):
            got = self._straight(request('POST', CALL, JSON, announced, length=False))
            self.assertEqual(statuses(got), [413], announced)
        with Line(self.port) as line:
            line.send(request('POST', CALL, JSON, 'Transfer-Encoding: chunked'))
            for _ in range(18):
                line.send(b'100000\r\n' + b' ' * 2**20 + b'\r\n')
            self.assertIsNotNone(line.seconds_to_end(5))

    def test_headers_too_long(self):
        for data in (request('GET', '/healthz', 'X-A: ' + 'b' * 9000),
                     request('GET', '/healthz', *(f'X-{n}: {"b" * 1000}' for n in range(40)))):
            self.assertEqual(statuses(self.ask(data)), [400])
        self.assertEqual(statuses(self.ask(request('GET', '/' + 'a' * 9000))), [414])
        fits = request('GET', '/healthz', *(f'X-{n}: {"b" * 4000}' for n in range(2)))
        self.assertEqual(statuses(self.ask(fits)), [200], 'what nginx takes, the gateway does')

    def test_a_path_has_one_reading(self):
        for path in ('/static/../../../../etc/passwd', '/static/..%2f..%2f..%2fetc/passwd', '/static/%2e%2e/%2e%2e/etc',
                     '/static/..%5c..%5cetc/passwd', '/static/..\\..\\etc\\passwd', '/static/..%252f..%252fetc/passwd',
                     '/static/%c0%ae%c0%ae/etc/passwd', '/static/%00/etc/passwd', '/static/a%00.css', '//etc/passwd',
                     '/..', '/./healthz', '/api/../healthz', '/healthz/..;/healthz', '/static/%', '/static/%zz',
                     '/etc/passwd', 'etc/passwd', '/static/....//....//etc/passwd'):
            for got in (self.ask(request('GET', path)), self._straight(request('GET', path))):
                self.assertIn(statuses(got), ([400], [404]), path)
                self.assertNotIn(b'root:', got, path)

    def _straight(self, data):
        with Line(self.port) as line:
            line.send(data)
            return line.read()

    # ---- Events

    def events(self, *headers, query=''):
        line = self.line()
        self.addCleanup(line.socket.close)
        line.send(request('GET', f'/api/events?service=bus{query}', 'Accept-Encoding: gzip', *headers))
        return line

    def add_principal(self, name):
        return self.instance.principal(name, 'prefecture', '--departement', '84')

    def test_events_come_at_once_and_go_on_where_they_were_left(self):
        bearer = f'Authorization: Bearer {self.seer()}'
        line = self.events(bearer)
        self.assertIn(b'retry:', line.read_until(lambda got: b'retry:' in got, 5))
        self.add_principal('premiere')
        start = time.monotonic()
        got = line.read_until(lambda got: got.endswith(b'\n\n\r\n') and b'premiere' in got, 5)
        self.assertLess(time.monotonic() - start, 2)
        last = re.findall(rb'^id: (\S+)', got, re.MULTILINE)[-1].decode()
        line.socket.close()
        self.add_principal('deuxieme')
        again = self.events(bearer, f'Last-Event-ID: {last}')
        got = again.read_until(lambda got: b'deuxieme' in got, 5)
        self.assertIn(b'deuxieme', got)
        self.assertNotIn(b'premiere', got)

    # ---- Signing in

    def test_signing_in(self):
        jar, link = self.nginx.path('cookies'), self.link(self.add_principal('agent'))
        same = ('--header', f'Origin: {self.site}', '--cookie', jar, '--cookie-jar', jar)
        self.assertEqual(self.curl(f'/connexion/{link}').status, 200)
        signed = self.curl(f'/connexion/{link}', *same, '--data', '')
        self.assertEqual((signed.status, signed.headers['location']), (303, ['/']))
        self.assertRegex(signed.headers['set-cookie'][0], '^__Host-pvd=.*; Secure; HttpOnly; SameSite=Strict$')
        session = json.loads(self.curl('/api/session', *same).body)
        self.assertEqual((session['signedIn'], session['actor']['principal']), (True, 'agent'))
        self.assertEqual(self.curl('/api/session', *same, '--request', 'DELETE').status, 403)
        csrf = f'X-CSRF-Token: {session["csrfToken"]}'
        out = self.curl('/api/session', *same, '--request', 'DELETE', '--header', csrf)
        self.assertEqual(out.status, 204)
        self.assertFalse(json.loads(self.curl('/api/session', *same).body)['signedIn'])
        self.assertNotEqual(self.curl(f'/connexion/{link}', *same, '--data', '').status, 303)

    def test_another_site_signs_nobody_in(self):
        link = self.link(self.add_principal('vise'))
        for origin in ('https://ailleurs.example', 'null', f'http://localhost:{self.nginx.https}', 'https://localhost'):
            refused = self.curl(f'/connexion/{link}', '--header', f'Origin: {origin}', '--data', '')
            self.assertEqual((refused.status, 'CROSS_SITE' in refused.body), (403, True), origin)

    def test_nobody_is_believed_who_says_https(self):
        """The port is for this machine, straight: what says that it was forwarded is not safe there."""
        link, token = self.link(self.add_principal('loin')), self.token('loin')
        bearer = f'Authorization: Bearer {token}'
        for header in ('X-Forwarded-Proto: https', 'X-Forwarded-For: 127.0.0.1', 'Forwarded: proto=https',
                       'X-Real-IP: 127.0.0.1', 'X-Forwarded-Host: localhost', 'Via: 1.1 a'):
            for args in ((f'/connexion/{link}',), (CALL, '--header', bearer, '--json', '{}')):
                refused = curl('--header', header, *args[1:], f'http://localhost:{self.port}{args[0]}')
                self.assertEqual((refused.status, 'TLS_REQUIRED' in refused.body), (403, True), (header, args[0]))
        elsewhere = curl('--header', 'Host: pvd.example', f'http://localhost:{self.port}/connexion/{link}')
        self.assertIn('TLS_REQUIRED', elsewhere.body)
        plain = curl('--header', 'X-Forwarded-Proto: https', f'http://localhost:{self.nginx.http}/connexion/{link}')
        self.assertEqual(plain.status, 301)

    def test_what_a_client_says_of_its_way_is_replaced(self):
        token = self.token(self.add_principal('honnete'))
        for header in ('X-Forwarded-Proto: http', 'Forwarded: proto=http', 'X-Forwarded-Host: ailleurs.example',
                       'Via: 1.1 a', 'Connection: X-Forwarded-Proto', 'Connection: close, Host'):
            answer = self.curl(CALL, '--http1.1', '--header', header, '--header', f'Authorization: Bearer {token}',
                               '--json', '{}')
            self.assertEqual((answer.status, 'honnete' in answer.body), (200, True), header)

    # ---- Without the gateway

    def test_while_the_gateway_is_away(self):
        with Nginx(self.instance.path('run', 'nowhere.sock')) as nginx:
            answer = curl('--json', '{}', f'https://localhost:{nginx.https}{CALL}')
            self.assertEqual((answer.status, json.loads(answer.body)['code']), (502, 'unavailable'))
            self.assertIn('retry-after', answer.headers)
            for name, value in ALWAYS.items():
                self.assertEqual(answer.headers.get(name), [value], name)
            link = new_secret()[0]
            curl(f'https://localhost:{nginx.https}/connexion/{link}')
            self.assertIn('nowhere.sock', nginx.text('error.log'))
            self.assertNotIn(link, nginx.text('error.log'))


if __name__ == '__main__':
    unittest.main()
