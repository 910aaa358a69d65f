"""Whether building work is under way, stands finished, or is not told."""

from __future__ import annotations

from huiyin.knowledge.language.marks import OFFICE, Marks


def in_progress(marks: Marks) -> bool | None:
    """True, false or None for a text that complains of building or of a damaged load-bearing structure."""
    finished = marks.get("finished", ())
    told_finished = {position for f in finished for position in range(f[0], f[1])}
    # 存在违建 holds 在违建, and 正在出租 begins like 正在搭建, but they say the contrary.
    under_way = [m for m in marks.get("under-way", ()) if m[3] > OFFICE and m[0] not in told_finished]
    stands = [m for m in marks.get("stands", ()) if m[3] > OFFICE]
    if under_way:
        return not stands or under_way[0][0] < stands[0][0]
    # What is in the way, or lacks its papers, stands already when nobody tells of work.
    return False if finished or stands or "demolish" in marks or "in-the-way" in marks else None
