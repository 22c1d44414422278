"""What other sites can make a browser send over HTTP, and by which ways a secret may travel."""
import unittest

from partner import envelope_pb2
from people import OTHER, People
from web import METHODS, new_key


class CrossSite(People):
    """What other sites can make a browser send changes nothing."""

    def setUp(self):
        super().setUp()
        self.note = METHODS['Note']
        self.name = 'operator'
        self.session = self.web.sign_in(self.name, self.operator)

    def post(self, drop=(), **headers):
        sent = {**self.session.headers, 'Content-Type': 'application/json', 'PVD-Service': 'registry',
                'Idempotency-Key': new_key(), **{name.replace('_', '-'): value for name, value in headers.items()}}
        return self.web.request('POST', f'/api/{self.note.path}',
                                {name: value for name, value in sent.items() if name not in drop}, b'{"text":"x"}')

    def assert_refused(self, reason, **how):
        before = self.written()
        answer = self.post(**how)
        self.assertEqual((answer.status, answer.reason), (403, reason))
        self.assertEqual(self.written(), before)

    def test_a_page_of_this_site_acts(self):
        self.assertEqual(self.post().status, 200)

    def test_without_the_token(self):
        self.assert_refused('CSRF_TOKEN_WRONG', drop=['X-CSRF-Token'])

    def test_with_another_token(self):
        other = self.web.sign_in(self.name, self.operator)
        for text in ('', 'x', other.csrf, self.session.secret, self.session.csrf[:-1], self.session.csrf + 'A'):
            self.assert_refused('CSRF_TOKEN_WRONG', X_CSRF_Token=text)

    def test_from_another_origin(self):
        for origin in (OTHER, 'null', '', self.web.origin + '.ailleurs.example', 'http://localhost',
                       f'http://127.0.0.1:{self.web.address[1]}', f'https://{self.web.host}'):
            self.assert_refused('CROSS_SITE', Origin=origin)

    def test_from_no_origin(self):
        self.assert_refused('CROSS_SITE', drop=['Origin'])
        for site in ('cross-site', 'same-site', 'none', ''):
            self.assert_refused('CROSS_SITE', drop=['Origin'], Sec_Fetch_Site=site)
        self.assertEqual(self.post(drop=['Origin'], Sec_Fetch_Site='same-origin').status, 200)

    def test_what_a_form_can_send(self):
        before = self.written()
        for kind in ('text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''):
            answer = self.post(Content_Type=kind)
            self.assertEqual((answer.status, answer.reason), (400, 'TYPE_UNSUPPORTED'))
        self.assertEqual(self.written(), before)

    def test_a_get_changes_nothing(self):
        before = self.written()
        for method in METHODS.values():
            if method.kind == envelope_pb2.KIND_COMMAND:
                for verb in ('GET', 'HEAD'):
                    answer = self.web.request(verb, f'/api/{method.path}?encoding=json&message=%7B%7D',
                                              {**self.session.headers, 'PVD-Service': 'registry',
                                               'Idempotency-Key': new_key()})
                    self.assertIn(answer.status, (400, 405), method)
        self.assertEqual(self.written(), before)

    def test_signing_out_is_an_act_too(self):
        for headers in ({}, {'Origin': OTHER, 'X-CSRF-Token': self.session.csrf}, {'Origin': self.web.origin}):
            answer = self.web.request('DELETE', '/api/session', {'Cookie': self.session.headers['Cookie'], **headers})
            self.assertEqual(answer.status, 403)
        self.assertTrue(self.is_in(self.session))

    def test_no_other_site_may_read(self):
        answer = self.web.request('OPTIONS', '/api/session', {'Origin': OTHER, 'Access-Control-Request-Method': 'GET'})
        self.assertGreaterEqual(answer.status, 400)
        for answer in (answer, self.web.request('GET', '/api/session', {**self.session.headers, 'Origin': OTHER})):
            self.assertEqual([name for name in answer.headers if name.lower().startswith('access-control')], [])


class SafeWays(People):
    """A secret travels by TLS, or stays on the machine."""

    def setUp(self):
        super().setUp()
        name, self.session = self.signed_in()
        self.token = self.web.token(name, self.operator)

    def test_what_came_by_a_proxy_to_the_port_is_not_safe(self):
        for header in ('X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host', 'Forwarded', 'X-Real-IP', 'Via'):
            for who in (self.session, self.token):
                answer = self.web.request('GET', '/api/session', {**who.headers, header: 'https'})
                self.assertEqual((answer.status, answer.reason), (403, 'TLS_REQUIRED'), header)
        self.assertTrue(self.is_in(self.session))

    def test_what_came_by_another_name_is_not_safe(self):
        """A page elsewhere whose name was made to lead here."""
        for host in ('ailleurs.example', f'ailleurs.example:{self.web.address[1]}', 'localhost.ailleurs.example',
                     'localhost@ailleurs.example', '127.0.0.1.ailleurs.example', '0.0.0.0', ''):
            for who in (self.session, self.token):
                answer = self.web.request('GET', '/api/session', {**who.headers, 'Host': host})
                self.assertEqual((answer.status, answer.reason), (403, 'TLS_REQUIRED'), host)

    def test_a_link_is_a_secret_too(self):
        link = self.web.create_link(self.somebody(), self.operator)
        for headers in ({'Host': 'ailleurs.example'}, {'X-Forwarded-For': '192.0.2.1'}):
            for answer in (self.web.request('GET', link, headers), self.web.press(link, headers)):
                self.assertEqual((answer.status, self.page_says(answer)), (403, 'TLS_REQUIRED'))
        self.assertEqual(self.web.press(link).status, 303)

    def test_what_is_public_needs_no_safe_way(self):
        for headers in ({'Host': 'ailleurs.example'}, {'X-Forwarded-For': '192.0.2.1'}):
            self.assertEqual(self.web.request('GET', '/api/session', headers).status, 200)


if __name__ == '__main__':
    unittest.main()
