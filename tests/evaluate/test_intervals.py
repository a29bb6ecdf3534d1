"""Statistics against published and independently computed values."""

from __future__ import annotations

import math
import random
from itertools import product

import pytest

from extractor.evaluate.distributions import beta_cdf, beta_quantile, t_cdf, t_quantile
from extractor.evaluate.intervals import (
    clopper_pearson,
    logit_t,
    rate_over_documents,
    smallest_p,
    swap_permutation,
    wilson,
)

# hits, total, Clopper-Pearson, Wilson: Newcombe, Statistics in Medicine 17 (1998) 857, table I
PUBLISHED = [
    (81, 263, (0.2527, 0.3676), (0.2553, 0.3662)),
    (15, 148, (0.0578, 0.1617), (0.0624, 0.1605)),
    (0, 20, (0.0000, 0.1684), (0.0000, 0.1611)),
    (1, 29, (0.0009, 0.1776), (0.0061, 0.1718)),
]
# df, quantile of 0.975, P(T <= 1.5): scipy.stats.t 1.17.1
STUDENT = [
    (1, 12.706204736174694, 0.8128329581890011),
    (2, 4.302652729749462, 0.8638034375544994),
    (4, 2.7764451051977934, 0.896),
    (9, 2.262157162798205, 0.9160746719714625),
    (26, 2.0555294386428735, 0.9271696360729664),
    (199, 1.9719565442517533, 0.9324003812792212),
]
# p, a, b, quantile: scipy.stats.beta 1.17.1
BETA_QUANTILES = [
    (0.025, 3, 8, 0.06673951117773447),
    (0.975, 4, 7, 0.6524528500599973),
    (0.025, 1990, 11, 0.9908241049299802),
    (0.975, 1991, 10, 0.9975997802443343),
    (0.3, 26, 1, 0.9547491469849924),
    (0.01, 200, 300, 0.34973301124554146),
]
# x, a, b, probability: scipy.stats.beta 1.17.1
BETA_PROBABILITIES = [
    (0.1, 0.5, 5, 0.6833570849799877),
    (0.99, 13, 0.5, 0.6126479318489637),
    (0.5, 500, 500, 0.5),
    (1e-6, 2, 3, 5.999992000002998e-12),
]


@pytest.mark.parametrize(("hits", "total", "exact", "score"), PUBLISHED)
def test_binomial_intervals_are_the_published_ones(hits, total, exact, score):
    """Clopper-Pearson and Wilson agree with Newcombe's table to all its digits."""
    found = clopper_pearson(hits, total)
    assert (round(found.low, 4), round(found.high, 4)) == exact
    found = wilson(hits, total)
    assert (round(found.low, 4), round(found.high, 4)) == score


@pytest.mark.parametrize(("df", "quantile", "probability"), STUDENT)
def test_student_t_is_scipys(df, quantile, probability):
    """Quantile and distribution agree with scipy to ten digits."""
    assert t_quantile(0.975, df) == pytest.approx(quantile, rel=1e-10)
    assert t_cdf(1.5, df) == pytest.approx(probability, rel=1e-10)
    assert t_cdf(-1.5, df) == pytest.approx(1 - probability, rel=1e-10)


@pytest.mark.parametrize(("p", "a", "b", "quantile"), BETA_QUANTILES)
def test_beta_quantiles_are_scipys(p, a, b, quantile):
    """The quantile agrees with scipy to ten digits."""
    assert beta_quantile(p, a, b) == pytest.approx(quantile, rel=1e-10)


@pytest.mark.parametrize(("x", "a", "b", "probability"), BETA_PROBABILITIES)
def test_beta_probabilities_are_scipys(x, a, b, probability):
    """The regularised incomplete beta function agrees with scipy to ten digits."""
    assert beta_cdf(x, a, b) == pytest.approx(probability, rel=1e-10)


@pytest.mark.parametrize(("hits", "total"), [(0, 10), (10, 10)])
def test_clopper_pearson_ends_at_the_edge(hits, total):
    """All or nothing: the far end is (alpha/2)^(1/n), the near end the edge itself."""
    found = clopper_pearson(hits, total)
    edge = 0.025 ** (1 / total)
    assert (found.low, found.high) == pytest.approx((edge, 1.0) if hits else (0.0, 1 - edge))


@pytest.mark.parametrize("interval", [clopper_pearson, wilson])
@pytest.mark.parametrize(("hits", "total"), [(0, 0), (3, 2), (-1, 4)])
def test_no_share_has_no_interval(interval, hits, total):
    """A share of nothing, or more than all, is refused."""
    with pytest.raises(ValueError, match="no share"):
        interval(hits, total)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.35, 0.5, 0.77, 0.95])
def test_clopper_pearson_never_covers_less_than_it_says(share):
    """Over all outcomes of 12 trials, by their probability, 95 % of the intervals or more hold the share."""
    total = 12
    covered = 0.0
    for hits in range(total + 1):
        found = clopper_pearson(hits, total)
        if found.low <= share <= found.high:
            covered += math.comb(total, hits) * share**hits * (1 - share) ** (total - hits)
    assert covered >= 0.95


def test_logit_t_is_its_formula():
    """The interval is the one that numpy and scipy give for the formula, step by step."""
    found = logit_t([(8, 10), (3, 6), (12, 12), (0, 2), (5, 9), (7, 8)])
    assert (found.low, found.high) == pytest.approx((0.4333086156205444, 0.9175297567206688), rel=1e-10)


def test_logit_t_covers_when_errors_cluster():
    """With errors in clusters, more than 9 of 10 intervals hold the true share, and Wilson's far fewer."""
    drawing = random.Random(4)
    rounds, good, wilson_good = 400, 0, 0
    for _ in range(rounds):
        parts = [_clustered_document(drawing) for _ in range(20)]
        found = logit_t(parts)
        good += found is not None and found.low <= 0.8 <= found.high
        over_slots = wilson(sum(a for a, _ in parts), sum(b for _, b in parts))
        wilson_good += over_slots.low <= 0.8 <= over_slots.high
    assert good / rounds > 0.90
    assert wilson_good / rounds < 0.80


def _clustered_document(drawing: random.Random) -> tuple[int, int]:
    """A document whose facts share one fate: its own rate is drawn from Beta(1.6, 0.4), whose mean is 0.8."""
    share, facts = drawing.betavariate(1.6, 0.4), drawing.randint(3, 15)
    return sum(drawing.random() < share for _ in range(facts)), facts


@pytest.mark.parametrize(
    ("parts", "method", "of"),
    [
        ([(1, 2)] * 4, None, None),
        ([(0, 0)] * 30, None, None),
        ([(2, 2)] * 6, "wilson", "exact documents"),
        ([(0, 3)] * 6, "wilson", "exact documents"),
        ([(2, 2)] * 5 + [(1, 2)], "logit-t", "rate"),
    ],
    ids=["too few documents", "nothing to count", "all right", "all wrong", "some wrong"],
)
def test_the_interval_fits_the_data(parts, method, of):
    """Under five documents counts only; at the edge Wilson over documents; else logit-t over documents."""
    found = rate_over_documents(parts).interval
    assert (found and found.method, found and found.of) == (method, of)


def test_a_rate_carries_its_counts():
    """Documents with nothing to count do not make a rate look surer."""
    rate = rate_over_documents([(3, 4), (0, 0), (4, 4), (1, 2), (2, 2), (5, 6)])
    assert (rate.hits, rate.total, rate.documents) == (15, 18, 5)
    assert rate.value == 15 / 18


@pytest.mark.parametrize(("documents", "p"), [(1, 1.0), (5, 0.0625), (6, 0.03125), (12, 2 / 4096)])
def test_the_smallest_p_is_two_of_all_swaps(documents, p):
    """Five documents can show nothing at 0.05, whatever the runs."""
    assert smallest_p(documents) == p
    better = swap_permutation([(0, 1)] * documents, [(1, 1)] * documents)
    assert better.p == pytest.approx(p)
    assert better.exact


def test_the_permutation_is_the_count_over_all_swaps():
    """On four documents p is what trying all sixteen swaps by hand gives."""
    a, b = [(1, 4), (2, 4), (3, 4), (2, 2)], [(3, 4), (2, 4), (4, 4), (1, 2)]
    differences = []
    for swap in product((0, 1), repeat=4):
        first = sum((y if s else x)[0] for x, y, s in zip(a, b, swap, strict=True)) / 14
        second = sum((x if s else y)[0] for x, y, s in zip(a, b, swap, strict=True)) / 14
        differences.append(second - first)
    extreme = sum(abs(each) >= abs(differences[0]) - 1e-12 for each in differences)
    found = swap_permutation(a, b)
    assert found.p == extreme / 16
    assert found.difference == pytest.approx(differences[0])


def test_equal_runs_do_not_differ():
    """The same results twice give p = 1, at any number of documents."""
    for documents in (6, 30):
        same = [(each % 3, 3) for each in range(documents)]
        found = swap_permutation(same, same)
        assert (found.difference, found.p) == (0.0, 1.0)


def test_many_documents_are_drawn_and_can_be_repeated():
    """Beyond twelve documents swaps are drawn, with a seed, and p is never zero."""
    a, b = [(0, 2)] * 30, [(2, 2)] * 30
    found = swap_permutation(a, b, seed=7)
    assert found == swap_permutation(a, b, seed=7)
    assert not found.exact
    assert found.p == 1 / (found.swaps + 1) == found.smallest_p


def test_runs_over_other_documents_are_refused():
    """Pairs need the same documents."""
    with pytest.raises(ValueError, match="cannot be paired"):
        swap_permutation([(1, 2)], [(1, 2), (1, 2)])
