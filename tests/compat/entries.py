"""Entries of journals as a release wrote them and as readers got them: each with the hash of the entry before."""
import base64

from partner import Chain

HASHED = ('header', 'payload', 'salt', 'commitment', 'hash', 'audience')
SERVICE, COUNT = 'funding', 4  # whose entries concern towns and payers, some of them
OUT_OF_SCOPE = 'demo.1.membre'  # who gets no payload


def path_of(release):
    return release.folder / 'entries.txt'


def run_of(entries):
    """The first ones in a row of which some are for all, and some not."""
    for at in range(len(entries) - COUNT):
        some = [bool(entry.audience) for entry in entries[at:at + COUNT]]
        if any(some) and not all(some):
            return at
    raise AssertionError(f'{SERVICE} has no such entries')


def make(release, instance):
    with instance.partner('operator') as reader, instance.partner(OUT_OF_SCOPE) as other:
        entries = list(reader.fetch(SERVICE).entries)
        at = run_of(entries)
        previous = entries[at - 1].hash if at else Chain().hash
        closed = [entry for entry in other.fetch(SERVICE).entries[at:at + COUNT] if not entry.salt][:1]
    with path_of(release).open('w') as file:
        for number, entry in enumerate(entries[at:at + COUNT], at + 1):
            for one in [entry] + [given for given in closed if given.hash == entry.hash]:
                print(number, *(base64.b64encode(part).decode() for part in (previous, one.SerializeToString())), file=file)
            previous = entry.hash


def read(release):
    """Sequence, hash of the entry before, JournalEntry."""
    for line in path_of(release).read_text().splitlines():
        number, previous, entry = line.split()
        yield int(number), base64.b64decode(previous), base64.b64decode(entry)
