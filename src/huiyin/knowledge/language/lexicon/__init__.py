"""The words that the keyword reader knows, by the idea that they stand for.

General vocabulary only: no name of a place, person or firm. One word may stand for several ideas. All that
match count, also those inside or across others; of two words for one idea of which one holds the other only the longer.
"""

from __future__ import annotations

from huiyin.knowledge.language.lexicon.building import BUILDING
from huiyin.knowledge.language.lexicon.frame import FRAME
from huiyin.knowledge.language.lexicon.living import LIVING
from huiyin.knowledge.language.lexicon.refuse import REFUSE
from huiyin.knowledge.language.lexicon.speech import SPEECH
from huiyin.knowledge.language.lexicon.topics import TOPICS
from huiyin.knowledge.language.lexicon.wrongs import WRONGS

IDEAS: dict[str, str] = {**WRONGS, **BUILDING, **LIVING, **REFUSE, **FRAME, **SPEECH, **TOPICS}
