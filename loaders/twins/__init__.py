"""Twins: one package a place, each with `build(network)` and `plant(network)`; the folder is the registry."""
