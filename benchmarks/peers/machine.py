"""What the machine is, in words."""

import os
import platform
from pathlib import Path


def processor() -> str:
    """The processor's name, if the system tells."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def machine() -> str:
    """Processor, how many, memory, system and Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{processor()}, {os.cpu_count()} processors, {memory:.0f} GiB, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def load_average() -> list[float]:
    """Processes that wanted to run, over the last one and five minutes."""
    return [round(x, 2) for x in os.getloadavg()[:2]]
