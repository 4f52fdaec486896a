"""AWS is only read, and docs/permissions.md lists what is read: no more, no less."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

from replayer.sources import aws
from tests.cli.running import run
from tests.sources.aws import filling
from tests.sources.aws.cloud import Cloud, Fault

SHELL = "alice-a7edcmpb3u2m7os5af3r09fquo"
PAGE = Path(__file__).parents[3] / "docs" / "permissions.md"
SERVICES = {"s3", "logs", "ssm", "cloudtrail", "ecs", "ec2", "sts"}
ACTIONS = {"ListObjectsV2": "ListBucket", "HeadBucket": "ListBucket"}
"""Operations whose permission is called otherwise."""
WITHOUT_CALL = {"kms:Decrypt", "logs:Unmask", "s3:GetObjectVersion"}
"""Permissions that a call needs besides its own."""
READING = re.compile(r"(Get|List|Describe|Lookup)[A-Z]")


def operations() -> set[tuple[str, str]]:
    """Return service and operation of each call that is written in the code."""
    found = set()
    for path in Path(aws.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                service, method = _name(node.func.value), node.func.attr
                if method == "get_paginator" and isinstance(node.args[0], ast.Constant):
                    method = str(node.args[0].value)
                if service in SERVICES and (known := _operation(service, method)):
                    found.add((service, known))
    return found


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _operation(service: str, method: str) -> str | None:
    model = botocore.session.get_session().get_service_model(service)
    return next((each for each in model.operation_names if xform_name(each) == method), None)


def actions(calls: set[tuple[str, str]]) -> set[str]:
    return {f"{service}:{ACTIONS.get(operation, operation)}" for service, operation in calls}


def documented() -> set[str]:
    return set(re.findall(r"`([a-z0-9]+:[A-Z]\w+)`", PAGE.read_text()))


def test_no_call_in_the_code_writes_to_aws() -> None:
    calls = operations()
    assert len(calls) >= 14
    writing = {operation for _, operation in calls if not READING.match(operation)}
    assert writing == {"StartQuery"}
    session = botocore.session.get_session()
    for service, operation in calls:
        if service == "s3":
            model = session.get_service_model(service).operation_model(operation)
            assert model.http["method"] == "GET"


def test_nothing_goes_around_the_clients_that_the_test_above_looks_at() -> None:
    text = "".join(path.read_text() for path in Path(aws.__file__).parent.glob("*.py"))
    for word in ("boto3.resource", ".resource(", "_make_api_call", "upload_file", "boto3.client"):
        assert word not in text
    assert text.count("self._session.client(") == 1


def test_the_page_lists_what_the_code_calls_and_nothing_else() -> None:
    assert documented() - WITHOUT_CALL == actions(operations())


def test_the_page_lists_what_is_really_called(filled: Cloud, tmp_path: Path) -> None:
    task = filling.run_task(filled, "shop", "checkout")
    target = {"Target": f"ecs:shop_{task}_{task}-1527056392"}
    filling.put_session(
        filled, {"SessionId": "x-0123", "StartDate": "2026-11-24T22:00:00Z", **target}
    )
    filled.calls.clear()
    run("list")
    run("show", SHELL)
    run("list", "s3://ssm-session-logs-example/session-logs/")
    run("show", f"logs:///aws/ssm/session-logs/{SHELL}", "--unmask")
    run("fetch", SHELL, "-o", tmp_path)
    run("usage", "--insights")
    called = actions(set(filled.calls))
    assert called <= documented()
    assert documented() - called == WITHOUT_CALL


def test_what_boto3_asks_by_itself_of_a_bucket_elsewhere_is_on_the_page(filled: Cloud) -> None:
    filled.faults = [Fault("ListObjectsV2", "PermanentRedirect", 301)]
    ran = run("list", "s3://ssm-session-logs-example/session-logs/")
    assert ran.code == 3
    assert ("s3", "HeadBucket") in filled.calls
    assert actions(set(filled.calls)) <= documented()
    assert "HeadBucket" in PAGE.read_text()


def test_policies_on_the_page_are_json_and_grant_each_action_of_its_table() -> None:
    granted: set[str] = set()
    for block in re.findall(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL):
        for statement in json.loads(block)["Statement"]:
            assert statement["Effect"] == "Allow"
            named = statement["Action"]
            granted |= {named} if isinstance(named, str) else set(named)
    assert granted == documented() - {"sts:GetCallerIdentity"}


@pytest.mark.parametrize("command", ["list", "show", "play", "export", "fetch", "usage"])
def test_no_command_loads_boto3_before_it_is_needed(command: str) -> None:
    import subprocess
    import sys

    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom replayer.cli.program import program\n"
        f"CliRunner().invoke(program, [{command!r}, '--help'])\n"
        "sys.exit('boto3' in sys.modules or 'botocore' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
