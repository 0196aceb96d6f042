"""Makes the two small fonts of the pictures out of Noto Sans CJK (Debian's fonts-noto-cjk).

    python -m bot.pictures.make_fonts /usr/share/fonts/opentype/noto

Only the signs that pictures draw are kept: 30 kB a font instead of 19 MB. For developers: needs
fonttools, which is installed with the development tools.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from bot.pictures.lettering import FONTS, signs

SIMPLIFIED = 2
"""Which font of Noto's collections draws the signs as mainland China writes them."""
NAMES = {"NotoSansCJK-Regular.ttc": "regular.otf", "NotoSansCJK-Bold.ttc": "bold.otf"}


def make(folder: Path) -> None:
    """Write both fonts from the collections in `folder`."""
    for source, target in NAMES.items():
        font = TTFont(folder / source, fontNumber=SIMPLIFIED)
        options = subset.Options(layout_features=["kern"], hinting=False, desubroutinize=True)
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(sorted(signs())))
        cutter.subset(font)
        font.save(FONTS / target)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
