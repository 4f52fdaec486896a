"""Buckets, prefixes and sessions with names that nobody expects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from replayer.settings import AwsSettings
from replayer.sources.aws.reading import s3_place
from replayer.sources.naming import bucket_and_key
from replayer.sources.source import Source
from tests.cli.running import run
from tests.sources.aws import filling
from tests.sources.aws.cloud import Cloud
from tests.sources.aws.filling import BUCKET, FIXTURES

BODY = (FIXTURES / "shell" / "alice-a7edcmpb3u2m7os5af3r09fquo.log").read_bytes()
TEXT = BODY.replace(b"alice-a7edcmpb3u2m7os5af3r09fquo", b"-").replace(b"Script started", b"x", 1)


@pytest.fixture
def bucket(cloud: Cloud) -> Cloud:
    filling.client(cloud, "s3").create_bucket(Bucket=BUCKET)
    return cloud


@pytest.mark.parametrize(
    ("prefix", "session"),
    [
        ("", "user@corp.example+x=y,z-0123456789abcdef0"),
        ("two words/a+b/", "first.last-0123456789abcdef0"),
        ("100%/%41%2F/", "...-0123456789abcdef0"),
        ("prüfung/会計/", "%2e%2e-0123456789abcdef0"),
        ("a?b&c=d/#1/", "a-0123456789abcdef0"),
        ("/leading/", "a-0123456789abcdef0"),
        ("*/'\"<&>/{not a template}/", "a-0123456789abcdef0"),
    ],
)
def test_a_key_with_odd_characters_is_listed_read_and_fetched(
    bucket: Cloud, tmp_path: Path, prefix: str, session: str
) -> None:
    key = f"{prefix}{session}.log"
    filling.client(bucket, "s3").put_object(Bucket=BUCKET, Key=key, Body=TEXT)
    ran = run("list", "--json", "--bucket", BUCKET, "--prefix", prefix or "/")
    (row,) = (json.loads(line) for line in ran.out.splitlines())
    assert row["id"] == session
    where = f"s3://{BUCKET}/{key}"
    assert [each["where"] for each in row["traces"] if each["source"] == "s3"] == [where]
    assert "whoami" in run("export", where, "-o", "-", "-f", "text").out
    shown = run("show", session, "--json", "--bucket", BUCKET, "--prefix", prefix or "/")
    assert json.loads(shown.out)["sources"][0]["where"] == where
    assert run("fetch", where, "-o", tmp_path).code == 0
    (found,) = json.loads((tmp_path / "manifest.json").read_text())["files"]
    assert found["origin"]["key"] == key
    assert (tmp_path / found["path"]).read_bytes() == TEXT
    assert (tmp_path / found["path"]).resolve().is_relative_to(tmp_path)


@pytest.mark.parametrize(
    ("place", "bucket", "key"),
    [
        ("s3://b/a/c", "b", "a/c"),
        ("s3://b//a", "b", "/a"),
        ("s3://b", "b", ""),
        (
            "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/logs/a/c",
            "arn:aws:s3:eu-west-1:123456789012:accesspoint/logs",
            "a/c",
        ),
        (
            "arn:aws-us-gov:s3:us-gov-west-1:123456789012:accesspoint:logs",
            "arn:aws-us-gov:s3:us-gov-west-1:123456789012:accesspoint:logs",
            "",
        ),
        ("s3://logs--euw1-az1--x-s3/a/", "logs--euw1-az1--x-s3", "a/"),
    ],
)
def test_an_access_point_stands_in_the_place_of_a_bucket(place: str, bucket: str, key: str) -> None:
    assert bucket_and_key(place) == (bucket, key)


def test_what_lies_under_an_access_point_is_a_place(quick: AwsSettings, cloud: Cloud) -> None:
    arn = "arn:aws:s3:us-east-1:123456789012:accesspoint/logs"
    (found,) = s3_place(f"s3://{arn}/a/", quick)
    assert isinstance(found, Source)
    assert found.where == f"s3://{arn}/a/"
    ran = run("list", "--bucket", f"{arn}/a")
    assert f"opened s3://{arn}/a/" in ran.err
