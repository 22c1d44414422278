#!/usr/bin/python3
"""The rules of the house find what they are there to find, and leave the rest alone."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import house  # noqa: E402


class House(unittest.TestCase):
    def code(self, text):
        return list(house.check_code('common/base/x.c', text))

    def test_forbidden_functions(self):
        for call in ('sprintf(a, "b")', 'x = atoi (s)', 'strtok(s, ",")', 'gmtime(&t)', 'alloca(3)'):
            self.assertEqual(len(self.code(f'int x;\n\t{call};\n')), 1, call)
            self.assertEqual(self.code(f'int x;\n\t{call};\n')[0][0], 2, call)

    def test_names_that_only_look_like_them(self):
        for text in ('snprintf(a, 3, "b");', 'gmtime_r(&t, &tm);', 'uv->system(1);', 'my_rand();', '/* atoi() */',
                     'log("atoi(x)");', "'\"'; // rand()"):
            self.assertEqual(self.code(text), [], text)

    def test_lines_are_counted_through_comments(self):
        self.assertEqual(self.code('/* a\nb */ "\\"" \nrand();')[0][0], 3)

    def test_typedef(self):
        self.assertEqual(len(self.code('typedef struct x x;')), 1)
        self.assertEqual(self.code('typedef void (*handler)(struct x *);'), [])

    def test_includes(self):
        allowed = [('common/base/a.c', 'base/b.h'), ('common/store/a.c', 'base/b.h'), ('common/bus/a.c', 'loop/z.h'),
                   ('common/service/a.c', 'store/env.h'), ('services/registry/a.c', 'registry/state.h'),
                   ('services/registry/a.c', 'service/service.h'), ('services/registry/a.c', 'registry_binding.h'),
                   ('common/service/a.c', 'engine_binding.h'), ('common/bus/a.c', 'pvd/bus/v1/bus.pb-c.h'),
                   ('services/club/a.c', 'pvd/registry/v1/registry.pb-c.h'),
                   ('common/json/test/test_a.c', 'pvd/bus/v1/bus.pb-c.h')]
        refused = [('common/base/a.c', 'bus/method.h'), ('common/store/a.c', 'loop/loop.h'),
                   ('common/json/a.c', 'bus/method.h'), ('common/bus/a.c', 'service/service.h'),
                   ('common/service/a.c', 'registry/state.h'), ('services/registry/a.c', 'funding/state.h'),
                   ('services/registry/a.c', 'club_binding.h'), ('services/registry/a.c', 'engine_binding.h'),
                   ('common/json/a.c', 'pvd/bus/v1/bus.pb-c.h'),
                   ('common/service/a.c', 'pvd/registry/v1/registry.pb-c.h')]
        for path, header in allowed:
            self.assertIsNone(house.may_include(path, header), (path, header))
        for path, header in refused:
            self.assertIsNotNone(house.may_include(path, header), (path, header))

    def test_long_and_unfinished_files(self):
        self.assertEqual(list(house.check_text('a.c', 'x;\n' * 400)), [])
        self.assertEqual(len(list(house.check_text('a.c', 'x;\n' * 401))), 1)
        self.assertEqual(len(list(house.check_text('a.c', '/* TO' + 'DO */\n'))), 1)

    def test_addresses(self):
        self.assertEqual(list(house.check_addresses('package-lock.json', '"version": "1"')), [])
        self.assertEqual(len(list(house.check_addresses('package-lock.json', '"resolved": "x"'))), 1)
        funded = '"funding": {\n"url": "https://x"\n},\n'
        self.assertEqual(list(house.check_addresses('package-lock.json', funded)), [])
        self.assertEqual([number for number, _ in house.check_addresses('a', funded + '"url": "https://x"')], [4])

    def test_a_class_that_two_style_sheets_describe(self):
        one = ('a.css', '.pvd-code {\n}\n.pvd-a .pvd-b {\n}\n')
        other = ('b.css', '.pvd-b {\n}\n.pvd-code::before {\n}\n')
        self.assertEqual(list(house.check_classes([one])), [])
        self.assertEqual(list(house.check_classes([one, other])), ['b.css:3: .pvd-code is described by a.css, too'])

    def test_the_project_names_no_address(self):
        found = [p for folder in ('', 'deploy/node/', 'services/*/console/', 'tests/*/')
                 for name in ('package*.json', '.npmrc') for p in house.ROOT.glob(folder + name)]
        self.assertIn(house.ROOT / 'package-lock.json', found)
        for path in found:
            self.assertEqual(list(house.check_addresses(path.name, path.read_text())), [], path)


if __name__ == '__main__':
    unittest.main()
