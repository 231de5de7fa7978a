"""What is read in passing of an explanation: a first clause that can stand alone."""

from __future__ import annotations

import pytest

from bot.core.quiz import BRIEF, brief
from tests.build import shipped

MOST = 18  # words of a kernel, and half as many as that are usual


@pytest.mark.parametrize(
    ("why", "kernel"),
    [
        (
            "Nobody shouts for long at someone who listens, and your notes are the way back in.",
            "Nobody shouts for long at someone who listens.",
        ),
        (
            "They are shouting, and they have a reason; correcting how they write gives them another.",
            "They are shouting, and they have a reason.",
        ),
        (
            "Si lo sabe antes de las 12, su jefa todavía puede elegir; después ya no hay nada que mover.",
            "Si lo sabe antes de las 12, su jefa todavía puede elegir.",
        ),
        (
            "Cuida su seguridad y, sin pedir nada, deja abierta la puerta para la vuelta.",
            "Cuida su seguridad y, sin pedir nada.",
        ),
        ("It hears what hurts.", "It hears what hurts."),
        ("", ""),
    ],
)
def test_a_kernel_is_the_first_clause_that_stands_alone(why: str, kernel: str) -> None:
    assert brief(why) == kernel


@pytest.mark.parametrize("language", ["en", "es"])
def test_kernels_of_the_bank_are_short_and_begin_as_the_whole(language: str) -> None:
    whys = [item.options[item.key].why[language] for item in shipped().quiz.values()]
    lengths = sorted(len(brief(why).split()) for why in whys)
    assert lengths[-1] <= MOST
    assert lengths[len(lengths) // 2] <= BRIEF
    assert all(why.startswith(brief(why).rstrip(".")) for why in whys)
