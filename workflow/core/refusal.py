"""Saying no, in words. Refusing is normal; it is the only error that pages catch."""


class Refused(Exception):
    """The office does not do this. `code` is for programs, the sentence for a person.

    The sentence is English source text; `values` fill its placeholders after it has been
    translated, so that names are never part of what a translator sees.
    """

    def __init__(self, code: str, sentence: str, **values: str) -> None:
        super().__init__(sentence.format(**values) if values else sentence)
        self.code = code
        self.sentence = sentence
        self.values = values


class NotFound(Refused):
    """There is nothing here that you may see."""

    def __init__(self, what: str = "complaint") -> None:
        super().__init__("not-found", f"There is no such {what}, or it is not yours to see.")


class Conflict(Refused):
    """Somebody else acted first; nothing was changed by this attempt."""

    def __init__(self, changed: str) -> None:
        super().__init__(
            "changed-meanwhile",
            "Somebody else acted first: {changed}. Look at it again before you go on.",
            changed=changed,
        )
