"""GUARANTEES.md names files and tests that exist, and says of each promise all that is to be said."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROMISES = [f'G{n}' for n in range(1, 17)]
PARTS = ['Kept by', 'Proven by', 'Negative control', 'Not covered']
PATH = re.compile(r'(common|services|tests|proto|deploy)/\S+')
NAME = re.compile(r'\w+')


def promises(text):
    """Of each promise, its parts by their titles."""
    for section in re.split(r'^## ', text, flags=re.MULTILINE)[1:]:
        parts = re.split(r'^- \*\*([^*]+)\*\* ', section, flags=re.MULTILINE)
        yield section.split('.')[0], dict(zip(parts[1::2], parts[2::2]))


def faults(text):
    """What is wrong in a text like GUARANTEES.md, as sentences."""
    found = list(promises(text))
    if [promise for promise, _ in found] != PROMISES:
        yield f'the promises are {[promise for promise, _ in found]}'
    for promise, parts in found:
        if list(parts) != PARTS:
            yield f'{promise} has the parts {list(parts)}'
        for title, words in parts.items():
            yield from (f'{promise}, {title}: {fault}' for fault in faults_of_part(title, words))


def faults_of_part(title, words):
    path, tests = None, 0
    for quoted in re.findall(r'`([^`]+)`', words):
        if PATH.fullmatch(quoted):
            path = ROOT / quoted
            if not path.is_file():
                yield f'there is no {quoted}'
                path = None
        elif path and NAME.fullmatch(quoted):
            tests += 1
            if not re.search(rf'\b{quoted}\b', path.read_text()):
                yield f'{path.relative_to(ROOT)} has no {quoted}'
    if title == 'Proven by' and not tests:
        yield 'no test is named'
    if title == 'Negative control' and not tests and not words.startswith('None yet'):
        yield 'neither names a test nor says that there is none'


class Guarantees(unittest.TestCase):
    def setUp(self):
        self.text = (ROOT / 'GUARANTEES.md').read_text()

    def test_what_is_named_exists(self):
        self.assertEqual(list(faults(self.text)), [])

    def test_a_test_that_does_not_exist_is_seen(self):
        self.assertEqual(len(list(faults(self.text.replace('`any_bit_changed_is_found`', '`no_such_test`')))), 1)

    def test_a_file_that_does_not_exist_is_seen(self):
        self.assertEqual(len(list(faults(self.text.replace('`common/bus/zap.c`', '`common/bus/zip.c`')))), 1)

    def test_a_promise_left_out_is_seen(self):
        self.assertTrue(list(faults(self.text.replace('## G5. ', '## '))))

    def test_a_part_left_out_is_seen(self):
        self.assertTrue(list(faults(self.text.replace('- **Not covered** ', '', 1))))


if __name__ == '__main__':
    unittest.main()
