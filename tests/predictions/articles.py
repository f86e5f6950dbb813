"""A text of our own to write up: a short French article about small language models, and what stands in it."""

from __future__ import annotations

ARTICLE = """Ce que l'année réserve aux petits modèles de langue
Les petits modèles intéressent de plus en plus d'équipes. L'an passé, elles en parlaient surtout dans les ateliers.
« D'ici la fin de 2027, trois éditeurs au moins livreront un modèle qui tient dans un téléphone », annonce Experte \
Une, directrice de la recherche de l'Atelier du Nord. Elle dit l'avoir répété cent fois.
Les coûts baissent, et les usages changent. « En 2027, une école sur dix utilisera un modèle ouvert, et les parents le \
sauront », ajoute-t-elle.
Expert Deux, juriste à l'Institut des Communs, reste prudent. « Je pense que la licence libre sera la règle dans deux \
ans. »
Il rappelle que les procès durent. Les petits modèles restent, pour lui, une affaire de bibliothécaires.
À l'année prochaine !
"""
FIRST = "trois éditeurs au moins livreront un modèle qui tient dans un téléphone"
SECOND = "une école sur dix utilisera un modèle ouvert"
THIRD = "la licence libre sera la règle dans deux ans"
TWICE = "petits modèles"
