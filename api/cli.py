"""The `wangge` command: one sentence and an exit code for every error raised on purpose."""
