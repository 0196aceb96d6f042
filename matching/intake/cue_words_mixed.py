"""Words of needing in Urdu, Hindi, Creole and French that people mix into English messages."""

from matching.intake.cue_words import Row, Way

BEFORE: tuple[Row, ...] = (
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
