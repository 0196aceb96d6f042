"""What a cry for help means that names no goods: hungry, trapped, bleeding, "please help us"."""

from matching.intake.pattern import Pattern, lazy_regex

HINTS: tuple[tuple[str, tuple[str, ...], Pattern], ...] = (
    (
        "FOOD-ANY",
        ("food", "ready_food", "meal", "staple"),
        lazy_regex(
            r"(?<![a-z])(?:hungry|starving|starve|starvation|hunger|famine|nothing to eat"
            r"|anything to eat|not eaten|haven'?t eaten|have not eaten|hasn'?t eaten|didn'?t eat"
            r"|did not eat|can'?t eat|without eating|(?:don'?t|do not|doesn'?t|does not) eat"
            r"|dying of hunger|grangou|bhook\w*|nothing 2 eat"
            r"|(?:we|they|people|children|only) (?:only )?eat(?:ing)? only|only eat(?:ing)?"
            r"|(?:is there|when is|where is|are there) (?:a |an |any |the "
            r"|another )?(?:food )?dist[a-z]{3,9}ons?"
            r"|(?:food|ration|aid"
            r"|relief) distribution (?:did not|didn'?t|never|has ?n[o']t|hasn'?t"
            r"|does ?n[o']t|doesn'?t|is not|isn'?t|not yet)(?! over))(?![a-z])"
            r"|饿|没(?:有)?(?:东西)?(?:吃|饭)(?:的|吃|了)?|断粮|断炊|揭不开锅|没吃没喝"
            r"|吃不上饭|几天没吃"
            r"|(?<![a-z])mei(?: ?you)? ?(?:dong ?xi ?)?chi ?(?:de|le)(?![a-z])"
        ),
    ),
    (
        "WATER-BOT",
        ("water", "water_service"),
        lazy_regex(
            r"(?<![a-z])(?:thirsty|dying of thirst|nothing to drink|anything to drink|dehydrated"
            r"|dehydration|swaf)(?![a-z])|口渴|没(?:有)?(?:水)?喝(?:的|水)?(?!酒)|没吃没喝"
            r"|没水|断水|(?<!几点)(?<!时候)(?<!何时)停水(?!通知|公告)|(?<![不也])缺水"
        ),
    ),
    (
        "SHELTER-SVC",
        ("tent", "tarp", "shelter_service", "building_materials"),
        lazy_regex(
            r"(?<![a-z])(?:rain(?:s|ing)? (?:is |comes? |falls? |falling |pour\w* |wets? )*(?:on"
            r"|in on)? ?us"
            r"|sleep(?:ing)? (?:\w+ )?(?:in|under) the (?:rain|stars|sky|open air|open)"
            r"|nothing over our heads"
            r"|no roof|no place to (?:sleep|stay|live|go)|nowhere to (?:sleep|stay|live"
            r"|go))(?![a-z])"
        ),
    ),
    (
        "RESCUE-TEAM",
        ("rescue_team",),
        lazy_regex(
            r"(?<![a-z])(?:trapped|buried|under (?:the )?(?:rubble|debris|rubbles|ruins)"
            r"|beneath the rubble|stuck (?:on|in|under|at) (?:the |a |our |my "
            r"|their )?(?:car|truck|vehicle|bus|roof"
            r"|rooftop|house|attic|second floor|building|tree|basement|elevator|flood|water"
            r"|rubble)|stranded|on (?:the|our|my) roof|drowning|swept away|still alive"
            r"|alive under)(?![a-z])"
            r"|被困|被埋|困在|埋在|被压在|被水围|困住|出不来|逃不出|下不来|被洪水(?:包围|围困)"
            r"|(?<![a-z])(?:bei ?kun|kun ?zai|chu ?bu ?lai)(?![a-z])"
        ),
    ),
    (
        "MEDIC",
        ("medic", "medicine", "blood", "first_aid"),
        lazy_regex(
            r"(?<![a-z])(?:sick|ill|injured|injuries|wounded|wounds?|bleeding|broke (?:his"
            r"|her|my|the|a|their) (?:arm|leg|foot|hand|hip|back)|broken (?:leg"
            r"|arm|foot|hand|bones?|hip|back)|fracture[sd]?|fever|diarrh?o?ea|sore throat"
            r"|vomiting|infection|infected|pregnant|in labou?r|giving birth|headache|stomach ?ache"
            r"|pain|hurt|cholera|burned|burns|unconscious|heart attack|asthma attack"
            r"|difficulty (?:to )?breath\w*|cannot breathe"
            r"|can'?t breathe|cough\w*|malade|suffering from)(?![a-z])"
            r"|受伤|伤员|流血|骨折|发烧|高烧|生病|病重|昏迷|昏倒|晕倒|腹泻|拉肚子|临产"
            r"|要生了|呼吸困难|胸痛|心脏病发|摔伤|烫伤|休克|病倒"
        ),
    ),
)
"""Code, groups of which one named item makes the hint needless, and the words."""

GRAVE = lazy_regex(
    r"(?<![a-z])(?:is|are|am|was|were|been|keeps?|badly|seriously|heavily|gravely"
    r"|critically) (?:\w+ )?(?:bleeding|unconscious|hurt|injured|wounded"
    r"|burned)(?![a-z])"
    r"|(?:can'?t|cannot) breathe|heart attack|大出血|流血不止|昏迷|呼吸困难|心脏病发|休克|心梗|抽搐"
)
"""Wounds and fits that need no word of asking."""
ASKS = lazy_regex(
    r"(?<![a-z])(?:help|need|needs|please|pls|plz|plse|sos|send|save|rescue|emergency"
    r"|urgent|urgently|assist|assistance|come|find|without|no|we are|we're|people are"
    r"|they are|i am|i'm|i have|he is|she is|there are|is there|what (?:should"
    r"|can|do))(?![a-z])|求|救|帮|请|急|需|被困|我们|家里|快|怎么办"
)
CRY = lazy_regex(
    r"(?<![a-z])(?:(?:please|pls|plz|plse|plese|plase)[ ,.!]*(?:\w+ ){0,3}?h[ea]lp"
    r"|help[ ,.!]*(?:us|me|them|him|her|my|our|the people|this|those|these|people (?:in"
    r"|at|of|who)|victims|!|please|pls|plz|is (?:urgently )?needed|needed|needs?"
    r"|asap|now|soon|$)|(?:needs?|want|send|send us|give us|get|asking for|ask for"
    r"|waiting for|beg(?:ging)? for|require|request(?:ing)?|any|some|no|without"
    r"|more|your|urgent|immediate|emergency|seeking|bring|cry(?:ing)? for) (?:\w+ ){0,2}"
    r"?(?:help|aid|assistance|assistence|asistance|relief|support|rescue|supplies)"
    r"|(?:no|any) (?:help|aid|assistance|relief|dist[a-z]{3,9}ons?|one has (?:come|helped))"
    r"|(?:never"
    r"|not|n't|haven'?t|hasn'?t|didn'?t) (?:\w+ ){0,2}(?:received?|gotten|got|get"
    r"|had) (?:any ?thing|nothing)|save us"
    r"|save me|s\.?o\.?s)(?![a-z])|求助|求救|求援|救命(?!恩|药)|救救|帮帮|请求(?:支援|援助"
    r"|帮助|救援)|需要(?:帮助|援助|支援|救援|救助|救济)|急需(?:帮助|援助|支援|救援"
    r"|救助|物资)|缺(?:少)?物资|请(?:帮|支援|救)"
)
DENIED = lazy_regex(
    r"(?:不是|并不|不会|不再|没有?|无人?|没人|没有人|未有?|暂无|并未|并非)(?:人员?|群众)?$"
    r"|(?<![a-z])(?:not|no ?body|no ?one|never|none|n't)(?: (?:is|are|was|were|got|been|really))? $"
)
"""Nobody is trapped; 不是缺水: what is denied hints at nothing."""
NO_CRY = lazy_regex(
    r"不(?:再)?(?:需要?|用|必)(?:再)?(?:来)?(?:帮助|援助|支援|救援|救助|帮忙|物资)"
    r"|(?<![a-z])no (?:more )?(?:help|aid|assistance|relief|support|rescue|supplies) (?:is |are )?"
    r"(?:needed|required|necessary)(?![a-z])|"
    r"已经?(?:解决|处理|脱险|获救|得救|安全|满足|救出)|终于|(?:别|不要|勿)再?转发"
    r"|(?<![a-z])(?:(?:can|could|will|to|glad to|happy to) (?:offer|provide|give)"
    r"|(?:can|could|may|how can|how do|how could|where can|want to"
    r"|like to|love to|able to|willing to|ready to|available to|here to|glad to"
    r"|happy to|to)\s(?:i|we)?\s?help(?! me| us)|help(?:ing)? (?:others|out|with"
    r"|people (?:clean|rebuild|in need))|thank(?:s| you)[a-z ]* (?:help|support"
    r"|aid|assistance)|god (?:will )?(?:please )?help|may god|(?:lord|jesus|god),? (?:please"
    r" )?(?:help|save)|help (?:me|us|him|her)? ?(?:to )?(?:find (?:him|her|my|them"
    r"|a job|work|out|our)|contact|get in touch)|help (?:to )?(?:understand|know"
    r"|find my|me find|us find|translate|spread|locate)|with (?:the|your|god's) help"
    r"|help (?:from|of) god|need help (?:finding|to find|locating) |need (?:more )?informati"
    r"on)(?![a-z])"
)
SKILLS = lazy_regex(
    r"(?<![a-z])(?:i can(?!'?t|not)|i am able|i'm able|i would (?:love|like) to (?:help"
    r"|volunteer|assist|donate|offer)|i'd (?:love|like) to (?:help|volunteer|assist"
    r"|donate|offer)|we can(?!'?t|not)|able to|willing to|available|happy to|ready to"
    r"|anything|whatever|any way possible|wherever needed|will do|can do|able-bodied"
    r"|able bodied|volunteer(?:ing)?|certified|licensed|registered|experienced?"
    r"|skilled|fluent|bilingual|speaks?|translat\w+|trained|background in|strong"
    r"|labor|heavy lifting|lifting|cook\w*|bak(?:e|ing)|clean(?:ing)?|sort(?:ing)?"
    r"|pack(?:ing)?|organiz\w+|construction|carpentry|electrical|plumbing|counsel\w*"
    r"|babysit\w*|child ?care|massage|legal|computer|admin\w*|office work|data entry"
    r"|social media|fundrais\w+|photograph\w*|design\w*|teach\w*|tutor\w*|driv(?:e"
    r"|ing)|deliver(?:y|ing)|demolition|canvass\w*|manual|assist(?:ing)?|help(?:ing)? (?:out"
    r"|with|others|people|where)|cpr|first aid)(?![a-z])"
)
ANYTHING = lazy_regex(
    r"\W*(?:i (?:can|will|could) (?:do|help with) )?(?:any ?thing|whatever|wherever"
    r"|any (?:kind of )?help|any way i can|all of the above|general help|where(?:ver)? (?:i'"
    r"m )?needed)(?: (?:that )?(?:is |you |i can |else )?(?:needs?|needed|do|help)?)?(?: to "
    r"be done)?\W*"
)
"""A volunteer's whole message: whatever is needed."""
MEDICAL_SKILL = lazy_regex(
    r"(?<![a-z])(?:(?:registered |licensed |trauma |icu |er |retired )?(?:nurse"
    r"|doctor|physician|emt|paramedic|medic|surgeon|pharmacist|physician assistant"
    r"|nurse practitioner)|rn|md|medical (?:training|experience|background|skills)"
    r"|nursing)(?![a-z])"
)
TOLD = lazy_regex(
    r"据|涨价|降价|终于(?!轮)|的日子|报道|记者|新闻|消息称|讯[,，:]|公告|通报|(?<![a-z])(?:news"
    r"|reported|reports?"
    r"|according to|announced|says|said)(?![a-z])"
)
"""Words of news: somebody tells, nobody asks."""
