"""What is used up or eaten a day: no quantity of anything asked for."""

from matching.intake.counts import NUMBER

FARE = (
    r"(?<![a-z])(?:get|gets|getting|got|given|giving|eat|eats|eating|have|has|having|receiv\w+"
    r"|surviv\w+ on|living on|live on|fed)(?: us| them)?(?: only| just| barely)*"
    r" (?:[1-5]|one|two|three|half a|a single|a|single) (?:small |hot |poor )?(?:meals?|bottles?"
    r"|cups?"
    r"|litres?|liters?|packets?)(?: of \w+)? (?:(?:per|a|each|every|in a) ?day|daily)(?![a-z])"
    r"|(?:每天|一天|每日)(?:只|仅|才|就)(?:能|有|吃|喝|吃到|喝到|发|分到|给){1,2}(?:上|到|了)?\s?"
    r"(?:\d|[一两二半])\s?(?:顿|餐|瓶|包|碗)(?:饭|水|餐|面|方便面)?"
)
"""What each gets a day, goods and all: only 1 meal per day."""
USE = (
    rf"每人(?:每[天日]|一天)?\s?(?:\d+|[一二两三四五])\s?[个只套件副双瓶包]|"
    rf"日需(?:求|要)?量?(?:约|大约|为|:)?\s?{NUMBER}\s?[个只套件副双瓶]?|"
    rf"日(?:均|消?耗|用)(?:量)?(?:约|大约|为|:)?\s?{NUMBER}\s?[个只套件副双瓶]?|"
    r"(?:每[天日]|日均?|日(?=[需用耗])|平均每[天日]|一天|每周|每月|日常)(?:的)?(?:消耗"
    r"|用量|使用"
    rf"|耗量|耗用|需用|用|使用量|消耗量)(?:量)?(?:约|大约|为|是|在|:)*\s?{NUMBER}\s?(?:[个只"
    r"套件副双瓶]|左右)*"
)
"""What a ward or a person uses up a day."""
