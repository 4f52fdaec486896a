"""Addresses of the AWS console, as people paste them."""

from __future__ import annotations

import pytest

from replayer.errors import WrongUsage
from replayer.opening import SpecKind, parse_spec

ID = "alice-a7edcmpb3u2m7os5af3r09fquo"
CONSOLE = "https://eu-central-1.console.aws.amazon.com"
GROUP = (
    f"{CONSOLE}/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws$252Fssm"
)


@pytest.mark.parametrize(
    ("url", "kind", "target"),
    [
        (
            f"{CONSOLE}/s3/object/logs/a/{ID}.log?region=eu-central-1",
            SpecKind.S3,
            f"s3://logs/a/{ID}.log",
        ),
        (
            f"{CONSOLE}/s3/object/logs?region=eu-central-1&bucketType=general&prefix=a%2Fbob%40corp-1.log",
            SpecKind.S3,
            "s3://logs/a/bob@corp-1.log",
        ),
        (
            "https://s3.console.aws.amazon.com/s3/buckets/logs?prefix=a/&region=eu-central-1",
            SpecKind.S3,
            "s3://logs/a/",
        ),
        (
            f"{CONSOLE}/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws$252Fssm/log-events/{ID}",
            SpecKind.LOGS,
            f"logs:///aws/ssm/{ID}",
        ),
        (
            f"{CONSOLE}/cloudwatch/home?region=eu-central-1#logEventViewer:group=/aws/ssm;stream={ID}",
            SpecKind.LOGS,
            f"logs:///aws/ssm/{ID}",
        ),
        (
            f"{CONSOLE}/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws$252Fssm",
            SpecKind.LOGS,
            "logs:///aws/ssm/",
        ),
        (
            f"{CONSOLE}/systems-manager/session-manager/{ID}?region=eu-central-1",
            SpecKind.NAME,
            ID,
        ),
        (
            f"{CONSOLE}/systems-manager/session-manager/sessions?region=eu-central-1#{ID}",
            SpecKind.NAME,
            ID,
        ),
        (
            f"{CONSOLE}/s3/buckets/logs?region=eu-central-1&bucketType=general&prefix=ssm%2F&tab=objects",
            SpecKind.S3,
            "s3://logs/ssm/",
        ),
        (f"{CONSOLE}/s3/buckets/logs?region=eu-central-1", SpecKind.S3, "s3://logs/"),
        (
            f"{CONSOLE}/s3/object/logs?region=eu-central-1&prefix=a/{ID}.log&versionId=3HL4kq",
            SpecKind.S3,
            f"s3://logs/a/{ID}.log?versionId=3HL4kq",
        ),
        (
            f"{GROUP}/log-events/{ID}$3Fstart$3D-3600000",
            SpecKind.LOGS,
            f"logs:///aws/ssm/{ID}",
        ),
        (
            f"{GROUP}/log-events/bob$2540corp.com-0123456789abcdef0",
            SpecKind.LOGS,
            "logs:///aws/ssm/bob@corp.com-0123456789abcdef0",
        ),
        (f"{GROUP}/log-events$3FfilterPattern$3Dx", SpecKind.LOGS, "logs:///aws/ssm/"),
        (f"{GROUP}$3FlogStreamNameFilter$3Dalice", SpecKind.LOGS, "logs:///aws/ssm/"),
    ],
)
def test_an_address_of_the_console_names_what_it_shows(
    url: str, kind: SpecKind, target: str
) -> None:
    spec = parse_spec(url)
    assert (spec.kind, spec.target, spec.text) == (kind, target, url)
    assert spec.region == "eu-central-1"


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("s3.console.aws.amazon.com", "us-east-1"),
        ("123456789012-abcdefgh.us-east-1.console.aws.amazon.com", "us-east-1"),
        ("us-gov-west-1.console.amazonaws-us-gov.com", "us-gov-west-1"),
        ("console.amazonaws-us-gov.com", "us-gov-east-1"),
        ("cn-north-1.console.amazonaws.cn", "cn-north-1"),
        ("eusc-de-east-1.console.amazonaws-eusc.eu", "eusc-de-east-1"),
    ],
)
@pytest.mark.parametrize(
    ("rest", "target"),
    [
        (f"s3/object/logs?region={{}}&prefix=a/{ID}.log", f"s3://logs/a/{ID}.log"),
        (
            f"cloudwatch/home?region={{}}#logsV2:log-groups/log-group/g/log-events/{ID}",
            f"logs://g/{ID}",
        ),
        (f"systems-manager/session-manager/{ID}?region={{}}", ID),
    ],
)
def test_the_consoles_of_all_partitions_are_understood(
    host: str, region: str, rest: str, target: str
) -> None:
    spec = parse_spec(f"https://{host}/{rest.format(region)}")
    assert (spec.target, spec.region) == (target, region)


@pytest.mark.parametrize(
    ("url", "target", "region"),
    [
        (f"https://my.logs.s3.eu-central-1.amazonaws.com/a/{ID}.log", "my.logs/a/", "eu-central-1"),
        (f"https://logs.s3.dualstack.eu-west-1.amazonaws.com/{ID}.log", "logs/", "eu-west-1"),
        (f"https://logs.s3.amazonaws.com/{ID}.log", "logs/", None),
        (f"https://s3.eu-central-1.amazonaws.com/logs/a%2Bb/{ID}.log", "logs/a+b/", "eu-central-1"),
        (f"https://s3.cn-north-1.amazonaws.com.cn/logs/{ID}.log", "logs/", "cn-north-1"),
        (f"https://logs.s3.eusc-de-east-1.amazonaws.eu/{ID}.log", "logs/", "eusc-de-east-1"),
        (f"https://logs.s3-eu-west-1.amazonaws.com/{ID}.log?X-Amz-Date=1", "logs/", None),
    ],
)
def test_the_url_of_an_object_that_the_console_copies_is_understood(
    url: str, target: str, region: str | None
) -> None:
    spec = parse_spec(url)
    assert (spec.kind, spec.target) == (SpecKind.S3, f"s3://{target}{ID}.log")
    assert spec.region == region


def test_the_url_of_one_version_of_an_object_names_that_version() -> None:
    spec = parse_spec(f"https://logs.s3.eu-west-1.amazonaws.com/{ID}.log?versionId=3HL4")
    assert spec.target == f"s3://logs/{ID}.log?versionId=3HL4"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/s3/object/logs/a.log",
        "https://console.aws.amazon.com.example.com/s3/object/logs/a.log",
        "https://logs.s3.amazonaws.com.example.com/a.log",
        "https://logs.s3.eu-west-1.amazonaws.com/",
        "https://ec2.eu-west-1.amazonaws.com/a/b",
        f"{CONSOLE}/ec2/home",
        f"{CONSOLE}/s3/get-started",
        f"{CONSOLE}/cloudwatch/home",
        f"{CONSOLE}/systems-manager/documents",
        "http://[",
    ],
)
def test_another_address_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(WrongUsage, match="s3://BUCKET/KEY"):
        parse_spec(url)


@pytest.mark.parametrize(
    ("text", "kind", "offset"),
    [
        ("aws:", SpecKind.AWS, None),
        (f"s3://logs/{ID}.log#42", SpecKind.S3, 42),
        (f"logs:///aws/ssm/{ID}#7", SpecKind.LOGS, 7),
    ],
)
def test_addresses_may_end_in_a_moment(text: str, kind: SpecKind, offset: int | None) -> None:
    spec = parse_spec(text)
    assert (spec.kind, spec.offset) == (kind, offset)
