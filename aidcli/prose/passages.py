"""One line of a document prepared for reading: width, script and case folded in place, clauses, sentences, headings. Pure."""

import re
from bisect import bisect_left, bisect_right
from typing import Final, NamedTuple

from aidcli.prose.words import Cue, Vocabulary

_TRADITIONAL: Final = (
    "機構類絡術絲綢雙賽劃邊廣東濟組備倉儲糴豬雞鴨魚鵝頭顧問繼續維徵賦證訊調誌語詞課論譯識讓讀變豐貢責貨貿賓賣質購賽贊趙趨跡軌軍軟載輔輕輪輸辦遞遲郵鄰釋針鋼錄錢鍋鍵鎖鏡鐘閉閱陣陰陸陽隨險離難雜電靜頁順須頓頒頗領頸頻顆題願類飛養駐驗髮鬆鮮齊齡歡"
    "個國億萬餘幣兩點戶間條資戰項學醫療師訓賑災撥貧農業產電網設診術圖書館場約達過將計劃開關為實種畝噸臺輛"
    "來歷時處發給會協議員隊區縣鄉鎮莊廠車橋鐵隧運氣減總額費開興建築寢廳樓層張號歲級勵獎學幫護幹線據歐韓"
    "盧澳課屆參與進遠轉贈製藥劑鹽糧飯飲淨灌溉穀眾戶許審準備蘇遼寧陝雲貴瓊滬臨職務聯繫結對組織藝劇優惠"
    "無償貸銀聞報導剛島灣龍馬財預標擴樣緊後從這們還應該於單選單養長衛訪創營勞動勢"
)
_SIMPLIFIED: Final = (
    "机构类络术丝绸双赛划边广东济组备仓储籴猪鸡鸭鱼鹅头顾问继续维征赋证讯调志语词课论译识让读变丰贡责货贸宾卖质购赛赞赵趋迹轨军软载辅轻轮输办递迟邮邻释针钢录钱锅键锁镜钟闭阅阵阴陆阳随险离难杂电静页顺须顿颁颇领颈频颗题愿类飞养驻验发松鲜齐龄欢"
    "个国亿万余币两点户间条资战项学医疗师训赈灾拨贫农业产电网设诊术图书馆场约达过将计划开关为实种亩吨台辆"
    "来历时处发给会协议员队区县乡镇庄厂车桥铁隧运气减总额费开兴建筑寝厅楼层张号岁级励奖学帮护干线据欧韩"
    "卢澳课届参与进远转赠制药剂盐粮饭饮净灌溉谷众户许审准备苏辽宁陕云贵琼沪临职务联系结对组织艺剧优惠"
    "无偿贷银闻报导刚岛湾龙马财预标扩样紧后从这们还应该于单选单养长卫访创营劳动势"
)
_WIDE: Final = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) != "，"} | {"\u3000": " ", "\xa0": " "}
_PLAIN: Final = str.maketrans(
    dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)) | _WIDE | {"〇": "零", "○": "零", "−": "-", "\u202f": " ", "\u2009": " "}
)
_LOWER: Final = {code: code + 32 for code in range(65, 91)}
_WIDE_THOUSANDS: Final = re.compile(r"(?<=[0-9])，(?=[0-9]{3}(?![0-9]))")
_TITLE_LENGTH: Final = 100
_SENTENCE: Final = re.compile(r"[。！？!?；;](?:[”’\"）)])?|\.(?=\s+[A-Z\"“•-])(?<!\bNo\.)(?<!Rs\.)")
_CLAUSE: Final = re.compile(r"[，、]|,(?![0-9]{3})| -- |[—–](?![0-9])| (?:and|while|but|with) ")
_RUN_IN: Final = re.compile(
    r"(?:[-•*·] ?)?(?:[(（]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）、.]|[一二三四五六七八九]是)? ?"
    r"[*]{0,2}([^。.:：,，0-9]{2,24}?)[*]{0,2}[。.:：]"
)


class Passage(NamedTuple):
    """A line prepared for reading. Every text has as many characters as the line, so offsets hold in all of them."""

    line: str
    text: str
    """Half-width, simplified characters."""
    low: str
    """As `text`, with Latin letters in lower case."""
    sentences: list[int]
    """Where sentences start."""
    clauses: list[int]
    """Where clauses start; a sentence starts one too."""
    cues: list[Cue]
    cue_starts: list[int]

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the offsets of the sentence around an offset."""
        return _around(self.sentences, at, len(self.line))

    def clause(self, at: int) -> tuple[int, int]:
        """Return the offsets of the clause around an offset."""
        return _around(self.clauses, at, len(self.line))

    def cues_within(self, start: int, end: int) -> list[Cue]:
        """Return the cues that lie in a stretch, at most 24."""
        first = bisect_left(self.cue_starts, start)
        last = bisect_left(self.cue_starts, end, first)
        return self.cues[first : min(last, first + 24)]


def prepare(line: str, words: Vocabulary) -> Passage:
    """Prepare one line for reading."""
    text = line.translate(_PLAIN)
    text = _WIDE_THOUSANDS.sub(",", text) if "，" in text and re.search("[０-９]，", line) else text
    low = text.translate(_LOWER)
    sentences = [0, *(found.end() for found in _SENTENCE.finditer(text))]
    clauses = sorted({*sentences, *(found.end() for found in _CLAUSE.finditer(text))})
    cues = words.cues(low)
    return Passage(line, text, low, sentences, clauses, cues, [cue.start for cue in cues])


def _around(starts: list[int], at: int, length: int) -> tuple[int, int]:
    after = bisect_right(starts, at)
    return starts[after - 1], starts[after] if after < len(starts) else length


def is_heading(text: str, *, first: bool = False) -> bool:
    """Check that a line looks like a heading: short, and not ended or divided as a sentence is. The first line may be a longer title."""
    bare = text.strip()
    longest = _TITLE_LENGTH if first else 80 if bare.isascii() else 34
    if not 0 < len(bare) <= longest or bare[-1] in "。.！!;；,，、":
        return False
    return first or not re.search(r"[，。；]|[a-z]\. |: .*[0-9]|^[-•*] |[？?”\"]$", bare)


def run_in_heading(text: str) -> str:
    """Return the heading that a paragraph opens with: `（一）资金支持。`, `Education: ...`; empty where it has none."""
    found = _RUN_IN.match(text.lstrip())
    return found[1] if found else ""
