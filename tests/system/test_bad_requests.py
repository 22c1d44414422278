"""What is wrong is refused by the services that score, pay and tell: for a stable reason, about a field, under the
rule that it breaks, and nothing is written. And files that are no request are told where they are wrong."""
import json
import os
import tempfile
import time
import unittest

from partner import ROOT
from programme import APT, FERTE, PAYS_DE_BRIE, Programme
from refusals import FORBIDDEN, LOCAL, REFUSED, USAGE, Refusals

UNKNOWN = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
EURO = 100
RULE = 'Offre de services, aide 47ab'


class Offered(Programme):
    """An instance with the offer, and one territory."""

    def start(self, wait=True):
        super().start(wait)
        self.adopt_grid()
        self.pvd('import', 'catalogue')
        self.reopen()
        self.label('La Ferté')
        self.territory_id = self.territory(communeCode=FERTE)['id']
        return self

    def reopen(self):
        """Project managers were paid for until a day that is past."""
        measure = self.act('passant', 'GetMeasure', measureId='chef-de-projet')['measure']
        self.measure = {**measure, 'version': 'essai', 'closesOn': '', 'legalReference': RULE}
        self.act('anct', 'AdoptCatalogue', measures=[self.measure])

    def application(self, **changes):
        """A request for a project manager at 75 % of 52 000 € for a year."""
        return {'territoryId': self.territory_id, 'beneficiaryCode': PAYS_DE_BRIE, 'measureId': 'chef-de-projet',
                'title': 'Chef de projet', 'startsOn': '2026-10-01', 'months': 12,
                'annualCostCents': 52000 * EURO, 'documents': self.documents(),
                'amounts': [{'payer': self.payer(), 'amountCents': 39000 * EURO}], **changes}

    def payer(self):
        return self.measure['payers'][0]

    def documents(self):
        return [{'code': document['code'], 'reference': 'Pièce du 2 mars 2026'}
                for document in self.measure['documents']]

    def committed(self):
        """The id of a request that is granted and committed, half of it paid."""
        filed = self.wait_for(lambda: self.act('prefecture-77', 'FileApplication', **self.application()))
        ident = {'applicationId': filed['application']['id']}
        line = {**ident, 'payer': self.payer()}
        self.act('prefecture-77', 'DeclareComplete', **ident)
        self.act('prefecture-77', 'GrantApplication', **ident, decisionReference='Arrêté 1', decisionDate='2026-05-04',
                 amounts=self.application()['amounts'])
        self.act('prefecture-77', 'CommitFunds', **line, amountCents=39000 * EURO, commitmentReference='2104000077')
        self.act('prefecture-77', 'RecordPayment', **line, amountCents=19500 * EURO, reference='V1',
                 paidOn='2026-06-01')
        return line

    @staticmethod
    def wait_for(call):
        """What another service must first have heard of."""
        end = time.monotonic() + 10
        while True:
            try:
                return call()
            except Exception:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)


class Requests(Refusals):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Offered())
        cls.line = cls.instance.committed()

    def call(self, exit, reason, method, who='prefecture-77', /, *, fields=None, rule=None, says=(), **request):
        return self.refused(exit, reason, 'call', method, json.dumps(request), '--as', who, fields=fields, rule=rule,
                            says=says)

    def file(self, exit, reason, who='prefecture-77', /, *, fields=None, rule=None, says=(), **changes):
        return self.call(exit, reason, 'FileApplication', who, fields=fields, rule=rule, says=says,
                         **self.instance.application(**changes))

    def amounts(self, cents):
        return [{'payer': self.instance.payer(), 'amountCents': cents}]

    # ---- Funding

    def test_an_amount_above_the_ceiling(self):
        self.file(REFUSED, 'ABOVE_CEILING', annualCostCents=64000 * EURO, amounts=self.amounts(48000 * EURO),
                  fields=['amounts'], rule=RULE, says=['45\u202f000,00'])
        self.file(REFUSED, 'ABOVE_CEILING', annualCostCents=64000 * EURO, amounts=self.amounts(45000 * EURO + 1),
                  fields=['amounts'], rule=RULE)

    def test_an_amount_above_the_rate(self):
        self.file(REFUSED, 'ABOVE_RATE', amounts=self.amounts(39000 * EURO + 1), fields=['amounts'], rule=RULE,
                  says=['75'])

    def test_an_unknown_measure(self):
        self.file(REFUSED, 'MEASURE_UNKNOWN', measureId='chef-de-projets', fields=['measure_id'],
                  says=['« chef-de-projet »'])

    def test_another_departement(self):
        self.file(FORBIDDEN, 'OUT_OF_SCOPE', 'prefecture-84', fields=['beneficiary_code'])
        self.file(REFUSED, 'BENEFICIARY_ELSEWHERE', beneficiaryCode='77379',
                  fields=['beneficiary_code'])
        self.call(FORBIDDEN, 'OUT_OF_SCOPE', 'GrantApplication', 'prefecture-84', fields=['application_id'],
                  applicationId=self.line['applicationId'], decisionReference='A', decisionDate='2026-05-04')
        self.call(FORBIDDEN, 'OUT_OF_SCOPE', 'SubmitCandidacy', 'prefecture-77', fields=['commune_codes'],
                  communeCodes=[APT], epciSirens=['200040624'], projectNote='Non.')

    def test_a_payment_above_the_commitment(self):
        payment = {'reference': 'V2', 'paidOn': '2026-07-01'}
        for cents in (19500 * EURO + 1, 39000 * EURO):
            self.call(REFUSED, 'ABOVE_COMMITMENT', 'RecordPayment', **self.line, **payment, amountCents=cents,
                      fields=['amount_cents'])
        self.call(REFUSED, 'AMOUNT', 'RecordPayment', **self.line, **payment, amountCents=-1,
                  fields=['amount_cents'])

    def test_what_does_not_exist(self):
        self.call(REFUSED, 'APPLICATION_UNKNOWN', 'DeclareComplete', applicationId=UNKNOWN,
                  fields=['application_id'])
        self.file(REFUSED, 'TERRITORY_UNKNOWN', territoryId=UNKNOWN, fields=['territory_id'])

    # ---- Eligibility and the Club

    def test_a_commune_nobody_can_score(self):
        self.call(REFUSED, 'CODE_INVALID', 'GetScore', communeCode='7718', fields=['commune_code'])

    def test_notices_of_somebody_else(self):
        self.call(REFUSED, 'NOT_A_MEMBER', 'LeaveClub', 'mairie')

    # ---- Files

    def changed(self, name, change):
        """The file of that name that comes with the sources, changed."""
        with open(os.path.join(ROOT, 'deploy', name), encoding='utf-8') as file:
            content = json.load(file)
        change(content)
        return self.written(json.dumps(content))

    def written(self, text):
        file = self.enterContext(tempfile.NamedTemporaryFile('w', suffix='.json'))
        print(text, file=file, flush=True)
        return file.name

    def test_a_file_that_is_no_request(self):
        for what in ('criteria', 'grid', 'catalogue'):
            name = self.written('{\n  "a": 1,\n  "b" 2}')
            self.refused(USAGE, 'MALFORMED_JSON', 'import', what, name, says=[name, 'ligne 3, colonne'])
            self.refused(USAGE, 'UNKNOWN_FIELD', 'import', what, self.written('{"nom": 1}'), fields=['nom'])
            self.refused(LOCAL, 'FILE', 'import', what, '/nowhere.json', says=['/nowhere.json'])

    def test_a_grid_that_does_not_hold(self):
        def heavier(content):
            content['grid'].update(version='grille-essai')
            content['grid']['indicators'][0]['weightBp'] += 1

        def stray(content):
            content['grid'].update(version='grille-essai', criteriaVersion='criteria-1999')

        grid = 'grids/grille-2026-1.json'
        name = self.changed(grid, heavier)
        self.refused(REFUSED, 'WEIGHTS_SUM', 'import', 'grid', name, fields=['grid.indicators'], says=[name])
        self.refused(REFUSED, 'CRITERIA_UNKNOWN', 'import', 'grid', self.changed(grid, stray),
                     fields=['grid.criteria_version'])


if __name__ == '__main__':
    unittest.main()
