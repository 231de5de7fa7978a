"""What is typed into the forms of the walk: each is sent once for each entry. "@ana" is a person's id."""

from __future__ import annotations

from tests.old_cards.wire import Typed

ITEM: Typed = {
    "situation": "escalation",
    "stem_en": "“Put me through to somebody who decides.” You may refund 40 yourself. What do you say?",
    "option1_en": "“I can decide that myself. Your 40 go back today.”",
    "why1_en": "It answers the need behind the wish for a boss.",
    "option2_en": "“My manager would tell you just the same thing.”",
    "why2_en": "It closes the door before anybody knocked.",
    "option3_en": "“Please hold, I put you through to my manager.”",
    "why3_en": "They wait again for what you could have done.",
    "best": "1",
    "stem_es": "«Páseme con alguien que decida.» Usted puede devolver 40. ¿Qué dice?",
    "option1_es": "«Eso lo decido yo. Hoy mismo se devuelven sus 40.»",
    "why1_es": "Responde a lo que hay detrás de pedir un jefe.",
    "option2_es": "«Mi gerente le diría exactamente lo mismo que yo.»",
    "why2_es": "Cierra la puerta antes de que alguien toque.",
    "option3_es": "«Le paso con mi gerente; espere en línea, por favor.»",
    "why3_es": "Otra espera por algo que ya se podía resolver.",
    "difficulty": "2",
    "channels": ["phone"],
}
PHRASE: Typed = {
    "situation": "waiting",
    "text_en": "The toner is on its way.",
    "text_es": "El tóner ya va en camino.",
    "cue_en": "Slowly",
    "cue_es": "Despacio",
    "channels": ["phone"],
}
FILE = """\
id: yelling
triggers:
  en: [printer toner]
phrases:
  - id: toner-first
    text: {en: "The toner is on its way.", es: "El tóner ya va en camino."}
    cue: {en: Slowly, es: Despacio}
"""
SUPERVISED: Typed = {"supervisor_1": "@eva", "supervisor_2": "@luis", "announced": "1", "reminder": "15"}
FIGURES = "week,fcr,csat_difficult,escalation_rate\n2026-W45,70,,12\n2026-W47,78.5,71,9\n"
ANSWERS = ("energy", "autopilot", "helped", "rested", "abuse", "alone")

SAFE: Typed = {
    "number": "9",
    "numbers": "mx: 55 1234",
    "agents": "US",
    "customers": "MX",
    "steps_self-harm": "Wave at Rosa.",
    "confirm": "yes",
    "reviewer": "Dr. Sol, psychologist",
}


def _of_step(*names: str) -> Typed:
    return {name: text for name, text in ITEM.items() if name.startswith(names)}


FILLS: dict[str, tuple[Typed, ...]] = {
    "boundary.noted": ({"note": "He was loud.", "ticket": "T-1"},),
    "boundary.ticket": ({"ticket": "T-1"},),
    "boundary.settings": ({"rest": "nothing at all"}, SUPERVISED),
    "checkin.answer": ({}, dict.fromkeys(ANSWERS, "2")),
    "checkin.set": ({"minimum": "1"}, {"on": "yes", "minimum": "8", "groups": ["*"]}),
    "figures.upload": ({}, {"file": FIGURES}),
    "group.keep": ({"name": ""}, {"name": "Day shift", "channel": "", "people": ["@ana", "@luis"]}),
    "lookup.ask": ({"text": "late parcel"},),
    "mine.settings": ({"channel": "chat"},),
    "restrict.set": ({"ticket": "two words"}, {"ticket": "T-2"}),
    "round.begin": ({}, {"own": "You again?"}),
    "round.prepared": (
        {"line": "Why did it go up?", "reply": ""},
        {"line": "Why so much?", "reply": "I explain."},
    ),
    "round.replied": ({"reply": ""}, {"reply": "I see that it is late, and I stay with you."}),
    "safety.edit": ({"confirm": "yes"}, {"numbers": "nothing at all"}, SAFE, {}),
    "schedule.keep": ({"other": "Mars/Olympus"}, {"spread": "0"}),
    "schedule.onboarding.keep": ({"people": []}, {"people": ["@ana"]}),
    "schedule.wish": ({"quiet": "22:00"}, {"quiet": "22:00", "loud": "07:00"}),
    "team.import": ({"file": "id: nothing"}, {"file": FILE}),
    "team.item.moment": ({}, _of_step("situation", "stem")),
    "team.item.options": ({}, _of_step("option", "best")),
    "team.item.save": ({}, _of_step("why", "difficulty")),
    "team.manager.save": ({}, {"person": "@luis"}),
    "team.offer.save": ({}, {"what": "A refund of 40", "limit": "40", "approver": "Rosa", "unless": "twice"}),
    "team.phrase.save": ({}, PHRASE),
    "team.trigger.save": ({}, {"situation": "waiting", "text": "blorf wug", "language": "en"}),
}
