"""A question as a manager writes it: into the form, and into a file."""

from __future__ import annotations

from collections.abc import Mapping

QUESTION: Mapping[str, tuple[str, ...]] = {
    "situation": ("escalation",),
    "kind": ("best",),
    "stem_en": ("“Put me through to somebody who decides.” You may refund 40 yourself. What do you say?",),
    "option1_en": ("“I can decide that myself. Your 40 go back today.”",),
    "why1_en": ("It answers the need behind the wish for a boss.",),
    "option2_en": ("“My manager would tell you just the same thing.”",),
    "why2_en": ("It closes the door before anybody knocked.",),
    "option3_en": ("“Please hold, I put you through to my manager.”",),
    "why3_en": ("They wait again for what you could have done.",),
    "best": ("1",),
    "stem_es": ("«Páseme con alguien que decida.» Usted puede devolver 40. ¿Qué dice?",),
    "option1_es": ("«Eso lo decido yo. Hoy mismo se devuelven sus 40.»",),
    "why1_es": ("Responde a lo que hay detrás de pedir un jefe.",),
    "option2_es": ("«Mi gerente le diría exactamente lo mismo que yo.»",),
    "why2_es": ("Cierra la puerta antes de que alguien toque.",),
    "option3_es": ("«Le paso con mi gerente; espere en línea, por favor.»",),
    "why3_es": ("Otra espera por algo que ya se podía resolver.",),
    "difficulty": ("2",),
}

FILE = """\
id: yelling
triggers:
  en: [printer toner]
---
items:
  - id: our-refund-of-forty
    situation: escalation
    pitfall: promising
    industries: [telecom]
    channels: [phone]
    difficulty: 3
    stem:
      en: "“Put me through to somebody who decides.” You may refund 40. What do you say?"
      es: "«Páseme con alguien que decida.» Usted puede devolver 40. ¿Qué dice?"
    options:
      - best: true
        text: {en: "“I can decide that. Your 40 go back today.”", es: "«Lo decido yo. Hoy vuelven sus 40.»"}
        why: {en: "It answers the need.", es: "Responde a la necesidad."}
      - text: {en: "“My manager would tell you the same.”", es: "«Mi gerente le diría lo mismo, créame.»"}
        why: {en: "It closes the door.", es: "Cierra la puerta."}
      - text: {en: "“Hold on, I put you through to them.”", es: "«Espere en línea, le paso con alguien.»"}
        why: {en: "They wait again.", es: "Es otra espera."}
"""
