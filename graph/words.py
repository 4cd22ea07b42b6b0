"""Words: what values are called in Chinese, and small helpers for the sentences of messages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

# What allowed values are called in Chinese; a workbook may hold either word.
IN_CHINESE = {
    "female": "女",
    "male": "男",
    "property": "物业",
    "unit": "单位",
    "owners": "业主",
    "community": "社区",
    "none": "无",
    "committee": "党委",
    "general_branch": "党总支",
    "branch": "党支部",
    "group": "党小组",
    "work_group": "工作小组",
    "single": "单独",
    "joint": "联合",
    "functional": "功能型",
    "temporary": "临时",
    "normal": "日常",
    "emergency": "应急",
    "territorial": "地缘",
    "trade": "业缘",
    "interest": "趣缘",
    "industry": "行业",
    "approval": "审批",
    "residents": "居委会",
    "affairs": "环境和物业管理",
    "specialised": "专业",
    "preparatory": "筹备组",
    "alliance": "联盟",
    "forum": "议事",
    "elected": "选举",
    "appointed": "任命",
    "concurrent": "兼任",
    "seconded": "挂职",
    "reserve": "后备",
    "county_leader": "县领导",
    "department": "部门",
    "cadre": "干部",
    "lead": "牵头",
    "member": "成员",
    "responsible": "责任",
    "service": "服务",
    "resource": "资源",
    "tag": "标签",
    "project": "项目",
    "demonstration_post": "示范岗",
    "responsibility_zone": "责任区",
    "checklist_item": "清单项",
    "data_domain": "数据域",
    "catalogue": "目录",
    "channel": "渠道",
}


def shortened(text: str, length: int = 40) -> str:
    """The text in quotes, cut where it is too long for a message."""
    return repr(text if len(text) <= length else text[:length] + "…")


def nearest(word: str, names: Iterable[str]) -> str:
    """The closest of some names, whatever their case; empty where none is close."""
    from rapidfuzz import process  # only where something went wrong

    found = process.extractOne(word, list(names), processor=str.lower, score_cutoff=50)
    return str(found[0]) if found else ""


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """A sentence that offers the closest of some names, or all of them where none is close."""
    known = list(names)
    close = nearest(word, known)
    return f"Did you mean {close}?" if close else f"There are {', '.join(known)}."


def spreadsheet_safe(value: Any) -> Any:
    """A cell of a csv that a spreadsheet takes for what it is, and never for a formula.

    A text that begins with one of `= + - @`, full-width ones included, a tab or a line's end gets an apostrophe
    before it, which spreadsheets take for the mark of a text; so does one behind blanks, which some of them skip.
    Numbers, also negative ones, dates and absent values stay as they are.
    """
    if isinstance(value, str) and (value[:1] in _CONTROLS or value.lstrip()[:1] in _FORMULA):
        return f"'{value}"
    return value


_FORMULA = tuple("=+-@＝＋－＠")
_CONTROLS = ("\t", "\r", "\n")


NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sign_of(found: re.Match[str]) -> str:
    """What stands for a character that XML cannot hold: U+0001 is ␁."""
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"
