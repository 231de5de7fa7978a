"""`ops`, the Dockerfile and compose.yaml: whole, confined, and told the settings that there are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot.core.sessions import ENTRANCE
from bot.setting_files import SUFFIX
from bot.settings import SETTINGS, VERSION
from bot.site import PAGES
from tests import processes
from tests.conftest import ROOT

OPS = ROOT / "ops"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
MANIFESTS: list[dict[str, Any]] = [
    document
    for path in sorted((OPS / "kubernetes").glob("*.yaml"))
    for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
]
UNITS = sorted((OPS / "systemd").glob("*.service"))
USER = 10001
OLDEST, NEWEST = "1.30", "1.37"  # of Kubernetes, whose schemas the manifests fit
# What compose.yaml and the proxies ask for by names of their own.
OF_THE_FILES = {"CALMA_HOST", "CALMA_UPSTREAM", "CALMA_PORT", "CALMA_VERSION", "CALMA_PACKAGES"}
OUTSIDE = {"/slack/*", "/api/messages", *(f"/{page}" for page in PAGES), "/report", "/report/*"}


def _named(manifest: dict[str, Any]) -> str:
    return f"{manifest['kind']}-{manifest['metadata']['name']}"


def _pods() -> Iterator[dict[str, Any]]:
    for manifest in MANIFESTS:
        if manifest["kind"] in ("Deployment", "Job"):
            yield manifest["spec"]["template"]["spec"]


@pytest.mark.process
def test_the_dockerfile_has_no_fault_that_hadolint_knows() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), "Dockerfile"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_all_that_the_dockerfile_copies_is_there_and_gets_to_it() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_through = {line[1:] for line in lines if line.startswith("!")}
    copied = [
        source.rstrip("/")
        for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
        for source in sources.split()
    ]
    assert set(copied) == let_through
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert lines[1] == "*"
    assert not any(fnmatch(".env", pattern) or fnmatch("data", pattern) for pattern in let_through)


def test_the_image_runs_as_nobody_and_can_be_asked_how_it_is() -> None:
    built, final = re.split(r"^FROM .*\n", DOCKERFILE, flags=re.MULTILINE)[1:]
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["python:3.13-slim"] * 2
    assert built.count("pip install") + built.count("/python install") == 3
    assert built.count("--require-hashes") == 2
    assert "pip install" not in final
    assert f"USER {USER}:{USER}\n" in final
    for line in ("STOPSIGNAL SIGTERM", 'VOLUME ["/data"]', "HEALTHCHECK ", 'ENTRYPOINT ["calma"]'):
        assert f"\n{line}" in final


@pytest.mark.process
def test_what_is_compiled_for_the_image_is_what_is_installed_with_the_extras_or_without() -> None:
    [(option, code)] = re.findall(r'/opt/calma/bin/python (-\S) -c "(.*walk_packages.*)"\n', DOCKERFILE)
    assert option == "-P"  # not what was copied to where it is built
    without = "import sys; sys.modules['microsoft_agents'] = None; "
    for before in ("", without):
        done = processes.run(before + code, environment={"PATH": os.environ["PATH"]})
        assert (done.returncode, done.stderr) == (0, "")


def test_compose_confines_all_services_and_starts_them_in_order() -> None:
    services = COMPOSE["services"]
    assert services.keys() == {"database", "migrate", "app", "worker", "proxy"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert services["app"]["deploy"]["replicas"] == 2
    assert services["database"]["image"] == "postgres:18"
    assert [services[name]["command"] for name in ("migrate", "app", "worker")] == [
        ["migrate"],
        ["run"],
        ["worker"],
    ]
    for name in ("app", "worker"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["database"] == {"internal": True}


def test_compose_gives_every_process_the_same_keys_and_folder() -> None:
    services = COMPOSE["services"]
    named = {name: COMPOSE["secrets"][name]["file"] for name in COMPOSE["secrets"]}
    for name in ("migrate", "app", "worker"):
        service = services[name]
        assert {"CALMA_CHECKIN_KEY_FILE", "CALMA_CHECKIN_PEPPER_FILE"} <= service["environment"].keys()
        files = [value for value in service["environment"].values() if value.startswith("/run/secrets/")]
        assert {Path(path).name for path in files} == set(service["secrets"])
        assert service["volumes"] == ["data:/data"]
    assert all(path == f"ops/secrets/{name}" for name, path in named.items())
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/ops/secrets/", "/ops/calma.env", "/.env"} <= set(ignored)


@pytest.mark.parametrize("manifest", MANIFESTS, ids=_named)
@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_a_manifest_is_what_kubernetes_takes(manifest: dict[str, Any], version: str) -> None:
    kubernetes_validate.validate(manifest, version, strict=True)
    assert manifest["metadata"].get("namespace", "calma") == "calma"


def test_a_manifest_that_it_does_not_take_is_found() -> None:
    broken = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"port": 80}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, NEWEST, strict=True)


def test_every_pod_is_confined() -> None:
    pods = list(_pods())
    assert len(pods) == 3
    for pod in pods:
        assert (pod["automountServiceAccountToken"], pod["enableServiceLinks"]) == (False, False)
        context, [container] = pod["securityContext"], pod["containers"]
        assert (context["runAsNonRoot"], context["runAsUser"], context["fsGroup"]) == (True, USER, USER)
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["image"] == f"registry.example/calma:{VERSION}"
        assert container["resources"].keys() == {"requests", "limits"}
        assert pod["volumes"][0]["persistentVolumeClaim"] == {"claimName": "calma"}


def test_the_database_being_away_takes_no_pod_out_of_service() -> None:
    [app] = [pod for pod in _pods() if pod["containers"][0]["args"] == ["run"]]
    probes = [app["containers"][0][f"{name}Probe"] for name in ("startup", "readiness", "liveness")]
    [worker] = [pod for pod in _pods() if pod["containers"][0]["args"] == ["worker"]]
    probes += [worker["containers"][0][f"{name}Probe"] for name in ("startup", "liveness")]
    assert {probe["httpGet"]["path"] for probe in probes} == {"/healthz"}


def test_the_two_units_are_one_but_for_what_they_start() -> None:
    [app, worker] = [path.read_text(encoding="utf-8").splitlines() for path in reversed(UNITS[:2])]
    differ = [(one, other) for one, other in zip(app, worker, strict=True) if one != other]
    assert len(differ) == 3
    assert ("ExecStart=/opt/calma/bin/calma run", "ExecStart=/opt/calma/bin/calma worker") in differ
    for line in ("User=calma", "ProtectSystem=strict", "NoNewPrivileges=true", "CapabilityBoundingSet="):
        assert line in app


def _let_through() -> Iterator[tuple[str, set[str]]]:
    caddy = (OPS / "Caddyfile").read_text(encoding="utf-8")
    found = re.search(r"@calma path (.+)", caddy)
    assert found
    yield "Caddyfile", set(found[1].split())
    nginx = (OPS / "nginx.conf").read_text(encoding="utf-8")
    places = dict.fromkeys(re.findall(r"location (?:= )?(\S+) +\{[^}]*proxy_pass", nginx))
    yield "nginx.conf", {f"{place}*" if place.endswith("/") else place for place in places} - {ENTRANCE}
    [ingress] = [manifest for manifest in MANIFESTS if manifest["kind"] == "Ingress"]
    paths = ingress["spec"]["rules"][0]["http"]["paths"]
    exact = {path["path"] for path in paths if path["pathType"] == "Exact"}
    below = {path["path"] for path in paths if path["pathType"] == "Prefix"}
    yield "ingress", exact | {f"{path}/*" for path in below} | (below & OUTSIDE)


@pytest.mark.parametrize(("name", "paths"), list(_let_through()))
def test_a_proxy_lets_through_what_is_for_the_outside_and_no_more(name: str, paths: set[str]) -> None:
    assert paths == OUTSIDE
    assert not any(fnmatch(inner, path) for inner in ("/healthz", "/readyz", "/metrics") for path in paths)
    assert any(fnmatch(ENTRANCE, path) for path in paths)


def test_what_a_replica_that_is_away_did_not_get_goes_to_the_other() -> None:
    caddy = (OPS / "Caddyfile").read_text(encoding="utf-8")
    size = re.findall(r"(?:max_size|request_buffers) (\S+)\n", caddy)
    assert size == ["256KiB"] * 2  # all of a body is held, or what is posted goes to nobody else
    nginx = (OPS / "nginx.conf").read_text(encoding="utf-8")
    servers = re.findall(r"^    server (\S+) (\S+);$", nginx, re.MULTILINE)
    assert [how for _, how in servers] == ["fail_timeout=2s"] * 2


def test_only_settings_that_there_are_are_set() -> None:
    known = {setting.name for setting in SETTINGS} | OF_THE_FILES
    known |= {f"{setting.name}{SUFFIX}" for setting in SETTINGS}
    paths = [path for path in OPS.rglob("*") if path.is_file() and "secrets" not in path.parts]
    for path in (*paths, ROOT / "compose.yaml", ROOT / "Dockerfile"):
        text = path.read_text(encoding="utf-8")
        used = set(re.findall(r"\b(?:CALMA|SLACK|TEAMS|MICROSOFT)_[A-Z_]+[A-Z]\b", text))
        assert used <= known, f"{path.name} has {used - known}"


def test_what_names_a_version_names_this_one() -> None:
    for path in (ROOT / "docs" / "howto").glob("*.md"):
        named = re.findall(r"calma[:-](\d+\.\d+\.\d+)", path.read_text(encoding="utf-8"))
        assert set(named) <= {VERSION}, path.name
