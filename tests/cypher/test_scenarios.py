"""Each place's way through an issue, as its source tells it, walked step by step in a small network of that place.

A table's columns: channel | step | state | stated or assembled, and the source's line | words of the source | where |
bodies, a department with its role | holders. `-` is nobody or nowhere.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest

from cypher.routing import issue_type, route, ways
from cypher.routing.rows import RouteStep
from graph.errors import InvalidInput
from graph.profile import load_profile
from graph.store import Store


class Scenario(NamedTuple):
    place: str
    told: str
    issue: str
    table: str
    start: str = "一号楼"
    day: date = date(2024, 5, 1)
    mode: str = "normal"
    only: str = ""  # one channel, where the others are another scenario's


# --- 大荔 ---------------------------------------------------------------------------------------------------------

DALI = """
CREATE (county:County:Place {name: '大荔县', level: 'county', code: '610523'})
CREATE (street:Street:Place {name: '东街道', level: 'street'})-[:PART_OF]->(county)
CREATE (community:Community:Place {name: '东社区', level: 'community'})-[:PART_OF]->(street)
CREATE (grid:Grid:Place {name: '甲网格', level: 'grid'})-[:PART_OF]->(community)
CREATE (compound:Compound:Place {name: '甲小区', level: 'compound'})-[:PART_OF]->(community)
CREATE (compound)-[:IN_GRID]->(grid)
CREATE (b:Building:Place {name: '一号楼', level: 'building'})-[:PART_OF]->(compound)
CREATE (:Person {name: '赵网格员'})-[:HOLDS {post: '网格员'}]->(grid)
CREATE (:Person {name: '钱网格长'})-[:HOLDS {post: '网格长'}]->(grid)
CREATE (:Person {name: '孙楼栋长'})-[:HOLDS {post: '楼栋长'}]->(b)
CREATE (forum:Committee:Body {name: '甲小区联席会议', kind: 'forum'})-[:SERVES]->(compound)
CREATE (:Person {name: '李召集人'})-[:HOLDS {post: '召集人'}]->(forum)
CREATE (temporary:PartyOrg:Body {name: '甲小区临时党支部', kind: 'branch', formation: 'temporary', purpose: 'compound'})
SET temporary.since = date('2020-02-01'), temporary.until = date('2020-06-01')
CREATE (temporary)-[:COVERS]->(compound)
CREATE (formal:PartyOrg:Body {name: '甲小区党支部', kind: 'branch', formation: 'single', purpose: 'compound'})
SET formal.since = date('2020-06-01')
CREATE (formal)-[:COVERS]->(compound)
CREATE (temporary)-[:SUCCEEDED_BY {mode: '转化过渡'}]->(formal)
CREATE (zhou:Person {name: '周书记'})-[:HOLDS {post: '临时党支部书记', until: date('2020-06-01')}]->(temporary)
CREATE (zhou)-[:HOLDS {post: '小区党支部书记', since: date('2020-06-01'), until: date('2021-01-01')}]->(formal)
CREATE (:Person {name: '吴书记'})-[:HOLDS {post: '小区党支部书记', since: date('2021-01-01')}]->(formal)
CREATE (vanguard:Team:Body {name: '甲小区先锋队', kind: '党员先锋队'})-[:SERVES]->(compound)
CREATE (:Person {name: '郑队长'})-[:HOLDS {post: '队长'}]->(vanguard)
CREATE (party:PartyOrg:Body {name: '东社区党委', kind: 'committee', purpose: 'community'})-[:COVERS]->(community)
CREATE (:Person {name: '王书记'})-[:HOLDS {post: '社区党组织书记'}]->(party)
CREATE (platform:Station:Body {name: '县智慧服务平台', kind: 'service_platform'})-[:SERVES]->(county)
CREATE (:Person {name: '冯站长'})-[:HOLDS {post: '站点负责人'}]->(platform)
CREATE (office:Department:Body {name: '东街道办事处', function: 'street_office'})-[:SERVES]->(street)
CREATE (:Person {name: '陈主任'})-[:HOLDS {post: '部门负责人'}]->(office)
CREATE (housing:Department:Body {name: '县住建局', function: 'housing'})-[:SERVES]->(county)
CREATE (:Person {name: '褚局长'})-[:HOLDS {post: '部门负责人'}]->(housing)
CREATE (police:Department:Body {name: '县公安局', function: 'police'})-[:SERVES]->(county)
CREATE (:Person {name: '卫局长'})-[:HOLDS {post: '部门负责人'}]->(police)
CREATE (heat:Institution:Body {name: '县热力公司', function: 'heating'})-[:SERVES]->(county)
CREATE (parking:IssueType {name: '车位划分', solvable_at: 'compound'})
CREATE (parking)-[:HANDLED_BY {role: 'lead', source: '例'}]->(housing)
CREATE (parking)-[:HANDLED_BY {role: 'joint', source: '例'}]->(police)
CREATE (heating:IssueType {name: '取暖', solvable_at: 'county'})-[:HANDLED_BY {role: 'lead', source: '例'}]->(heat)
CREATE (epidemic:IssueType {name: '疫情防控'})-[:HANDLED_BY {role: 'lead', source: '例'}]->(office)
CREATE (epidemic)-[:HANDLED_BY {role: 'joint', source: '例'}]->(police)
"""
DALI_EMERGENCY = """
emergency | activate | acts | stated L33 | 临时）党支部 | 甲小区 | {branch} | 周书记
emergency | handle | acts | stated L33 | 党员先锋队 | 甲小区 | 甲小区先锋队 | 郑队长
emergency | whistle | acts | assembled L48 | 街镇吹哨 | 东街道 | 东街道办事处 | 陈主任
emergency | report_in | acts | assembled L48 | 部门报到 | 东街道 | 东街道办事处:lead | 陈主任
emergency | joint | acts | assembled L48 | 协同 | 大荔县 | 县公安局:joint | 卫局长
"""
DALI_SCENARIOS = [
    Scenario(
        "dali",
        "the compound settles it, and the grid and the platform have it too",
        "车位划分",
        """
        grid | collect | acts | stated L48 | 发现 | 甲网格 | - | 赵网格员
        grid | escalate | acts | stated L48 | 上报 | 甲网格 | - | 钱网格长
        grid | whistle | acts | stated L48 | 街镇吹哨 | 东街道 | 东街道办事处 | 陈主任
        grid | report_in | acts | assembled L48 | 部门报到 | 大荔县 | 县住建局:lead | 褚局长
        grid | joint | acts | assembled L48 | 协同 | 大荔县 | 县公安局:joint | 卫局长
        grid | evaluate | acts | stated L46 | 街道考核评价 | 东街道 | 东街道办事处 | 陈主任
        compound | collect | acts | stated L44 | 梳理居民意见建议 | 一号楼 | - | 孙楼栋长
        compound | deliberate | acts | stated L44 | 联席会议商议 | 甲小区 | 甲小区联席会议 | 李召集人
        compound | handle | acts | stated L44 | 协调解决 | 甲小区 | 甲小区党支部 | 吴书记
        compound | whistle | skipped | assembled L48 | 街镇吹哨 | - | - | -
        compound | report_in | skipped | assembled L48 | 部门报到 | - | - | -
        compound | evaluate | acts | stated L46 | 社区考核评价 | 东社区 | 东社区党委 | 王书记
        platform | collect | acts | stated L48 | 接诉 | 大荔县 | 县智慧服务平台 | 冯站长
        platform | handle | acts | assembled L48 | 即办 | 大荔县 | 县住建局:lead | 褚局长
        """,
    ),
    Scenario(
        "dali",
        "what the compound cannot settle, the street whistles for",
        "取暖",
        """
        compound | collect | acts | stated L44 | 梳理居民意见建议 | 一号楼 | - | 孙楼栋长
        compound | deliberate | acts | stated L44 | 联席会议商议 | 甲小区 | 甲小区联席会议 | 李召集人
        compound | handle | skipped | stated L44 | 协调解决 | - | - | -
        compound | whistle | acts | assembled L48 | 街镇吹哨 | 东街道 | 东街道办事处 | 陈主任
        compound | report_in | acts | assembled L48 | 部门报到 | 大荔县 | 县热力公司:lead | -
        compound | evaluate | acts | stated L46 | 社区考核评价 | 东社区 | 东社区党委 | 王书记
        """,
        only="compound",
    ),
    *(
        Scenario(
            "dali", f"{branch} on {day}", "疫情防控", DALI_EMERGENCY.format(branch=branch), day=day, mode="emergency"
        )
        for branch, day in (
            ("甲小区临时党支部", date(2020, 3, 1)),
            ("甲小区临时党支部", date(2020, 5, 31)),
            ("甲小区党支部", date(2020, 6, 1)),  # `until` is the first day no longer in force
            ("甲小区党支部", date(2020, 12, 31)),
        )
    ),
]

# --- 西乡 ---------------------------------------------------------------------------------------------------------

XIXIANG = """
CREATE (county:County:Place {name: '西乡县', level: 'county', code: '610724'})
CREATE (street:Street:Place {name: '南街道', level: 'street'})-[:PART_OF]->(county)
CREATE (community:Community:Place {name: '南社区', level: 'community'})-[:PART_OF]->(street)
CREATE (compound:Compound:Place {name: '乙小区', level: 'compound'})-[:PART_OF]->(community)
CREATE (grid:Grid:Place {name: '乙网格', level: 'grid'})-[:PART_OF]->(compound)
CREATE (b:Building:Place {name: '一号楼', level: 'building'})-[:PART_OF]->(compound)
CREATE (b)-[:IN_GRID]->(grid)
CREATE (outer:Grid:Place {name: '外网格', level: 'grid'})-[:PART_OF]->(community)
CREATE (house:Building:Place {name: '自建房', kind: '自建房', level: 'building'})-[:PART_OF]->(community)
CREATE (house)-[:IN_GRID]->(outer)
CREATE (:Person {name: '赵网格员'})-[:HOLDS {post: '网格员'}]->(grid)
CREATE (:Person {name: '钱干部'})-[:CONTACTS {rung: 'cadre'}]->(grid)
CREATE (:Person {name: '孙干部'})-[:CONTACTS {rung: 'cadre'}]->(outer)
CREATE (:Person {name: '李县领导'})-[:CONTACTS {rung: 'county_leader'}]->(community)
CREATE (school:Institution:Body {name: '县一中'})-[:REPORTS_TO]->(community)
CREATE (:Person {name: '周校长'})-[:HOLDS {post: '单位负责人'}]->(school)
CREATE (:Institution:Body {name: '县医院'})-[:CO_BUILDS {form: '认领'}]->(community)
CREATE (party:PartyOrg:Body {name: '南社区党委', kind: 'committee', purpose: 'community'})-[:COVERS]->(community)
CREATE (:Person {name: '吴书记'})-[:HOLDS {post: '社区党组织书记'}]->(party)
CREATE (above:PartyOrg:Body {name: '南街道党工委', kind: 'committee', purpose: 'street'})-[:COVERS]->(street)
CREATE (:Person {name: '郑书记'})-[:HOLDS {post: '街道党组织书记'}]->(above)
CREATE (highest:PartyOrg:Body {name: '西乡县委', kind: 'committee', purpose: 'county'})-[:COVERS]->(county)
CREATE (:Person {name: '王书记'})-[:HOLDS {post: '县委书记'}]->(highest)
CREATE (grids:Department:Body {name: '定格入网办公室', function: 'grid_office'})-[:SERVES]->(county)
CREATE (:Person {name: '冯主任'})-[:HOLDS {post: '部门负责人'}]->(grids)
CREATE (:Station:Body {name: '县网格平台', kind: '网格化管理服务平台'})-[:SERVES]->(county)
CREATE (office:Department:Body {name: '南街道办事处', function: 'street_office'})-[:SERVES]->(street)
CREATE (sanitation:Department:Body {name: '县环卫所', function: 'sanitation'})-[:SERVES]->(county)
CREATE (:Person {name: '陈所长'})-[:HOLDS {post: '部门负责人'}]->(sanitation)
CREATE (urban:Department:Body {name: '县城管局', function: 'urban_management'})-[:SERVES]->(county)
CREATE (health:Department:Body {name: '县卫健局', function: 'health'})-[:SERVES]->(county)
CREATE (police:Department:Body {name: '县公安局', function: 'police'})-[:SERVES]->(county)
CREATE (dirt:IssueType {name: '环境卫生'})-[:HANDLED_BY {role: 'lead', source: '例'}]->(sanitation)
CREATE (dirt)-[:HANDLED_BY {role: 'joint', source: '例'}]->(urban)
CREATE (epidemic:IssueType {name: '疫情防控'})-[:HANDLED_BY {role: 'lead', source: '例'}]->(office)
CREATE (epidemic)-[:HANDLED_BY {role: 'joint', source: '例'}]->(health)
CREATE (epidemic)-[:HANDLED_BY {role: 'joint', source: '例'}]->(police)
"""
XIXIANG_EMERGENCY = """
emergency | activate | acts | stated L41 | 县委、县政府一键启动 | 西乡县 | 西乡县委 | 王书记
emergency | dispatch | acts | assembled L19 | 工作办公室 | 西乡县 | 定格入网办公室 | 冯主任
emergency | report_in | acts | stated L41 | 包联小区 | {grid} | - | {cadre}
emergency | joint | acts | stated L41, L45 | 小区管控、特殊人群服务、情绪疏导 | 西乡县 | 县网格平台 | -
emergency | handle | acts | assembled L41 | 职能部门 | 南街道 | 南街道办事处:lead | -
emergency | joint | acts | assembled L41 | 协同 | 西乡县 | 县公安局:joint 县卫健局:joint | -
emergency | close | acts | assembled L9 | 社区确认办结 | 南社区 | 南社区党委 | 吴书记
"""
XIXIANG_SCENARIOS = [
    Scenario(
        "xixiang",
        "the community asks and a unit claims; in peacetime the community leads",
        "环境卫生",
        """
        claim | collect | acts | stated L9 | 社区提出需求 | 南社区 | 南社区党委 | 吴书记
        claim | claim | acts | stated L9 | 驻区单位认领 | 南社区 | 县一中 县医院 | 周校长
        claim | handle | acts | stated L9 | 对接开展服务 | 南社区 | 县一中 县医院 | 周校长
        claim | close | acts | stated L9 | 办结销号 | 南社区 | 南社区党委 | 吴书记
        claim | evaluate | acts | stated L9 | 评价 | - | - | -
        claim | supervise | acts | stated L9 | 组织问效监督 | 南街道 | 南街道党工委 | 郑书记
        peacetime | collect | acts | assembled L19, L45 | 网格员 | 乙网格 | - | 赵网格员
        peacetime | dispatch | acts | stated L41 | 社区党组织牵头 | 南社区 | 南社区党委 | 吴书记
        peacetime | report_in | acts | stated L19, L41 | 党员干部下沉网格 | 乙网格 | - | 钱干部
        peacetime | handle | acts | assembled L41 | 职能部门 | 西乡县 | 县环卫所:lead | 陈所长
        peacetime | joint | acts | assembled L41 | 协同 | 西乡县 | 县城管局:joint | -
        peacetime | close | acts | assembled L9 | 办结销号 | 南社区 | 南社区党委 | 吴书记
        """,
    ),
    *(
        Scenario(
            "xixiang",
            f"in an emergency the county takes over, from {start}",
            "疫情防控",
            XIXIANG_EMERGENCY.format(grid=grid, cadre=cadre),
            start=start,
            mode="emergency",
        )
        for start, grid, cadre in (("一号楼", "乙网格", "钱干部"), ("自建房", "外网格", "孙干部"))
    ),
]

# --- 广安 ---------------------------------------------------------------------------------------------------------

GUANGAN = """
CREATE (city:City:Place {name: '广安市', level: 'city', code: '5116'})
CREATE (county:County:Place {name: '某区', level: 'county'})-[:PART_OF]->(city)
CREATE (street:Street:Place {name: '西街道', level: 'street'})-[:PART_OF]->(county)
CREATE (community:Community:Place {name: '西社区', level: 'community'})-[:PART_OF]->(street)
CREATE (compound:Compound:Place {name: '丙小区', level: 'compound'})-[:PART_OF]->(community)
CREATE (b:Building:Place {name: '一号楼', level: 'building'})-[:PART_OF]->(compound)
CREATE (lone:Building:Place {name: '散楼', kind: '散居', level: 'building'})-[:PART_OF]->(community)
CREATE (branch:PartyOrg:Body {name: '丙小区党支部', kind: 'branch', formation: 'single', purpose: 'compound'})
CREATE (branch)-[:COVERS]->(compound)
CREATE (branch)-[:COVERS]->(lone)
CREATE (:Person {name: '赵书记'})-[:HOLDS {post: '小区党组织书记'}]->(branch)
CREATE (affairs:Committee:Body {name: '西社区环物委', kind: 'affairs'})-[:SERVES]->(community)
CREATE (:Person {name: '钱主任'})-[:HOLDS {post: '环境和物业管理委员会主任'}]->(affairs)
CREATE (trade:PartyOrg:Body {name: '区物业行业综合党委', kind: 'committee', purpose: 'industry'})-[:COVERS]->(county)
CREATE (:Person {name: '孙书记'})-[:HOLDS {post: '物业行业综合党委书记'}]->(trade)
CREATE (office:Department:Body {name: '西街道办事处', function: 'street_office'})-[:SERVES]->(street)
CREATE (:Person {name: '李主任'})-[:HOLDS {post: '部门负责人'}]->(office)
CREATE (urban:Department:Body {name: '区城管局', function: 'urban_management'})-[:SERVES]->(county)
CREATE (:Person {name: '周局长'})-[:HOLDS {post: '部门负责人'}]->(urban)
CREATE (housing:Department:Body {name: '区住建局', function: 'housing'})-[:SERVES]->(county)
CREATE (:Person {name: '吴局长'})-[:HOLDS {post: '部门负责人'}]->(housing)
CREATE (police:Department:Body {name: '区公安分局', function: 'police'})-[:SERVES]->(county)
CREATE (:Person {name: '郑局长'})-[:HOLDS {post: '部门负责人'}]->(police)
CREATE (built:IssueType {name: '乱搭乱建'})-[:HANDLED_BY {role: 'lead', source: '例'}]->(urban)
CREATE (built)-[:HANDLED_BY {role: 'joint', source: '例'}]->(housing)
CREATE (built)-[:HANDLED_BY {role: 'joint', source: '例'}]->(police)
CREATE (:IssueType {id: 'property_service', name: '物业服务质量'})-[:HANDLED_BY {role: 'lead', source: '例'}]->(housing)
"""
GUANGAN_WHISTLE = """
whistle | collect | acts | stated L86 | 小区收集问题 | {where} | 丙小区党支部 | 赵书记
whistle | whistle | acts | stated L86 | 街道乡镇吹哨 | 西街道 | 西街道办事处 | 李主任
whistle | report_in | acts | stated L86 | 部门单位报到 | 某区 | 区城管局:lead | 周局长
whistle | joint | acts | stated L86 | 协同联合处理 | 某区 | 区住建局:joint 区公安分局:joint | 吴局长 郑局长
"""
GUANGAN_SCENARIOS = [
    *(
        Scenario(
            "guangan",
            f"the street whistles and departments act together, from {start}",
            "乱搭乱建",
            GUANGAN_WHISTLE.format(where=where),
            start=start,
        )
        for start, where in (("一号楼", "丙小区"), ("散楼", "散楼"))
    ),
    Scenario(
        "guangan",
        "the service of a property firm is the community's committee's too",
        "物业服务质量",
        """
        whistle | collect | acts | stated L86 | 小区收集问题 | 丙小区 | 丙小区党支部 | 赵书记
        whistle | whistle | acts | stated L86 | 街道乡镇吹哨 | 西街道 | 西街道办事处 | 李主任
        whistle | report_in | acts | stated L86 | 部门单位报到 | 某区 | 区住建局:lead | 吴局长
        whistle | joint | skipped | stated L86 | 协同联合处理 | - | - | -
        property_service | collect | acts | stated L86 | 小区收集问题 | 丙小区 | 丙小区党支部 | 赵书记
        property_service | deliberate | acts | assembled L64 | 环境和物业管理委员会 | 西社区 | 西社区环物委 | 钱主任
        property_service | supervise | acts | assembled L96 | 物业行业综合党委 | 某区 | 区物业行业综合党委 | 孙书记
        """,
    ),
]

# --- 临汾路 -------------------------------------------------------------------------------------------------------

LINFEN = """
CREATE (street:Street:Place {name: '临汾路街道', level: 'street', code: '310106021'})
CREATE (block:Block:Place {name: '北街区', level: 'block'})-[:PART_OF]->(street)
CREATE (community:Community:Place {name: '北居民区', level: 'community'})-[:PART_OF]->(block)
CREATE (micro:MicroGrid:Place {name: '丁微网格', level: 'micro_grid'})-[:PART_OF]->(community)
CREATE (b:Building:Place {name: '一号楼', level: 'building'})-[:PART_OF]->(community)
CREATE (stair:StairGroup:Place {name: '一楼组', level: 'stair_group'})-[:PART_OF]->(b)
CREATE (stair)-[:IN_GRID]->(micro)
CREATE (:Person {name: '赵楼组长'})-[:HOLDS {post: '楼组长'}]->(stair)
CREATE (:Person {name: '钱微网格长'})-[:HOLDS {post: '微网格长'}]->(micro)
CREATE (party:PartyOrg:Body {name: '北党总支', kind: 'general_branch', purpose: 'community'})-[:COVERS]->(community)
CREATE (:Person {name: '孙书记'})-[:HOLDS {post: '居民区党组织书记'}]->(party)
CREATE (forum:Committee:Body {name: '北居民区议事会', kind: 'forum'})-[:SERVES]->(community)
CREATE (:Person {name: '李召集人'})-[:HOLDS {post: '召集人'}]->(forum)
CREATE (peace:Committee:Body {name: '平安调解专委会', kind: 'specialised'})-[:SERVES]->(community)
CREATE (:Person {name: '周主任'})-[:HOLDS {post: '专业委员会主任'}]->(peace)
CREATE (homes:Committee:Body {name: '物业环境专委会', kind: 'specialised'})-[:SERVES]->(community)
CREATE (:Person {name: '吴主任'})-[:HOLDS {post: '专业委员会主任'}]->(homes)
CREATE (management:PartyOrg:Body {name: '管理支部', kind: 'branch', purpose: 'organ'})-[:COVERS]->(street)
CREATE (:Person {name: '郑书记'})-[:HOLDS {post: '支部书记'}]->(management)
CREATE (:PartyOrg:Body {name: '服务支部', kind: 'branch', purpose: 'organ'})-[:COVERS]->(street)
CREATE (:PartyOrg:Body {name: '安全支部', kind: 'branch', purpose: 'organ'})-[:COVERS]->(street)
CREATE (intake:Station:Body {name: '汇集口', kind: 'intake_desk'})-[:SERVES]->(street)
CREATE (:Person {name: '王台长'})-[:HOLDS {post: '站点负责人'}]->(intake)
CREATE (dispatch:Station:Body {name: '派单口', kind: 'dispatch_desk'})-[:SERVES]->(street)
CREATE (:Person {name: '冯台长'})-[:HOLDS {post: '站点负责人'}]->(dispatch)
CREATE (supervision:Station:Body {name: '督办口', kind: 'supervision_desk'})-[:SERVES]->(street)
CREATE (:Person {name: '陈台长'})-[:HOLDS {post: '站点负责人'}]->(supervision)
CREATE (brain:Station:Body {name: '社区大脑', kind: 'command_centre'})-[:SERVES]->(street)
CREATE (:Person {name: '褚主任'})-[:HOLDS {post: '站点负责人'}]->(brain)
CREATE (housing:Department:Body {name: '街道房管办', function: 'housing'})-[:SERVES]->(street)
CREATE (:Person {name: '卫主任'})-[:HOLDS {post: '部门负责人'}]->(housing)
CREATE (market:Department:Body {name: '市场监管所', function: 'market_supervision'})-[:SERVES]->(street)
CREATE (:Person {name: '蒋所长'})-[:HOLDS {post: '部门负责人'}]->(market)
CREATE (lift:IssueType {id: 'lift_installation', name: '加装电梯', solvable_at: 'street'})
CREATE (lift)-[:HANDLED_BY {role: 'lead', source: '例'}]->(housing)
CREATE (lift)-[:HANDLED_BY {role: 'joint', source: '例'}]->(market)
CREATE (:IssueType {id: 'shared_facilities', name: '共用设施问题', solvable_at: 'community'})
"""
LINFEN_SCENARIOS = [
    Scenario(
        "linfen",
        "one desk dispatches, branches patrol, residents deliberate and pass on what they cannot do",
        "加装电梯",
        """
        dispatch | collect | acts | stated L148 | 一口汇集 | 临汾路街道 | 汇集口 | 王台长
        dispatch | dispatch | acts | stated L148 | 一口派单 | 临汾路街道 | 派单口 | 冯台长
        dispatch | handle | acts | assembled L148 | 办理 | 临汾路街道 | 街道房管办:lead | 卫主任
        dispatch | joint | acts | assembled L148 | 协同 | 临汾路街道 | 市场监管所:joint | 蒋所长
        dispatch | supervise | acts | stated L148 | 一口督办 | 临汾路街道 | 督办口 | 陈台长
        patrol | collect | acts | assembled L112 | 日常巡查 | 丁微网格 | - | 钱微网格长
        patrol | activate | acts | stated L112 | 快速联动 | 临汾路街道 | 安全支部 服务支部 管理支部 | 郑书记
        patrol | joint | acts | stated L112 | 联动处置 | 临汾路街道 | 安全支部 服务支部 管理支部 | 郑书记
        council | collect | acts | assembled L152 | 约走访 | 一楼组 | - | 赵楼组长
        council | deliberate | acts | assembled L140, L152 | 居民自治议事会 | 北居民区 | 北居民区议事会 | 李召集人
        council | handle | skipped | assembled L140 | 专业委员会 | - | - | -
        council | dispatch | acts | assembled L148 | 一口派单 | 临汾路街道 | 派单口 | 冯台长
        """,
    ),
    Scenario(
        "linfen",
        "what the council's committees can do is not dispatched",
        "共用设施问题",
        """
        council | collect | acts | assembled L152 | 要留言 | 一楼组 | - | 赵楼组长
        council | deliberate | acts | assembled L140, L152 | 居民自治议事会 | 北居民区 | 北居民区议事会 | 李召集人
        council | handle | acts | assembled L140 | 专业委员会 | 北居民区 | 平安调解专委会 物业环境专委会 | 周主任 吴主任
        council | dispatch | skipped | assembled L148 | 一口派单 | - | - | -
        """,
        only="council",
    ),
    Scenario(
        "linfen",
        "in an epidemic the command centre takes charge",
        "加装电梯",
        """
        emergency | collect | acts | assembled L150 | 民情日志 | 北居民区 | 北党总支 | 孙书记
        emergency | activate | acts | stated L150 | 社区大脑 | 临汾路街道 | 社区大脑 | 褚主任
        emergency | handle | acts | assembled L150 | 处置 | 临汾路街道 | 街道房管办:lead | 卫主任
        emergency | joint | acts | assembled L150 | 协同 | 临汾路街道 | 市场监管所:joint | 蒋所长
        emergency | supervise | acts | assembled L148 | 一口督办 | 临汾路街道 | 督办口 | 陈台长
        """,
        mode="emergency",
    ),
]

# --- 璧山 ---------------------------------------------------------------------------------------------------------

BISHAN = """
CREATE (county:County:Place {name: '璧山区', level: 'county', code: '500120'})
CREATE (street:Street:Place {name: '璧泉街道', level: 'street'})-[:PART_OF]->(county)
CREATE (community:Community:Place {name: '中社区', level: 'community'})-[:PART_OF]->(street)
CREATE (grid:Grid:Place {name: '戊网格', level: 'grid'})-[:PART_OF]->(community)
CREATE (micro:MicroGrid:Place {name: '戊微网格', level: 'micro_grid'})-[:PART_OF]->(grid)
CREATE (compound:Compound:Place {name: '戊小区', level: 'compound'})-[:PART_OF]->(community)
CREATE (b:Building:Place {name: '一号楼', level: 'building'})-[:PART_OF]->(compound)
CREATE (b)-[:IN_GRID]->(micro)
CREATE (:Person {name: '赵网格长'})-[:HOLDS {post: '网格长'}]->(grid)
CREATE (:Person {name: '钱网格员'})-[:HOLDS {post: '专职网格员'}]->(grid)
CREATE (:Person {name: '孙导师'})-[:HOLDS {post: '网格导师'}]->(grid)
CREATE (forum:Committee:Body {name: '戊网格院坝会', kind: 'forum'})-[:SERVES]->(grid)
CREATE (:Person {name: '李召集人'})-[:HOLDS {post: '召集人'}]->(forum)
CREATE (team:Team:Body {name: '璧泉执法队', kind: 'enforcement'})-[:SERVES]->(street)
CREATE (:Person {name: '周队长'})-[:HOLDS {post: '队长'}]->(team)
CREATE (centre:Station:Body {name: '璧泉指挥中心', kind: 'command_centre'})-[:SERVES]->(street)
CREATE (:Person {name: '吴主任'})-[:HOLDS {post: '站点负责人'}]->(centre)
CREATE (office:Department:Body {name: '璧泉街道办事处', function: 'street_office'})-[:SERVES]->(street)
CREATE (fire:Department:Body {name: '区消防队', function: 'fire'})-[:SERVES]->(county)
CREATE (:Person {name: '郑队长'})-[:HOLDS {post: '部门负责人'}]->(fire)
CREATE (housing:Department:Body {name: '区住建委', function: 'housing'})-[:SERVES]->(county)
CREATE (:Person {name: '王主任'})-[:HOLDS {post: '部门负责人'}]->(housing)
CREATE (hazard:IssueType {name: '重大消防隐患', solvable_at: 'street'})
CREATE (hazard)-[:HANDLED_BY {role: 'lead', source: '例'}]->(fire)
CREATE (hazard)-[:HANDLED_BY {role: 'joint', source: '例'}]->(housing)
CREATE (broken:IssueType {name: '公共设施损坏', solvable_at: 'grid'})
CREATE (broken)-[:HANDLED_BY {role: 'lead', source: '例'}]->(housing)
CREATE (broken)-[:HANDLED_BY {role: 'joint', source: '例'}]->(fire)
CREATE (:IssueType {id: 'illegal_construction', name: '违法行为'})
CREATE (exit:IssueType {id: 'property_exit', name: '物业紧急撤场'})
CREATE (exit)-[:HANDLED_BY {role: 'lead', source: '例'}]->(housing)
CREATE (exit)-[:HANDLED_BY {role: 'joint', source: '例'}]->(office)
"""
BISHAN_SCENARIOS = [
    Scenario(
        "bishan",
        "what the grid can solve is closed there",
        "公共设施损坏",
        """
        grid_whistle | collect | acts | stated L9, L12 | 三级院坝会 | - | - | -
        grid_whistle | deliberate | acts | stated L9, L12 | 座谈联议、同题共答 | 戊网格 | 戊网格院坝会 | 李召集人
        grid_whistle | close | acts | stated L9 | 小区的事不出小区，网格的事网格管 | 戊网格 | - | 赵网格长
        grid_whistle | whistle | skipped | stated L9 | 网格吹哨 | - | - | -
        grid_whistle | report_in | skipped | stated L9 | 部门报到 | - | - | -
        grid_whistle | joint | skipped | stated L9 | 首接首责单位 | - | - | -
        grid_whistle | joint | skipped | stated L9 | 协同处理 | - | - | -
        grid_whistle | close | skipped | stated L9 | 闭环 | - | - | -
        grid_whistle | evaluate | acts | assembled L8 | 双向评价打分 | 戊网格 | - | 赵网格长
        """,
    ),
    Scenario(
        "bishan",
        "what it cannot solve, the grid whistles for, and the first receiver convenes several departments",
        "重大消防隐患",
        """
        grid_whistle | collect | acts | stated L9, L12 | 三级院坝会 | - | - | -
        grid_whistle | deliberate | acts | stated L9, L12 | 座谈联议、同题共答 | 戊网格 | 戊网格院坝会 | 李召集人
        grid_whistle | close | skipped | stated L9 | 小区的事不出小区，网格的事网格管 | - | - | -
        grid_whistle | whistle | acts | stated L9 | 网格吹哨 | 戊网格 | - | 赵网格长
        grid_whistle | report_in | acts | stated L9 | 部门报到 | 璧山区 | 区消防队:lead | 郑队长
        grid_whistle | joint | acts | stated L9 | 首接首责单位 | - | - | -
        grid_whistle | joint | acts | stated L9 | 协同处理 | 璧山区 | 区住建委:joint | 王主任
        grid_whistle | close | acts | stated L9 | 闭环 | 璧山区 | 区消防队:lead | 郑队长
        grid_whistle | evaluate | acts | assembled L8 | 双向评价打分 | 戊网格 | - | 赵网格长
        """,
    ),
    Scenario(
        "bishan",
        "one team enforces",
        "违法行为",
        """
        enforcement | collect | acts | assembled L9 | 专职网格员 | 戊网格 | - | 钱网格员
        enforcement | handle | acts | stated L9 | 执法队伍进小区 | 璧泉街道 | 璧泉执法队 | 周队长
        enforcement | close | acts | assembled L9 | 违法行为处置闭环 | 璧泉街道 | 璧泉指挥中心 | 吴主任
        """,
        only="enforcement",
    ),
    Scenario(
        "bishan",
        "a property firm leaves at short notice",
        "物业紧急撤场",
        """
        emergency | collect | acts | assembled L9 | 专职网格员 | 戊网格 | - | 钱网格员
        emergency | activate | acts | assembled L9 | 基层治理指挥中心 | 璧泉街道 | 璧泉指挥中心 | 吴主任
        emergency | handle | acts | assembled L9 | 行业主管部门 | 璧山区 | 区住建委:lead | 王主任
        emergency | joint | acts | assembled L9 | 协同 | 璧泉街道 | 璧泉街道办事处:joint | -
        emergency | close | acts | assembled L9 | 闭环 | 璧泉街道 | 璧泉指挥中心 | 吴主任
        """,
        mode="emergency",
    ),
]

# --- 大庆 ---------------------------------------------------------------------------------------------------------

DAQING = """
CREATE (city:City:Place {name: '大庆市', level: 'city', code: '2306'})
CREATE (county:County:Place {name: '某区', level: 'county'})-[:PART_OF]->(city)
CREATE (street:Street:Place {name: '油田街道', level: 'street'})-[:PART_OF]->(county)
CREATE (community:Community:Place {name: '油田社区', level: 'community'})-[:PART_OF]->(street)
CREATE (compound:Compound:Place {name: '己小区', level: 'compound'})-[:PART_OF]->(community)
CREATE (grid:Grid:Place {name: '己网格', level: 'grid'})-[:PART_OF]->(compound)
CREATE (b:Building:Place {name: '一号楼', level: 'building'})-[:PART_OF]->(compound)
CREATE (b)-[:IN_GRID]->(grid)
CREATE (:Person {name: '赵中心户'})-[:HOLDS {post: '楼栋中心户'}]->(b)
CREATE (:Person {name: '钱网格员'})-[:HOLDS {post: '网格员'}]->(grid)
CREATE (specialist:Person {name: '孙专业网格员'})-[:EMBEDDED_IN]->(grid)
CREATE (group:PartyOrg:Body {name: '己党小组', kind: 'group', formation: 'single', purpose: 'grid'})-[:COVERS]->(grid)
CREATE (:Person {name: '李组长'})-[:HOLDS {post: '网格党小组组长'}]->(group)
CREATE (forum:Committee:Body {name: '己小区三方共议', kind: 'forum'})-[:SERVES]->(compound)
CREATE (:Person {name: '周召集人'})-[:HOLDS {post: '召集人'}]->(forum)
CREATE (branch:PartyOrg:Body {name: '己小区党支部', kind: 'branch', formation: 'single', purpose: 'compound'})
CREATE (branch)-[:COVERS]->(compound)
CREATE (:Person {name: '吴书记'})-[:HOLDS {post: '小区党支部书记'}]->(branch)
CREATE (party:PartyOrg:Body {name: '油田社区党委', kind: 'committee', purpose: 'community'})-[:COVERS]->(community)
CREATE (:Person {name: '郑书记'})-[:HOLDS {post: '社区党组织书记'}]->(party)
CREATE (team:Committee:Body {name: '油田执法队', kind: 'alliance'})-[:SERVES]->(street)
CREATE (:Person {name: '王干部'})-[:CONTACTS {rung: 'cadre'}]->(grid)
CREATE (firm:Institution:Body {name: '采油某厂'})-[:CONTACTS {rung: 'unit'}]->(community)
CREATE (:Person {name: '冯厂长'})-[:HOLDS {post: '单位负责人'}]->(firm)
CREATE (police:Department:Body {name: '区公安分局', function: 'police'})-[:SERVES]->(county)
CREATE (:Person {name: '陈局长'})-[:HOLDS {post: '部门负责人'}]->(police)
CREATE (urban:Department:Body {name: '区城管局', function: 'urban_management'})-[:SERVES]->(county)
CREATE (:Person {name: '褚局长'})-[:HOLDS {post: '部门负责人'}]->(urban)
CREATE (noise:IssueType {id: 'noise', name: '噪音扰民', solvable_at: 'street'})
CREATE (noise)-[:HANDLED_BY {role: 'lead', source: '例'}]->(police)
CREATE (noise)-[:HANDLED_BY {role: 'joint', source: '例'}]->(urban)
CREATE (old:IssueType {name: '老旧设施', solvable_at: 'compound'})
CREATE (old)-[:HANDLED_BY {role: 'lead', source: '例'}]->(urban)
CREATE (old)-[:HANDLED_BY {role: 'joint', source: '例'}]->(police)
"""
DAQING_SCENARIOS = [
    Scenario(
        "daqing",
        "what the three parties cannot settle goes up; the grid has it too, and one team enforces",
        "噪音扰民",
        """
        three_parties | collect | acts | assembled L11 | 楼栋中心户 | 一号楼 | - | 赵中心户
        three_parties | escalate | acts | assembled L11 | 网格党小组 | 己网格 | 己党小组 | 李组长
        three_parties | deliberate | acts | assembled L25, L29 | 三方共议 | 己小区 | 己小区三方共议 | 周召集人
        three_parties | handle | skipped | assembled L35 | 小区党支部 | - | - | -
        three_parties | escalate | acts | assembled L11 | 社区党组织 | 油田社区 | 油田社区党委 | 郑书记
        three_parties | handle | acts | assembled L35 | 部门 | 某区 | 区公安分局:lead | 陈局长
        three_parties | joint | acts | assembled L35 | 协同 | 某区 | 区城管局:joint | 褚局长
        grid | collect | acts | assembled L35 | 网格员 | 己网格 | - | 钱网格员
        grid | handle | acts | assembled L35 | 服务进网格 | 某区 | 区公安分局:lead | 陈局长
        grid | joint | acts | assembled L35 | 协同 | 某区 | 区城管局:joint | 褚局长
        enforcement | collect | acts | assembled L35 | 网格员 | 己网格 | - | 钱网格员
        enforcement | activate | acts | assembled L35 | 一支队伍执法 | 油田街道 | 油田执法队 | -
        enforcement | handle | acts | assembled L35 | 部门 | 某区 | 区公安分局:lead | 陈局长
        """,
    ),
    Scenario(
        "daqing",
        "the compound's affairs are settled in the compound",
        "老旧设施",
        """
        three_parties | collect | acts | assembled L11 | 楼栋中心户 | 一号楼 | - | 赵中心户
        three_parties | escalate | acts | assembled L11 | 网格党小组 | 己网格 | 己党小组 | 李组长
        three_parties | deliberate | acts | assembled L25, L29 | 板凳会 | 己小区 | 己小区三方共议 | 周召集人
        three_parties | handle | acts | assembled L35 | 小区党支部 | 己小区 | 己小区党支部 | 吴书记
        three_parties | escalate | skipped | assembled L11 | 社区党组织 | - | - | -
        three_parties | handle | skipped | assembled L35 | 部门 | - | - | -
        three_parties | joint | skipped | assembled L35 | 协同 | - | - | -
        """,
        only="three_parties",
    ),
    Scenario(
        "daqing",
        "units and cadres support in an emergency",
        "噪音扰民",
        """
        emergency | collect | acts | assembled L39 | 网格员 | 己网格 | - | 钱网格员
        emergency | activate | acts | assembled L39 | 社区党组织 | 油田社区 | 油田社区党委 | 郑书记
        emergency | report_in | acts | assembled L39 | 包保干部 | 己网格 | - | 王干部
        emergency | joint | acts | assembled L39 | 应急支援 | 油田社区 | 采油某厂 | 冯厂长
        emergency | handle | acts | assembled L35 | 部门 | 某区 | 区公安分局:lead | 陈局长
        emergency | joint | acts | assembled L35 | 协同 | 某区 | 区城管局:joint | 褚局长
        """,
        mode="emergency",
    ),
]

# --- 安丘 ---------------------------------------------------------------------------------------------------------

ANQIU = """
CREATE (county:County:Place {name: '安丘市', level: 'county', code: '370784'})
CREATE (street:Street:Place {name: '汶水街道', level: 'street'})-[:PART_OF]->(county)
CREATE (community:Community:Place {name: '汶水社区', level: 'community'})-[:PART_OF]->(street)
CREATE (grid:Grid:Place {name: '庚网格', level: 'grid'})-[:PART_OF]->(community)
CREATE (compound:Compound:Place {name: '庚小区', level: 'compound'})-[:PART_OF]->(community)
CREATE (compound)-[:IN_GRID]->(grid)
CREATE (b:Building:Place {name: '一号楼', level: 'building'})-[:PART_OF]->(compound)
CREATE (:Person {name: '赵网格长'})-[:HOLDS {post: '网格长'}]->(grid)
CREATE (residents:Committee:Body {name: '汶水居委会', kind: 'residents'})-[:SERVES]->(community)
CREATE (:Person {name: '钱主任'})-[:HOLDS {post: '居委会主任'}]->(residents)
CREATE (:Person {name: '孙委员'})-[:HOLDS {post: '居委会委员'}]->(residents)
CREATE (party:PartyOrg:Body {name: '汶水街道党工委', kind: 'committee', purpose: 'street'})-[:COVERS]->(street)
CREATE (:Person {name: '李书记'})-[:HOLDS {post: '街道党工委书记'}]->(party)
CREATE (stools:Committee:Body {name: '马扎议事会', kind: 'forum'})-[:SERVES]->(grid)
CREATE (:Person {name: '周召集人'})-[:HOLDS {post: '召集人'}]->(stools)
CREATE (neighbours:Committee:Body {name: '邻聚力议事会', kind: 'forum'})-[:SERVES]->(community)
CREATE (:Person {name: '吴召集人'})-[:HOLDS {post: '召集人'}]->(neighbours)
CREATE (highest:Committee:Body {name: '街道议事平台', kind: 'forum'})-[:SERVES]->(street)
CREATE (:Person {name: '郑召集人'})-[:HOLDS {post: '召集人'}]->(highest)
CREATE (housing:Department:Body {name: '市住建局', function: 'housing'})-[:SERVES]->(county)
CREATE (:Person {name: '王局长'})-[:HOLDS {post: '部门负责人'}]->(housing)
CREATE (heat:Institution:Body {name: '市热力公司', function: 'heating'})-[:SERVES]->(county)
CREATE (:Person {name: '冯经理'})-[:HOLDS {post: '单位负责人'}]->(heat)
CREATE (heating:IssueType {name: '冬季供暖', solvable_at: 'street'})
CREATE (heating)-[:HANDLED_BY {role: 'lead', source: '例'}]->(housing)
CREATE (heating)-[:HANDLED_BY {role: 'joint', source: '例'}]->(heat)
CREATE (:IssueType {name: '环境卫生', solvable_at: 'grid'})-[:HANDLED_BY {role: 'lead', source: '例'}]->(housing)
"""
ANQIU_SCENARIOS = [
    Scenario(
        "anqiu",
        "four systems of service, and deliberation on three tiers",
        "冬季供暖",
        """
        service | collect | acts | assembled L75 | 入户大走访 | 庚网格 | - | 赵网格长
        service | claim | acts | assembled L71 | 首问负责 | - | - | -
        service | dispatch | acts | assembled L71 | 服务承诺 | 汶水社区 | 汶水居委会 | 钱主任
        service | handle | acts | assembled L71 | 限时办结 | 安丘市 | 市住建局:lead | 王局长
        service | joint | acts | assembled L71 | 全程协办 | 安丘市 | 市热力公司:joint | 冯经理
        service | evaluate | acts | assembled L75 | 物业类热线万户比 | 汶水街道 | 汶水街道党工委 | 李书记
        deliberation | collect | acts | assembled L55 | 金点子 | - | - | -
        deliberation | deliberate | acts | assembled L55 | 马扎议事会 | 庚网格 | 马扎议事会 | 周召集人
        deliberation | escalate | acts | assembled L55 | 邻聚力议事会 | 汶水社区 | 邻聚力议事会 | 吴召集人
        deliberation | escalate | acts | assembled L55 | 街道 | 汶水街道 | 街道议事平台 | 郑召集人
        """,
    ),
    Scenario(
        "anqiu",
        "what the grid's forum can solve goes no higher",
        "环境卫生",
        """
        deliberation | collect | acts | assembled L55 | 金点子 | - | - | -
        deliberation | deliberate | acts | assembled L55 | 马扎议事会 | 庚网格 | 马扎议事会 | 周召集人
        deliberation | escalate | skipped | assembled L55 | 邻聚力议事会 | - | - | -
        deliberation | escalate | skipped | assembled L55 | 街道 | - | - | -
        """,
        only="deliberation",
    ),
]

# ------------------------------------------------------------------------------------------------------------------

GRAPHS = {
    "dali": DALI,
    "xixiang": XIXIANG,
    "guangan": GUANGAN,
    "linfen": LINFEN,
    "bishan": BISHAN,
    "daqing": DAQING,
    "anqiu": ANQIU,
}
SCENARIOS = [
    *(*DALI_SCENARIOS, *XIXIANG_SCENARIOS, *GUANGAN_SCENARIOS, *LINFEN_SCENARIOS),
    *(*BISHAN_SCENARIOS, *DAQING_SCENARIOS, *ANQIU_SCENARIOS),
]


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def cells(step: RouteStep, words: str) -> list[str]:
    """The step as a row of a table; the source's words where its title has them, else the whole title."""
    bodies = [f"{one.name}:{one.role}" for one in step.departments] or [one.name for one in step.bodies]
    return [
        *(step.channel, step.step, step.state, f"{step.sequence} {step.source}"),
        words if words in step.title_zh else step.title_zh,
        step.place_name or "-",
        " ".join(bodies) or "-",
        " ".join(dict.fromkeys(holder.name for holder in step.holders)) or "-",
    ]


def laid(graph: Store, network: str) -> None:
    """Write a network whose nodes are called by their names, save those that need an id of their own."""
    graph.write(network)
    graph.write("MATCH (n) WHERE n.id IS NULL SET n.id = n.name")


def walked(graph: Store, scenario: Scenario) -> list[RouteStep]:
    steps = route(
        graph,
        profile=load_profile(scenario.place),
        issue=issue_type(graph, word=scenario.issue),
        place=scenario.start,
        as_of=scenario.day,
        mode=scenario.mode,
    )
    return [step for step in steps if scenario.only in ("", step.channel)]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: f"{scenario.place}: {scenario.told}")
def test_an_issue_goes_the_way_that_the_source_tells(graph: Store, scenario: Scenario) -> None:
    laid(graph, GRAPHS[scenario.place])
    steps, expected = walked(graph, scenario), rows(scenario.table)
    assert [[step.channel, step.step] for step in steps] == [row[:2] for row in expected]
    assert [cells(step, row[4]) for step, row in zip(steps, expected, strict=True)] == expected
    for step in steps:
        assert not step.departments or [one.name for one in step.departments] == [one.name for one in step.bodies]


def test_every_step_of_every_place_acts_in_a_scenario() -> None:
    acted = [(one.place, row) for one in SCENARIOS for row in rows(one.table) if row[2] == "acts"]
    for place in GRAPHS:
        for channel in load_profile(place).routing:
            for step in channel.steps:
                said = [channel.id, step.step, "acts", f"{step.sequence} {step.source}"]
                assert any(where == place and row[:4] == said and row[4] in step.title.zh for where, row in acted), said


@pytest.mark.parametrize(
    ("place", "issue", "mode", "channels"),
    [
        ("guangan", "property_service", "normal", ["whistle", "property_service"]),  # L64
        ("guangan", "shared_facilities", "normal", ["whistle"]),
        ("linfen", "lift_installation", "normal", ["dispatch", "patrol", "council"]),
        ("linfen", "hallway_clutter", "normal", ["dispatch", "patrol"]),
        ("bishan", "illegal_construction", "normal", ["grid_whistle", "enforcement"]),
        ("bishan", "property_exit", "normal", ["grid_whistle"]),
        ("bishan", "property_exit", "emergency", ["emergency"]),
        *(  # L35 names these three
            ("daqing", issue, "normal", ["three_parties", "grid", "enforcement"])
            for issue in ("noise", "illegal_construction", "deeds")
        ),
        ("daqing", "heating", "normal", ["three_parties", "grid"]),
    ],
)
def test_a_type_has_the_channels_that_the_source_gives_it(
    graph: Store, place: str, issue: str, mode: str, channels: list[str]
) -> None:
    laid(graph, f"CREATE (:IssueType {{name: '{issue}'}})")
    found = ways(load_profile(place), issue_type(graph, word=issue), mode)
    assert [channel.id for channel in found] == channels


@pytest.mark.parametrize(
    ("place", "issue", "said"),
    [
        ("guangan", "乱搭乱建", "广安市 has no way for 乱搭乱建 in mode 'emergency'; it has normal."),
        ("anqiu", "冬季供暖", "安丘市 has no way for 冬季供暖 in mode 'emergency'; it has normal."),
        ("bishan", "重大消防隐患", "璧山区 has no way for 重大消防隐患 in mode 'emergency'; it has normal."),
    ],
)
def test_a_place_without_an_emergency_mode_says_which_it_has(graph: Store, place: str, issue: str, said: str) -> None:
    laid(graph, GRAPHS[place])
    with pytest.raises(InvalidInput) as refused:
        walked(graph, Scenario(place, "", issue, "", mode="emergency"))
    assert str(refused.value) == said


def test_every_place_but_daqing_and_anqiu_states_some_of_its_steps() -> None:
    stating = {one.place for one in SCENARIOS for row in rows(one.table) if row[3].startswith("stated")}
    assert set(GRAPHS) - stating == {"daqing", "anqiu"}
