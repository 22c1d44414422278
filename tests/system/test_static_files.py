"""Static files as a browser gets them."""
import brotli
import gzip
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.parse

from instance import BIN, Instance
from partner import ROOT


class Served(unittest.TestCase):
    @classmethod
    def serve(cls, **how):
        cls.instance = cls.enterClassContext(Instance(up=['--no-import'], **how))
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


class StaticFiles(Served):
    @classmethod
    def setUpClass(cls):
        cls.serve()

    def style(self):
        """The sheet of the gateway's own pages, such as the one that says there is none."""
        answer, page = self.ask('/nowhere', Accept='text/html')
        self.assertEqual(answer.status, 404)
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


class Sectioned(Served):
    """A site that tells the paths below its sections apart itself, as the console does."""

    @classmethod
    def make_site(cls, *sections):
        """What lies beside the programs is what they serve; their folder."""
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix='pvd-site-')))
        shutil.copytree(BIN, folder / 'bin')
        site = folder / 'site'
        (site / 'assets').mkdir(parents=True)
        (site / 'index.html').write_text('<!doctype html><title>Essai</title>' + '<p>Essai</p>' * 100)
        (site / 'assets/index-B3x.js').write_text('1;')
        (site / 'sections.json').write_text(json.dumps(sections))
        subprocess.run([os.path.join(ROOT, 'services/gateway/assets.py'), '--out', folder / 'static', site], check=True)
        return folder

    @classmethod
    def serve_sections(cls, *sections):
        cls.serve(programs=str(cls.make_site(*sections) / 'bin'))


class Missing(Sectioned):
    """A folder that could not be read when the gateway started, for whatever reason."""

    @classmethod
    def setUpClass(cls):
        cls.folder = cls.make_site()
        (cls.folder / 'static').rename(cls.folder / 'away')
        cls.serve(programs=str(cls.folder / 'bin'))

    def test_pages_are_served_once_they_are_there(self):
        self.assertEqual(self.ask('/')[0].status, 404)
        time.sleep(1.5)
        self.assertEqual(self.instance.log_text().count('event=no_pages'), 1)
        (self.folder / 'away').rename(self.folder / 'static')
        end = time.monotonic() + 10
        while self.ask('/')[0].status != 200:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)


class Sections(Sectioned):
    @classmethod
    def setUpClass(cls):
        cls.serve_sections('territoires', 'mentions-legales')

    def test_the_page_answers_for_all_below_a_section(self):
        page, content = self.ask('/', Accept_Encoding='br')
        for path in ['/territoires', '/territoires/', '/territoires/77/La%20Fert%C3%A9', '/territoires?page=2',
                     '/territoires/..%2f..%2fetc/passwd', '/mentions-legales']:
            answer, body = self.ask(path, Accept_Encoding='br')
            self.assertEqual((answer.status, body), (200, content), path)
            for header in ['Content-Type', 'Content-Encoding', 'Cache-Control', 'Content-Security-Policy', 'ETag', 'Vary']:
                self.assertEqual(answer.headers[header], page.headers[header], path)
                self.assertTrue(answer.headers[header], header)
            self.assertEqual(self.ask(path, Accept_Encoding='br', If_None_Match=page.headers['ETag'])[0].status, 304)
            self.assertEqual(self.ask(path, 'HEAD')[0].status, 200)
            self.assertEqual(self.ask(path, 'POST')[0].status, 405)

    def test_what_is_no_section_is_nowhere(self):
        self.assertEqual(self.ask('/assets/index-B3x.js')[1], b'1;')
        for path in ['/territoire', '/territoires2', '/Territoires', '/x/territoires', '/assets/other.js', '/assets',
                     '/sections.json', '/index.html']:
            answer, body = self.ask(path)
            self.assertEqual(answer.status, 404, path)
            self.assertIn(b'NO_SUCH_PAGE', body)

    def test_a_browser_is_told_so_by_a_page(self):
        answer, body = self.ask('/territoire', Accept='text/html,application/xhtml+xml,*/*;q=0.8')
        self.assertEqual((answer.status, answer.headers['Content-Type']), (404, 'text/html; charset=utf-8'))
        self.assertEqual(answer.headers['Vary'], 'Accept')
        self.assertIn('Content-Security-Policy', answer.headers)
        self.assertIn('<h1>Page introuvable</h1>', body.decode())
        self.assertIn('NO_SUCH_PAGE', body.decode())
        answer, body = self.ask('/territoire', Accept='*/*')
        self.assertEqual((answer.headers['Content-Type'], answer.headers['Vary']), ('application/json', 'Accept'))


class Overlapping(Sectioned):
    @classmethod
    def setUpClass(cls):
        cls.serve_sections('territoires', 'metrics')

    def test_a_section_that_is_a_route_too_is_refused(self):
        self.assertRegex(self.instance.log_text(), 'no_pages .*« metrics »')
        self.assertEqual(self.ask('/')[0].status, 404)
        self.assertEqual(self.ask('/territoires')[0].status, 404)
        self.assertEqual(self.ask('/metrics')[0].status, 401)


if __name__ == '__main__':
    unittest.main()
