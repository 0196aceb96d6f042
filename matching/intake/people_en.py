"""The English words of how many people there are."""

import re

from matching.intake.counts import NUMBER
from matching.intake.pattern import lazy_regex

WHO_EN = (
    "senior citizens|eldery|elderley|eldelry|pass?[ae]ngers?|passengrs|senior|"
    "trekkers|tourists|pilgrims|workers stranded|passengers"
    "|inmates|homeless|evacuated|elders|people|persons?|ppl|peoples|pple|kids|kid"
    "|children|childrens|child|childern"
    "|babies|baby|infants?|adults?|elderly|seniors|women|woman|men"
    "|victims?|survivors?|patients?|orphans?|students?|residents?|villagers?|members"
    "|souls|individuals?"
    "|refugees?|injured|wounded|folks|girls?|boys?|toddlers?|teens|youths?|evacuees"
    "|inhabitants|citizens|ladies|mothers|persones|pers|evacuee|persn|persns|peopel|poeple|peaple"
    "|bachay|bachche|bachey|bache|bachon|baccho|log|logon|afraad|afrad|aurtain|aurat|aurten"
    "|widows?|handicap|handicapped|brothers|sisters|sons|daughters|childs|disabled|orphan"
    "|diabetics|newborns|amputees|khawateen|mard|buzurg|moun|timoun|personnes|enfants|femmes|bebes?"
    "|pregnant women|lady|gentlem[ae]n|pts?|pax|man(?! tents?)|nuns|monks|moms|dads|mums"
    "|grandparents"
    "|minors|vets|veterans|miners|farmers|fishermen|(?:day )?labou?rers|guests|campers|residentes"
)
EN = lazy_regex(
    rf"(?<![\w.])(?P<n>{NUMBER})\s?(?:\+|or more|plus)?\s?(?:(?:more|other|small"
    r"|young|little|old|elderly|injured|wounded|sick|hungry|homeless|displaced"
    r"|affected|pregn[a-z]{1,5}|unaccompanied|disabled|dialysis|\x02+(?= patients)|cancer|icu"
    r"|covid|diabetic|bedridden"
    r"|haitian|strand[a-z]+|trapped|handicapped"
    rf"|seriously|badly|severely|critically|gravely|heavily|lightly"
    rf"|of|our|the|in|family|poor|innocent|needy|church|community)\s){{0,2}}(?:{WHO_EN})(?![a-z])"
)
ARE_EN = lazy_regex(
    rf"(?<![\w.])(?P<m>{NUMBER}) in (?:the |our )?(?:icu|ward|er|coma|emergency room)(?![a-z])"
    rf"|(?<![a-z])(?:elderly|seniors?|old people|kids|children|babies|patients|women|men|ladies"
    rf"|girls|boys|orphans) (?:here"
    rf"|is"
    rf"|are|about|:|x|×)? ?(?P<k>{NUMBER})(?: here| now| of them)?(?=\s?(?:[,.;!]|$))"
    rf"|(?<![a-z])(?:patients|people|persons|kids|children|elderly|seniors) ?[x×] ?(?P<h>{NUMBER})"
    rf"|(?<![a-z])population(?: of| is|:)? (?:about |around |over )?(?P<l>{NUMBER})"
    rf"|(?<![\w.])(?P<n>{NUMBER})\s(?:are|were|is|others? (?:are|were)|more (?:are"
    r"|were))\s(?:\w+\s)?"
    r"(?:injured|wounded|hurt|trapped|stuck|sick|homeless|stranded|displaced|hungry)"
    rf"|(?<![\w.])(?P<j>{NUMBER}) (?:more |others? )?(?:left )?(?:injured|wounded|hurt|trapped"
    rf"|stuck"
    r"|sick|homeless|stranded|displaced)(?= (?:on|in|at|here|inside|below|under|there)(?![a-z])"
    r"|\s?(?:[,.;#!]|$))"
    rf"|(?<![a-z])(?:(?:still )?(?:trapped|stuck|stranded)(?: below| inside| here| there"
    rf"| under \w+)?"
    rf"|still (?:here|there|inside)|left behind)\s?:?\s?(?P<i>{NUMBER})(?=\s?(?:with|and|,|\."
    rf"|;|!|$))"
)
WE_EN = lazy_regex(
    r"(?:we are|we're|we r|there are|there is|they are|we have)\s(?:about|around"
    r"|over|more than|at least|approximately|a group of|a total of|almost|like"
    rf"|nearly|some|up to)?\s?(?P<n>{NUMBER})(?!\s?(?:famil|household|houses|home"
    r"|day|hour|week|month|km|mile|min|block|tent|box|bottle|bag|truck|store|year))(?=\s?(?:"
    r"of us|here|in |at |without|and|with|on |who|[,.;]|living|sleeping|$))|(?:group"
    r"|family|fmaily|famly|familly|faimly|famliy|total|crowd|camp|community)\sof\s(?:about|around"
    r"|over|more than"
    rf"|at least)?\s?(?P<m>{NUMBER})(?!\s?(?:famil|household|tent))"
    rf"|(?P<k>{NUMBER})\sof\sus"
)
IN_NEED_EN = lazy_regex(
    rf"(?<![\w.$])(?P<n>{NUMBER})\s?\+?\s(?:(?!famil|house|home|day|hour|week|month|year|km|mile"
    rf"|tent|box|bag|bottle|truck|boat|store|road|time|km|car)[a-z-]+\s){{1,3}}"
    r"(?:(?:are|is|were|still|currently|now|remain|reported|have been)\s){0,3}"
    r"(?:stranded|stuck|trapped|marooned|homeless|displaced|starving|waiting for|w/o"
    r"|without (?:any )?(?:food|water|\x02)|living in|sleeping in|sheltering"
    r"|taking shelter|cut off|in need)(?![a-z])"
)
"""80 senior citizens stranded: whatever they are called."""
FOR_EN = lazy_regex(
    rf"(?<![a-z])for (?:(?:about|around|the|our|some|all|over) )*(?P<n>{NUMBER})"
    r" (?:(?!relief|rescue|medical|health)[a-z]+ ){1,2}workers(?![a-z])"
)
"""Biscuits for 140 dock workers."""
HOUSE_EN = lazy_regex(
    rf"(?<![\w.])(?P<n>{NUMBER})\s?(?:\+|plus)?\s?(?:(?:more|other|poor|displaced"
    r"|affected|homeless|needy)\s)?(?:families|family|familes|familys|famly|famlys|famlies"
    r"|famili|familly|famillies|familles?"
    r"|fanmi|ghar|gharane|gharano|khandan|khandano|parivar|households?|hh|hhs)(?![a-z])"
    rf"|(?:we|they) (?:are|r|were) (?:about |around |over |some )?(?P<m>{NUMBER}) "
    r"(?:houses?|homes?|huts?)(?![a-z])"
    rf"|(?<![\w.$])(?P<k>{NUMBER}) (?:houses?|homes?|huts?|households?)"
    r"(?:(?=,? \d+\+? (?:souls|people|persons|ppl))|(?=\s?$)| (?:(?:are|were|is"
    rf"|have been|got"
    r"|all|also|now|completely|totally|fully|partially) )*(?:flat\w*|destroyed|collaps\w+"
    r"|damaged|gone"
    r"|washed|under water|fallen|fell|burn\w*|affected|flooded|submerged|ruined|lost|down|broken"
    r"|without"
    r"|w/o|wiped|razed|in need|cut off|isolated|surrounded|waiting)(?![a-z]))"
)
COUPLE_EN = lazy_regex(
    r"(?<![a-z])(?:(?:(?:an? |the )?(?:elderly|old|senior|aged|disabled|young|deaf|blind)\s)couple"
    r"(?! of)|both (?:my |our |his |her |their )?(?:grand)?parents|both of (?:us|them))(?![a-z])"
)
SELF_EN = lazy_regex(
    r"(?<![a-z])(?:(?:mom|mum|mother|woman|lady|widow|father|dad|man|me|myself|i am"
    r"|i'm)(?: is| alone)*"
    r"\s?(?:,|\+|(?<=\s)(?:with|and|n|&)(?=\s)) (?:my |our |her |his |the )?|with (?:my|her|his) )"
    rf"(?P<n>{NUMBER}) (?:(?:small|young|little|old) )?"
    r"(?:kids?|childs|child(?:rens?)?|timoun|toddlers?|twins|daughters?|sons?|babies|boys"
    r"|girls|infants"
    r"|sisters?|brothers?|siblings|cousins|aunts|uncles|nieces|nephews|grandkids)(?![a-z])"
)
"""Mom with two kids: one more than are counted."""
OF_THEM = lazy_regex(rf"(?<![\w.])(?P<n>{NUMBER}) of them(?![a-z])")
SAID_APART = lazy_regex(r"[.,;]\s?(?:there are |they are |about |around |some )*$")
THEY = lazy_regex(rf"(?<![a-z])(?:{WHO_EN})(?![a-z])")
AMONG_EN = lazy_regex(
    r"(?:including|among them|of which|of whom|incl|with|which include|of them)\s?$|\(\s?$"
)
AND_EN = lazy_regex(r"[\s,&+n]*(?:and|plus|with)?\s*(?:about|around)?\s*")
SOME_EN = re.compile(r"(?:injured|wounded|sick|hurt|disabled|pregnant|elderly)$")
"""26 people, 4 injured: some of them, unless other words say more."""
