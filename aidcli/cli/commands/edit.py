"""`aidcli edit`: change the keys of a figure."""

from aidcli.changes.revision import edit_figure
from aidcli.changes.typed import read_typed, unread_unit
from aidcli.cli.changing import (
    IS_CHANGED,
    IS_SO,
    FigureId,
    TypedFigure,
    changing,
    checked_figure,
    excess_after,
    figures_by_id,
    note_excess,
    note_remarks,
    report_change,
)
from aidcli.cli.options import Answer, spread
from aidcli.cli.teaching import exemplified
from aidcli.errors import TakenName, Usage


@exemplified(
    {
        "A corrected amount": "aidcli edit health-funding --value 1.3亿元",
        "Several keys at once": 'aidcli edit culture-plays --period 2023 --note "The year is inferred."',
        "A key removed": 'aidcli edit education-jinkang-investment --period ""',
    }
)
@spread
def edit(figure: FigureId, given: TypedFigure, answer: Answer) -> None:
    """Change keys of a figure; an empty text removes a key."""
    answer.check()
    if not any(text is not None for text in given):
        raise Usage(
            "nothing to change in {figure!r}; give a key, for example 'aidcli edit {figure} --period 2023'",
            "没有要修改 {figure!r} 的内容；请给一个字段，例如 'aidcli edit {figure} --period 2023'",
            figure=figure,
        )
    with changing(answer.db, "edit") as change:
        outline, near = change.survey({figure})
        old = figures_by_id([figure], near, outline.kinds)[0]
        typed = given._replace(measure=old.measure if given.measure is None else given.measure)
        record = old.record() | read_typed(typed._asdict(), change.store.codes)
        new = checked_figure(record, change.store.codes)
        if new.id != figure and new.id in outline.kinds:
            raise TakenName("figure", new.id)
        revised = edit_figure(outline, near, figure, new)
        excess = excess_after(revised, change.store)
        change.apply(revised)
    report_change([new], IS_SO if revised.is_empty else IS_CHANGED, change, answer)
    note_excess(excess, answer.language)
    if given.value:
        note_remarks(unread_unit(new, change.store.codes), answer.language)
