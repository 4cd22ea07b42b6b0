"""How answers look: one JSON document, or tables with headings in English or Chinese."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from graph.errors import InvalidInput
from graph.settings import LANGUAGES, Settings
from graph.words import IN_CHINESE

# field → (English, Chinese); the one list of headings, for every table
HEADINGS: dict[str, tuple[str, str]] = {
    "line": ("Line", "线条"),
    "post": ("Post", "职务"),
    "holder": ("Holder", "任职者"),
    "chain": ("Chain", "链条"),
    "inherited": ("Inherited", "上级"),
    "since": ("Since", "开始"),
    "until": ("Until", "结束"),
    "other_posts": ("Other posts", "其他职务"),
    "heads": ("Headed by", "负责人"),
    "norm": ("Norm", "规范"),
    "subject": ("Subject", "对象"),
    "value": ("Value", "实际"),
    "band": ("Band", "要求"),
    "status": ("Status", "性质"),
    "severity": ("Severity", "严重度"),
    "households": ("Households", "户数"),
    "path": ("In", "所在"),
    "reason": ("Reason", "原因"),
    "channel": ("Channel", "渠道"),
    "step": ("Step", "步骤"),
    "state": ("State", "状态"),
    "who": ("Who", "由谁"),
    "place": ("Where", "地点"),
    "why": ("Why", "依据"),
    "figure": ("Figure", "数据"),
    "term": ("Term", "名目"),
    "published": ("Published", "公布"),
    "ours": ("Ours", "图中"),
    "verdict": ("Verdict", "结论"),
    "source": ("Source", "出处"),
    "name": ("Name", "名称"),
    "title": ("Question", "问题"),
    "parameters": ("Parameters", "参数"),
    "kind": ("Kind", "类别"),
    "records": ("Records", "记录数"),
    "level": ("Level", "级别"),
    "sits": ("What it is", "设什么"),
    "note": ("Note", "备注"),
    "counts": ("Counts at", "何处算覆盖"),
    "meaning": ("Meaning", "含义"),
    "listed": ("Listed", "列名"),
    "declared": ("Declared", "所称个数"),
    "holds": ("Who holds", "现任"),
    "also": ("Also holds", "兼任"),
    "rule": ("Rule", "规定"),
    "people_held": ("Of the first", "前者人数"),
    "people_also": ("Of the second", "后者人数"),
    "people_both": ("Of both", "兼任人数"),
    "firm": ("Firm", "物业企业"),
    "committee": ("Committee", "业委会"),
    "mode": ("Mode", "方式"),
    "count": ("Count", "数目"),
    "rung": ("Rung", "梯级"),
    "role": ("Role", "角色"),
    "tag": ("Tag", "标签"),
    "form": ("Form", "形式"),
    "between": ("Between", "双方"),
    "measure": ("Measure", "度量"),
    "condition": ("When", "条件"),
    "deadline": ("Working days", "工作日"),
    "due": ("Due", "到期"),
    "sequence": ("Order", "顺序"),
    "codes": ("Codes", "区划代码"),
    "norms": ("Norms", "规范"),
    "finding": ("What is wrong", "问题"),
    "steps": ("At step", "步骤"),
    "issue_types": ("Issue types", "议题类型"),
    "places": ("Places", "处数"),
    "what": ("What it is", "是什么"),
    "mend": ("What would mend it", "补救"),
    "gap": ("Gap", "缺口"),
    "sentence": ("What it says", "内容"),
    "subject_id": ("Id", "编号"),
    "issue_type": ("Issue type", "议题类型"),
    "name_en": ("In English", "英文"),
    "synonyms": ("Also called", "同义词"),
    "score": ("Score", "得分"),
    "reasons": ("Met by", "相符之处"),
    "minimum": ("At least", "下限"),
    "maximum": ("At most", "上限"),
    "lines": ("Still covered by", "仍有覆盖"),
    "street": ("Street", "街镇"),
    "by": ("Granted by", "批准单位"),
    "waived_until": ("Waived until", "豁免至"),
    "subjects": ("Subjects", "对象数"),
    "met": ("Met", "达到"),
    "gaps": ("Gaps", "缺口"),
    "waived": ("Waived", "豁免"),
    "unknown": ("Unknown", "未知"),
    "met_share": ("Met, % of known", "达标率（%，占已知）"),
    "figures": ("Figures", "数据"),
    "expected": ("Expected", "应有"),
    "at": ("At", "所在"),
    "ended_by": ("Ended by", "因何结束"),
    "recorded": ("Recorded", "登记日期"),
    "repair": ("What to do", "怎么做"),
    "opens": ("Opens", "另生缺口"),
    "closes": ("Closes besides", "一并补上"),
    "cost": ("Cost", "代价"),
    "to_name": ("Still to be named", "待定名"),
    "opened": ("Opened", "出现"),
    "opened_by": ("By what change", "因何出现"),
    "closed": ("Closed", "消除"),
    "closed_by": ("By what change", "因何消除"),
    "closed_as": ("Because", "消除方式"),
    "days": ("Days", "天数"),
    "unnoticed_days": ("Days unnoticed", "未录入天数"),
    "opened_count": ("Opened", "新出现"),
    "closed_count": ("Closed", "已消除"),
    "open": ("Open", "未消除"),
    "median_days": ("Median life, days", "存续中位数（天）"),
    "open_first": ("Open on the first day", "首日未消除"),
    "open_last": ("Open on the last day", "末日未消除"),
    "most": ("Most", "最多"),
    "each": ("Each bar", "每格"),
    "part": ("Street or part", "街镇或片区"),
    "curve": ("Open gaps", "未消除的缺口"),
    "targets": ("Targets not reached", "未达到的目标"),
    "buildings": ("Buildings", "楼栋"),
    "covered": ("Covered", "覆盖"),
    "partial": ("Partial", "部分覆盖"),
    "uncovered": ("Uncovered", "未覆盖"),
    "share": ("Covered of known", "占已知楼栋"),
    "covered_households": ("Households covered", "覆盖户数"),
    "uncovered_households": ("not covered", "未覆盖户数"),
    "unknown_households": ("unknown", "未知户数"),
    "household_share": ("Covered of known", "占已知户数"),
    "without_households": ("Buildings without households", "户数不明楼栋"),
    "number": ("No.", "序号"),
    "at_time": ("When", "时间"),
    "key": ("Key", "密钥"),
    "act": ("What was done", "操作"),
    "check": ("Check", "检查项"),
    "found": ("Found", "情况"),
    "of": ("To what", "操作对象"),
    "purpose": ("Purpose", "用途"),
    "outcome": ("Outcome", "结果"),
    "request": ("Request", "请求"),
    "scopes": ("May", "权限"),
    "area": ("Bound to", "限于"),
    "load": ("Load", "载入"),
    "sources": ("From", "文件"),
    "loaded_at": ("When", "时间"),
    "created_count": ("Created", "新增"),
    "changed_count": ("Changed", "变更"),
    "removed_count": ("Removed", "移除"),
    "restored_count": ("As before", "恢复原值"),
    "one": ("One", "一方"),
    "other": ("Other", "另一方"),
    "shared_people": ("People", "共有人数"),
    "pairs_of_posts": ("Pairs of posts", "职务对数"),
    "by_whom": ("By whom", "由谁兼任"),
    "shared": ("Shared", "共有"),
    "by_chance": ("By chance", "随机期望"),
    "p": ("p", "p 值"),
    "q": ("q", "q 值"),
    "meet_at": ("Where both are", "共处"),
    "ties": ("Ties", "联系数"),
    "alone": ("By one person", "仅靠一人"),
    "betweenness": ("Betweenness", "中介度"),
    "core": ("Core", "核数"),
    "component": ("Part", "连通片"),
    "component_size": ("Of how many", "片内数"),
    "members": ("All under each other", "互为上下级"),
    "cycle": ("The shortest way round", "最短的循环"),
    "alike": ("Alike in", "相同之处"),
    "speaks_for": ("For it", "支持"),
    "speaks_against": ("Against it", "反对"),
    "strength": ("Strength", "强度"),
    "merge": ("Decision", "决定"),
    "kept": ("Stands for both", "保留者"),
    "merged": ("Is the same", "并入者"),
    "by_office": ("Decided by", "决定单位"),
    "decided_on": ("On", "决定日期"),
}
NUMBERS = frozenset(
    {
        *(
            "value",
            "severity",
            "households",
            "places",
            "ours",
            "records",
            "count",
            "declared",
            "deadline",
            "norms",
            "figures",
        ),
        *("strength", "score", "cost", "subjects", "met", "gaps", "waived", "unknown", "met_share"),
        *("days", "unnoticed_days", "opened_count", "closed_count", "open", "median_days"),
        *("open_first", "open_last", "most", "targets"),
        *("created_count", "changed_count", "removed_count", "restored_count"),
        *("people_held", "people_also", "people_both"),
        *("buildings", "covered", "partial", "uncovered", "share", "without_households"),
        *("covered_households", "uncovered_households", "unknown_households", "household_share"),
        *("shared_people", "pairs_of_posts", "shared", "by_chance", "p", "q", "ties", "alone", "betweenness", "core"),
        *("component", "component_size"),
    }
)
# values a person meets in a table → Chinese; a value that is not here is shown as it is
WORDS: dict[str, str] = {
    **IN_CHINESE,
    "grid": "网格",
    "ladder": "楼栋",
    "party": "党组织",
    "contact": "包联",
    "station": "站点",
    "embedded": "编入",
    "reported": "报到",
    "stated": "明文",
    "target": "目标",
    "inferred": "推定",
    "acts": "可办",
    "skipped": "跳过",
    "dead_end": "断点",
    "loop": "绕回",
    "two_receivers": "两处首接",
    "same_person": "同一人连办",
    "late": "超过承诺",
    "yes": "是",
    "no": "否",
    "collect": "汇集",
    "deliberate": "商议",
    "whistle": "吹哨",
    "escalate": "上报",
    "dispatch": "派单",
    "claim": "认领",
    "activate": "启动",
    "report_in": "报到",
    "handle": "办理",
    "joint": "联办",
    "close": "办结",
    "evaluate": "评价",
    "supervise": "督办",
    "reproduced": "吻合",
    "not reproduced": "不吻合",
    "outside the graph": "图外",
    "assembled": "整理",
    "place": "地点",
    "post": "职务",
    "several_departments": "涉及多个部门",
    "solvable_here": "本级能解决",
    "not_solvable_here": "本级不能解决",
    "organisation": "组织",
    "succession": "接任",
    "eligibility": "资格",
    "development": "发展",
    "week": "周",
    "day": "日",
    "month": "月",
    "quarter": "季",
    "year": "年",
    "once": "一次性",
    "hours a day": "小时每日",
    "days a year": "天每年",
    "organ": "机关",
    "met": "已达到",
    "gone": "对象已不在",
    "began": "开始",
    "ended": "结束",
    "gap": "缺口",
    "waived": "已豁免",
    "unknown": "未知",
    "in_force": "生效中",
    "expired": "已到期",
    "upcoming": "未开始",
    "holds": "成立",
    "missing": "从缺",
    "not_yet": "尚未开始",
    "too_many": "过多",
    "covered": "已覆盖",
    "parts": "仅部分",
    "manager": "自管",
    "uncovered": "未覆盖",
    "shown": "仅展示",
    "value": "数值不符",
    "in_use": "使用中",
    "over": "已到期",
    "revoked": "已撤销",
    "undone": "已撤销",
    "undoing": "撤销",
    "no_way_back": "不可撤销",
    "same_name": "同名",
    "close_name": "姓名相近",
    "same_phone": "电话相同",
    "good": "正常",
    "attention": "注意",
    "bad": "有问题",
    "versions": "版本",
    "settings": "设置",
    "database": "数据库",
    "schema": "模式",
    "data": "数据",
    "indexes": "约束与索引",
    "writing": "写入",
    "clock": "时钟",
    "profiles": "地方档案",
    "calendar": "日历",
    "disk": "磁盘",
    "memory": "内存",
    "fonts": "字体",
    "service_file": "服务文件",
    "audit_log": "审计日志",
    "keys": "密钥",
}


def word(value: str, lang: str) -> str:
    """A value as a reader of `lang` knows it; what is no word of ours, such as an id, stays as it is."""
    if lang == "zh":
        return WORDS.get(value, value)
    return value.replace("_", " ") if value in WORDS else value


def language(asked: str | None) -> str:
    """`--lang`, else WANGGE_LANG.

    Raises
    ------
    InvalidInput
        There are no headings in that language.
    """
    if asked is not None and asked not in LANGUAGES:
        raise InvalidInput(f"{asked[:20]!r} is no language; write {' or '.join(LANGUAGES)}.")
    return asked or Settings.from_environment().lang


def print_document(rows: Sequence[Any], **beside: Any) -> None:
    """One JSON document on stdout: `rows`, and beside them what they were answered from."""
    print_json({"rows": list(rows), **beside})


def print_json(value: Any) -> None:
    sys.stdout.buffer.write(document(value))
    sys.stdout.buffer.flush()


def document(value: Any) -> bytes:
    """A value as JSON, indented."""
    import orjson

    return orjson.dumps(value, default=plain, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def plain(value: Any) -> Any:
    """What orjson does not write by itself, as what it does."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if hasattr(value, "__fspath__"):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def print_table(title: str, fields: Sequence[str], rows: Iterable[Sequence[Any]], lang: str) -> None:
    """A table on stdout, as wide as `console` says.

    Parameters
    ----------
    title
        Line above the table.
    fields
        Keys of `HEADINGS`, in order.
    rows
        Values in that order; None shows as –, dates in ISO form, True and False as yes and no. A column without any
        value is not drawn.
    """
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    rows = list(rows)
    drawn = [i for i in range(len(fields)) if any(row[i] is not None for row in rows)] or list(range(len(fields)))
    for i in drawn:
        side: Any = "right" if fields[i] in NUMBERS else "left"
        table.add_column(HEADINGS[fields[i]][lang == "zh"], justify=side, overflow="fold")
    for row in rows:
        table.add_row(*(shown(row[i], lang) for i in drawn))
    console().print(table)


def console() -> Any:
    """The console answers are printed on: as wide as the terminal or as COLUMNS says, else 160."""
    from shutil import get_terminal_size

    from rich.console import Console

    return Console(width=get_terminal_size((160, 24)).columns, highlight=False, markup=False, emoji=False)


def band(minimum: float | None, maximum: float | None, lang: str) -> str | None:
    """What must hold of a value, both ends included."""
    if minimum == maximum:
        return None if minimum is None else f"= {shown(minimum, lang)}"
    low = "" if minimum is None else f"≥ {shown(minimum, lang)}"
    high = "" if maximum is None else f"≤ {shown(maximum, lang)}"
    return f"{low} {high}".strip()


def shown(value: Any, lang: str) -> str:
    """One cell."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return word("yes" if value else "no", lang)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:,.10g}"
    if isinstance(value, int):
        return f"{value:,}"
    return word(str(value), lang)
