"""What the documentation writes for parameters: things of the demo's synthetic twin with its planted defects."""

from __future__ import annotations

PLACE = "linfen"

SAMPLES = {
    "place": "310106021",
    "issue": "楼道堆物",
    "gap": "linfen.N5:linfen-compound-0056",
    "person": "linfen-person-0001",
    "body": "linfen-party_org-0001",
    "load": "load-1",
    "family": "Place",
    "id": "linfen-building-0001",
    "text": "临汾",
    "level": "community",
    "words": "电梯坏了",
    "start_family": "Person",
    "start": "linfen-person-0001",
    "end_family": "Place",
    "end": "310106021",
}
BUILDING = {"place": SAMPLES["id"]}
PROFILE = {"place": PLACE}
