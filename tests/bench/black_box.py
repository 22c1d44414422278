"""Reads pages of MeasureGrid from standard input and the chosen communes from a file; prints the figures of the best of
three black boxes on départements that it has not seen, each fitted in the same way as grids are: by folds of départements."""
import csv
import json
import sys

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.metrics import roc_auc_score

FOLDS, SEED = 10, 2026
BOXES = {
    'HistGradientBoosting': lambda: HistGradientBoostingClassifier(
        max_iter=200, learning_rate=.04, max_leaf_nodes=15, min_samples_leaf=30, l2_regularization=5, random_state=SEED),
    'ExtraTrees': lambda: ExtraTreesClassifier(100, min_samples_leaf=3, max_features=.3, random_state=SEED),
    'RandomForest': lambda: RandomForestClassifier(100, min_samples_leaf=3, max_features=.3, random_state=SEED),
}


def read():
    pages = json.load(sys.stdin)
    with open(sys.argv[1], encoding='utf-8-sig', newline='') as file:
        chosen = {row['insee_com'] for row in csv.DictReader(file)}
    codes = [code for page in pages for code in page['codes']]
    departements = np.array([one for page in pages for one in page['departementCodes']])
    eligible = np.array([one for page in pages for one in page['eligible']])
    people = np.array([one for page in pages for one in page['populations']])
    levels = np.array([one for page in pages for one in page['levelsE9']]).reshape(len(codes), -1) / 1e9
    truth = np.array([code in chosen for code in codes])
    sample = eligible & np.isin(departements, np.unique(departements[truth & eligible]))
    return levels[sample], truth[sample], departements[sample], people[sample]


def recall(scores, truth, departements, people, times):
    found = 0
    for departement in np.unique(departements):
        those = np.flatnonzero(departements == departement)
        count = int(times * truth[those].sum() + .5)
        found += truth[those[np.lexsort((-people[those], -scores[those]))[:count]]].sum()
    return found / truth.sum()


def main():
    levels, truth, departements, people = read()
    names = np.unique(departements)
    np.random.default_rng(SEED).shuffle(names)
    fold = {name: n % FOLDS for n, name in enumerate(names)}
    folds = np.array([fold[one] for one in departements])
    figures = []
    for name, make in BOXES.items():
        scores = np.zeros(len(truth))
        for n in range(FOLDS):
            scores[folds == n] = make().fit(levels[folds != n], truth[folds != n]).predict_proba(levels[folds == n])[:, 1]
        figures.append({'name': name, 'recall': recall(scores, truth, departements, people, 1),
                        'recall_more': recall(scores, truth, departements, people, 1.5),
                        'auc': roc_auc_score(truth, scores)})
    print(json.dumps(max(figures, key=lambda one: one['recall'])))


if __name__ == '__main__':
    main()
