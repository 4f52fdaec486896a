"""The only place that talks to AWS. It reads and never writes; docs/permissions.md lists every call.

`finding.sources` is the door for lists; `reading` is the one for addresses. Nothing here is imported before AWS is
asked for, since boto3 takes a third of a second to load.
"""
