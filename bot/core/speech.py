"""How a team's Spanish speaks to customers, and for which country's customers its words are.

Phrases are written with usted. Where a team chose tú or vos for a channel, the words that somebody wrote so
are shown in their place; nothing is ever converted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.words import Localized

SPANISH = "es"
USTED, TU, VOS = ADDRESS_FORMS = ("usted", "tu", "vos")
SPAIN = "es-ES"
FORMS = (TU, VOS, SPAIN)  # that a phrase may be written in besides usted


@dataclass(frozen=True, slots=True)
class Speech:
    """The form of address by channel, usted where none is chosen; whether Spain's words are wanted.

    `country` (ISO) is that of the team's customers; "" where nobody told.
    """

    forms: Mapping[str, str] = field(default_factory=dict)
    spain: bool = False
    country: str = ""

    def form(self, channel: str) -> str:
        """Returns the form that is chosen for a channel: usted, tu or vos."""
        return self.forms.get(channel, USTED)

    def spoken(self, text: Localized, forms: Mapping[str, str], channel: str) -> Localized:
        """Returns words to say with the Spanish that was chosen for a channel, as far as it is written."""
        chosen = self.form(channel)
        written = forms.get(chosen) or (forms.get(SPAIN) if self.spain else "")
        return {**text, SPANISH: written} if written and SPANISH in text else text

    def lacks(self, text: Localized, forms: Mapping[str, str], channel: str) -> bool:
        """Whether another form than usted is chosen, and these words are not written in it."""
        return SPANISH in text and self.form(channel) != USTED and self.form(channel) not in forms

    def is_abroad(self, countries: tuple[str, ...]) -> bool:
        """Whether words that were written for some countries' law are for other ones than the team's."""
        return bool(countries) and self.country not in countries


NEUTRAL = Speech()
