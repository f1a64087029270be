"""Captions, headlines and comments: seldom the same twice, of the same words again and again."""

from benchmarks.copydetection.edits.studio import Studio

_OPENINGS = (
    "BREAKING:",
    "LIVE:",
    "EILMELDUNG:",
    "SHARE THIS!!!",
    "Watch:",
    "Unbelievable:",
    "When you see how",
    "They do not show you that",
    "Nobody:",
    "Sources say",
)
_SUBJECTS = (
    "{count} people",
    "the new bridge",
    "two soldiers with flags",
    "a convoy of {count} trucks",
    "the minister's brother",
    "our neighbour's dog",
    "residents of house {count}",
    "{count} tonnes of grain",
    "a cloud over the harbour",
    "the last bus",
    "a queue of {count} metres",
    "an empty shop",
    "police officers",
    "the water",
)
_EVENTS = (
    "gone within minutes",
    "seen again for the first time in {count} years",
    "stopped at the border",
    "waiting since {count} o'clock",
    "closed until further notice",
    "photographed from the tower",
    "on fire, {count} still missing",
    "left behind after the storm",
    "under a metre of snow",
    "cheered by thousands",
    "blocking the road to the market",
    "never where you need it",
)
_PLACES = (
    "near the spoil heap",
    "in the old town",
    "on Liberty Square",
    "behind the station",
    "at kilometre {count}",
    "in the village beyond the river",
    "outside the ministry",
    "on the motorway",
    "in Hall {count} of the fair",
    "by the quarry lake",
)
_ENDINGS = (
    "and nobody warned us.",
    "officials call it a provocation.",
    "#{count}hours",
    "Bitte teilen!",
    "what do you think?",
    "say those who were there.",
    "",
    "more at {count}.",
    "not a word in the evening news",
    "the figures were known to everyone.",
)


def headline(studio: Studio) -> str:
    """One of some hundred thousand sentences."""
    parts = (_OPENINGS, _SUBJECTS, _EVENTS, _PLACES, _ENDINGS)
    spoken = [studio.pick(choices).format(count=studio.whole(2, 97)) for choices in parts]
    if studio.chance(0.6):
        spoken = spoken[1:]
        spoken[0] = spoken[0][0].upper() + spoken[0][1:]
    return " ".join(part for part in spoken if part)


def paragraph(studio: Studio, sentences: int) -> str:
    return " ".join(headline(studio) for _ in range(sentences))
