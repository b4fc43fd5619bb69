"""Run by the Python of .venv-rocrate: hold archives against the official validator, without a network.

    .venv-rocrate/bin/python tests/archive/validator.py ARCHIVE...

The RO-Crate 1.1 JSON-LD context is the only thing that the validator would fetch; the package rocrate of
that environment carries it. Prints one JSON object a file: the issues by severity. Ends with 1 if a MUST
of RO-Crate 1.1 or of Process Run Crate 0.5 is not kept.
"""

import io
import json
import logging
import sys
import tempfile
from importlib import resources
from pathlib import Path

from requests.adapters import HTTPAdapter
from requests_cache import CachedSession
from rocrate.rocrate import ROCrate
from rocrate_validator import services
from rocrate_validator.models import Severity
from urllib3 import HTTPResponse

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


class Carried(HTTPAdapter):
    """Answers with the context that lies in the package."""

    def send(self, request, **kwargs):
        content = (resources.files("rocrate") / "data" / "ro-crate.jsonld").read_bytes()
        assert json.loads(content)["@id"] == CONTEXT, "this rocrate carries another context"
        answer = HTTPResponse(
            io.BytesIO(content),
            headers={"Content-Type": "application/ld+json"},
            status=200,
            preload_content=False,
            request_url=request.url,
        )
        return self.build_response(request, answer)


def warm(cache):
    """Put the context where the validator looks first."""
    session = CachedSession(cache_name=str(cache), backend="sqlite", expire_after=-1)
    session.mount("https://w3id.org/", Carried())
    session.get(CONTEXT, headers={"Accept": "application/ld+json, application/json"})
    # asked for with other words elsewhere: the cache tells answers apart by them
    session.get(CONTEXT, headers={"Accept": "application/ld+json, application/json, */*;q=0.1"})
    session.close()


def issues(archive, cache):
    """Issues by severity, each with its check."""
    result = services.validate(
        {
            "rocrate_uri": str(archive),
            "profile_identifier": "process-run-crate",
            "requirement_severity": Severity.RECOMMENDED,
            "cache_path": cache,
            "cache_max_age": -1,
            "offline": True,
        }
    )
    found = {}
    for issue in result.get_issues(Severity.RECOMMENDED):
        words = f"{issue.check.identifier}: {issue.message} [{issue.violatingEntity}]"
        found.setdefault(issue.severity.name, []).append(words)
    return found


def main(archives):
    logging.disable(logging.WARNING)
    bad = False
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "cache"
        warm(cache)
        for archive in archives:
            found = issues(archive, cache)
            entities = len(ROCrate(archive).get_entities())
            print(json.dumps({"archive": str(archive), "entities": entities, "issues": found}))
            bad = bad or "REQUIRED" in found
    return int(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
