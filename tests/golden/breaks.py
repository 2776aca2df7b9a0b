"""Writes breaks.json: an invented project whose table goes over several pages, with groups of every length across the breaks."""
import json, sys

LEVELS = [
    ("成本指标", [("经济成本指标", 2), ("社会成本指标", 1)]),
    ("产出指标", [("数量指标", 24), ("质量指标", 9), ("时效指标", 3)]),
    ("效益指标", [("社会效益指标", 7), ("可持续影响指标", 5)]),
    ("满意度指标", [("服务对象满意度指标", 2)]),
]
NAMES = ["开展农村供水管网巡检", "更新改造老旧水表", "水质检测合格率", "按期完成", "受益群众对供水服务的满意程度,包括水压、水质、报修与抄表"]
rows = []
for level1, groups in LEVELS:
    for level2, count in groups:
        for index in range(count):
            name = f"{NAMES[(index + count) % len(NAMES)]}({index + 1})"
            if index % 3 == 2:
                rows.append({"level1": level1, "level2": level2, "name": name, "comparison": "定性", "value": "明显改善"})
            else:
                rows.append({"level1": level1, "level2": level2, "name": name, "comparison": "≥", "value": 10 + index, "unit": "处"})
target = "\n".join(f"{number}.对{village}等村的供水管网进行巡检与维护,及时处理渗漏,保障群众饮水安全。" for number, village in enumerate(["东沟", "西坪", "南湾", "北岭"], 1))
data = {
    "edition": "gansu-2025",
    "year": 2025,
    "code": "017",
    "department": {
        "name": "云溪县水务局",
        "annual_target": "完成年度供水保障任务",
        "prior_budget": {"approved": 812.5, "adjusted": "820.00", "spent": 801.37},
        "income": {"upper_fiscal": 120, "local_fiscal": 640.25},
        "expenditure": {"personnel": 402.1, "operating": 58.15, "projects": 300},
        "indicators": [{"level1": "基本运行指标", "level2": "预算收支管理", "name": "预算执行率", "comparison": ">=", "value": 95, "unit": "%", "remark": "按季通报"}],
    },
    "projects": [{"name": "农村供水巡检维护", "supervising_department": "云溪县水务局", "implementing_unit": "供水站", "funds": {"fiscal": 260.5, "other": 39.5}, "overall_target": target, "indicators": rows}],
}
json.dump(data, sys.stdout, ensure_ascii=False, indent=1)
