"""How scores are spread, against the same figures made here of the whole ranking, commune by commune."""
import unittest

from programme import FRANCE, Programme

WHOLE = 100


def quartile(ordered, quarters):
    """The lowest that at least so many quarters of them do not exceed."""
    return next(score for position, score in enumerate(ordered, 1) if 4 * position >= quarters * len(ordered))


def summary(scores):
    ordered = sorted(scores)
    return {'count': len(ordered), 'minimum': ordered[0], 'firstQuartile': quartile(ordered, 1),
            'median': quartile(ordered, 2), 'thirdQuartile': quartile(ordered, 3), 'maximum': ordered[-1]}


def counts(scores, steps):
    """By borders, each of which belongs to the step that it begins."""
    borders = [step * WHOLE / steps for step in range(steps)] + [WHOLE + 1]
    return [sum(low <= score < high for score in scores) for low, high in zip(borders, borders[1:])]


class Distribution(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Programme())
        cls.instance.adopt_grid()
        cls.instance.call('RunScores', {}, '--timeout', '60')
        cls.scores = cls.ranking()

    @classmethod
    def ranking(cls):
        found, token = [], ''
        while True:
            page = cls.instance.act('passant', 'ListScores', pageSize=1000, pageToken=token)
            found += page['scores']
            token = page.get('nextPageToken')
            if not token:
                return found

    def check(self, steps=20, eligible_only=False, **perimeter):
        wanted = [score.get('score', 0) for score in self.scores
                  if all(score[name] == value for name, value in perimeter.items())
                  and (score.get('eligible') or not eligible_only)]
        answer = self.instance.act('passant', 'GetDistribution', steps=steps, eligibleOnly=eligible_only, **perimeter)
        self.assertEqual(answer['counts'], counts(wanted, steps))
        self.assertEqual({name: answer.get(name, 0) for name in summary(wanted)}, summary(wanted))
        self.assertEqual(answer['run']['id'], self.scores[0]['runId'])

    def test_of_all_perimeters(self):
        self.assertEqual(len(self.scores), FRANCE['communes'])
        for perimeter in ({}, {'departementCode': '77'}, {'departementCode': '2A'}, {'regionCode': '11'},
                          {'regionCode': '02'}):
            for eligible_only in (False, True):
                for steps in (1, 7, 20, 100):
                    with self.subTest(steps=steps, eligible_only=eligible_only, **perimeter):
                        self.check(steps, eligible_only, **perimeter)

    def test_twenty_steps_unless_it_is_said(self):
        self.assertEqual(len(self.instance.act('passant', 'GetDistribution')['counts']), 20)


if __name__ == '__main__':
    unittest.main()
