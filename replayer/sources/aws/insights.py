"""Sessions counted by CloudWatch Logs Insights, where there are more than one would list.

A session counts in every bin in which it spoke, so bins do not add up to the number of sessions. `count(*)` would count
events. Only streamed sessions tell an owner and a target; `count_distinct` is an estimate where there are very many.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from replayer.errors import SourceFailed, Unreachable, WrongUsage
from replayer.settings import AwsSettings
from replayer.sources.aws.clients import Account, Cancelled, accounts
from replayer.sources.aws.finding import log_groups
from replayer.sources.naming import is_arn
from replayer.sources.usage import Usage, ranked

if TYPE_CHECKING:
    from mypy_boto3_logs.type_defs import GetQueryResultsResponseTypeDef

MOST = 10_000
"""Rows that a query gives at most."""
_GROUPS = 50
"""Log groups that a query takes at most."""
_POLL = 0.5
_PATIENCE = 15 * 60
"""Seconds after which the service itself gives up a query is an hour; nobody waits so long."""
_SESSIONS = "stats count_distinct(@logStream) as sessions by "


@dataclass(frozen=True, slots=True)
class Counted:
    """What the queries gave."""

    usage: Usage
    groups: tuple[str, ...]
    """The log groups that were asked."""
    scanned: int
    """Bytes, which is what AWS charges for."""
    cut_off: bool
    """Whether a query gave as many rows as it may, so that some are missing."""


def counted(
    settings: AwsSettings,
    since: datetime,
    until: datetime,
    length: timedelta,
    cancelled: Cancelled,
) -> Counted:
    """Return how many sessions spoke from `since` to `until`, in all log groups of the accounts.

    Raises:
        SourceFailed: no log group is known, or CloudWatch Logs refused or failed.
    """
    bins: Counter[datetime] = Counter()
    owners: Counter[str] = Counter()
    targets: Counter[str] = Counter()
    sessions, scanned, cut_off = 0, 0, False
    names: list[str] = []
    for account in accounts(settings):
        groups = list(dict.fromkeys(log_groups(account, settings, cancelled)))
        names += groups
        for some in _by(groups):
            ask = _Asking(account, some, since, until, cancelled)
            for row in ask.rows(f"bin({period(length)}) as start"):
                bins[_moment(row["start"])] += int(row["sessions"])
            for field, counts in (("userIdentity.arn", owners), ("target.id", targets)):
                for row in ask.rows(f"{field} as name"):
                    counts[row.get("name", "").rpartition("/")[2] or "unknown"] += int(
                        row["sessions"]
                    )
            sessions += sum(int(row["sessions"]) for row in ask.rows(""))
            scanned += ask.scanned
            cut_off = cut_off or ask.cut_off
    if not names:
        raise SourceFailed("no log group is known to count in.", hint="Name one with --log-group.")
    found = Usage(length, sessions, 0, tuple(sorted(bins.items())), ranked(owners), ranked(targets))
    return Counted(found, tuple(names), scanned, cut_off)


class _Asking:
    """Queries to some log groups of one account, and what they cost."""

    def __init__(
        self,
        account: Account,
        groups: list[str],
        since: datetime,
        until: datetime,
        cancelled: Cancelled,
    ) -> None:
        self._account = account
        self._groups = groups
        self._times = int(since.timestamp()), int(until.timestamp())
        self._cancelled = cancelled
        self.scanned = 0
        self.cut_off = False

    def rows(self, by: str) -> Iterator[dict[str, str]]:
        """Yield the rows of the sessions counted `by` something; of all when it is empty."""
        where = f"Logs Insights on {', '.join(self._groups)}"
        query = _SESSIONS + by if by else _SESSIONS.removesuffix(" by ")
        is_any_shared = any(map(is_arn, self._groups))
        groups = {"logGroupIdentifiers" if is_any_shared else "logGroupNames": self._groups}
        with self._account.errors(where, "logs:StartQuery"):
            query_id = self._account.logs.start_query(
                **groups,  # type: ignore[arg-type]  # a list in either
                startTime=self._times[0],
                endTime=self._times[1],
                queryString=query,
                limit=MOST,
            )["queryId"]
        reply = self._results(query_id, where)
        self.scanned += int(reply.get("statistics", {}).get("bytesScanned", 0))
        self.cut_off = self.cut_off or len(reply["results"]) >= MOST
        for row in reply["results"]:
            yield {cell.get("field", ""): cell.get("value", "") for cell in row}

    def _results(self, query_id: str, where: str) -> GetQueryResultsResponseTypeDef:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline and not self._cancelled():
            with self._account.errors(where, "logs:GetQueryResults"):
                reply = self._account.logs.get_query_results(queryId=query_id)
            if reply["status"] == "Complete":
                return reply
            if reply["status"] not in ("Running", "Scheduled"):
                raise SourceFailed(f"the query ended as {reply['status']}.", where=where)
            time.sleep(_POLL)
        raise Unreachable("the query takes too long.", where=where, hint="Shorten --since.")


def period(length: timedelta) -> str:
    """Return the length of a bin as the query language writes it.

    Raises:
        WrongUsage: it cannot write that length.
    """
    minutes = int(length.total_seconds() // 60)
    for unit, size, most in (("d", 24 * 60, 7), ("h", 60, 24), ("m", 1, 60)):
        if minutes % size == 0 and minutes // size <= most:
            return f"{minutes // size}{unit}"
    raise WrongUsage(
        "Logs Insights takes no bin of that length.",
        hint="Take up to 60 minutes, 24 hours or 7 days, in whole numbers of one of them.",
    )


def _by(groups: list[str]) -> Iterable[list[str]]:
    return (groups[start : start + _GROUPS] for start in range(0, len(groups), _GROUPS))


def _moment(text: str) -> datetime:
    """Return the moment that Logs Insights writes as `2026-11-24 22:15:00.000`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
