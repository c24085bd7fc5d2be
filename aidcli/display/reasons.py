"""Why a draft has its state, in words. Pure."""

from typing import Final

from aidcli.display.speech import Speech
from aidcli.prose.chinese_reasons import REASONS_IN_CHINESE
from aidcli.prose.drafts import REPEAT, Draft
from aidcli.prose.placing import CHANGED, MOVED

_WAS: Final = ("was {amount}", "原为{amount}")
_WAS_AT: Final = ("was at line {line}, offset {start}", "原在第{line}行第{start}字")
_WAS_NOWHERE: Final = ("was without a place", "原无位置")
_STATED: Final = ("stated before: {id}", "前文已述：{id}")


def reason_words(draft: Draft, speech: Speech) -> str:
    """Return why a draft has its state; what has no Chinese form is said in English."""
    held, state = draft.held, draft.state
    if held and state == CHANGED:
        return speech.say(_WAS, amount=held.printed or speech.amount(held.quantity, held.unit))
    if held and state == MOVED:
        return speech.say(_WAS_AT if held.line else _WAS_NOWHERE, line=held.line, start=held.start)
    if state == REPEAT:
        return speech.say(_STATED, id=draft.repeats)
    return REASONS_IN_CHINESE.get(draft.reason, draft.reason) if speech.lang == "zh" else draft.reason
