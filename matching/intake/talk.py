"""Messages that talk about goods and ask for none: prices, shops, rumours, jokes, use."""

from matching.intake.pattern import lazy_regex

_TALK = lazy_regex(
    r"涨价|价(?:格|钱)?(?:又|都|也|还在?)?(?:涨|飞涨|翻|高)|降价|跌价|涨到|卖到|卖[\d\x01\x03]"
    r"|价格|价钱|多少钱|[太好真这么]贵|天价|黑心"
    r"|哄抬|发国难财|奸商"
    r"|抢(?:光|购|空|完|着买|疯)|囤(?:货|积|了|着)?|限购|卖(?:光|断|完|疯)|脱销"
    r"|有[^,，。\n]{0,8}卖(?:了|的|吗|$)|排(?:长)?队"
    r"|是真的吗|真的(?:假的|吗)|听说|网传|谣言|辟谣|造谣|专家(?:说|称|表示|提醒)|新闻|据悉|段子"
    r"|哈哈|叫什么(?:名字)?|想感谢|抢钱"
    r"|(?<![水位河潮也又都])[也又都]?涨了|销量|供应充足"
    r"|比[^,，。\n]{1,4}[贵还]|听[^,，。\n]{1,6}[说讲]|年轻时|小时候|当年|那时候?|做梦|梦[见到]"
    r"|\d\s?(?:元|块钱?|kuai)\s?(?:一|每|/|yi)\s?[个只斤盒箱包瓶袋桶把条套j]|好评|差评|质量太"
    r"|祝福|祈福"
    r"|[一二两三四五六七八九十\d]块[一二三四五六七八九\d](?!\d)|[早夜]市|菜市|行情|股市|涨停|概念股"
    r"|(?<![a-z])(?:market (?:update|report|reopen\w*|was|is)|auctions?|steady at|wholesale"
    r"|shopkeepers?|rs\.? ?[\d\x01\x03]+ ?(?:/|per|a)|[\d\x01\x03] ?/ ?(?:kg|kilo|lb|dozen"
    r"|litre|liter)|(?:dollars|rupees|cents) (?:a|per|for a) (?:pound|lb|box|bag|bottle|can)"
    r"|(?:wants?|asks?|asking|charges?|charged|paid|pays?) [\d\x01\x03]+ (?:dollars )?for"
    r"|you can (?:buy|find|rent)|(?:fully|well) stocked|(?:up|down) (?:by )?\d+ ?(?:%|percent))"
    r"|(?<![a-z])(?:prices?|priced|pricing|costs?|costing|expensive|overpriced"
    r"|how much (?:is|are)(?! (?:still )?(?:left|needed|there))|sold out|selling|black market"
    r"|profiteer\w*|gouging|gouge|hoard\w*|panic buying|queue\w*|lol|lmao|haha\w*"
    r"|joke|jokes|joking|kidding|funny"
    r"|\d\s?(?:gourdes?|gds?|gdes|htg|rupees?|dollars?|usd)\s(?:a|per|the|each|for (?:a|one))"
    r"|\d+ a (?:gallon|kilo|kg|bag|sack|bottle|can|box|liter|litre|marmite)|now is \d+"
    r"|[粮菜油米肉]价|[块毛元]\d?一[斤个箱袋桶]|便宜了|[斤袋箱瓶包]\d+块"
    r"|\d per (?:kilo|kg|dozen)|at the market today|price of"
    r"|(?:now|is|are|sells? (?:for|at)) \d+ (?:gourdes|rupees|dollars|usd)"
    r"|was \d+ (?:gourdes|rupees|dollars)"
    r"|rumou?rs?|fake news|hoax|heard that|is it true|they say|politician\w*"
    r"|tax(?:es|payers?)?)(?![a-z])"
)
"""Prices, shops, hearsay and jests."""
_USE = lazy_regex(
    r"(?:怎么|如何|怎样|咋)(?!.{0,6}(?:买|领|申请|弄到|找|联系|捐|得到"
    r"|获得))[^,，。?\n]{0,6}?(?:用|戴|消毒|清洗|洗|存放|保存|处理"
    r"|区分|辨别|分辨|做|煮|配|稀释|兑)"
    r"|(?:要不要|需不需要|用不用|需要|[要得]|必须|应该|还要)(?:自己|自行|本人|我们?|自)?(?:带|戴"
    r"|携带|准备|出示|拿|备)"
    r"(?!来|给|点)[^,，。?\n]{0,10}(?:吗|么|嘛|不)?(?:[?]|吗|么|嘛)"
    r"|(?<![a-z])(?<!where )(?<!when )(?<!how )(?<!what )(?:do|should|must) (?:i|we|they|you"
    r"|visitors|volunteers|people)(?: (?:need|have|still|also))*(?: to)? (?:bring|wear|carry|show"
    r"|take)(?![a-z])[^.!?\n]*\?"
    r"|多久(?:换|用|能|可以|一次|有效)|能(?:不能|否)?(?:重复|混|喝吗|吃吗|直接喝)|可以(?:重复|混"
    r"|直接)|不能(?:和|与|跟|同)|混(?:用|在一起)"
    r"|[有没]效吗|有用吗|有害|有毒|伤(?:手|皮肤)|安全吗|好用吗"
    r"|(?:应该|需要|用不用|要不要|必须|不用|记得|注意|勤)(?:戴|佩戴|换|洗|消毒|通风|冷藏|避光)"
    r"|(?<![a-z])how (?:do|does|can|should|to|long|often)(?: (?:you|i|we|one|people"
    r"|they))? (?:make|use|wear|clean|wash|store|boil|purify|treat|reuse|disinfect"
    r"|dispose|last|keep|cook|know|change|put|build|apply)(?![a-z])"
    r"|(?<![a-z])(?:is|are) (?:the |this |that |it |tap |our |my )*\x02+ (?:safe"
    r"|good|ok|okay|clean|potable|effective)(?![a-z])"
)
"""How a thing is used, and whether it works."""
_NEWS = lazy_regex(
    r"据(?:[^,，。\n]{0,6})?(?:报道|悉|介绍|通报|了解|统计)|记者|新华社|央视|新闻|报道(?:称|说)"
    r"|发布会|消息称|交通管制|通行证|绕行|限行|慢行|抢通"
    r"|恢复通车"
    r"|公示|明细见附件|会议纪要|菜单|回执|(?<![a-z])(?:reuters|afp|according to|officials? said"
    r"|says? (?:the )?(?:ministry|police|officials?|army|govt|government)|death toll"
    r"|spokes\w+|(?:un|senate|parliament|council) to (?:vote|meet|discuss)"
    r"|(?:a|every) (?:person|human) can)(?![a-z])"
)
_SALE = lazy_regex(
    r"(?:二手|[八九]成新|卖)[^。\n]{0,20}\d\s?元|投资者|free estimates|报价|款到发货|现款|批发价"
    r"|包邮|下单|代购"
    r"|\d\s?元/|(?:\d|万)\s?[套只个箱瓶]起(?:订|批|发)"
)
"""Trade: a price for whoever pays."""
_OURS = lazy_regex(
    r"我们?[司厂院校村家这]?|本[院司厂村公]|咱|(?<![a-z])(?:we|i|us|our|my|me|call)(?![a-z])"
)
_ADVICE = lazy_regex(
    r"温馨提示|提醒(?:大家|各位|市民)|建议(?:大家|各位|市民|提前|多)|记得(?!.{0,6}来)|别忘了"
    r"|请(?:提前|自)?(?:备好|储水|储备|准备好|携带|佩戴|注意)"
    r"|务必(?:佩戴|携带|戴)|出门(?:带|戴)"
)
"""What everybody should have with him."""
_DENIED = lazy_regex(
    r"辟谣|谣言|网传|不实(?:信息|消息)?|(?<![a-z])(?:fake news|hoax|debunk\w*)(?![a-z])"
)
"""What is only quoted to be denied, though it asks for goods."""
_UNTRUE = lazy_regex(
    r"(?:这|那|消息|说法|都|全)(?:是|系)?假(?:的|消息)|假消息|误传|制造恐慌|[造传]谣|不是真的"
    r"|不属实|旧(?:帖|新?闻|消息)|[别勿](?:相?信|再?转)"
    r"|(?<![a-z])(?:not true that|no truth|(?:is|was|are) (?:false|untrue|a lie)|old post"
    r"|(?:spread|spreading) (?:a |the )?(?:lies?|rumou?rs?)"
    r"|(?:just|only) (?:gossip|rumou?rs?|talk)|is (?:lying|a liar)"
    r"|(?:post|message|list)(?: [a-z\x02\x03]+)* is old|stop sharing (?:it|this|that))(?![a-z])"
)
"""Hearsay that is called untrue or out of date."""
_BARE_FACT = lazy_regex(
    r"(?<![a-z])(?:can|could) (?:only )?(?:live|survive|last|go)[^.!?]*without(?![a-z])"
    r"|without(?= (?:water|food|\x02+)[^.!?]*without)"
)
"""What anybody can live without: no lack."""
_STILL = lazy_regex(
    r"[,，。;；](?:但是?|可是?|不过)?(?:我们|本|我)[^,，。]{0,4}(?:急需|需要|还?缺)"
    r"|[,.;!]\s*(?:but |and )?(?:we|i) (?:\w+ ){0,2}needs?(?![a-z])"
)
"""… but we do need: after the denial."""
_ASKS = lazy_regex(r"(?<!有)(?:吗|么|嘛|呢)[?!。~ ]*$")
_REQUEST = lazy_regex(
    r"急需|需求|急缺|求购|求助|求捐|紧缺|短缺|(?<!不)缺|有没有|谁有|哪里?有|(?:能不能|能否|可否"
    r"|能|可以?)(?:再|先|帮忙?|帮我们)?(?:给|送|借|支援"
    r"|提供|捐|调|派|换|领|分)|请.{0,6}(?:捐|送|支援|帮)|捐|支援|(?<!不)需(?!要(?:戴|佩戴|换|洗"
    r"|消毒|冷藏|多久|注意|知道))"
    r"|(?<![a-z])(?:needs?|needed|send|please|pls|plz|require[ds]?|urgent\w*|donat\w*|without"
    r"|help)(?![a-z])"
)
"""A plain request that stands even in talk: 涨价了买不起，求捐口罩."""


def tells_news(text: str, quiet: str) -> bool:
    """Whether a folded text passes on news, denies a rumour, sells or gives advice."""
    if _DENIED.search(text):
        return True
    untrue = _UNTRUE.search(quiet)
    if untrue is not None and _STILL.search(quiet, untrue.end()) is None:
        return True
    if _REQUEST.search(_BARE_FACT.sub("", quiet.replace("捐", ""))):
        return False
    if _NEWS.search(quiet) or _ADVICE.search(text):
        return _OURS.search(quiet) is None
    return _SALE.search(text) is not None


_JOB = lazy_regex(
    r"(?<![a-z])(?:look\w* for|need|want|find|get|give me|like|search\w* for) (?:(?:a|any|some"
    r"|me|to have|to find)"
    r" )*(?:job|work|employment)(?![a-z])(?! (?:gloves|boots|lights?|clothes|shoes|tools))"
    r"|(?<![a-z])(?:hire me|for hire"
    r"|wants? work|seek\w* (?:work|a job|employment)|vacanc\w+"
    r"|my cv|my resume)(?![a-z])|应聘|求职|找(?:份|个|一份)?(?:工作|活干)"
)
"""Who looks for work offers and asks for no goods."""
_PRAYER = lazy_regex(
    r"(?:^|[.!?]\s*)(?:oh |o |dear )?(?:my )?(?:lord|jesus|god|allah|father in heaven)(?: jesus"
    r"| god)?[ ,]+(?:please )?"
    r"(?:send|bring|give|bless(?! (?:you|u|yu|ya|all))|grant|have mercy|help|save|protect)(?![a-z])"
    r"|(?<![a-z])(?:praying (?:that|for)|may (?:god|the lord|allah))(?![a-z])"
    r"|(?:菩萨|上天|老天|佛祖)[^,，。]{0,4}保佑|天佑(?!医)|阿门|主啊|求主|^愿(?:所有|天下|大家"
    r"|孩子)"
)
_PLEA = lazy_regex(
    r"急需|需要|缺|求(?!上天|菩萨|佛|主)|(?<![a-z])(?:we|i) (?:\w+ )?needs?(?![a-z])"
)
"""What turns a prayer into a request."""


def only_talks(text: str, quiet: str) -> bool:
    """Whether a folded text only talks; `quiet` is the same with goods and numbers blanked."""
    if _JOB.search(text) or (_PRAYER.search(text) and _PLEA.search(quiet) is None):
        return True
    if _ASKS.search(text.rstrip()) and _REQUEST.search(quiet) is None:
        return True
    if _USE.search(quiet):
        return True
    return _TALK.search(text) is not None and _REQUEST.search(quiet) is None
