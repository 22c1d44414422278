"""The life of a candidacy to a territory, each act by whom it belongs to, with its refusals on the way."""
import time
import unittest

from notes import read_all
from programme import (APT, APT_LUBERON, COULOMMIERS, FERTE, PAYS_DE_BRIE, PROVINOIS, PROVINS, Programme)

REGISTRY = 'pvd.registry.v1.'
OPEN = ('CANDIDACY_STATUS_SUBMITTED', 'CANDIDACY_STATUS_OPINION_GIVEN', 'CANDIDACY_STATUS_PROPOSED')
LABELLED = 'TERRITORY_STATUS_LABELLED'
UNKNOWN = '01ARZ3NDEKTSV4RRFFQ69G5FAV'


class Life(unittest.TestCase):
    """One instance for the tests of a class; each leaves every commune free."""

    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Programme())

    def setUp(self):
        self.before = self.instance.positions()['registry'][1]

    def tearDown(self):
        for row in self.instance.act('anct', 'ListTerritories', status=LABELLED)['territories']:
            self.instance.act('anct', 'WithdrawLabel', labelId=row['labelId'], reason='Fin.', decisionReference='D')
        for status in OPEN:
            for row in self.instance.act('anct', 'ListCandidacies', status=status)['candidacies']:
                self.instance.act('prefecture-77', 'WithdrawCandidacy', candidacyId=row['id'], reason='Fin.')

    @classmethod
    def tearDownClass(cls):
        cls.instance.pvd('verify')
        cls.instance.pvd('rebuild', '--check')

    def assert_refused(self, why, who, method, /, **request):
        """For this reason, in a sentence; and nothing is written."""
        positions = self.instance.positions()
        error = self.instance.refused(who, method, **request)
        self.assertEqual(error['reason'], why, error)
        self.assertRegex(error['message'], r'^[A-ZÀ-Ý«].* .*\.$')
        self.assertEqual(self.instance.positions(), positions)
        return error

    def events(self):
        """What the registry has journaled since the test began, in order."""
        with self.instance.partner('operator') as operator:
            entries = read_all(operator)
        return [header.type.removeprefix(REGISTRY) for header, _ in entries if header.sequence > self.before]

    def status_of(self, candidacy):
        found = self.instance.act('prefecture-77', 'GetCandidacy', candidacyId=candidacy)['candidacy']
        return found['status'].removeprefix('CANDIDACY_STATUS_')

    def wait_for_status(self, territory, status):
        """A territory follows its label within a moment."""
        end = time.monotonic() + 10
        while True:
            found = self.instance.act('passant', 'GetTerritory', territoryId=territory)['territory']
            if found['status'] == status:
                return found
            self.assertLess(time.monotonic(), end, found)
            time.sleep(0.05)


class FromInterestToTerritory(Life):
    def test_from_interest_to_territory_and_out(self):
        i = self.instance
        candidacy = i.submit('agglo', (FERTE, COULOMMIERS))
        self.assertEqual(self.status_of(candidacy), 'SUBMITTED')
        self.too_early_to_select(candidacy)
        self.opinion(candidacy)
        self.too_early_to_label(candidacy)
        self.selection(candidacy)
        label = self.grant(candidacy)
        territory = self.born(label)
        self.taken(candidacy)
        self.withdraw(label, territory)
        self.assertEqual(self.events(), [
            'CandidacySubmitted', 'OpinionGiven', 'OpinionGiven', 'SelectionProposed', 'LabelGranted',
            'TerritoryCreated', 'LabelWithdrawn', 'TerritoryEnded', 'CandidacySubmitted'])

    def too_early_to_select(self, candidacy):
        self.assert_refused('NO_OPINION', 'ile-de-france', 'ProposeSelection', regionCode='11',
                            candidacyIds=[candidacy], committeeDate='2026-03-02', minutesReference='PV')
        self.assert_refused('NO_OPINION', 'anct', 'RefuseCandidacy', candidacyId=candidacy, reason='Trop tôt.',
                            decisionReference='D-0')
        self.assert_refused('CANDIDACY_NOT_PROPOSED', 'anct', 'GrantLabel', candidacyId=candidacy,
                            territoryName='Trop tôt', decisionReference='D-0', decisionDate='2026-01-05')

    def opinion(self, candidacy):
        reserved = {'candidacyId': candidacy, 'kind': 'OPINION_KIND_RESERVED'}
        for who, why in (('prefecture-84', 'OUT_OF_SCOPE'), ('ile-de-france', 'ROLE_REQUIRED')):
            self.assert_refused(why, who, 'GiveOpinion', **reserved, comment='Ce n’est pas à moi.')
        error = self.assert_refused('TEXT_MISSING', 'prefecture-77', 'GiveOpinion', **reserved)
        self.assertEqual((error['fields'], error['legalReference']), (['comment'], 'CRPA L211-2'))
        self.assert_refused('OPINION_INVALID', 'prefecture-77', 'GiveOpinion', candidacyId=candidacy)
        self.instance.act('prefecture-77', 'GiveOpinion', **reserved, comment='À préciser.')
        self.instance.favour(candidacy)
        self.instance.favour(candidacy)  # the same again is no event
        self.assertEqual(self.status_of(candidacy), 'OPINION_GIVEN')

    def too_early_to_label(self, candidacy):
        self.assert_refused('CANDIDACY_NOT_PROPOSED', 'anct', 'GrantLabel', candidacyId=candidacy,
                            territoryName='Trop tôt', decisionReference='D-0', decisionDate='2026-01-05')
        self.assert_refused('ROLE_REQUIRED', 'ile-de-france', 'GrantLabel', candidacyId=candidacy,
                            territoryName='Sans la nation', decisionReference='D-0', decisionDate='2026-01-05')

    def selection(self, candidacy):
        proposal = {'candidacyIds': [candidacy], 'committeeDate': '2026-03-02', 'minutesReference': 'PV'}
        self.assert_refused('OUT_OF_SCOPE', 'paca', 'ProposeSelection', regionCode='93', **proposal)
        self.assert_refused('CANDIDACY_OTHER_REGION', 'anct', 'ProposeSelection', regionCode='93', **proposal)
        self.assert_refused('DATE_IN_FUTURE', 'ile-de-france', 'ProposeSelection', regionCode='11',
                            **dict(proposal, committeeDate='2199-01-01'))
        selection = self.instance.propose(candidacy)
        self.assertEqual(self.status_of(candidacy), 'PROPOSED')
        self.assert_refused('ALREADY_PROPOSED', 'ile-de-france', 'ProposeSelection', regionCode='11', **proposal)
        self.assert_refused('ALREADY_PROPOSED', 'prefecture-77', 'GiveOpinion', candidacyId=candidacy,
                            kind='OPINION_KIND_FAVOURABLE')
        self.assert_refused('OUT_OF_SCOPE', 'paca', 'GetSelection', selectionId=selection)

    def grant(self, candidacy):
        grant = {'candidacyId': candidacy, 'territoryName': 'Pays de Brie', 'decisionReference': 'D-1'}
        self.assert_refused('DATE_INVALID', 'anct', 'GrantLabel', **grant, decisionDate='2026-02-30')
        label = self.instance.grant(candidacy, 'Pays de Brie')
        self.assertEqual(self.status_of(candidacy), 'LABELLED')
        self.assert_refused('CANDIDACY_CLOSED', 'anct', 'GrantLabel', **grant, decisionDate='2026-04-01')
        return label

    def born(self, label):
        """Seen by anyone, in every list it belongs to and no other."""
        territory = self.instance.territory(communeCode=FERTE)
        self.assertEqual(territory['labelId'], label)
        self.assertEqual(territory['name'], 'Pays de Brie')
        self.assertEqual(territory['communeCodes'], [FERTE, COULOMMIERS])
        self.assertEqual(territory['coordinatingDepartementCode'], '77')
        for filters in ({}, {'departementCode': '77'}, {'regionCode': '11'}, {'epciSiren': PAYS_DE_BRIE},
                        {'communeCode': COULOMMIERS, 'status': LABELLED}):
            self.assertEqual(self.instance.territory(**filters)['id'], territory['id'])
        for filters in ({'departementCode': '84'}, {'regionCode': '93'}, {'epciSiren': PROVINOIS},
                        {'communeCode': PROVINS}, {'status': 'TERRITORY_STATUS_ENDED'}):
            self.assertEqual(self.instance.act('passant', 'ListTerritories', **filters)['territories'], [])
        return territory['id']

    def taken(self, candidacy):
        for who, method in (('agglo', 'WithdrawCandidacy'), ('anct', 'RefuseCandidacy')):
            more = {'decisionReference': 'D-2'} if method == 'RefuseCandidacy' else {}
            self.assert_refused('CANDIDACY_CLOSED', who, method, candidacyId=candidacy, reason='Trop tard.', **more)
        self.assert_refused('COMMUNE_TAKEN', 'prefecture-77', 'SubmitCandidacy', communeCodes=[COULOMMIERS],
                            epciSirens=[PAYS_DE_BRIE], projectNote='Encore.')

    def withdraw(self, label, territory):
        withdrawal = {'labelId': label, 'decisionReference': 'D-3'}
        error = self.assert_refused('TEXT_MISSING', 'anct', 'WithdrawLabel', **withdrawal)
        self.assertEqual((error['fields'], error['legalReference']), (['reason'], 'CRPA L211-2'))
        self.assert_refused('ROLE_REQUIRED', 'prefecture-77', 'WithdrawLabel', **withdrawal, reason='Non.')
        self.instance.act('anct', 'WithdrawLabel', **withdrawal, reason='Plus de projet.')
        ended = self.wait_for_status(territory, 'TERRITORY_STATUS_ENDED')
        self.assertEqual([step['step'] for step in ended['history']],
                         ['TERRITORY_STEP_LABELLED', 'TERRITORY_STEP_ENDED'])
        self.assertEqual((ended['history'][1]['note'], ended['history'][1]['reference']), ('Plus de projet.', 'D-3'))
        self.assert_refused('LABEL_WITHDRAWN', 'anct', 'WithdrawLabel', **withdrawal, reason='Encore.')
        self.assertEqual(self.status_of(self.instance.submit(communes=(COULOMMIERS,))), 'SUBMITTED')


class OtherWays(Life):
    def test_withdrawn_and_sent_again(self):
        i = self.instance
        first = i.submit('mairie')
        self.assert_refused('COMMUNE_ALREADY_CANDIDATE', 'prefecture-77', 'SubmitCandidacy', communeCodes=[FERTE],
                            epciSirens=[PAYS_DE_BRIE], projectNote='Encore.')
        self.assert_refused('OUT_OF_SCOPE', 'prefecture-84', 'WithdrawCandidacy', candidacyId=first, reason='Non.')
        i.act('mairie', 'WithdrawCandidacy', candidacyId=first, reason='Le conseil a changé d’avis.')
        self.assertEqual(self.status_of(first), 'WITHDRAWN')
        for who, method, more in (('mairie', 'WithdrawCandidacy', {'reason': 'Encore.'}),
                                  ('prefecture-77', 'GiveOpinion', {'kind': 'OPINION_KIND_FAVOURABLE'})):
            self.assert_refused('CANDIDACY_CLOSED', who, method, candidacyId=first, **more)
        second = i.submit('mairie')
        self.assertNotEqual(first, second)
        self.assertEqual(self.events(), ['CandidacySubmitted', 'CandidacyWithdrawn', 'CandidacySubmitted'])

    def test_refused_by_the_nation_and_sent_again(self):
        i = self.instance
        first = i.submit('mairie')
        i.favour(first)
        i.propose(first)
        error = self.assert_refused('TEXT_MISSING', 'anct', 'RefuseCandidacy', candidacyId=first,
                                    decisionReference='D-4')
        self.assertEqual(error['legalReference'], 'CRPA L211-2')
        self.assert_refused('ROLE_REQUIRED', 'ile-de-france', 'RefuseCandidacy', candidacyId=first, reason='Non.',
                            decisionReference='D-4')
        i.act('anct', 'RefuseCandidacy', candidacyId=first, reason='Projet trop mince.', decisionReference='D-4')
        self.assertEqual(self.status_of(first), 'REFUSED')
        self.assert_refused('CANDIDACY_CLOSED', 'anct', 'GrantLabel', candidacyId=first, territoryName='Non',
                            decisionReference='D-5', decisionDate='2026-04-01')
        _, label = i.label('La Ferté', who='mairie')
        self.assertEqual(i.territory(communeCode=FERTE, status=LABELLED)['labelId'], label)
        self.assertEqual(self.events(), [
            'CandidacySubmitted', 'OpinionGiven', 'SelectionProposed', 'CandidacyRefused', 'CandidacySubmitted',
            'OpinionGiven', 'SelectionProposed', 'LabelGranted', 'TerritoryCreated'])

    def test_proposed_against_the_opinion(self):
        i = self.instance
        candidacy = i.submit(communes=(PROVINS,), epcis=(PROVINOIS,))
        i.act('prefecture-77', 'GiveOpinion', candidacyId=candidacy, kind='OPINION_KIND_UNFAVOURABLE',
              comment='Sans chef de projet.')
        proposal = {'regionCode': '11', 'candidacyIds': [candidacy], 'committeeDate': '2026-03-02',
                    'minutesReference': 'PV'}
        error = self.assert_refused('OPINION_UNFAVOURABLE', 'ile-de-france', 'ProposeSelection', **proposal)
        self.assertEqual(error['fields'], ['unfavourable_reason'])
        i.act('ile-de-france', 'ProposeSelection', **proposal, unfavourableReason='Le poste est pourvu depuis.')
        i.grant(candidacy, 'Provinois')
        self.assertEqual(i.territory(communeCode=PROVINS, status=LABELLED)['name'], 'Provinois')

    # ---- Who may, and what exists

    def test_what_is_not_one_s_own_is_refused(self):
        self.assert_refused('OUT_OF_SCOPE', 'mairie', 'SubmitCandidacy', communeCodes=[FERTE, APT],
                            epciSirens=[PAYS_DE_BRIE, APT_LUBERON], projectNote='Une autre aussi.')
        self.assert_refused('ROLE_REQUIRED', 'passant', 'ListCandidacies')
        candidacy = self.instance.submit()
        self.assert_refused('OUT_OF_SCOPE', 'prefecture-84', 'GetCandidacy', candidacyId=candidacy)
        self.assertEqual(self.instance.act('prefecture-84', 'ListCandidacies', status=OPEN[0])['candidacies'], [])
        for who in ('mairie', 'agglo', 'prefecture-77', 'ile-de-france', 'anct'):
            found = self.instance.act(who, 'ListCandidacies', status=OPEN[0])['candidacies']
            self.assertEqual([row['id'] for row in found], [candidacy], who)

    def test_what_does_not_exist_is_not_found(self):
        positions = self.instance.positions()
        for who, method, field, more in (
                ('prefecture-77', 'GetCandidacy', 'candidacy_id', {}),
                ('prefecture-77', 'GiveOpinion', 'candidacy_id', {'kind': 1}),
                ('anct', 'GetSelection', 'selection_id', {}), ('passant', 'GetLabel', 'label_id', {}),
                ('anct', 'WithdrawLabel', 'label_id', {'reason': 'R', 'decision_reference': 'D'}),
                ('passant', 'GetTerritory', 'territory_id', {})):
            error = self.instance.refused(who, method, **{field: UNKNOWN}, **more)
            self.assertEqual((error['code'], error['fields']), ('NOT_FOUND', [field]), method)
        self.assertEqual(self.instance.positions(), positions)


if __name__ == '__main__':
    unittest.main()
