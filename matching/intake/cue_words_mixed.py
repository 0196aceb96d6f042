"""Words of needing in pinyin, Urdu, Hindi, Creole and French that people mix into messages."""

from matching.intake.cue_words import Row, Way

BEFORE: tuple[Row, ...] = (
    (
        Way.NO,
        False,
        r"bu ?(?:xu ?yao|yong|yao|que)(?: (?:zai|song))*|yi ?jing ?(?:shou ?dao|you ?le|song ?dao)",
    ),
    (
        Way.OFFER,
        False,
        r"(?:hai |ye |dou |wo ?men |wo )*(?:ke ?yi|neng|yuan ?yi"
        r"|xiang)(?: gou)? ?(?:juan(?: ?zeng)?"
        r"|bang ?mang|ti ?gong|song|jie ?chu|zhi ?yuan)|juan(?: ?zeng)?(?=\s[\x02\d])",
    ),
    (
        Way.STOCK,
        False,
        r"(?:hai|zhi|jin) ?sheng(?: ?xia)?|ku ?cun(?: ?zhi ?you| ?hai ?you)?|zhi ?you",
    ),
    (
        Way.NEED,
        False,
        r"(?:hen |fei ?chang |hai |wo ?men |wo )*(?:ji ?xu|xu ?yao|ji ?que|ji ?yong|que ?shao"
        r"|qiu ?zhu"
        r"|qiu ?gou|(?:yao|que|qiu)(?=\s[\x02\d]))|qing(?: \w+)? (?:song|zhi ?yuan|juan)"
        r"|neng(?: bu ?neng)? (?:jie|song|gei)|shui (?:you|neng)",
    ),
    (
        Way.NEED,
        False,
        r"(?:nou |mwen |yo |li )?(?:bezwen|bezwin|bezoin|mande|manke|vle|voye|ban)"
        r"(?: (?:nou|mwen|yo|de|du|kek|yon|pou))*"
        r"|(?:nous |on |j')?(?:avons |a |ai )?besoins?(?: (?:de|d'|du|des|urgent|en))*"
        r"|il (?:nous |me )?faut(?: (?:de|du|des|d'))*|envoye[rz](?:[- ]nous)?(?: (?:de|du|des))*"
        r"|manque (?:de|d')|donnez(?:[- ]nous)?(?: (?:de|du|des))*|meherbani (?:kar|kr) ke",
    ),
    (
        Way.NEED,
        True,
        r"(?:nou |yo |mwen |li )?(?:pa |p )(?:gen|genyen|jwenn|gin|gain|jwen)(?: (?:ni|okenn"
        r"|ase))*"
        r"|(?:nous )?n'avons (?:pas|ni) (?:de |d')?|pas de|sans",
    ),
)
AFTER: tuple[Row, ...] = (
    (Way.NO, False, r"(?:yi ?jing |dou )?(?:gou ?le|you ?le)|bu ?(?:xu ?yao|yong|que)(?: ?le)?"),
    (
        Way.NEED,
        False,
        r"(?:yi ?jing |dou |kuai )?(?:mei ?(?:you ?)?le|yong ?wan ?le|bu ?gou(?: ?le)?|duan ?le"
        r"|chi ?wan ?le)",
    ),
    (Way.OFFER, False, r"(?:ke ?yi|neng|yuan ?yi) ?(?:bang ?mang|juan(?: ?zeng)?|song|jie)"),
    (
        Way.NEED,
        False,
        r"(?:(?:ki|ke|ka|bhi|sab|aur|he|hai|hy|ko|foran|jaldi|fori|bohat|abhi)\s){0,4}"
        r"(?:chahiy[ea]n?|chahi?ye?n?|chaiy[ea]|chahy[ea]|chahien|darkar|zaroorat|zarurat|zrurat"
        r"|bhejo|bhejen|bhej(?:wa)? ?(?:do|dein|den|dijiye|dain)|bhejwao|bhijwa\w*|dilwa\w*"
        r"|pohncha\w*|de ?do|dedo|dijiye|khatam|khatm|nahi+n? (?:mila|mili|miley?|hai|hain|he"
        r"|aya|aaya"
        r"|aai|pohanch\w*|pohnch\w*|milta|milti|raha|rahi))(?:\s(?:hai|he|hy|hain))?",
    ),
)
