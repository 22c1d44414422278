"""services/gateway/assets.py: what it makes of a folder of static files."""
import gzip
import json
import pathlib
import subprocess
import tempfile
import unittest

import brotli

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Assets(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix='pvd-assets-')))
        self.out = self.folder / 'out'

    def put(self, name, content, site='site'):
        path = self.folder / site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def run_it(self, *sites):
        return subprocess.run([ROOT / 'services/gateway/assets.py', '--out', self.out,
                               *(self.folder / site for site in sites or ['site'])], capture_output=True, text=True)

    def made(self, *sites):
        """The manifest's rows by name."""
        process = self.run_it(*sites)
        self.assertEqual(process.returncode, 0, process.stderr)
        return {row['name']: row for row in self.manifest()['files']}

    def manifest(self):
        return json.loads((self.out / 'manifest.json').read_text())

    def refused(self):
        process = self.run_it()
        self.assertEqual(process.returncode, 1, process.stderr)
        return process.stderr

    def content(self, row, suffix=''):
        return (self.out / (row['file'] + suffix)).read_bytes()

    def test_a_name_changes_with_the_content_and_with_that_alone(self):
        self.put('style.css', 'a')
        first = self.made()['style.css']
        self.assertRegex(first['path'], r'^/static/style\.[0-9a-f]{16}\.css$')
        self.assertTrue(first['immutable'])
        self.assertEqual(self.content(first), b'a')
        self.assertEqual(self.made()['style.css'], first)
        self.put('style.css', 'b')
        self.assertNotEqual(self.made()['style.css']['path'], first['path'])

    def test_names_that_are_kept(self):
        kept = {'index.html': '/', 'aide.html': '/aide.html', 'robots.txt': '/robots.txt', 'favicon.ico': '/favicon.ico',
                'openapi.json': '/openapi.json', '.well-known/security.txt': '/.well-known/security.txt'}
        for name in kept:
            self.put(name, 'x')
        self.put('assets/index-B3x.js', 'x')
        self.put('sub/robots.txt', 'x')
        rows = self.made()
        for name, path in kept.items():
            self.assertEqual((rows[name]['path'], rows[name]['immutable']), (path, False))
        self.assertEqual(rows['assets/index-B3x.js']['path'], '/assets/index-B3x.js')
        self.assertTrue(rows['assets/index-B3x.js']['immutable'])
        self.assertTrue(rows['sub/robots.txt']['path'].startswith('/static/sub/robots.'))

    def test_references_are_followed(self):
        self.put('index.html', '<link href="{{style.css}}">')
        self.put('style.css', 'a { background: url({{picture.svg}}) }')
        self.put('picture.svg', '<svg>{{not.this}}</svg>')
        before = self.made()
        self.assertEqual(self.content(before['index.html']).decode(), f'<link href="{before["style.css"]["path"]}">')
        self.assertIn(before['picture.svg']['path'], self.content(before['style.css']).decode())
        self.assertIn(b'{{not.this}}', self.content(before['picture.svg']))
        self.put('picture.svg', '<svg/>')
        after = self.made()
        self.assertNotEqual(after['index.html']['etag'], before['index.html']['etag'])

    def test_a_reference_to_nothing_or_to_itself_is_refused(self):
        self.put('index.html', '{{stile.css}}')
        self.assertIn('stile.css', self.refused())
        self.put('index.html', '{{a.css}}')
        self.put('a.css', '{{b.css}}')
        self.put('b.css', '{{a.css}}')
        self.assertIn('refers to itself', self.refused())

    def test_what_was_made_stays_where_the_next_is_refused(self):
        self.put('robots.txt', 'x')
        self.made()
        self.put('index.html', '{{stile.css}}')
        self.refused()
        self.assertTrue((self.out / 'manifest.json').is_file())

    def test_variants_hold_the_same_and_are_smaller(self):
        self.put('style.css', 'a { color: red }\n' * 100)
        self.put('robots.txt', 'x')
        self.put('photo.jpg', b'\0' * 1000)
        rows = self.made()
        style = rows['style.css']
        self.assertEqual(style['encodings'], ['br', 'gzip'])
        self.assertEqual(gzip.decompress(self.content(style, '.gz')), self.content(style))
        self.assertEqual(brotli.decompress(self.content(style, '.br')), self.content(style))
        self.assertLess(len(self.content(style, '.gz')), len(self.content(style)))
        self.assertEqual(rows['robots.txt']['encodings'], [])
        self.assertEqual(rows['photo.jpg']['encodings'], [])

    def test_same_sources_same_bytes_and_nothing_left_over(self):
        self.put('style.css', 'a { color: red }\n' * 100)
        self.put('gone.css', 'a')
        self.made()
        (self.folder / 'site/gone.css').unlink()
        self.made()
        first = {path.name: path.read_bytes() for path in self.out.iterdir()}
        self.assertEqual(len(first), 4)
        self.made()
        self.assertEqual({path.name: path.read_bytes() for path in self.out.iterdir()}, first)

    def test_the_last_folder_counts(self):
        self.put('index.html', 'one')
        self.put('index.html', 'two', 'console')
        self.assertEqual(self.content(self.made('site', 'console')['index.html']), b'two')

    def test_sections_are_told_and_not_served(self):
        self.put('index.html', 'x')
        self.assertEqual((self.made() and self.manifest()['sections']), [])
        self.put('sections.json', '["territoires", "mentions-legales"]')
        self.assertEqual(set(self.made()), {'index.html'})
        self.assertEqual(self.manifest()['sections'], ['mentions-legales', 'territoires'])
        self.put('sections.json', '["club"]', 'console')
        self.made('site', 'console')
        self.assertEqual(self.manifest()['sections'], ['club'])
        self.put('sub/sections.json', '1')
        self.assertIn('sub/sections.json', self.made())

    def test_a_section_is_one_segment_that_hides_nothing(self):
        self.put('index.html', 'x')
        self.put('style.css', 'x')
        self.put('assets/a.js', 'x')
        for text in ['{}', '[1]', '[""]', '["a/b"]', '["A"]', '["é"]', '["club\\n"]', '["', '["club", "club"]',
                     '["static"]', '["assets"]']:
            self.put('sections.json', text)
            self.assertIn('sections.json', self.refused(), text)
        (self.folder / 'site/index.html').unlink()
        self.put('sections.json', '["club"]')
        self.assertIn('index.html', self.refused())

    def test_what_it_does_not_know_is_refused(self):
        self.put('program.exe', 'x')
        self.assertIn('program.exe', self.refused())
        (self.folder / 'site/program.exe').unlink()
        self.put('a b.css', 'x')
        self.assertIn('a b.css', self.refused())


if __name__ == '__main__':
    unittest.main()
