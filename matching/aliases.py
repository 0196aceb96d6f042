"""Words that people use for an item and no table knows: what may be learnt, and what may not."""

import re

from matching.intake.amounts import find_amounts
from matching.intake.cues import find_cues
from matching.intake.lexicon import is_chinese, squeeze, stems
from matching.intake.masks import Kind, find_masks
from matching.intake.normalise import normalise
from matching.intake.places import find_known
from matching.intake.reader import Reader
from matching.intake.urgency import urgent_words

LONGEST = 40
"""Signs of words worth learning: a longer piece is a sentence, perhaps a personal one."""
LEAST_CHINESE, LEAST_LATIN = 2, 3
"""Signs below which words mean too much: 水, oz."""
_NUMBER = re.compile(r"\d{5,}|^[\d\s.,-]+$")
_LETTER = re.compile(r"[^\W\d_]")
_ODD = re.compile(r"[^\w\s.,'’()（）/+%&·-]|[\u0600-\u06ff]")
"""Signs that no name of goods has: markup, controls, marks of direction."""
_EVERYDAY = re.compile(
    r"(?:你好|您好|大家好?|我们?|你们?|他们?|她们?|谢谢|感谢|请问?|麻烦|帮忙|帮助|帮我|今天|明天|昨天|现在|早上|晚上"
    r"|下午|上午|这里|那里|哪里|这个|那个|什么|怎么|多少|菜单|确认|取消|返回|停止|开始|是的|不是|可以|不行|好的|没事"
    r"|电话|手机|地址|联系人?|姓名|医院|学校|小区|社区|街道|大哥|大姐|老师|主任|同志|先生|女士|家里|老人|孩子|病人"
    r"|患者|东西|各位|停水|停电|送到|送来|受伤|明早|大人|爷爷|奶奶|爸爸|妈妈|公司|单位|仓库|工地|房子"
    r"|村民|居民|群众|朋友|老板|领导|政府|消息|图片|位置|数量|大连|辽宁|中国)+"
    r"|.*(?:路|街|区|县|市|镇|乡|村|号|楼|医院|学校|小区|主任|医生|护士|师傅|经理|老师|先生|女士)"
)
"""Chinese words that stand in any message, and what ends like a place or a title."""
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_PERSON = re.compile(
    rf"[小老阿][{_SURNAMES}]"
    rf"|[{_SURNAMES}](?:[姐哥叔姨总工队婶妈爷奶伯嫂院局科处董]|大夫|阿姨|大[爷妈哥姐]|[队站所班组]长)"
)
"""What somebody is called: 小王, 李姐."""
_CLOCK = re.compile(
    r"(?:凌晨|[早晚]上?|[上下中]午)?[一二两三四五六七八九十零半]{1,3}[点时号日月年].?"
)
_SAYS_WHEN = frozenset({Kind.TIME, Kind.DURATION, Kind.AGE, Kind.MEASURE, Kind.PERCENT, Kind.MONEY})
_PLAIN_EN = re.compile(
    r"(?:hello|hi|hey|yes|no|ok|okay|please|pls|plz|thanks?|thank you|sorry|menu|help|stop|start"
    r"|cancel|confirm|back|today|tomorrow|tonight|yesterday|now|here|there|where|when|what|who|how"
    r"|the|and|but|for|with|from|this|that|these|those|we|you|they|our|your|my|me|us|all|some"
    r"|any|more|everything|something|anything|stuff|things?|kids|grandma|grandpa|dr"
    r"|people|person|family|families|hospital|school|street|road|house|home|town|city"
    r"|doctor|sir|madam|mr|mrs|good|morning|evening|phone|number|address|contact|name|call|pcs"
    r"|urgent|emergency|is|are|was|have|has|can|will|it|he|she|to|of|in|on|at|a|an|i|two|hundred)"
)
"""English words that stand in any message; words of none but these are not learnt."""


def alias_key(words: str, reader: Reader) -> str:
    """The words as the reading compares them: one width, case, script, no plural."""
    plain = normalise(words, reader.signs).text.strip()
    return squeeze(plain) if is_chinese(plain) else stems(plain)


def is_harmless(words: str, code: str, reader: Reader) -> bool:
    """Whether `words` may come to mean `code`: long enough, no number, and no word we know.

    A word that names another item, or a phrase that names none (水位), would make messages that
    are read right today wrong tomorrow.
    """
    key = alias_key(words, reader)
    if not key or code not in reader.catalogue.by_code:
        return False
    if max(len(key), len(words.strip())) > LONGEST or _NUMBER.search(words):
        return False
    letters = len(_LETTER.findall(key))
    if letters < (LEAST_CHINESE if is_chinese(key) else LEAST_LATIN) or _ODD.search(words):
        return False
    table = reader.lexicon.signs if is_chinese(key) else reader.lexicon.phrases
    return key not in table and key not in reader.likeness.known and not _says_else(key, reader)


def _says_else(key: str, reader: Reader) -> bool:
    """Whether words say something of their own: a place, a person, a number, a time, a wish."""
    if is_chinese(key):
        common = any(words.fullmatch(key) for words in (_EVERYDAY, _PERSON, _CLOCK))
    else:
        common = all(_PLAIN_EN.fullmatch(word) for word in key.split())
    return bool(
        common
        or find_known(key, reader.places)
        or key.replace(" ", "") in reader.places.latin
        or find_cues(key)
        or find_amounts(key)
        or any(mask.kind in _SAYS_WHEN for mask in find_masks(key))
        or urgent_words(key)
    )
