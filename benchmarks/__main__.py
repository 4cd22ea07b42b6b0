"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from benchmarks import cover, loading, twin

cover.main()
loading.main()
twin.main()
