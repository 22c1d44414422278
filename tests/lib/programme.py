"""The programme on a real instance: France as it is, and the people who act in Seine-et-Marne."""
import os
import time

from instance import Instance
from partner import ROOT

COG = os.path.join(ROOT, 'node_modules', '@etalab', 'decoupage-administratif')
FRANCE = {'communes': 34969, 'epci': 1255, 'departements': 109, 'regions': 26, 'arrondissements': 333}
FERTE, COULOMMIERS, PAYS_DE_BRIE = '77183', '77131', '200090504'  # two towns and their EPCI
PROVINS, PROVINOIS = '77379', '200037133'
APT, APT_LUBERON = '84003', '200040624'  # in another département and another région
SORGUE, MONTS_DE_VAUCLUSE = '84054', '248400319'  # 20 244 inhabitants in 2023
IMPORT_SECONDS = 100  # under the sanitizers, beside other tests

PEOPLE = {  # name → (role, scope)
    'mairie': ('COLLECTIVITE', '--collectivite', FERTE),
    'agglo': ('COLLECTIVITE', '--collectivite', PAYS_DE_BRIE),
    'prefecture-77': ('PREFECTURE', '--departement', '77'),
    'prefecture-84': ('PREFECTURE', '--departement', '84'),
    'ile-de-france': ('REGION', '--departement', '75', '--departement', '77'),
    'paca': ('REGION', '--departement', '84'),
    'passant': ('PUBLIC',),
}


class Programme(Instance):
    """An instance with the official geography, and the criteria in force unless `criteria` is False."""

    def __init__(self, criteria=True, **options):
        super().__init__(**options)
        self.criteria = criteria

    def start(self, wait=True):
        super().start(wait)
        if not os.path.exists(self.path('keys', 'passant.key')):
            self.pvd('import', 'cog', timeout=IMPORT_SECONDS)
            if self.criteria:
                self.pvd('import', 'criteria')
            for name, (role, *scope) in PEOPLE.items():
                self.principal(name, role, *scope)
        return self

    def adopt_grid(self):
        """The one that a first start brings, and the indicators that it looks at."""
        self.pvd('import', 'definitions')
        self.pvd('import', 'grid')

    def act(self, who, method, **request):
        """One call in a person's name; its answer."""
        return self.call(method, request, '--as', who)

    def refused(self, who, method, **request):
        """One call in a person's name, which must be refused; the error."""
        return self.refusal(method, request, '--as', who)

    def submit(self, who='prefecture-77', communes=(FERTE,), epcis=(PAYS_DE_BRIE,)):
        """The id of a new candidacy."""
        return self.act(who, 'SubmitCandidacy', communeCodes=list(communes), epciSirens=list(epcis),
                        projectNote='Redonner vie au centre.')['candidacy']['id']

    def favour(self, candidacy, who='prefecture-77'):
        return self.act(who, 'GiveOpinion', candidacyId=candidacy, kind='OPINION_KIND_FAVOURABLE', rank=1)

    def propose(self, *candidacies, who='ile-de-france', region='11'):
        return self.act(who, 'ProposeSelection', regionCode=region, candidacyIds=list(candidacies),
                        committeeDate='2026-03-02', minutesReference='PV du 2 mars 2026')['selection']['id']

    def grant(self, candidacy, name):
        """The id of the label."""
        return self.act('anct', 'GrantLabel', candidacyId=candidacy, territoryName=name,
                        decisionReference='Décision 2026-12', decisionDate='2026-04-01')['label']['id']

    def label(self, name, **perimeter):
        """The whole way from interest to label; the ids of both."""
        candidacy = self.submit(**perimeter)
        self.favour(candidacy)
        self.propose(candidacy)
        return candidacy, self.grant(candidacy, name)

    def territory(self, who='passant', **filters):
        """The one territory that a list gives; it is born and ends a moment after its label."""
        end = time.monotonic() + 10
        while True:
            found = self.act(who, 'ListTerritories', **filters)['territories']
            if len(found) == 1:
                return found[0]
            assert time.monotonic() < end, f'{len(found)} territories: {found}'
            time.sleep(0.05)
