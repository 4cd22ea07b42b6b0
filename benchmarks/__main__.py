"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from benchmarks import cover, loading

cover.main()
loading.main()
