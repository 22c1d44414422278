#!/usr/bin/python3
"""A partner of each release, which knows the contract of then alone and was never built again, works with today's
instance: hello, query, command, fetch."""
import unittest

from instance import Instance
from partner import Chain, Partner, Refused, Unreachable, ulid
from release import Release, names

STATUS, NOTE = 'pvd.bus.v1.ProcessService/GetStatus', 'pvd.bus.v1.ProcessService/Note'
JOIN, LIST = 'pvd.club.v1.ClubService/JoinClub', 'pvd.registry.v1.RegistryService/ListTerritories'
LATER = b'\xc2\x3e\x05later'  # field 1000, of a release to come


def speaking(release, kind):
    """A partner, or what reads a journal, that knows the contract of then."""
    return type(f'{kind.__name__}OfThen', (kind,), {'envelope': release.module('bus.v1.envelope'),
                                                   'journal': release.module('bus.v1.journal')})


def connect(kind, instance, name='operator'):
    endpoint = instance.endpoint()
    return kind(endpoint['tcp'], endpoint['server_key'], *instance.keys(name))


class Older(Release):
    """A release before: its contract had less. What came since is unknown to it."""

    def __init__(self, name, missing):
        self.missing = missing
        super().__init__(name)

    def prepare(self, file):
        for message in file.message_type:
            for field in list(message.field):
                if f'{message.name}.{field.name}' in self.missing:
                    message.field.remove(field)


class Moved(Release):
    """Not our contract: its envelopes say elsewhere which method they mean."""

    def prepare(self, file):
        for message in file.message_type:
            for field in message.field:
                if f'{message.name}.{field.name}' == 'Envelope.method':
                    field.number = 1001


class Peers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance(up=['--no-import']))

    def work(self, release):
        """All that a partner does; what it read of a journal."""
        process, club = release.module('bus.v1.process'), release.module('club.v1.member')
        registry = release.module('registry.v1.territory')
        then, chain = speaking(release, Partner), speaking(release, Chain)()
        with connect(then, self.instance) as partner:
            self.assertEqual(partner.welcome.actor.principal, 'operator')
            status = partner.query('club', STATUS, process.GetStatusRequest(), process.GetStatusResponse)
            self.assertEqual((status.service, status.version > ''), ('club', True))
            partner.query('registry', LIST, registry.ListTerritoriesRequest(), registry.ListTerritoriesResponse)
            key = ulid()
            first, again = (partner.command('club', NOTE, process.NoteRequest(text='then'), key=key) for _ in range(2))
            self.assertEqual(first.body, again.body)
            entries = partner.fetch('club').entries
            noted = [process.Noted.FromString(entry.payload).text for entry, header in
                     [(entry, chain.take(entry)) for entry in entries] if header.type == 'pvd.bus.v1.Noted']
            self.assertIn('then', noted)
        with connect(then, self.instance, 'anct') as member:
            member.command('club', JOIN, club.JoinClubRequest(departement_codes=['77']))
        return partner, again

    def test_each_release_works(self):
        for name in names():
            with self.subTest(name):
                partner, again = self.work(Release(name))
                self.assertTrue(again.replayed)
                self.assertEqual(partner.welcome.instance, 'national')

    def test_what_it_does_not_know_is_passed_over(self):
        """As a partner of the release before the first would be: answers hold fields that it has never heard of."""
        missing = {'Envelope.replayed', 'Envelope.position', 'Welcome.instance', 'GetStatusResponse.position',
                   'GetStatusResponse.follows', 'EntryHeader.instant', 'FetchResponse.head_sequence'}
        for name in names():
            partner, again = self.work(Older(name, missing))
            self.assertNotIn('replayed', [field.name for field, _ in again.ListFields()])
            self.assertFalse(hasattr(partner.welcome, 'instance'))

    def test_what_we_do_not_know_is_passed_over_on_envelopes_and_refused_in_requests(self):
        """A partner of a later release: what it adds around a call harms nothing; a request that would be understood in
        part is not carried out."""
        release = Release('release-1')
        envelope, process = release.module('bus.v1.envelope'), release.module('bus.v1.process')

        class Later(speaking(release, Partner)):
            def send(self, *envelopes):
                self.socket.send(envelope.Frame(envelopes=[envelope.Envelope.FromString(one.SerializeToString() + LATER)
                                                           for one in envelopes]).SerializeToString() + LATER)

        with connect(Later, self.instance) as partner:
            partner.command('club', NOTE, process.NoteRequest(text='later'))
            with self.assertRaises(Refused) as refused:
                partner.command('club', NOTE, process.NoteRequest(text='later').SerializeToString() + LATER)
        self.assertEqual(refused.exception.reason, 'UNKNOWN_FIELD')

    # ---- Negative control

    def test_another_contract_does_not_work(self):
        with self.assertRaises((Refused, Unreachable)):
            self.work(Moved('release-1'))


if __name__ == '__main__':
    unittest.main()
