"""Static files as a browser gets them."""
import brotli
import gzip
import http.client
import json
import re
import socket
import unittest
import urllib.parse

from instance import Instance


class StaticFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance(up=['--no-import']))
        with open(cls.instance.path('run', 'gateway.json'), encoding='utf-8') as file:
            cls.address = urllib.parse.urlsplit(json.load(file)['http'])

    def ask(self, path, verb='GET', **headers):
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=30)
        try:
            connection.request(verb, path, headers={name.replace('_', '-'): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def style(self):
        answer, page = self.ask('/')
        self.assertEqual(answer.status, 200)
        return re.search(r'href="(/static/style\.[0-9a-f]+\.css)"', page.decode()).group(1)

    def test_the_page_is_asked_for_again_each_time(self):
        answer, page = self.ask('/')
        self.assertEqual(answer.headers['Content-Type'], 'text/html; charset=utf-8')
        self.assertEqual(answer.headers['Cache-Control'], 'no-cache')
        self.assertIn('Petites villes de demain', page.decode())

    def test_what_never_changes_is_kept(self):
        answer, _ = self.ask(self.style())
        self.assertEqual(answer.headers['Content-Type'], 'text/css; charset=utf-8')
        self.assertEqual(answer.headers['Cache-Control'], 'public, max-age=31536000, immutable')
        self.assertEqual(answer.headers['Vary'], 'Accept-Encoding')
        self.assertEqual(answer.headers['X-Content-Type-Options'], 'nosniff')

    def test_codings(self):
        path = self.style()
        plain, content = self.ask(path)
        self.assertIsNone(plain.headers['Content-Encoding'])
        tags = {plain.headers['ETag']}
        for accept, coding, decompress in [('gzip, br;q=0', 'gzip', gzip.decompress), ('gzip, br', 'br', brotli.decompress)]:
            answer, body = self.ask(path, Accept_Encoding=accept)
            self.assertEqual(answer.headers['Content-Encoding'], coding)
            self.assertEqual(decompress(body), content)
            tags.add(answer.headers['ETag'])
        self.assertEqual(len(tags), 3)

    def test_what_the_browser_holds_is_not_sent(self):
        for path in ('/', self.style()):
            held = self.ask(path, Accept_Encoding='br')[0].headers['ETag']
            answer, body = self.ask(path, Accept_Encoding='br', If_None_Match=held)
            self.assertEqual((answer.status, body, answer.headers['ETag']), (304, b'', held))
            self.assertEqual(self.ask(path, If_None_Match=held)[0].status, 200)

    def test_head(self):
        answer, body = self.ask('/', 'HEAD')
        self.assertEqual((answer.status, body), (200, b''))
        self.assertEqual(answer.headers['Content-Length'], str(len(self.ask('/')[1])))

    def raw(self, path):
        """Of a path that no client library would send."""
        with socket.create_connection((self.address.hostname, self.address.port), timeout=30) as client:
            client.sendall(f'GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'.encode())
            return client.makefile('rb').read()

    def test_nothing_else_is_served(self):
        name = self.style().rsplit('/', 1)[1]
        for path in ['/static/', '/static/nothing.css', f'/static/../static/{name}', f'/static//{name}', '/static/manifest.json',
                     '/static/../../../../../../etc/passwd', '/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
                     f'/static/{name}%00', f'/static/{name}.gz', '/static/..%2fmanifest.json']:
            answer = self.raw(path)
            self.assertRegex(answer.split(b'\r\n')[0], rb'^HTTP/1\.1 40[04] ', path)
            self.assertNotIn(b'root:', answer)


if __name__ == '__main__':
    unittest.main()
