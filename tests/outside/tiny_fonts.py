"""Makes the tiny fonts of tests/cmd/fonts.in from the built-in ones: a few glyphs, the names of the usual typefaces.

    pip install fonttools
    python3 tests/outside/tiny_fonts.py

They are subsets of Noto Serif SC (SIL Open Font License 1.1, fonts/NotoSerifSC-OFL.txt), named so only to be found by these names.
"""

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "tests/cmd/fonts.in/字体"
RARE = ROOT / "tests/cmd/fonts.in/生僻字"
CHINESE, ENGLISH = 0x804, 0x409


def tiny(text, chinese, english, version, fs_type=0, moved=None):
    """A subset with these characters and names; `moved` gives the glyph of one character to another."""
    font = TTFont(ROOT / "fonts/NotoSerifSC-Regular.ttf", recalcTimestamp=False)
    options = Options(layout_features=[], name_IDs=[], notdef_outline=True, recalc_timestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    for table in ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "VORG", "vhea", "vmtx", "DSIG", "prep", "gasp"):
        if table in font:
            del font[table]
    if moved:
        table = CmapSubtable.newSubtable(12)
        table.platformID, table.platEncID, table.language = 3, 10, 0
        table.format, table.reserved, table.length = 12, 0, 0
        table.cmap = {ord(new): font.getBestCmap()[ord(old)] for old, new in moved.items()}
        font["cmap"].tables = [table]
    names = font["name"]
    names.names = []
    for name, language in ((english, ENGLISH), (chinese, CHINESE)):
        for number, value in ((1, name), (2, "Regular"), (4, name)):
            names.setName(value, number, 3, 1, language)
    names.setName(f"Version {version}", 5, 3, 1, ENGLISH)
    names.setName(english.replace("_", "-"), 6, 3, 1, ENGLISH)
    font["OS/2"].fsType = fs_type
    return font


def cff():
    """A font with CFF outlines and one empty glyph."""
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    pen = T2CharStringPen(1000, None)
    builder.setupCFF("Tiny", {}, {".notdef": pen.getCharString()}, {})
    builder.setupHorizontalMetrics({".notdef": (1000, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Tiny", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    return builder.font


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    tiny("0123456789.%绩效目标", "仿宋_GB2312", "FangSong_GB2312", "2.00").save(OUT / "SIMFANG.TTF")
    collection = TTCollection()
    for names in (("宋体", "SimSun"), ("新宋体", "NSimSun")):
        data = io.BytesIO()
        tiny("—0123456789表", *names, "5.15").save(data)
        collection.fonts.append(TTFont(data, recalcTimestamp=False))
    collection.save(OUT / "simsun.ttc", shareTables=True)
    RARE.mkdir(parents=True, exist_ok=True)
    tiny("字", "生僻字", "Rare", "1.0", fs_type=2, moved={"字": "\U00030729"}).save(RARE / "rare.ttf")
    cff().save(OUT / "outlines.otf")
    (OUT / "text.ttf").write_text("这不是字体\n", encoding="utf-8")


main()
