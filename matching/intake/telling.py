"""Verbs that tell: in a clause of goods without a word of need they make it a tale."""

import re

_REGULAR = (
    "accept|add|announce|appear|ask|bark|beg|borrow|buy|call|celebrate|clap|clean|climb|close"
    "|collect|cook|cost|count|cover|cross|dance|dream|drop|enjoy|fill|fix|float|grow|guard|hand"
    "|happen|hope|invite|joke|jump|keep|kick|laugh|learn|lend|like|listen|live|look|love|marry"
    "|melt|miss|paint|pass|pile|play|pray|promise|pull|push|queue|reach|remain|remember|remind"
    "|reopen|return|rise|roll|say|seem|sell|serve|shine|shout|show|sing|sit|sleep|smell|smile|sort"
    "|speak|stand|stay|stop|swim|talk|taste|teach|tell|think|throw|touch|train|travel|turn|visit"
    "|vote|wait|walk|warn|wash|watch|win|wonder|work|write"
)
_PASTS = (
    "was|were|had|did|gave|came|went|saw|took|made|brought|hit|sank|swam|sailed|flew|fell|landed"
    "|handed over|delivered|cleared|moved|carried|opened|passed|started|finished|put|kept|beat"
    "|built|slept|rose|drank|ate|bought|sold|taught|stood|hung|wore|drove|held|sat|won|led|met"
    "|wrote|told|thought|learnt|began|sang|threw|grew|spoke|stole|felt|said|knew|ran(?! out)"
    "|seen|spotted|shown|parked|found|written|to be (?:set up|built|installed|opened|inaugurated)"
    "|watching|arrived|visited|played|watched|looked|showed|walked|talked|smiled|painted|announced"
)
_NO_DEED = (
    "need|strand|trapp|injur|wound|want|requir|displac|request|affect|block|infect|broken|bed"
    "|assort|mix|cann|dri|limit|seed|feed|bleed|weed|shed|speed|exhaust|expir|iodi|insulat|powder"
    "|tinn|boil|fortif|distil|purif|pack|bottl|clos|steril|coat|lin|reinforc|siz|us|fold|wheel"
)
"""Participles of plight and of kinds of goods: stranded, dried."""
TELLS = re.compile(
    rf"(?<![a-z])(?:{_PASTS}"
    rf"|(?!{_NO_DEED})[a-z]{{2,}}ed(?= )"
    rf"|(?:they|people|nobody|soldiers|neighbou?rs) (?:\w+ )?(?:{_REGULAR}|put|build|give|bring))"
    r"(?![a-z])"
    r"|(?<![没断完够光坏塌湿尽受停烂空缺丢毁淹少])了(?![\d断完])|出发去|救出"
)
"""A deed that is told."""
DOES = re.compile(rf"(?<![a-z])(?:(?:{_REGULAR})e?s|(?:carri|fli|cri|marri|tri)es)(?![a-z])")
"""What somebody does; names of goods (covers, shows) must be blanked before."""
