"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from benchmarks import cover, explorer, gaps, loading, matching, pictures, routing, search, service, ties, twin, whole

cover.main()
loading.main()
gaps.main()
routing.main()
twin.main()
matching.main()
search.main()
pictures.main()
ties.main()
whole.main()
explorer.main()
service.main()
