"""The words of needing, offering, holding and not wanting, Chinese and English."""

from enum import StrEnum


class Way(StrEnum):
    """What a cue says of the goods it governs."""

    NEED = "need"
    OFFER = "offer"
    STOCK = "stock"
    HAVE = "have"
    """Has: an offer, or stock where the message needs something else."""
    NO = "no"
    """Not wanted, or settled already."""


_MUCH = (
    r"(?:急|亟|紧急|迫切|非常|特别|十分|严重|极其|极度|还|仍|都|只|主要|目前|现在?"
    r"|最|大量|另外?|也|均|比较|很|太|真的|实在|正|全部|已经?|快要?|即将|基本|暂时){0,6}"
)
ZH_BEFORE: tuple[tuple[Way, bool, str], ...] = (
    (
        Way.NO,
        False,
        r"不(?:再|太|会|急){0,4}(?:需要?|用|要|缺|必)(?:再|了)?(?:送|寄|捐|提供)?|无需"
        r"|无须|暂不(?:需要?|缺|要)|别(?:再)?(?:送|寄|捐)|不(?:再)?(?:接受|接收|收)"
        r"|谢绝|拒收|停止(?:接收|捐赠)|暂停(?:接收|捐赠)|没有?缺|并非|不是(?:要|需要"
        r"|缺)|而不是",
    ),
    (
        Way.NO,
        False,
        r"(?:已经?|刚刚?|都|今天|昨天|前天|均)(?:收到|购买|采购|买了|买到|订购|下单"
        r"|领到|领取|发放|送达|送到|运抵|接收|捐赠|捐了|送来|配发|得到|有人送|解决"
        r"|自行购买|自购|筹集|筹到|到货|到位|到了)(?:了|的)?|(?:收到|购买|采购|订购"
        r"|发放|捐赠|捐|送来|运来|领到)了|(?:感谢|谢谢|多谢|感恩|鸣谢)[^,，。;；\n!]{0,24}(?:捐"
        r"|赠|送|支援|寄|提供|带)(?:赠|来|给|出)?(?:了|的)?|感谢|谢谢|多谢",
    ),
    (
        Way.NEED,
        False,
        r"(?:请问|想问|问一下)?[^,，。;；\n]{0,4}?(?:有没有|有无|哪里(?:有|能|可以)"
        r"|哪儿有|谁家有|哪家有|哪位有|谁有|哪有|是否有|能不能|能否|可否|可不可以|谁能"
        r"|谁可以|哪位能|何处|怎么(?:买|领|申请)|能(?=(?:给|帮|送|提供|支援|借)[^,，。;；\n]{0,1"
        r"2}[吗么]))(?:提供|给|送|支援|捐|帮忙|帮|买到?|领取?|找到?|借)*",
    ),
    (
        Way.NEED,
        False,
        r"(?:请求?|希望|求|望|盼|恳请|恳求|跪求|敬请|拜托|麻烦|烦请|寻求|接受|需要?"
        r"|急需|呼吁|征集|募集|期盼|期待|申请|等待)(?:各界|大家|社会|爱心人士|好心人"
        r"|政府|你们|贵司|上级|各位|有关部门|帮忙|帮|能|可以|尽快|紧急|立即|马上|给予"
        r"|给|为|我们|我院|派|人){0,4}(?:捐赠|捐助|捐献|捐|提供|支援|支持|援助|协助"
        r"|调拨|调派|调配|调|拨|派|运送|配送|送来|送|寄|带|供应|借|准备|赞助|补充|增援"
        r"|补给|运)(?:一下|些|点|来|给)?",
    ),
    (
        Way.STOCK,
        False,
        r"(?:目前|现在?|医院|我院|院内|库房|仓库|还|只|仅|尚|当前|实际|剩余|现有|总){0,4}(?:库存"
        r"|现有|现存|仅剩|只剩|剩余|剩下|还剩|尚余|存量|储备|备有|结存|余量|仅有|只有"
        r"|还有(?=[^,，。]{0,10}(?:,|，|但)?.{0,6}(?:需|缺))|目前有|现在有|在库|存有"
        r"|[还只仅尚现已]有(?=(?:的)?\s?[\x03\d]))(?:下|了|量|约|数量|物资|情况)*(?!紧"
        r"|不|告|短|严|为零|见底|耗|仅够|只够|缺|所剩|预警|吃紧|快)",
    ),
    (
        Way.OFFER,
        False,
        r"(?:可以?|能够?|愿意?|想要?|希望|准备|打算|现|免费|无偿|拟|计划|欲|要|我们?"
        r"|本公司|公司|企业|我司|我厂|自愿|将|即将|正在|向.{1,8}?){0,4}(?:免费|无偿)?(?:捐赠"
        r"|捐献|捐助|捐出|捐|赠送|提供|供应|送出|出借|外借|支援|支持|供给|发放|运送"
        r"|转让|出售|供货|配送|运往|发往|送往|运来|送去)(?!者|方|人|物资?对接|热线"
        r"|渠道|单位|电话|地址|证明|中|工作|保障|意向|发票|商|链|价|需|:)(?:一批|些"
        r"|点)?|现货|有货|多余的?|富余的?|闲置的?|可供",
    ),
    (
        Way.NEED,
        False,
        _MUCH + r"(?:需求|需要|所需|需(?!知)|急缺|缺少|缺乏|缺口|紧缺|短缺|奇缺|稀缺|欠缺|匮乏"
        r"|缺(?!席|点|陷)|求购|求(?!证|职)|想要|想买|想申请|想领|申请|申领|申报|急用"
        r"|必需|跪求|采购|征集|募集|征用|筹集|急求|诚征|征求|征|急征|徵|呼叫|在线求"
        r"|采买|等着用|急要|要求(?:提供)?|不够|不足|告急|用完了?|寻求|寻找|寻|收购"
        r"|接收|接受)(?:的?(?:医疗|医用|防护|防疫|生活|救援|救灾|应急|主要|紧急|物资"
        r"|物品|用品|数量|清单|情况|如下|为|是|包括|有|量|支援|援助|大量|一些|各类"
        r"|各种|以下|更多|类型?))*",
    ),
    (
        Way.NEED,
        False,
        r"要(?=\s?[\d一二两三四五六七八九十几些点]|\x02)|请?(?:给|帮)(?:我们?|我们家"
        r"|大家|他们)(?:送|拿|带|寄|弄|买|找|调)?|送(?:点|些|一点|一些)|带(?:点|些)"
        r"|能?派|调派|快(?:送|来)|等(?=\x02)|想(?:吃|喝|换)|[求要缺借买送带换差](?=\s?[\x02\x03]"
        r")",
    ),
    (
        Way.NEED,
        True,
        r"(?:都|也|全|已经?|就|还|又|完全|几乎|快|一直|根本){0,4}(?:没有(?=[^、,，。;；)\s!])"
        r"|没得|没(?=\x02)|无(?=[\x02\u4e00-\u9fffa-z\d])(?!人|法|偿|论|需|须|异|锡"
        r"|线|关|纺|症|创|菌|疑|不|力|家|数|损|障|纸|接|水港)|[断缺停](?=\x02)|断供)",
    ),
    (
        Way.HAVE,
        False,
        r"(?:我们?|本人|这里|这边|我家|手上|手头|手里|仓库|店里|家里|公司|厂里|车上"
        r"|还|现|都){0,4}(?:还)?有(?!\x01|关|人|困难|问题|需|意|限|条件|效|时|没|无"
        r"|些人|点|车能|一定|可能|急|望|缺|力|序|害|病|的|机|色|老|孩|孕|小孩|创|发热"
        r"|哪|什么|谁|吗|疫情|几|被困|序|[\u4e00-\u9fff]{0,4}[人员者])",
    ),
)
ZH_AFTER: tuple[tuple[Way, bool, str], ...] = (
    (
        Way.NEED,
        False,
        r"(?:都|也|还|仍|一直|目前){0,4}(?:没(?:有)?着落|没有?(?:到货|到位|解决|买到"
        r"|收到|送到)|未(?:到货|到位|解决|收到|送达)|还?没到|(?:买|订|采购|领)不到"
        r"|无法(?:采购|购买))",
    ),
    (
        Way.NO,
        False,
        r"(?:已经?|都|暂时?|目前|现在?|还|也|均|比较|基本|是|全部|完全|这边|我们){0,4}(?:够了"
        r"|够用|足够|充足|充裕|充分|足了|不缺|不需要?|不用(?:再)?(?:送|寄|了)?|不必"
        r"|无需|别(?:再)?送|已?有了|到位|已?解决|已?到货|已?收到|已经?送到|已经?送达"
        r"|送到了|送达了|用不了|不能用|没法用|领到|齐了|齐全|饱和|已购买?|已采购|已购置"
        r"|已有(?!\s?[约\x03\d一二三四五六七八九十百千万两])|购买了|买了|(?<![以能里])买到"
        r"|已订|已下单|不急|不紧缺|富裕|没问题|太多|过多|过剩|勿送|请勿(?:再)?(?:送"
        r"|寄|捐)|不要(?:再)?(?:送|寄|捐)?|停收|取消|抵达|到了|已发|已捐|领取完毕|已到"
        r"|已够|已送|已满)",
    ),
    (
        Way.NEED,
        True,
        r"(?:都|也|全|已经?|完全|几乎|一直|根本|目前|现在){0,4}(?:没有|没得|无|为零)(?=[、,，。;"
        r"；)\s!]|$)(?!吗|问题)",
    ),
    (
        Way.NEED,
        False,
        _MUCH + r"(?:紧缺|紧张|短缺|不足|不够|告急|告罄|缺乏|匮乏|用完|用光|耗尽|没了|没有了"
        r"|断了|断货|断供|见底|喝完|吃完|用尽|奇缺|稀缺|为零|急需|急缺|必需|很缺|最缺"
        r"|很少|所剩无几|跟不上|吃紧|缺失|缺(?=[,，。;!\s]|$)|需要(?=[,，。;!)\s]|$"
        r"|很|较|大量|支援|补充|帮)|不多了|快没|没得|有吗|有没有|有无|吗(?=[?\s]|$)"
        r"|仅够|只够|进不来|送不进来|在?(?:哪里?|哪儿|何处|怎么)(?:才)?(?:可以|能)?(?:买"
        r"|领|有|弄|申请)(?:到|卖)?|哪里?有|优先|为主|最急|在线等|都没|都没有)",
    ),
    (
        Way.OFFER,
        False,
        r"(?:可以?|能|想|要|愿意?|用于|拟|现|均可|全部|免费|无偿)(?:免费|无偿)?(?:捐赠?"
        r"|捐出|提供|赠送|支援|外借|出借|领取|自取|转让|供应|送|给)(?!者|到|至|来|进"
        r"|达|货|入|我|他)|待捐|现货|有货|可供|待命|免费送|随时可|供大家",
    ),
)
_ADV = (
    r"(?:(?:urgently|badly|desperately|really|still|also|just|immediately|currently"
    r"|now|so|very|only|greatly|especially|mostly|mainly|always|all|do|does|am"
    r"|is|are|in|the|would|will|may|might|extremely|dire|severe|serious|urgent"
    r"|desperate|great|big|bad|much|of|most|definitely|further|to|please|pls|plz"
    r"|you|i|we|he|she|they)\s)*"
)
EN_BEFORE: tuple[tuple[Way, bool, str], ...] = (
    (
        Way.NO,
        False,
        r"(?:do not|don'?t|does not|doesn'?t|did not|didn'?t|no longer|not|never|dont"
        r"|doesnt)\s(?:really\s|actually\s|even\s)?(?:need|want|require|send|bring"
        r"|donate|asking for|ask for|looking for)(?:\sany)?(?:\smore)?|no need (?:for"
        r"|of|to (?:send|bring))|no (?:more )?(?=[a-z ]{2,24}(?:needed|required|necessary"
        r"|please)(?![a-z]))|stop (?:sending|bringing)|please no(?: more)?|too many"
        r"|too much|instead of|rather than|not accepting|no longer accepting|(?:have"
        r"|has|had|having|we|i|they|already|just|finally|we've|i've|been)\s(?:already\s"
        r"|just\s|now\s|finally\s|all\s|only\s)*(?:received|recieved|gotten|got|found"
        r"|given|bought|obtained)(?!\s(?:any|no|nothing|only))|(?:thanks?|thank you"
        r"|thankful|thx|grateful)(?:\s(?:so|very|you|guys|all|a lot|to [a-z ]{2,20}))*(?:\smuch)"
        r"?\sfor|(?:have|has|had|got|there is|there are|with|is|are)\s(?:already\s"
        r"|now\s)?(?:enough|plenty(?: of)?|sufficient|a lot of|lots of|too many|too much)"
        r"|enough(?!\s(?:is|to))|(?:she|he|they|someone|somebody|people|who|volunteers"
        r"|unicef|un|usaid|government|army|ngos?|[a-z]+ council|minister|president"
        r"|red cross|msf|oxfam|wfp|team|company|airline|school)(?:\s?'s|\sis|\sare"
        r"|\swas|\swere|\shas|\shave|\swill|\shad|\sbe)*\s(?:been\s)?(?:already\s)?(?:bring"
        r"|distribut|deliver|donat|send|sent|giv|gave|provid|brought|suppl|announc"
        r"|pledg|promis|arriv|received|receiving|handing|dispatch|airlift|air-lift"
        r"|rush|coming with)(?:es|ed|ing|s|en|d)?(?:\sout)?|(?:air-?)?dropped|distributed"
        r"|handed out|(?:was|were|been|being|is|are)\s(?:distributed|delivered|donated"
        r"|given|sent|used|sold|stolen|destroyed|damaged|lost|washed away|contaminated"
        r"|polluted)",
    ),
    (
        Way.STOCK,
        False,
        r"(?:currently|only|still|now|we|i|already|just)\s(?:only |still |currently "
        r"|now |just )*(?:have|has|got)(?:\sonly|\sabout|\sjust)?(?=\s[\d~]+[^.!?\n]{0,60}(?:nee"
        r"d|want|require|short|but))|(?:in stock|on hand|stock|inventory|remaining"
        r"|current stock|stocks?)\s?:"
        r"|(?:our|current|remaining|total|the) stocks? of|only have|have only|only (?=\d)|down to",
    ),
    (
        Way.OFFER,
        False,
        r"(?:does\s)?(?:anyone|anybody|if you|if anyone|whoever)\s(?:still\s|may\s)?needs?(?=\s)"
        r"|(?:want|wants|would like|like|willing|ready|able|happy|glad|love|going|planning"
        r"|plan|hope|wish|available|looking|offering)\sto\s(?:also\s|help\s)*(?:donate"
        r"|give|offer|share|lend|contribute|volunteer|provide|supply|host|bring|send"
        r"|deliver|drop off|ship)(?:\s(?:out|some|up|away|a|the|off|my|our))*",
    ),
    (
        Way.NEED,
        False,
        _ADV + r"(?:needs?|needed(?!\s(?:for|at|in|by|on|here|now|asap|urgently))|needing"
        r"|nedd?s?|neeed|ned|nid|wants?|wanting|requires?|requiring|requirements?|lacks?"
        r"|lacking|shortages?\sof|short\s(?:of|on)|need\sof|deprived\sof|depleted\sof"
        r"|out\sof|(?:run|runs|running|ran|runing)\s(?:out|low|short)\s(?:of|on)|(?:low"
        r"|short)\son)(?:\s(?:of|for|is|are|to (?:have|get|find|receive|be given|buy"
        r"|see|go to|visit|be)|some|more|help with|assistance with|any|following|items?"
        r"|the|a|list))*(?:\s?:)?|(?:do not|don'?t|dont|does not|doesn'?t|did not|didn'?t"
        r"|haven'?t|have not|hasn'?t|has not|havent|cannot|can'?t|cant|can not|couldn'?t"
        r"|never|not|nobody|no one|hardly|barely)\s(?:yet\s|ever\s|even\s|still\s|been able to\s"
        r"|been\s)*(?:have|get|got|gotten|receive|received|recieve|recieved|find|found"
        r"|given|give|afford|access|getting|receiving|any|enough|seen|see|buy|reach"
        r"|reached|come|came|distributed|distribute)(?:\s(?:any|enough|the|some|a|to"
        r"|access|our|us|yet|anything|even|no|single|proper|our share of))*|(?:please"
        r"|pls|plz|plse|plese|plaese|kindly|can you|could you|can u|would you|will you"
        r"|someone|anyone|must|should|urgently|asap|hurry)\s(?:(?:please|pls|plz|someone"
        r"|somebody|you|also|kindly|urgently|do|quickly|try to)\s)*(?:send|bring|give"
        r"|provide|supply|deliver|get|drop|donate|help (?:us |me |them |him |her |our [a-z]+ )?("
        r"?:with|get|find|to get|to find|by sending)|arrange|rush|dispatch|lend|share"
        r"|spare)(?:\s(?:us|me|them|him|her|our|out|in|over|the|some|more|any|a|to"
        r"|with|people|those|these|victims|here|someone|something|as|much|many))*|(?:send"
        r"|bring|give|provide|supply|get|lend|dispatch|rush|deliver)\s(?:us|me|them"
        r"|him|her|out|in|over|more|some|help|any|the people)(?:\s(?:some|more|with"
        r"|a|the|any|out|over|in))*|^\s*(?:send|bring)|(?:look|search|beg|begg|appeal"
        r"|ask|wait|call|hop|pray|cry|wish|long|plead|hunt)(?:s|ed|ing)?\s(?:for|4)(?:\s(?:some"
        r"|more|a|any|the|donations of))*|request(?:s|ing|ed)?(?:\s(?:for|of|some|more"
        r"|the|a))*|demand(?:s|ing)?(?:\sfor)?|seek(?:s|ing)?|collecting|accepting"
        r"|we could use|could use|i could use|in search of|(?:where|how|when|who|what)\s(?:can"
        r"|could|do|should|to|will|is|are|does|would|might|must)?\s?(?:we|i|they|people"
        r"|one|you|someone|he|she)?\s?(?:can\s|could\s|to\s|go\s|should\s|will\s|would\s)*(?:get"
        r"|find|go to get|receive|obtain|buy|have|go for|the|collect|pick up|give|sell"
        r"|provide|distribut\w*)?(?:\s(?:some|a|the|any|more|free|out))*|(?:if\s(?:you"
        r"|anyone|someone|anybody|somebody)|do\syou|does\sanyone|anyone|who)\s(?:have"
        r"|has|with|got)(?:\s(?:any|some|extra|a))*|(?:can|could|may|would|will)\s(?:we"
        r"|i|they|you|someone|somebody|u|anyone|anybody)\s(?:please\s|pls\s|plz\s|also\s)*(?:hav"
        r"e|get|receive|find|give|send|bring|provide|help|tell|deliver|donate|assist"
        r"|be given|supply)(?:\s(?:us|me|them|with|some|a|any|more|the|to|get|find"
        r"|out|where|information|on|for))*|(?:would|wld|'d)\s(?:really\s|also\s)?like(?:\sto\s(?"
        r":have|get|receive|find|know where|ask for|request))?(?:\s(?:a|some|the|any"
        r"|more))*|ways? to (?:get|find)|dying\s(?:of|from|for)|interested in (?:getting"
        r"|receiving)|no one (?:has )?(?:brought|given|gave)\s(?:us\s)?|nothing (?:to"
        r"|like)|no (?:access to|sources? of|place to get|means? of|way to get|distribution of"
        r"|distributions? of)|forgotten|missing|(?<!have )(?<!has )only(?=\s\x02)|wish list"
        r"|wishlist|needs list|list of needs",
    ),
    (
        Way.NEED,
        True,
        r"(?:with\s)?(?:without|w/o|with no|no more|have no|has no|having no|had no"
        r"|there(?:'s| is| are| was) no|no|not any|zero|nor|neither|haven'?t any|lack of"
        r"|absence of|nothing)(?:\s(?:more|any|proper|clean|access to|sufficient|adequate"
        r"|single|other|longer|the|more of))*",
    ),
    (
        Way.OFFER,
        False,
        r"(?:can|could|will|able to|want to|wants to|would like to|like to|willing to"
        r"|ready to|happy to|going to|glad to|love to|'ll|planning to|plan to|hope to"
        r"|wish to|wanna|trying to|available to)\s(?:also\s|all\s|easily\s|even\s|help\s"
        r"|be\s)*(?:provide|donat\w*|give|offer|send\w*|bring\w*|share|lend|deliver\w*"
        r"|supply|drop(?:ping)?(?: off)?|ship|contribute|spare|transport|distribute"
        r"|host|cook|make|prepare|drive)(?:\s(?:out|some|up|away|a|the|off|to|help))*"
        r"|(?:have |has )?collected|gathered|donat(?:e|es|ed|ing|ion of|ions of)|offer(?:s"
        r"|ing|ed)?|provid(?:e|es|ing)|supplying|bringing|sending|delivering|distribut(?:e"
        r"|es|ing)|giving (?:out|away)|give away|dispatching|dispatched|shipping|shipped"
        r"|we'?ve sent|dropping off|drop(?:ped)? off|serving|handing out|ready to (?:send"
        r"|go)|leaving with|loaded with|carrying|free|available\s?:|available|on (?:the"
        r"|its|our|their) way with|coming with|arriving with|trucks? (?:with|of|carrying"
        r"|loaded)|extra|spare|leftover|left over|surplus",
    ),
    (
        Way.HAVE,
        False,
        r"(?:we|i|they|you|who|people|she|he|also)\s(?:have|got|has|had)(?:\s(?:got"
        r"|some|a|about|over|the|a lot of|lots of|many))*|have|has|i've got|we've got",
    ),
)
EN_AFTER: tuple[tuple[Way, bool, str], ...] = (
    (
        Way.NO,
        False,
        r"(?:(?:is|are|was|were|has|have|had|been|be|being|already|now|just|they|it"
        r"|all|we)\s)*(?:not\s|no longer\s|n't\s)(?:being\s)?(?:needed|required|necessary"
        r"|wanted|a problem|an issue)(?!\?)|(?:has|have|had|was|were|already|just)\s(?:already\s"
        r"|just\s|been\s|finally\s|now\s)*(?:received|arrived|delivered|distributed"
        r"|come|covered|provided|sorted|solved|reached|donated|given|sent|found|destroyed"
        r"|damaged|lost|stolen|contaminated|polluted|restored|sold)|(?:is|are)\s(?:already\s)?(?"
        r":enough|sufficient|ok|okay|fine|covered|sorted|restored|back|contaminated"
        r"|polluted|good|destroyed|damaged|rotten|spoiled|expensive|too expensive)"
        r"|(?:is|are|was|were)\s(?:being\s)?(?:distributed|delivered|sold)|(?:is|are"
        r"|was)\s(?:now\s|already\s)?(?:rising|up to|above|over my|everywhere|entering"
        r"|deep|high|(?=\x01))|arrived|restored|resumed|no longer needed|not needed"
        r"|stuck|stores?(?![a-z])",
    ),
    (
        Way.NEED,
        False,
        r"(?:(?:is|are|were|was|be|also|still|urgently|badly|desperately|most|much"
        r"|really|all|would|will|greatly|very|so|in|always|immediately|has|have|been"
        r"|both|too|to|getting|been)\s)*(?:needed|neede|required|wanted|requested|appreciated"
        r"|necessary|welcome|essential|please|pls|plz|running\s(?:out|low)|run\sout"
        r"|ran\sout|(?:over|finished|gone)(?=[\s.,!]|$)|not\senough|insufficient|scarce"
        r"|exhausted|asap|missing|critical|top priority|priority|urgent(?:ly)?|a must"
        r"|shortages?|scarcity|short(?=[\s.,!]|$)|very low|in short supply|not (?:yet )?(?:reach"
        r"ed|arrived|available|been (?:received|distributed|delivered|given))|haven'?t (?:reache"
        r"d|arrived|come)|hasn'?t (?:reached|arrived|come)|has not (?:reached|arrived"
        r"|come)|have not (?:reached|arrived|come))",
    ),
    (
        Way.OFFER,
        False,
        r"(?:whatever|anything|what|where|wherever|however|something)\s(?:else\s|you\s"
        r"|they\s|people\s|is\s|may\s|be\s)*(?:needs?|needed)|(?:can|will|able to|happy to"
        r"|willing to)\shelp|sent(?=\sto)|(?:(?:is|are|still|now|also|we|can|be)\s)*(?:available"
        r"|to (?:donate|give|offer|share|spare|lend|distribute|contribute|give away)"
        r"|ready(?:\sto\s(?:send|go|ship|be))?|leaving|departing|on (?:the|its|their"
        r"|our) way|for (?:free|donation|pick ?up|pickup)|in stock|left over|leftover"
        r"|dispatched|en route|being (?:sent|distributed|delivered|dispatched|shipped)"
        r"|coming (?:your way|tonight|today|tomorrow)|heading|donated by|up for grabs"
        r"|arriving)",
    ),
    (Way.STOCK, False, r"(?:are\s|is\s)?(?:left|remaining|on hand)(?=[\s.,;!)]|$)"),
)
