"""The English words of needing, offering, holding and not wanting."""

from matching.intake.cue_words import Row, Way

_ADV = (
    r"(?:(?:urgently|badly|desperately|really|still|also|just|immediately|currently"
    r"|now|so|very|only|greatly|especially|mostly|mainly|always|all|do|does|am"
    r"|is|are|in|the|would|will|may|might|extremely|dire|severe|serious|urgent"
    r"|desperate|great|big|bad|much|of|most|definitely|further|to|please|pls|plz"
    r"|you|i|we|he|she|they)\s){0,9}"
)
BEFORE: tuple[Row, ...] = (
    (
        Way.NO,
        False,
        r"(?:want|need)s?\s?:?\s?(?:for\s)?nothing|bring your own|(?:bring|with|w/|has|have|your"
        r"|their|\(|use)\s?(?:\w+\s)?own(?=\s\x02)|(?:not|no|don'?t"
        r"|do not)\s(?:longer\s)?(?:need(?:ed)?|wanted|required|send|bring)\s?:|(?:proud of"
        r"|salute(?: to)?|kudos to|hats off to|shout ?out to|bravo)(?:\s[a-z\x01]+){0,4}"
        r"|(?:minister|president|gov\w*|radio|tv|news|mayor|official|cm"
        r"|pm)\s(?:\w+\s)?(?:tweets?|says?|said|announce\w*|promis\w*|claims?)|(?:ship|plane"
        r"|army|convoy|navy|ngo|americans?)\s(?:\w+\s)?(?:bring|brings|carry|carries)|(?:we|i"
        r"|they) (?:have |just |already )*(?:rec[ei]{1,2}v[ei]?d?|recive|receve|recived)"
        r"|b\.?y\.?o\.?"
        r"|(?:do not|don'?t|does not|doesn'?t|did not|didn'?t|no longer|not|never|dont"
        r"|doesnt)\s(?:really\s|actually\s|even\s)?(?:need(?:ing)?|want|require|send|bring"
        r"|donate|asking for|ask for|looking for)(?:\sany)?(?:\sno)?(?:\smore)?|no need (?:for"
        r"|of|to (?:send|bring))|no (?:more )?(?=[a-z ]{2,24}(?:needed|required|necessary"
        r"|nec+es+\w*y"
        r"|please)(?![a-z]))|stop (?:sending|bringing)|please no(?: more)?"
        r"|(?<!have )(?<!has )(?<!is )(?<!are )no more (?=\x02+(?:\s\x02+)?\s?(?:!"
        r"|donations?|please|needed|ok(?:ay)?(?![a-z])))"
        r"|no (?:more )?(?=(?:\w+ )?\x02+(?: (?:is|are))? (?:needed|required|necessary)(?![a-z])"
        r"(?! (?:urgent|asap|immediate|quick)))|no need(?: (?:any|more|of|for|the))*(?= \x02)"
        r"|(?:have|has|had|we've|they've|already) (?:already |just |now )*(?:set up|put up|pitched"
        r"|installed|erected)|(?:we|they|you)'re (?:good|set|fine|ok|okay|full|stocked)(?: up)?"
        r" (?:on|with|for)"
        r"|(?:arrange|organi[sz]e|provide|use|hire|find) your own"
        r"|no (?:more )?(?=[\x02a-z ]{2,30}(?:donations?"
        r"|please)(?![a-z]))|too many"
        r"|too much|instead of|rather than|finally (?:have|has|got)|not accepting"
        r"|no longer accepting|(?:cannot|can'?t|can not|unable to|wont|won'?t) (?:accept|take"
        r"|store)"
        r"(?:\sany)?(?:\smore)?"
        r"|(?:have|has|got|are|is|with)\s(?:a\s)?(?:mountains?|tons?|piles?|loads|heaps|so many"
        r"|so much|more than enough|an abundance|overflow\w*)(?:\s(?:of|with))?"
        r"|(?=[gbsd])(?<!nobody )(?<!one )(?<!never )(?<!who )(?<!they )(?<!even )"
        r"(?:gave|brought|sent|dropped)\s(?:to\s)?(?:us|me|out)(?!\s(?:no|nothing|only|any))"
        r"|(?=r)(?<!not )(?<!never )(?<!yet )received(?=\s(?:the |all |our |your |those "
        r"|these )?\d)"
        r"|no (?:more )?(?:used|old|worn|second ?hand|opened|expired)(?=\s\x02)"
        r"|(?:are|all) (?:good|set|fine|ok|full|stocked)(?: up)? (?:on|with|for)"
        r"|used(?:\sup)?(?=\s(?:about |over |around |~)?\d)"
        r"|(?<!to )(?:keep|store|boil)(?:\s(?:a|some|your|enough|extra|all|the|any))*(?=\s\x02)"
        r"|(?:bandits?|thie(?:f|ves)|thugs?|gangs?|looters?|robbers?|people|men|they|she|he"
        r"|someone|police)"
        r"\s(?:\w+\s)?(?:tak(?:e|es|ing)|took|steal(?:s|ing)?|stole|loot\w*|rob(?:bed|s|bing)?"
        r"|grab\w*|snatch\w*|sells?|sold|selling)(?:\s(?:all|away|up|the|our|their|my|us))*"
        r"|thanks?\sto\s(?:every\s?one|every\s?body|all|those|the\s\w+)(?:\sof\syou)?\s(?:who"
        r"|that)"
        r"(?:\s[a-z]+)?|(?:have"
        r"|has|had|having|we|i|they|already|just|finally|we've|been)\s(?:already\s"
        r"|just\s|now\s|finally\s|all\s|only\s)*(?:received|recieved|gotten"
        r"|(?<!ve )got(?!\s(?:(?:about\s|around\s)?\d|some|extra|a\s))|found"
        r"|given|bought|obtained)(?!\s(?:any|no|nothing|only))|(?:thanks?|thank you"
        r"|thankful|thx|grateful)(?:\s(?:so|very|you|guys|all|a lot|to [a-z\x01 ]{2,40}?"
        r"|everyone|everybody|[a-z\x01]+))*?(?:\smuch)"
        r"?\sfor|(?:have|has|had|got|there is|there are|with|is|are)\s(?:already\s"
        r"|now\s)?(?:enough|plenty(?: of)?|sufficient|a lot of|lots of|too many|too much)"
        r"|enough(?!\s(?:is|to))|(?:she|he|they|someone|somebody|people|who|volunteers"
        r"|unicef|un|usaid|government|army|ngos?|[a-z]+ council|minister|president"
        r"|red cross|msf|oxfam|wfp|team|company|airline|school)(?:\s?'s|\sis|\sare"
        r"|\swas|\swere|\shas|\shave|\swill|\shad|\sbe)*\s(?:been\s)?(?:already\s)?(?:bring"
        r"|distribut|deliver|donat|send|sent|giv|gave|provid|brought|suppl|announc"
        r"|pledg|promise?|arriv|received|receiving|handing|dispatch|airlift|air-lift"
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
        r"|(?:our|current|remaining|total|the) stocks? of|only have|have only"
        r"|(?<!need )(?<!needs )(?<!want )(?<!wants )(?<!require )(?<!send )only (?=\d)|down to"
        r"|(?:still |currently )?(?:holds?|holding)(?: about)?(?=\s[\d~])",
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
        r"|lacking|shortages?\sof|short\s?(?::|of|on)|short(?=\s[\d\x02])|need\sof|deprived\sof"
        r"|depleted\sof"
        r"|out\sof|(?:run|runs|running|ran|runing)\s(?:out|low|short)\s(?:of|on)|(?:low"
        r"|short)\son)(?:\s(?:of|for|is|are|to (?:have|get|find|receive|be given|buy"
        r"|see|go to|visit|be)|some|more|help with|assistance with|any|following|items?"
        r"|the|a|list))*(?:\s?:)?|(?:do not|don'?t|dont|does not|doesn'?t|did not|didn'?t"
        r"|haven'?t|have not|hasn'?t|has not|havent|cannot|can'?t|cant|can not|couldn'?t"
        r"|never|not|nobody|no one|hardly|barely)\s(?:yet\s|ever\s|even\s|still\s|been able to\s"
        r"|been\s|has\s|have\s)*(?:have|gave|bring|brought|sent|get|got|gotten|receive|received"
        r"|recieve|recieved|find|found"
        r"|had|given|give|afford|access|getting|receiving|any|enough|seen|see|buy|reach"
        r"|reached|come|came|distributed|distribute)(?:\s(?:any|enough|the|some|a|to"
        r"|access|our|us|yet|anything|even|no|single|proper|our share of))*|(?:please"
        r"|pls|plz|plse|plese|plaese|kindly|can you|could you|can u|would you|will you"
        r"|someone|anyone|must|should|urgently|asap|hurry)\s(?:(?:please|pls|plz|someone"
        r"|somebody|you|also|kindly|urgently|do|quickly|try to)\s)*(?:send|bring|give"
        r"|provide|supply|deliver|get|drop|donate|help (?:us |me |them |him |her |our [a-z]+ )?("
        r"?:with|get|find|to get|to find|by sending)|arrange|rush|dispatch|lend|share"
        r"|spare)(?:\s(?:us|me|them|him|her|our|out|in|over|the|some|more|any|a|to"
        r"|with|people|those|these|victims|here|someone|something|as|much|many))*"
        r"|(?=[sbgpldr])(?<!i can )(?<!we can )(?<!i will )(?<!we will )(?<!i could )(?:send"
        r"|bring|give"
        r"|provide|supply|get|lend|dispatch|rush|deliver)\s(?:us|me|them"
        r"|him|her|out|in|over|more|some|help|any|the people)(?:\s(?:some|more|with"
        r"|a|the|any|out|over|in))*|(?=[\ssbcdar])(?:^\s*|(?<=[.!?,;:\n)\x01\x02-] )"
        r"|(?<=[.!?,;:\n])"
        r"|(?<= now )|(?<=sos )|(?<=help )|(?<=here )"
        r"|(?<=so )|(?<= must ))(?:send|snd|bring|come with|drop|airdrop|rush)(?!\s(?:your|ur"
        r"|back|my|love"
        r"|prayers?|off|it to|them to|it in))(?:\s(?:us|me|them|here|out|in|over|the|some|more"
        r"|any|a|to|with"
        r"|people|those|these|victims|someone|something|as|much|many))*|(?:look|search|beg|begg"
        r"|appeal"
        r"|ask|wait|call|hop|cry|wish|long|plead|hunt)(?:s|ed|ing)?\s(?:only\s|just\s)?(?:for|4)(?:\s(?:some"
        r"|more|a|any|the|donations of))*|request(?:s|ing|ed)?(?:\s(?:for|of|some|more"
        r"|the|a))*|demand(?:s|ing)?(?:\sfor)?|seek(?:s|ing)?|collecting|accepting"
        r"|we could use|could use|i could use|in search of"
        r"|(?!(?:who (?:is|are|was) (?:the|this|that|in|responsible|going)|what time|when (?:i|we"
        r"|he|she|they|it)"
        r" (?:was|were|am|are|saw|came|went|[a-z]{2,}ed))(?![a-z]))"
        r"(?:where|how|when|who|what)\s(?:can"
        r"|could|do|should|to|will|is|are|does|would|might|must)?\s?(?:we|i|they|people"
        r"|one|you|someone|he|she)?\s?(?:can\s|could\s|to\s|go\s|should\s|will\s|would\s)*(?:get"
        r"|find|go to get|receive|obtain|buy|have|go for|the|collect|pick up|give|giving|sell"
        r"|provide|selling|handing out|distribut\w*)?(?:\s(?:some|a|the|any|more|free"
        r"|out))*|(?:if\s(?:you"
        r"|anyone|someone|anybody|somebody)|do\syou|does\sanyone|anyone|who)\s(?:have"
        r"|has|with|got)(?:\s(?:any|some|extra|a))*|(?:can|could|may|would|will)\s(?:we"
        r"|i|they|you|someone|somebody|u|anyone|anybody)\s(?:please\s|pls\s|plz\s|also\s)*(?:hav"
        r"e|get|receive|find|give|send|bring|provide|help|tell|deliver|donate|assist"
        r"|be given|supply)(?! (?:me|us) (?:if|whether|who|why|how)(?![a-z]))(?:\s(?:us|me|them"
        r"|with|some|a|any|more|the|to|get|find"
        r"|out|where|information|on|for))*|(?:would|wld|'d)\s(?:really\s|also\s)?like(?:\sto\s(?"
        r":have|get|receive|find|know where|ask for|request))?(?:\s(?:a|some|the|any"
        r"|more))*|ways? to (?:get|find)"
        r"|used (?:up )?(?:the|our|my) last(?=\s\x02)|dying\s(?:of|from|for)"
        r"|(?=s)(?<!we )(?<!i )(?<!they )(?<!he )(?<!she )(?<!you )"
        r"(?<!to )(?<!will )(?<!can )(?<!could )(?<!would )(?<!who )(?<!and )(?<!not )"
        r"(?<!never )(?<!lord )(?<!god )(?<!dont )(?<!don't )(?<!t )(?:send|snd)(?=\s(?:\d|a "
        r"|an |some |more |any |the )*\s?\x02)|we (?:ask|beg|demand)(?=\s(?:a |some |the )?\x02)"
        r"|(?:ask|beg)(?:s|ing|ged)? (?:you|u|them|god|everyone|the \w+) for"
        r"|interested in (?:getting|receiving)|no one (?:has )?(?:brought"
        r"|given|gave)\s(?:us\s)?|nothing (?:to"
        r"|like)|no (?:access to|sources? of|place to get|means? of|way to get|distribution of"
        r"|distributions? of)|forgotten|missing(?! from)"
        r"|(?<!have )(?<!has )(?<!see )(?<!saw )only(?=\s\x02)"
        r"|(?:anyone|anybody|someone|who)(?:\s(?:in|near|at|around"
        r"|from)\s[\x01a-z ]{2,30}?)?\s(?:with|have|has)(?:\s(?:a|an|any|some|spare|extra))*"
        r"|(?:anyone|anybody|someone|somebody|who)\s(?:w/|got|having|has)(?:\s(?:a|an|any|some"
        r"|spare))*|(?:is|are) there (?:any|a)\s?(?:one|body|where|place|places|shop"
        r"|store)?(?:\s(?:giving|selling|with|that (?:has|gives)))*|(?:i|we|they) (?:can"
        r"|could) (?:find|get|buy|obtain|receive)|any(?=\s\x02+\s(?:nearby|near|around"
        r"|open))|wanted\s?:|req(?:'?d|s|mts?)?(?:\s?:)?"
        r"|wish list"
        r"|wishlist|needs list|list of needs",
    ),
    (
        Way.NEED,
        True,
        r"(?:with\s)?(?:without|w/o|with no|no more|have no|has no|having no|had no"
        r"|there(?:'s| is| are| was) no|no|not any|zero|nor|neither|haven'?t any|lack of|(?:have"
        r"|has|got|get|had) (?:not|no)(?: a| any)?(?=\s\x02)|with out|w/out"
        r"|absence of|nothing|(?:is|are|was|were)(?:n'?t| not) (?:any|enough)|(?:please"
        r"|pls|plz)(?=\s\x02))(?:\s(?:more|any|proper|clean|access to|sufficient"
        r"|adequate"
        r"|single|other|longer|the|more of))*",
    ),
    (
        Way.OFFER,
        False,
        r"(?:can|cn|could|will|able to|want to|wants to|would like to|like to|willing to"
        r"|ready to|happy to|going to|glad to|love to|'ll|planning to|plan to|hope to"
        r"|wish to|wanna|trying to|available to)\s(?:also\s|all\s|easily\s|even\s|help\s"
        r"|be\s)*(?:provide|donat\w*|dontae|donte|give|off?e?r|of+er+|offre|send\w*|bring\w*|share"
        r"|lend|deliver\w*"
        r"|supply|drop(?:ping)?(?: off)?|ship|contribute|spare|transport|distribute"
        r"|carry|haul|host|cook|make|prepare|drive)(?:\s(?:out|some|up|away|a|the|off|to|help))*"
        r"|(?:have |has )?collected|gathered|donat(?:e|es|ed|ing|ion of|ions of)|offer(?:s"
        r"|ing|ed)?|provid(?:e|es|ing)|supplying|bringing|sending|delivering|distribut(?:e"
        r"|es|ing)|giving (?:out|away)|give away|d[ei]spatching|d[ei]spatched|shipping|shipped"
        r"|we'?ve sent|sends|(?:is|are) sending|airlift(?:ing|ed|s)?|fl(?:own|ying"
        r"|ew) in|rushing|dropping off|drop(?:ped)? off|serving|handing out"
        r"|ready to (?:serve|work|send"
        r"|go)|spared?(?=\s(?:about |some |~)?[\d\x02])|leaving with|loaded with|carrying|free"
        r"|available\s?:|available"
        r"|on (?:(?:the"
        r"|its|our|their|my) )?way with|coming with|arriving with|trucks? (?:with|of|carrying"
        r"|loaded)|extra|spare|leftover|left over|surplus",
    ),
    (
        Way.HAVE,
        False,
        r"(?:we|i|they|you|who|people|she|he|also)\s(?:have|hav|hv|got|has|had)(?:\s(?:got"
        r"|some|a|about|over|the|a lot of|lots of|many))*|have|hav|hv|has|i've got|we've got"
        r"|got(?=\s(?:(?:about\s|around\s)?\d|some|spare|extra|a\s))",
    ),
)
AFTER: tuple[Row, ...] = (
    (
        Way.NEED,
        False,
        r"(?:just |has |have |is |are |was |were |got )*(?:broke(?:n)?(?: down)?|died"
        r"|stopped working"
        r"|stolen|lost|washed away)[,.;]? (?:and |so |now )?(?:\w+ ){0,4}(?:lend|borrow|get|send"
        r"|spare"
        r"|give|need|needs|have)(?: (?:me|us|him|her|just|at least|a|another|new|few))* (?:one"
        r"|another"
        r"|some|replacements?)(?: more)?"
        r"|(?:(?:is|are|has|have|been|all|now|already|completely) )+(?:used up|run out|run dry)",
    ),
    (
        Way.NO,
        False,
        r"(?:(?:is|are|was|were|has|have|had|been|be|being|already|now|just|they|it"
        r"|all|we)\s)*(?:not\s|no longer\s|n't\s)(?:being\s)?(?:needed|required|necessary"
        r"|nec+es+\w*y"
        r"|wanted|a problem|an issue)(?!\?)|(?:has|have|had|was|were|already|just)\s(?:already\s"
        r"|just\s|been\s|finally\s|now\s)*(?:received|arrived|delivered|distributed"
        r"|come|covered|provided|sorted|solved|reached|donated|given|sent|found|destroyed"
        r"|damaged|lost|stolen|contaminated|polluted|restored|sold)|(?:is|are)\s(?:already\s)?(?"
        r":enough|sufficient|ok|okay|fine|covered|sorted|restored|back|contaminated"
        r"|polluted|good|destroyed|damaged|rotten|spoiled|expensive|too expensive)"
        r"|(?:is|are|was|were)\s(?:being\s)?(?:distributed|delivered|sold)|(?:is|are"
        r"|was)\s(?:now\s|already\s)?(?:rising|up to|above|over my|everywhere|entering"
        r"|deep|high|(?=\x01))|arrived|restored|resumed|no longer needed|not needed|(?:we"
        r"|they) (?:have|got) (?:plenty|enough|lots)"
        r"|stuck|stores?(?![a-z])|no(?=\s?(?:\(|[-,;.!)]|$))"
        r"|(?<!not )(?<!yet )(?<!never )(?:received|recieved|came|come|delivered|arrived)"
        r"(?=\s(?:yesterday|today|already|last|this morning|on \w+day|thank|thx)"
        r"|[.,;!]?\s?(?:thank|thx|still))",
    ),
    (
        Way.NEED,
        False,
        r"(?:(?:is|are|were|was|be|also|still|urgently|badly|desperately|most|much"
        r"|really|all|would|will|greatly|very|so|in|always|immediately|has|have|been"
        r"|both|too|to|getting|been)\s)*(?:needed|neede|required|req'?d|wanted|requested"
        r"|appreciated"
        r"|necessary|welcome|essential|(?:please|pls|plz)(?! no| stop| don)|running\s(?:out|low)"
        r"|run\sout"
        r"|ran\sout|yes(?=\s?(?:\(|[-,;.!)]|$))|(?:almost\s|nearly\s|about to\s|will\s"
        r"|to\s)?(?:finish(?:es|ing)?|run out)"
        r"(?=[\s.,!]|$)|(?:over(?! (?:the|our|my|his|her|their|a|to|there|here|me|us|him|them))"
        r"|finished|gone)(?=[\s.,!]|$)|not\senough|insufficient|scarce"
        r"|exhausted|asap|missing(?! from)|critical|top priority|priority|urgent(?:ly)?|a must"
        r"|shortages?|scarcity|short(?=[\s.,!]|$)|very low|in short supply|not (?:yet )?(?:reach"
        r"ed|arrived|available|been (?:received|distributed|delivered|given))"
        r"|(?:still )?(?:has|have|had) none|can(?:not|'?t| not) (?:come|arrive|reach"
        r"|get here|get to|enter)|haven'?t (?:reache"
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
        r"|packed(?: (?:and|&|n) ready)?|dispatched|en route"
        r"|(?:going|headed|headed out|going out) to(?= \x01)|being (?:sent|distributed|delivered"
        r"|dispatched|shipped)"
        r"|coming (?:your way|tonight|today|tomorrow)|heading|donated by|up for grabs|on offer"
        r"|spare(?=[.,!]|$)"
        r"|(?:who(?:ever)?|anyone|anybody|if (?:you|anyone)) (?:who )?(?:needs?|wants?)(?: it"
        r"| them| some"
        r"| any)?,? (?:please |pls )?(?:call|text|message|msg|dm|contact|ping|come|let|tell|write)"
        r"|can (?:go out|pick up|rescue|evacuate|ferry|tow)"
        r"|can (?:launch|deploy|be (?:sent|shared|collected|picked up|used|spared|delivered))"
        r"|free(?=\s(?:in|this|on|all|from|to|sat|sun|mon|tues?|wed|thu|fri|today|tomorrow"
        r"|tonight|now|until|til"
        r"|after|weekends?|most|every)(?![a-z])|[.,!]|$)|just take (?:it|them)|take (?:it|them)"
        r"|come (?:and )?(?:get|collect|take)"
        r"|arriving(?! (?:passengers|people|patients|famil|evacuees|tourists|students|refugees"
        r"|workers|survivors|from)))",
    ),
    (Way.STOCK, False, r"(?:are\s|is\s)?(?:left|remaining|on hand)(?=[\s.,;!)]|$)"),
)
